import { reachability, type Reach } from "./reach.ts";
import { nodeOf, type RevisionGraph } from "./revision-graph.ts";

/**
 * The revisions newest first: one branch at a time, a fork point after all branches above it, and of the
 * parents of a merge the first in its file comes first, the others when that line has ended. The order is
 * a function of the graph alone. `ids` has no gaps: what lies between two of them is among them.
 */
export function newestFirst(graph: RevisionGraph, ids: ReadonlySet<string>): string[] {
  const names = [...ids].sort();
  const numbers = new Map(names.map((id, i) => [id, i]));
  const parents = names.map((id) => numbersOf(nodeOf(graph, id).parents, numbers));
  const open = new Int32Array(names.length);
  for (const parent of parents.flat()) open[parent] = (open[parent] ?? 0) + 1;

  const lines = openLines(parents);
  names.forEach((_, node) => {
    if (open[node] === 0) lines.add(node);
  });
  const output: string[] = [];
  let line = lines.first();
  while (line !== none) {
    const node = lines.nodeOf(line);
    if ((open[node] ?? 0) > 0) {
      line = lines.firstAbove(node);
      continue;
    }
    output.push(names[node] ?? "");
    const next = parents[node] ?? [];
    for (const parent of next) open[parent] = (open[parent] ?? 0) - 1;
    const [down, ...others] = next.filter((parent) => !lines.isAt(parent));
    if (down === undefined) line = lines.close(line);
    else {
      lines.move(line, down);
      for (const other of others) lines.add(other);
    }
  }
  return output;
}

const none = -1;

/** How many nodes are looked at upwards before lines are asked for one by one instead. */
const shortSearch = 64;

/** The lines that are being walked down, in the order in which they were opened; each stands at one node. */
interface Lines {
  first(): number;
  nodeOf(line: number): number;
  isAt(node: number): boolean;
  add(node: number): void;
  move(line: number, node: number): void;
  /** Ends a line; the line before it, or the first, goes on. */
  close(line: number): number;
  /** The first line that stands above a node. */
  firstAbove(node: number): number;
}

function openLines(parents: readonly (readonly number[])[]): Lines {
  // A node is added at most once, so there are never more lines than nodes.
  const nodes = new Int32Array(parents.length).fill(none);
  const previous = new Int32Array(parents.length).fill(none);
  const next = new Int32Array(parents.length).fill(none);
  const closed = new Uint8Array(parents.length);
  const lineAt = new Int32Array(parents.length).fill(none);
  const left = new Uint8Array(parents.length);
  const cursors = new Int32Array(parents.length);
  let count = 0;
  let last = none;
  let children: readonly (readonly number[])[] | null = null;
  let reach: Reach | null = null;

  const at = (list: Int32Array, line: number): number => list[line] ?? none;
  const firstOpen = (from: number): number => {
    let line = from;
    while (closed[line] === 1) {
      const after = at(next, line);
      // Skips over what was closed meanwhile, so that it is not walked again.
      if (closed[after] === 1) next[line] = at(next, after);
      line = at(next, line);
    }
    return line;
  };

  const leave = (node: number): void => {
    lineAt[node] = none;
    left[node] = 1;
  };
  /** The first line above a node, when that is found by looking at a few nodes; null when it would take more. */
  const nearby = (start: number): number | null => {
    children ??= childrenOf(parents);
    const seen = new Set([start]);
    let first = none;
    for (const node of seen) {
      for (const child of children[node] ?? []) {
        if (left[child] === 1) continue;
        const line = at(lineAt, child);
        if (line !== none && (first === none || line < first)) first = line;
        seen.add(child);
      }
      if (seen.size > shortSearch) return null;
    }
    return first;
  };

  return {
    first: () => (count === 0 ? none : firstOpen(0)),
    nodeOf: (line) => at(nodes, line),
    isAt: (node) => at(lineAt, node) !== none,
    add(node) {
      const line = count;
      count += 1;
      nodes[line] = node;
      previous[line] = last;
      if (last !== none) next[last] = line;
      last = line;
      lineAt[node] = line;
    },
    move(line, node) {
      leave(at(nodes, line));
      nodes[line] = node;
      lineAt[node] = line;
    },
    close(line) {
      const before = at(previous, line);
      const after = at(next, line);
      if (before !== none) next[before] = after;
      if (after !== none) previous[after] = before;
      if (last === line) last = before;
      closed[line] = 1;
      leave(at(nodes, line));
      return before === none ? after : before;
    },
    firstAbove(node) {
      const near = nearby(node);
      if (near !== null) return near;
      reach ??= reachability(parents);
      // A line only moves down, so one that does not stand above the node never will.
      let line = firstOpen(cursors[node] ?? 0);
      while (line !== none && !reach(at(nodes, line), node)) line = firstOpen(at(next, line));
      cursors[node] = line;
      return line;
    },
  };
}

function childrenOf(parents: readonly (readonly number[])[]): readonly (readonly number[])[] {
  const children: number[][] = parents.map(() => []);
  parents.forEach((ids, node) => {
    for (const parent of ids) children[parent]?.push(node);
  });
  return children;
}

function numbersOf(ids: readonly string[], numbers: ReadonlyMap<string, number>): number[] {
  return ids.map((id) => numbers.get(id)).filter((number) => number !== undefined);
}
