import { parseExpression, parseRange } from "./expression.ts";
import { buildView, type RevisionGraph } from "./revision-graph.ts";
import { reservedWords, type Revision } from "./revision.ts";
import { wholeSquashes } from "./squash.ts";
import { required } from "./traverse.ts";

/**
 * The graph as it is for one database. A squashed revision stands for those that it replaces, unless the
 * database is in the middle of them: then these are there, and the squashed one is not. The same when a
 * text names one of them, as a place to go to.
 */
export function viewFor(
  graph: RevisionGraph,
  current: readonly string[],
  ...named: readonly string[]
): RevisionGraph {
  const squashes = wholeSquashes(graph.files);
  if (squashes.length === 0) return graph;
  const old = buildView(graph.files, new Set(squashes.map(({ id }) => id)));
  const applied = required(
    old,
    current.map((id) => old.aliases.get(id) ?? id).filter((id) => old.nodes.has(id)),
  );
  const wanted = new Set(named.flatMap(namesIn).flatMap((name) => replacedBy(graph, old, name)));
  const expanded = squashes.filter(({ id, replaces }) => {
    const parts = originals(squashes, id);
    const top = old.aliases.get(id) ?? replaces.at(-1) ?? id;
    const isPartial = !applied.has(top) && parts.some((part) => applied.has(part));
    return isPartial || parts.some((part) => wanted.has(part));
  });
  return buildView(graph.files, new Set(expanded.map(({ id }) => id)));
}

/** The revisions that a squash stands for in the end, as far as their files are there. */
function originals(squashes: readonly Revision[], id: string): readonly string[] {
  const replaces = squashes.find((squash) => squash.id === id)?.replaces ?? [];
  return replaces.length === 0 ? [id] : replaces.flatMap((each) => originals(squashes, each));
}

function namesIn(text: string): readonly string[] {
  const range = parseRange(text);
  const sides = range === null ? [text] : [range.start, range.end];
  return sides.flatMap((side) => {
    if (side === null) return [];
    const { symbol, branch } = parseExpression(side);
    return [symbol, branch].filter((name) => name !== null);
  });
}

/** The replaced revisions that a name means, when nothing else is called so. */
function replacedBy(graph: RevisionGraph, old: RevisionGraph, name: string): readonly string[] {
  const isKnown = (ids: Iterable<string>): boolean => [...ids].some((id) => id.startsWith(name));
  if (reservedWords.has(name) || graph.nodes.has(name) || graph.aliases.has(name)) return [];
  const exact = old.aliases.get(name) ?? name;
  if (old.nodes.has(exact)) return [exact];
  if (isKnown(graph.nodes.keys()) || isKnown(graph.labels.keys())) return [];
  return [...old.nodes.keys()].filter((id) => id.startsWith(name));
}
