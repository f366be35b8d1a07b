import { createHash } from "node:crypto";
import type { Effect } from "../core/adopt/find-applied.ts";
import { emptySchema } from "../core/schema/schema.ts";
import type { Database, Environment } from "../project/environment.ts";
import type { KitMigration } from "./read.ts";
import { withoutTransactionControl } from "./repairs.ts";
import { lackingIn } from "./snapshot.ts";
import { tryMigrations, type Tried, type Untried } from "./try.ts";
import { wayBack } from "./way-back.ts";

/** A migration of drizzle-kit as it becomes a revision. */
export interface Converted {
  readonly migration: KitMigration;
  readonly id: string;
  readonly downRevisions: readonly string[];
  readonly upgrade: readonly string[];
  /** What was put right in the statements, so that they run, in sentences. */
  readonly repairs: readonly string[];
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
  /** What the last snapshot says there is and the migrations do not make, in words. */
  readonly lacking: readonly string[];
}

/** Why migrations could not be run on an empty database. */
export interface KitFault {
  /** The migration that cannot; null: there is no such database. */
  readonly name: string | null;
  /** The statement that the database refused; null where it was none. */
  readonly statement: string | null;
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
    const { upgrade, repairs } = withoutTransactionControl(statementsOf(migration.sql), dialect);
    const operation = { kind: "execute" as const, args: [upgrade.join("\n")] as [string] };
    return {
      migration,
      id: ids.get(migration.name) ?? "",
      downRevisions: migration.follows.map((name) => ids.get(name) ?? name),
      upgrade,
      repairs,
      transaction:
        repairs.length === 0 &&
        dialect.compile([operation], emptySchema).every(({ transactional }) => transactional),
    };
  });
  const { states: tried, fault, migrations: runnable } = await tryMigrations(environment, database, plain);
  const why = fault === null ? "" : ` (${fault.name === null ? "" : `${fault.name}: `}${fault.why})`;
  const converted = runnable.map((each) => {
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
  return { converted, fault, lacking: lackingOf(migrations, plain, tried) };
}

/** Custom migrations may make more than the snapshots know, so that only what is missing counts. */
function lackingOf(
  migrations: readonly KitMigration[],
  plain: readonly Untried[],
  states: Tried["states"],
): readonly string[] {
  const shape = migrations.at(-1)?.shape ?? null;
  const last = states.get(plain.at(-1)?.id ?? "");
  return shape === null || last === undefined ? [] : lackingIn(last.after, shape);
}

/** The first twelve hex digits of a hash of its name and text, whatever its line ends. */
function idOf({ name, sql }: KitMigration): string {
  return createHash("sha256").update(`${name}\n${sql}`).digest("hex").slice(0, 12);
}

/**
 * A revision that joins branches and does nothing else, so that the history has one head; made of the ids alone,
 * so that everybody gets the same. Null where there is nothing to join.
 */
export function joinOf(heads: readonly string[], when: number): Converted | null {
  if (heads.length < 2) return null;
  const downRevisions = heads.toSorted();
  const name = `join ${downRevisions.join(" and ")}`;
  const migration: KitMigration = {
    name,
    when,
    wholeSeconds: false,
    sql: "",
    hashes: [],
    follows: downRevisions,
    shape: null,
  };
  return {
    migration,
    id: idOf(migration),
    downRevisions,
    upgrade: [],
    repairs: [],
    downgrade: [],
    remark: "Joins the branches of drizzle-kit's history.",
    transaction: true,
    effect: null,
  };
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
