import type { GraphNode, RevisionGraph } from "./revision-graph.ts";
import { reachable } from "./search.ts";

type Nodes = Pick<RevisionGraph, "nodes">;

/** The revisions and all that must be applied before them. */
export function required(graph: Nodes, ids: Iterable<string>): Set<string> {
  return reachable(ids, (id) => graph.nodes.get(id)?.parents ?? []);
}

/** The revisions and all that follow or depend on them; with `within`, only what is in there. */
export function dependentsOf(
  graph: Nodes,
  ids: Iterable<string>,
  within: ReadonlySet<string> | null = null,
): Set<string> {
  return reachable(ids, (id) => {
    const node = graph.nodes.get(id);
    const next = node === undefined ? [] : allChildren(node);
    return within === null ? next : next.filter((other) => within.has(other));
  });
}

/** The revisions and all that they follow, dependencies left out. */
export function below(graph: Nodes, ids: Iterable<string>): Set<string> {
  return reachable(ids, (id) => graph.nodes.get(id)?.down ?? []);
}

/** The revisions and all that follow them, dependencies left out. */
export function above(graph: Nodes, ids: Iterable<string>): Set<string> {
  return reachable(ids, (id) => graph.nodes.get(id)?.children ?? []);
}

/** The line of a revision: all below and above it. This is what it means to be on its branch. */
export function lineOf(graph: Nodes, id: string): Set<string> {
  return new Set([...below(graph, [id]), ...above(graph, [id])]);
}

/**
 * The revisions of a line that no other line shares: without those that something off the line follows.
 * A trunk below a fork therefore belongs to none of its branches.
 */
export function unsharedLine(graph: Nodes, line: ReadonlySet<string>): Set<string> {
  const forks = [...line].filter((id) => graph.nodes.get(id)?.children.some((child) => !line.has(child)));
  const shared = below(graph, forks);
  return new Set([...line].filter((id) => !shared.has(id)));
}

/** Those of a set, closed downwards, on which nothing else of the set rests; sorted. */
export function tipsOf(graph: Nodes, ids: ReadonlySet<string>): string[] {
  return [...ids].filter((id) => !dependedOn(graph, id, ids)).sort();
}

function dependedOn(graph: Nodes, id: string, ids: ReadonlySet<string>): boolean {
  const node = graph.nodes.get(id);
  return node !== undefined && allChildren(node).some((child) => ids.has(child));
}

function allChildren(node: GraphNode): readonly string[] {
  return node.dependents.length === 0 ? node.children : [...node.children, ...node.dependents];
}
