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
  const nodes: number[] = [];
  const previous: number[] = [];
  const next: number[] = [];
  const closed = new Set<number>();
  const standing = new Set<number>();
  const cursors = new Map<number, number>();
  let last = none;
  let reach: Reach | null = null;

  const at = (list: readonly number[], line: number): number => list[line] ?? none;
  const firstOpen = (from: number): number => {
    let line = from;
    while (closed.has(line)) {
      const after = at(next, line);
      // Skips over what was closed meanwhile, so that it is not walked again.
      if (closed.has(after)) next[line] = at(next, after);
      line = at(next, line);
    }
    return line;
  };

  return {
    first: () => (nodes.length === 0 ? none : firstOpen(0)),
    nodeOf: (line) => at(nodes, line),
    isAt: (node) => standing.has(node),
    add(node) {
      const line = nodes.push(node) - 1;
      previous.push(last);
      next.push(none);
      if (last !== none) next[last] = line;
      last = line;
      standing.add(node);
    },
    move(line, node) {
      standing.delete(at(nodes, line));
      nodes[line] = node;
      standing.add(node);
    },
    close(line) {
      const before = at(previous, line);
      const after = at(next, line);
      if (before !== none) next[before] = after;
      if (after !== none) previous[after] = before;
      if (last === line) last = before;
      closed.add(line);
      standing.delete(at(nodes, line));
      return before === none ? after : before;
    },
    firstAbove(node) {
      reach ??= reachability(parents);
      // A line only moves down, so one that does not stand above the node never will.
      let line = firstOpen(cursors.get(node) ?? 0);
      while (line !== none && !reach(at(nodes, line), node)) line = firstOpen(at(next, line));
      cursors.set(node, line);
      return line;
    },
  };
}

function numbersOf(ids: readonly string[], numbers: ReadonlyMap<string, number>): number[] {
  return ids.map((id) => numbers.get(id)).filter((number) => number !== undefined);
}
