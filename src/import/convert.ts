import { createHash } from "node:crypto";
import { diffSchemas } from "../core/diff/diff.ts";
import type { Rename } from "../core/diff/renames.ts";
import type { Effect } from "../core/adopt/find-place.ts";
import { planUpgrade, type Step } from "../core/graph/plan.ts";
import { buildGraph } from "../core/graph/revision-graph.ts";
import type { Revision } from "../core/graph/revision.ts";
import { nameOf } from "../core/schema/lookup.ts";
import { formatName, sibling } from "../core/schema/names.ts";
import { emptySchema, type Schema } from "../core/schema/schema.ts";
import type { Dialect } from "../dialects/dialect.ts";
import type { Database, Environment } from "../project/environment.ts";
import { checksumOf, sqlRevision } from "../revisions/load.ts";
import { riskOf } from "../revisions/risk.ts";
import { onScratch } from "../workbench/scratch-run.ts";
import { sqlTexts } from "../dialects/sql-texts.ts";
import type { KitMigration } from "./read.ts";

/** A migration of drizzle-kit as it becomes a revision. */
export interface Converted {
  readonly migration: KitMigration;
  readonly id: string;
  readonly downRevisions: readonly string[];
  readonly upgrade: readonly string[];
  /** The statements of the way back; null when it goes forward only. */
  readonly downgrade: readonly string[] | null;
  /** Why it goes forward only, or what the way back does not bring back; null when there is nothing to say. */
  readonly remark: string | null;
  /** False when it holds a statement that the engine refuses inside a transaction. */
  readonly transaction: boolean;
  /** What it does to the structure; null when that could not be tried. */
  readonly effect: Effect | null;
}

/** Migrations as revisions. */
export interface ConvertedKit {
  readonly converted: readonly Converted[];
  /** What kept some of them from being tried, so that no way back is known; null when nothing did. */
  readonly fault: KitFault | null;
}

/** Why migrations could not be run on an empty database. */
export interface KitFault {
  /** The migration that cannot; null: there is no such database. */
  readonly name: string | null;
  readonly why: string;
}

/**
 * Turn migrations into revisions. Ids come from names and texts, so that everybody gets the same. The way back
 * is found by running them all on an empty database of the same kind, and comparing before and after.
 */
export async function convertKit(
  environment: Environment,
  database: Database,
  migrations: readonly KitMigration[],
): Promise<ConvertedKit> {
  const { dialect } = database;
  const ids = new Map(migrations.map((migration) => [migration.name, idOf(migration)]));
  const plain = migrations.map((migration) => {
    const upgrade = statementsOf(migration.sql);
    const operation = { kind: "execute" as const, args: [upgrade.join("\n")] as [string] };
    return {
      migration,
      id: ids.get(migration.name) ?? "",
      downRevisions: migration.follows.map((name) => ids.get(name) ?? name),
      upgrade,
      transaction: dialect.compile([operation], emptySchema).every(({ transactional }) => transactional),
    };
  });
  const { tried, fault } = await tryAll(environment, database, plain);
  const why = fault === null ? "" : ` (${fault.name === null ? "" : `${fault.name}: `}${fault.why})`;
  const converted = plain.map((each) => {
    const states = tried.get(each.id);
    if (states === undefined)
      return {
        ...each,
        downgrade: null,
        effect: null,
        remark: `Forward only: its effect could not be tried${why}.`,
      };
    return { ...each, ...wayBack(dialect, each.migration, states) };
  });
  return { converted, fault };
}

/** The first twelve hex digits of a hash of its name and text, whatever its line ends. */
function idOf({ name, sql }: KitMigration): string {
  return createHash("sha256").update(`${name}\n${sql}`).digest("hex").slice(0, 12);
}

/** The statements as they stand between kit's marks. */
function statementsOf(sql: string): readonly string[] {
  return sql
    .split("--> statement-breakpoint")
    .map((text) => text.trim())
    .filter((text) => text !== "")
    .map((text) => text.replaceAll(partMark, '$1 "$2"'));
}

/** A comment that would be read as the beginning of a part of an SQL revision. */
const partMark = /^(\s*--)\s*((?:upgrade|downgrade)(?:\s*:\s*(?:postgresql|sqlite))?)\s*$/gmu;

type Plain = Pick<Converted, "migration" | "id" | "downRevisions" | "upgrade" | "transaction">;

interface States {
  readonly before: Schema;
  readonly after: Schema;
}

/** Run them all on an empty database; as far as that goes. */
async function tryAll(
  environment: Environment,
  database: Database,
  plain: readonly Plain[],
): Promise<{ readonly tried: ReadonlyMap<string, States>; readonly fault: KitFault | null }> {
  const tried = new Map<string, States>();
  const trial = trialOf(environment, plain);
  let fault: KitFault | null = { name: null, why: "no scratch database can be made here" };
  const inListOrder = orderOf(trial, plain);
  await onScratch(trial, database, async (scratch) => {
    fault = null;
    let before: Schema = emptySchema;
    for (const step of inListOrder) {
      try {
        await scratch.run([step]);
      } catch (error) {
        const cause = error instanceof Error && error.cause instanceof Error ? error.cause : error;
        // What comes after it would be taken back to a structure that lacks what this one makes.
        fault = {
          name: step.revision.message,
          why: cause instanceof Error ? cause.message : String(cause),
        };
        return;
      }
      const after = await scratch.structure();
      tried.set(step.revision.id, { before, after });
      before = after;
    }
  });
  return { tried, fault };
}

/** Steps in the order in which kit runs them; the rows of the scratch's version table do not matter. */
function orderOf(trial: Environment, plain: readonly Plain[]): readonly Step[] {
  const steps = new Map(
    planUpgrade(trial.scripts().graph, [], "heads").steps.map((step) => [step.revision.id, step]),
  );
  return plain.flatMap(({ id }) => {
    const step = steps.get(id);
    return step === undefined ? [] : [{ ...step, rows: { delete: [], update: null, insert: [] } }];
  });
}

/** The project with nothing but these revisions, which are not written yet. */
function trialOf(environment: Environment, plain: readonly Plain[]): Environment {
  const byPath = new Map(plain.map((each) => [each.id, each]));
  const revisions = plain.map(({ id, migration, downRevisions }): Revision => ({
    id,
    downRevisions,
    dependsOn: [],
    branchLabels: [],
    replaces: [],
    message: migration.name,
    doc: migration.name,
    createdAt: null,
    path: id,
    line: null,
  }));
  const graph = buildGraph(revisions);
  return {
    ...environment,
    scripts: () => ({ locations: [], graph }),
    load: async (id) => {
      const each = byPath.get(id);
      const head = each?.transaction === false ? "-- transaction: false\n" : "";
      const source = `${head}\n-- upgrade\n${each?.upgrade.join("\n;\n") ?? ""}`;
      return {
        ...sqlRevision(id, source),
        checksum: checksumOf(source),
        risk: riskOf(`${id}.sql`, source),
      };
    },
  };
}

/** From the structure after back to the one before, as far as a comparison knows the way. */
function wayBack(
  dialect: Dialect,
  { sql }: KitMigration,
  { before, after }: States,
): Pick<Converted, "downgrade" | "remark" | "effect"> {
  const compared = (from: Schema, to: Schema, renames: readonly Rename[]): ReturnType<typeof diffSchemas> =>
    diffSchemas(from, to, dialect.rules, { renames, hasRows: () => true });
  const effect: Effect = {
    operations: compared(before, after, []).map(({ operation }) => operation),
    silent: false,
    unknown: null,
  };
  const changes = compared(after, before, renamesBack(sql, before, after));
  const operations = changes.map(({ operation }) => operation);
  if (operations.length === 0) {
    return {
      effect,
      downgrade: null,
      remark:
        "Forward only: it leaves no trace in the structure that could be taken back. Where nothing need be, " +
        "an empty downgrade part at the end of this file lets downgrades pass.",
    };
  }
  const makesAgain = operations.some(({ kind }) => kind === "createTable" || kind === "addColumn");
  return {
    effect,
    downgrade: sqlTexts(dialect.compile(operations, after)),
    remark: makesAgain ? "The way back brings back the structure, not the data that was there." : null,
  };
}

/** The renames that the text names, the other way round; those that the structure does not confirm are left out. */
function renamesBack(sql: string, before: Schema, after: Schema): readonly Rename[] {
  const name = String.raw`((?:(?:"[^"]+"|${"`[^`]+`"}|\w+)\.)?(?:"[^"]+"|${"`[^`]+`"}|\w+))`;
  const pattern = new RegExp(
    String.raw`ALTER\s+TABLE\s+${name}\s+RENAME\s+(?:(COLUMN)\s+${name}\s+)?TO\s+${name}`,
    "giu",
  );
  const clean = (text: string): string => formatName(nameOf(text.replaceAll("`", '"')));
  const has = (schema: Schema, table: string, column: string | null): boolean =>
    schema.tables.some(
      (each) =>
        formatName(each) === table && (column === null || each.columns.some((one) => one.name === column)),
    );
  const found = [...sql.matchAll(pattern)].map(([, table = "", isColumn, from, to = ""]) => ({
    table: clean(table),
    column: isColumn === undefined || from === undefined ? null : nameOf(clean(from)).name,
    to: nameOf(clean(to)).name,
  }));
  const tables = found.flatMap(({ table, column, to }): readonly Rename[] => {
    const now = formatName(sibling(nameOf(table), to));
    const isSo =
      column === null && has(before, table, null) && has(after, now, null) && !has(after, table, null);
    return isSo ? [{ kind: "table", inside: null, from: now, to: table }] : [];
  });
  const columns = found.flatMap(({ table, column, to }): readonly Rename[] => {
    // The table may have got its new name before or after that.
    const rename = tables.find((each) => each.to === table || each.from === table);
    const [old, now] = rename === undefined ? [table, table] : [rename.to, rename.from];
    const isSo =
      column !== null && has(before, old, column) && has(after, now, to) && !has(after, now, column);
    return isSo ? [{ kind: "column", inside: now, from: to, to: column }] : [];
  });
  return [...tables, ...columns];
}
