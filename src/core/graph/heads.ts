import { overlappingDatabaseHeads, unknownDatabaseRevision } from "../errors/graph.ts";
import { nodeOf, type RevisionGraph } from "./revision-graph.ts";
import { required, tipsOf } from "./traverse.ts";

/** What one step, or a stamp, does to the rows of the version table; the parts have no row in common. */
export interface HeadChange {
  readonly delete: readonly string[];
  readonly update: readonly [from: string, to: string] | null;
  readonly insert: readonly string[];
}

/** The rows of the version table, sorted and without repetition; refuses what no file has. */
export function knownRows(graph: RevisionGraph, current: readonly string[]): string[] {
  const rows = [...new Set(current.map((id) => graph.aliases.get(id) ?? id))].sort();
  const unknown = rows.filter((id) => !graph.nodes.has(id));
  if (unknown.length > 0) {
    throw unknownDatabaseRevision(
      unknown,
      unknown.map((id) => graph.files.find(({ replaces }) => replaces.includes(id))?.id ?? null),
    );
  }
  return rows;
}

/** The rows of the version table, refused when one of them implies another as well. */
export function soundRows(graph: RevisionGraph, current: readonly string[]): string[] {
  const rows = knownRows(graph, current);
  const overlap = findOverlap(graph, rows);
  if (overlap !== null) throw overlappingDatabaseHeads(overlap);
  return rows;
}

/** Two of these revisions of which the upper implies the lower, or null. */
export function findOverlap(
  graph: RevisionGraph,
  ids: readonly string[],
): { readonly lower: string; readonly upper: string } | null {
  if (ids.length < 2) return null;
  const implied = required(
    graph,
    ids.flatMap((id) => nodeOf(graph, id).parents),
  );
  const lower = ids.find((id) => implied.has(id));
  if (lower === undefined) return null;
  const upper = ids.find((id) => id !== lower && required(graph, [id]).has(lower));
  return upper === undefined ? null : { lower, upper };
}

/** Every revision that is applied when the version table holds these rows. */
export function appliedRevisions(graph: RevisionGraph, current: readonly string[]): Set<string> {
  return required(graph, knownRows(graph, current));
}

/** The rows that stand for a set of applied revisions. */
export function rowsOf(graph: RevisionGraph, applied: ReadonlySet<string>): string[] {
  return tipsOf(graph, applied);
}

/** Rows as the version table names them, sorted; see `storedAs` of the graph. */
export function storedRows({ storedAs }: RevisionGraph, rows: readonly string[]): string[] {
  return storedAs.size === 0 ? [...rows] : rows.map((id) => storedAs.get(id) ?? id).sort();
}

/** What turns the rows of the version table into other ones. */
export function changeOfRows(before: readonly string[], after: readonly string[]): HeadChange {
  const gone = before.filter((id) => !after.includes(id));
  const come = after.filter((id) => !before.includes(id));
  const from = gone.at(-1);
  const to = come.at(-1);
  return from === undefined || to === undefined
    ? { delete: gone, update: null, insert: come }
    : { delete: gone.slice(0, -1), update: [from, to], insert: come.slice(0, -1) };
}

/** Applied revisions that no applied one follows: the rows, and tips of branches that a row only depends on. */
export function effectiveHeads(graph: RevisionGraph, current: readonly string[]): string[] {
  const applied = appliedRevisions(graph, current);
  return [...applied].filter((id) => !nodeOf(graph, id).children.some((child) => applied.has(child))).sort();
}

/** True when everything is applied, so that `upgrade heads` has nothing to do. */
export function isAtHeads(graph: RevisionGraph, current: readonly string[]): boolean {
  const rows = new Set(current.map((id) => graph.aliases.get(id) ?? id));
  return rows.size === graph.realHeads.length && graph.realHeads.every((id) => rows.has(id));
}

/** The rows of the version table while steps are taken, one after the other. */
export interface HeadWalk {
  /** The rows now, sorted. */
  readonly heads: () => readonly string[];
  /** Apply a revision whose parents are applied. */
  readonly up: (id: string) => HeadChange;
  /** Take back a revision that is a row. */
  readonly down: (id: string) => HeadChange;
}

/**
 * Follow the rows through steps. Up: the rows among its parents give way to the revision. Down: it gives
 * way to those of its parents on which nothing else that is applied rests.
 */
export function walkHeads(graph: RevisionGraph, rows: readonly string[]): HeadWalk {
  let heads: readonly string[] = rows.toSorted();
  const applied = required(graph, rows);
  const resting = new Map<string, number>();
  const rest = (id: string, change: 1 | -1): void => {
    for (const parent of nodeOf(graph, id).parents) resting.set(parent, (resting.get(parent) ?? 0) + change);
  };
  for (const id of applied) rest(id, 1);

  return {
    heads: () => heads,
    up(id) {
      const replaced = nodeOf(graph, id).parents.filter((parent) => holds(heads, parent));
      rest(id, 1);
      heads = exchange(heads, replaced, [id]);
      const from = replaced.at(-1);
      return from === undefined
        ? { delete: [], update: null, insert: [id] }
        : { delete: replaced.slice(0, -1), update: [from, id], insert: [] };
    },
    down(id) {
      rest(id, -1);
      const bared = nodeOf(graph, id).parents.filter((parent) => resting.get(parent) === 0);
      heads = exchange(heads, [id], bared);
      const to = bared.at(-1);
      return to === undefined
        ? { delete: [id], update: null, insert: [] }
        : { delete: [], update: [id, to], insert: bared.slice(0, -1) };
    },
  };
}

/** A sorted list without some of its members and with others, sorted again. */
function exchange(
  sorted: readonly string[],
  out: readonly string[],
  into: readonly string[],
): readonly string[] {
  const result = [...sorted];
  for (const id of out) result.splice(placeIn(result, id), 1);
  for (const id of into) result.splice(placeIn(result, id), 0, id);
  return result;
}

function holds(sorted: readonly string[], id: string): boolean {
  return sorted[placeIn(sorted, id)] === id;
}

/** Where an id is in a sorted list, or would be. */
function placeIn(sorted: readonly string[], id: string): number {
  let low = 0;
  let high = sorted.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((sorted[middle] ?? "") < id) low = middle + 1;
    else high = middle;
  }
  return low;
}
