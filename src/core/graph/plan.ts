import { notApplied, wrongDirection } from "../errors/target.ts";
import { parseExpression } from "./expression.ts";
import { changeOfRows, soundRows, storedRows, walkHeads, type HeadChange } from "./heads.ts";
import { newestFirst } from "./order.ts";
import { locate, revisionOf, single, type Location } from "./resolve.ts";
import type { Revision } from "./revision.ts";
import { nodeOf, type RevisionGraph } from "./revision-graph.ts";
import { dependentsOf, unsharedLine, required } from "./traverse.ts";
import { viewFor } from "./view.ts";

/** The way that a step is taken. */
export type Direction = "upgrade" | "downgrade";

/** One revision taken in one direction. */
export interface Step {
  readonly revision: Revision;
  readonly direction: Direction;
  /** What the step leads from, as a log says it: without dependencies. */
  readonly from: readonly string[];
  readonly to: readonly string[];
  readonly headsBefore: readonly string[];
  readonly headsAfter: readonly string[];
  readonly rows: HeadChange;
}

/** The steps from one state of the version table to another. */
export interface Plan {
  readonly from: readonly string[];
  readonly to: readonly string[];
  readonly steps: readonly Step[];
  /** What is done to the rows before the first step: they come to name the squash that they stand for. */
  readonly restamp: HeadChange | null;
  /** Why there is nothing to do, when there is nothing. */
  readonly note: string | null;
}

/** The steps that apply the target and all that it needs; branches that it does not need stay as they are. */
export function planUpgrade(files: RevisionGraph, current: readonly string[], target: string): Plan {
  const graph = viewFor(files, current, target);
  const rows = soundRows(graph, current);
  const expression = parseExpression(target);
  if (expression.symbol === null && expression.offset < 0)
    throw wrongDirection({ text: target, command: "upgrade" });
  const { ids } = locate(graph, expression, rows);
  const applied = required(graph, rows);
  const todo = new Set([...required(graph, ids)].filter((id) => !applied.has(id)));
  return plan(graph, current, rows, newestFirst(graph, todo).reverse(), "upgrade", () => {
    if (graph.nodes.size === 0) return "There are no revisions.";
    if (ids.length === 0) return "Upgrade only goes up: to go down to base, use mig downgrade base.";
    const older = ids.filter((id) => !rows.includes(id));
    return older.length === 0
      ? `The database is already at ${ids.join(", ")}.`
      : `Already applied: ${older.join(", ")}. The database is at ${rows.join(", ")}; to go down, use mig downgrade.`;
  });
}

/**
 * The steps that take back what is above the target, with all that depends on it.
 * - `id`: all that follows it. `label@id`: only what follows it on the line of that branch.
 * - `base`: everything. `label@base`: what only this branch follows; a trunk that it shares with another
 *   branch, applied or not, stays, so that no branch falls with one that was not named.
 * - `-N`: N revisions below the current head, or the head of `label@-N`; a merge counts as one.
 */
export function planDowngrade(files: RevisionGraph, current: readonly string[], target: string): Plan {
  const graph = viewFor(files, current, target);
  const rows = soundRows(graph, current);
  const expression = parseExpression(target);
  if (expression.symbol === null && expression.offset > 0)
    throw wrongDirection({ text: target, command: "downgrade" });
  const place = locate(graph, expression, rows);
  const applied = required(graph, rows);
  // Steps down are counted from what is there: of a revision that is not applied nothing can be taken back.
  const counted = locate(graph, { ...expression, offset: 0 }, rows);
  const missing = [...(expression.symbol === null ? [] : counted.ids), ...place.ids].find(
    (id) => !applied.has(id),
  );
  if (missing !== undefined) throw notApplied({ revision: missing, current: rows });
  const falling = expression.symbol === null ? [place.undone ?? ""] : fallingTo(graph, place, target);
  const todo = dependentsOf(
    graph,
    falling.filter((id) => applied.has(id)),
    applied,
  );
  return plan(graph, current, rows, newestFirst(graph, todo), "downgrade", () => {
    if (rows.length === 0) return "Nothing is applied.";
    if (place.ids.length === 0) return `Nothing of ${place.branch?.name ?? target} is applied.`;
    return `The database is already at ${place.ids.join(", ")}.`;
  });
}

/**
 * The upgrade of one revision on purpose, whatever is applied. Where it is what comes next, it is a step like others;
 * elsewhere the heads stay as they are.
 */
export function planOnly(files: RevisionGraph, current: readonly string[], target: string): Plan {
  const usual = planUpgrade(files, current, target);
  const graph = viewFor(files, current, target);
  const id = single(graph, target, locate(graph, parseExpression(target), soundRows(graph, current)).ids);
  if (id === null) throw wrongDirection({ text: target, command: "upgrade" });
  if (usual.steps.length === 1 && usual.steps[0]?.revision.id === id) return usual;
  const { down } = nodeOf(graph, id);
  const step: Step = {
    revision: revisionOf(graph, id),
    direction: "upgrade",
    from: down,
    to: [id],
    headsBefore: usual.from,
    headsAfter: usual.from,
    rows: { delete: [], update: null, insert: [] },
  };
  return { from: usual.from, to: usual.from, steps: [step], restamp: null, note: null };
}

/** The revisions that fall, with what depends on them, when a database goes down to a place. */
export function fallingTo(
  graph: RevisionGraph,
  { ids, undone, branch }: Location,
  target: string,
): readonly string[] {
  if (ids.length !== 1 && undone !== null) return [undone];
  const id = single(graph, target, ids);
  if (id === null) return branch === null ? graph.bases : [...unsharedLine(graph, branch.line)];
  return nodeOf(graph, id).children.filter((child) => branch === null || branch.line.has(child));
}

function plan(
  graph: RevisionGraph,
  current: readonly string[],
  rows: readonly string[],
  ids: readonly string[],
  direction: Direction,
  idle: () => string,
): Plan {
  const from = [...new Set(current)].sort();
  const start = storedRows(graph, rows);
  const walk = walkHeads(graph, rows);
  let headsBefore: readonly string[] = start;
  const steps = ids.map((id): Step => {
    const change = direction === "upgrade" ? walk.up(id) : walk.down(id);
    const headsAfter = storedRows(graph, walk.heads());
    const { down } = nodeOf(graph, id);
    const step: Step = {
      revision: revisionOf(graph, id),
      direction,
      from: direction === "upgrade" ? down : [id],
      to: direction === "upgrade" ? [id] : down,
      headsBefore,
      headsAfter,
      rows: storedChange(graph, change),
    };
    headsBefore = headsAfter;
    return step;
  });
  const restamp = changeOfRows(from, start);
  const isRestamped = restamp.update !== null || restamp.delete.length > 0;
  return {
    from,
    to: headsBefore,
    steps,
    restamp: isRestamped ? restamp : null,
    note: steps.length === 0 ? idle() : null,
  };
}

function storedChange({ storedAs }: RevisionGraph, change: HeadChange): HeadChange {
  if (storedAs.size === 0) return change;
  const stored = (id: string): string => storedAs.get(id) ?? id;
  return {
    delete: change.delete.map(stored),
    update: change.update === null ? null : [stored(change.update[0]), stored(change.update[1])],
    insert: change.insert.map(stored),
  };
}
