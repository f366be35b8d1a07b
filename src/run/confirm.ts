import { confirmationNeeded, declined } from "../core/errors/run.ts";
import type { Step } from "../core/graph/plan.ts";
import { applyOperation } from "../core/operations/apply.ts";
import { wholeColumn, type Loss } from "../core/operations/loss.ts";
import { lossesOf } from "../core/operations/losses.ts";
import { make } from "../core/operations/make.ts";
import type { Operation } from "../core/operations/operations.ts";
import { effectsOf } from "../core/sql/effects.ts";
import { formatName } from "../core/schema/names.ts";
import type { Schema } from "../core/schema/schema.ts";
import type { Lexical } from "../core/sql/lexical.ts";
import { statementsOf } from "../core/sql/statements.ts";
import type { Database, Environment } from "../project/environment.ts";
import type { LoadedRevision } from "../revisions/load.ts";
import { createLineage, type Held, type Lineage } from "./rename-tracking.ts";
import { recordStep } from "../workbench/replay.ts";

/**
 * Ask whether steps may run that lose data or are marked breaking. Where nobody can be asked they are
 * refused, unless it was said beforehand that they may. Steps of `agreed` revisions were asked about when they
 * began, and have come so far that rows which they wrote themselves would be counted. Costs nothing when nothing in the revisions names
 * anything of the kind.
 */
export async function confirmBreaking(
  environment: Environment,
  database: Database,
  steps: readonly Step[],
  agreed: ReadonlySet<string> = new Set(),
): Promise<void> {
  if (environment.settings.confirmBreaking) return;
  const reasons = await breakingReasons(environment, database, steps, agreed);
  if (reasons.length === 0) return;
  if (environment.confirm === null) throw confirmationNeeded(reasons);
  const question = `${reasons.map((reason) => `  ${reason}\n`).join("")}Go on?`;
  if (!(await environment.confirm(question))) throw declined();
}

/** What somebody must agree to before the steps run, one sentence each: losses with how many rows there are. */
export async function breakingReasons(
  environment: Environment,
  database: Database,
  steps: readonly Step[],
  agreed: ReadonlySet<string> = new Set(),
): Promise<readonly string[]> {
  if (!(await mayBreak(environment, steps))) return [];
  const loaded: (readonly [Step, LoadedRevision])[] = [];
  for (const step of steps) {
    // What cannot be loaded fails when it is its turn, and the journal has it then.
    const revision = await environment.load(step.revision.path).catch(() => null);
    if (revision !== null) loaded.push([step, revision]);
  }
  const marked = loaded.filter(
    ([{ revision }, { breaking }]) => typeof breaking === "string" && !agreed.has(revision.id),
  );
  const mayLose = loaded.some(
    ([{ direction }, { risk, breaking }]) => risk.losesData[direction] && breaking !== false,
  );
  if (marked.length === 0 && !mayLose) return [];
  const live = await database.dialect.introspect(database.connection, database.scope);
  // A fresh database has neither data to lose nor anybody who uses it; files may have been there before it.
  const isFresh = live.tables.length === 0;
  const reasons = marked
    .filter(([, { risk }]) => !isFresh || risk.acts)
    .map(([step, { breaking }]) => said(step, String(breaking)));
  return isFresh || !mayLose
    ? reasons
    : [...reasons, ...(await losses(environment, database, loaded, live, agreed))];
}

/** Whether the text of any step gives reason to look closer. */
async function mayBreak(environment: Environment, steps: readonly Step[]): Promise<boolean> {
  for (const { revision, direction } of steps) {
    const glance = await environment.glance(revision.path).catch(() => null);
    if (glance !== null && (glance.mayBeMarked || glance.risk.losesData[direction])) return true;
  }
  return false;
}

async function losses(
  environment: Environment,
  database: Database,
  loaded: readonly (readonly [Step, LoadedRevision])[],
  live: Schema,
  agreed: ReadonlySet<string>,
): Promise<readonly string[]> {
  const { lexical } = database.dialect;
  const lineage = createLineage(live, lexical);
  const reasons: string[] = [];
  let schema = live;
  for (const [step, revision] of loaded) {
    const operations = await operationsOf(environment, step, revision);
    const isAgreed = agreed.has(step.revision.id);
    if (
      !isAgreed &&
      operations === null &&
      revision.breaking === null &&
      revision.risk.losesData[step.direction]
    ) {
      reasons.push(
        said(
          step,
          "may lose data; what exactly cannot be known without running it (`breaking = false` says that it does not)",
        ),
      );
    }
    const found: Found[] = [];
    for (const operation of (operations ?? []).flatMap((each) => pieces(each, lexical))) {
      for (const loss of lossesOf(operation, schema, lexical)) {
        const origin = lineage.origin(loss);
        const held = lineage.held(loss.table);
        if (origin !== null && held !== null)
          found.push({ text: loss.text, origin, held, drops: drops(operation, lexical) });
      }
      lineage.follow(operation);
      schema = applied(schema, operation);
    }
    const left =
      isAgreed || revision.breaking === false ? [] : found.flatMap((each) => remaining(each, lineage, live));
    lineage.settle();
    for (const { text, origin: loss } of left) {
      const rows = await rowsLost(database, loss);
      const values = loss.column === null ? "" : ` hold${rows === 1 ? "s" : ""} a value`;
      const reason = said(step, `${text} (${counted(rows)}${values})`);
      if (rows > environment.settings.confirmAbove && !reasons.includes(reason)) reasons.push(reason);
    }
  }
  return reasons;
}

/** A loss, as it is said and where in the live database it is. */
interface Found {
  readonly text: string;
  readonly origin: Loss;
  /** What the table held then. */
  readonly held: Held;
  /** The table itself goes. */
  readonly drops: boolean;
}

/** Plain SQL a statement at a time, so that each is seen with what those before it have done. */
function pieces(operation: Operation, lexical: Lexical): readonly Operation[] {
  return operation.kind === "execute"
    ? statementsOf(operation.args[0], lexical).map(({ sql }) => make.execute(sql))
    : [operation];
}

function drops(operation: Operation, lexical: Lexical): boolean {
  if (operation.kind === "execute")
    return effectsOf(operation.args[0], lexical).some(({ kind }) => kind === "dropTable");
  return operation.kind === "dropTable";
}

/**
 * What is lost when the step has ended. A table that is dropped and made anew under its name from its own
 * rows, as SQLite asks for, loses no more than the columns that were not taken along.
 */
function remaining(found: Found, lineage: Lineage, live: Schema): readonly Pick<Found, "text" | "origin">[] {
  const { held } = found;
  if (!found.drops) return [found];
  if (!held.isMain) return [];
  const now = lineage.held(held.known);
  if (now?.name !== held.name) return [found];
  const table = live.tables.find((each) => formatName(each) === held.name);
  return (table?.columns ?? [])
    .filter(({ name, generated }) => generated === null && held.holds.has(name) && !now.holds.has(name))
    .map(({ name }) => {
      const text = `drops column ${held.known}.${name}`;
      return { text, origin: wholeColumn(text, held.name, name) };
    });
}

/** Null for a body that cannot be run without a database, or should not be. */
async function operationsOf(
  environment: Environment,
  step: Step,
  revision: LoadedRevision,
): Promise<readonly Operation[] | null> {
  if (revision.risk.acts) return null;
  return recordStep(environment, step, revision, { purpose: "structure", mode: "the look ahead" }).catch(
    () => null,
  );
}

/** Operations of raw SQL are not seen in the structure, so that a later one may not fit it. */
function applied(schema: Schema, operation: Operation): Schema {
  try {
    return applyOperation(schema, operation);
  } catch {
    return schema;
  }
}

/** Counting stops where the exact number no longer matters. */
const most = 1_000_000;

async function rowsLost({ connection, dialect }: Database, loss: Loss | null): Promise<number> {
  if (loss === null) return 0;
  const column = loss.column === null ? null : dialect.identifier(`"${loss.column.replaceAll('"', '""')}"`);
  const values = loss.values?.map((value) => dialect.literal(value));
  const where =
    column === null
      ? ""
      : values === undefined
        ? ` WHERE ${column} IS NOT NULL`
        : loss.array === true
          ? ` WHERE ${values.map((value) => `${value} = ANY (${column})`).join(" OR ")}`
          : ` WHERE ${column} IN (${values.join(", ")})`;
  const rows = `SELECT 1 AS one FROM ${dialect.identifier(loss.table)}${where} LIMIT ${most + 1}`;
  const [row] = await connection.query(`SELECT count(*) AS count FROM (${rows}) AS lost`);
  return Number(row?.["count"] ?? 0);
}

function counted(rows: number): string {
  const number = Math.min(rows, most).toLocaleString("en-US");
  return `${rows > most ? "more than " : ""}${number} row${rows === 1 ? "" : "s"}`;
}

function said({ revision, direction }: Step, what: string): string {
  const taken = direction === "upgrade" ? "" : `${direction} of `;
  return `${taken}${revision.id}${revision.message === "" ? "" : ` (${revision.message})`}: ${what}`;
}
