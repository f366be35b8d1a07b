import { rowsOf } from "../../core/graph/heads.ts";
import type { RevisionGraph } from "../../core/graph/revision-graph.ts";
import { required } from "../../core/graph/traverse.ts";
import { isPresent } from "../../core/operations/present.ts";
import type { Schema } from "../../core/schema/schema.ts";
import type { Converted } from "./convert-kit.ts";
import type { KitRows } from "./kit-rows.ts";

/** A migration that was not run on a database. */
export interface PendingMigration {
  readonly revision: string;
  readonly name: string;
  /** A hole: drizzle-kit passed it over and ran newer ones, so that no later run of kit would take it. */
  readonly isHole: boolean;
  /** Whether what it does is in the structure all the same; null when that cannot be told. */
  readonly isPresent: boolean | null;
}

/** Where the rows of kit's table put a database. */
export interface KitStanding {
  readonly heads: readonly string[];
  readonly pending: readonly PendingMigration[];
  /** The holes, by name, on which migrations rest that were run. */
  readonly blocking: readonly string[];
}

/** Read off where a database stands. A hole counts as run when what it does is there. */
export function standingOf(
  graph: RevisionGraph,
  converted: readonly Converted[],
  { applied }: KitRows,
  live: Schema,
): KitStanding {
  const run = converted.filter(({ migration }) => applied.has(migration.name));
  const ids = run.map(({ id }) => id);
  const needed = required(graph, ids);
  // Kit takes no migration that is older than the newest it has run.
  const newest = Math.max(...run.map(({ migration }) => migration.when));
  const left = converted.filter((each) => !run.includes(each));
  const pending = left.map(({ id, migration, effect }): PendingMigration => {
    const operations = effect?.operations ?? [];
    const isThere = operations.every((operation) => isPresent(operation, live) !== false);
    return {
      revision: id,
      name: migration.name,
      isHole: needed.has(id) || migration.when < newest,
      isPresent: operations.length === 0 ? null : isThere,
    };
  });
  const there = pending.filter((each) => each.isHole && each.isPresent === true);
  const applies = [...ids, ...there.map(({ revision }) => revision)];
  return {
    heads: rowsOf(graph, required(graph, applies)),
    pending: pending.filter((each) => !there.includes(each)),
    blocking: pending
      .filter((each) => needed.has(each.revision) && each.isPresent !== true)
      .map(({ name }) => name),
  };
}
