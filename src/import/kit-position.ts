import { rowsOf } from "../core/graph/heads.ts";
import type { RevisionGraph } from "../core/graph/revision-graph.ts";
import { required } from "../core/graph/traverse.ts";
import type { Operation } from "../core/operations/operations.ts";
import { isPresent } from "../core/operations/present.ts";
import { emptySchema, type Schema } from "../core/schema/schema.ts";
import type { Converted } from "./convert.ts";
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
export interface KitPosition {
  readonly heads: readonly string[];
  readonly pending: readonly PendingMigration[];
  /** Holes, by name, that count as run, since what they do is there. */
  readonly assumed: readonly string[];
  /** The holes, by name, on which migrations rest that were run. */
  readonly blocking: readonly string[];
}

/** Read off where a database stands. A hole counts as run when what it does is there. */
export function positionOf(
  graph: RevisionGraph,
  converted: readonly Converted[],
  { applied }: KitRows,
  live: Schema,
): KitPosition {
  const run = converted.filter(({ migration }) => applied.has(migration.name));
  const ids = run.map(({ id }) => id);
  const needed = required(graph, ids);
  // Kit takes no migration that is older than the newest it has run.
  const newest = Math.max(...run.map(({ migration }) => migration.when));
  const left = converted.filter((each) => !run.includes(each));
  const done = new Set(ids);
  const pending = left.map(({ id, migration, effect }): PendingMigration => {
    const rests = [...required(graph, [id])].filter((each) => each !== id);
    const isDone =
      effect === null
        ? null
        : isThere(
            effect.operations,
            live,
            rests.every((each) => done.has(each)),
          );
    if (isDone === true) done.add(id);
    return {
      revision: id,
      name: migration.name,
      isHole: needed.has(id) || migration.when < newest,
      isPresent: isDone,
    };
  });
  const there = pending.filter((each) => each.isHole && each.isPresent === true);
  const applies = [...ids, ...there.map(({ revision }) => revision)];
  return {
    heads: rowsOf(graph, required(graph, applies)),
    pending: pending.filter((each) => !there.includes(each)),
    assumed: there.map(({ name }) => name),
    blocking: pending
      .filter((each) => needed.has(each.revision) && each.isPresent !== true)
      .map(({ name }) => name),
  };
}

/**
 * Whether what operations do is in the structure; null when it cannot be told. That something is gone tells
 * only where it must have been: `mustHave` says that all which came before was done.
 */
function isThere(operations: readonly Operation[], live: Schema, mustHave: boolean): boolean | null {
  const found = operations.map((operation) => ({
    inLive: isPresent(operation, live),
    isGone: isPresent(operation, emptySchema) === true,
  }));
  if (found.some(({ inLive }) => inLive === false)) return false;
  const tells = found.some(({ inLive, isGone }) => inLive === true && (mustHave || !isGone));
  return tells ? true : null;
}
