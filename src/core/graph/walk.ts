import { ambiguousWalk, tooFewRevisions } from "../errors/target.ts";
import type { Branch } from "./branch.ts";
import { nodeOf, type RevisionGraph } from "./revision-graph.ts";

/** A number of steps along what revisions follow. */
export interface Walk {
  /** What the user wrote, for messages. */
  readonly text: string;
  /** Where it starts; null is base. */
  readonly from: string | null;
  readonly steps: number;
  /** At a fork, stay on this branch. */
  readonly branch: Branch | null;
  /** Stop at the ends of the graph instead of failing there. */
  readonly clamp: boolean;
}

/** The revision so many steps up; null only when that is still base. */
export function walkUp(graph: RevisionGraph, { text, from, steps, branch, clamp }: Walk): string | null {
  let at = from;
  for (let step = 0; step < steps; step += 1) {
    const ways = (at === null ? graph.bases : nodeOf(graph, at).children).filter(
      (id) => branch === null || branch.line.has(id),
    );
    if (ways.length > 1) throw ambiguousWalk({ text, at: at ?? "base", ways, direction: "up" });
    const [way] = ways;
    if (way === undefined) {
      if (clamp) return at;
      throw tooFewRevisions({ text, found: step, start: from ?? "base" });
    }
    at = way;
  }
  return at;
}

/**
 * What is left after taking back so many revisions, one below the other: the revision below the last of
 * them, its parents when it is a merge, nothing when it is a base.
 */
export function walkDown(
  graph: RevisionGraph,
  { text, from, steps, branch, clamp }: Walk,
): { readonly ids: readonly string[]; readonly undone: string | null } {
  let ids: readonly string[] = from === null ? [] : [from];
  let undone: string | null = null;
  for (let step = 0; step < steps; step += 1) {
    const onBranch = ids.filter((id) => branch === null || branch.line.has(id));
    const ways = ids.length > 1 ? onBranch : ids;
    if (undone !== null && ways.length !== 1 && ids.length > 1)
      throw ambiguousWalk({ text, at: undone, ways: ids, direction: "down" });
    const [way] = ways;
    if (way === undefined) {
      if (clamp) break;
      throw tooFewRevisions({ text, found: step, start: from ?? "base" });
    }
    undone = way;
    ids = nodeOf(graph, way).down;
  }
  return { ids, undone };
}
