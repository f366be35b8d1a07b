import { unique } from "../collections.ts";
import { cannotSquash } from "../errors/squash.ts";
import { badRange } from "../errors/target.ts";
import { parseRange } from "./expression.ts";
import { historyRange } from "./range.ts";
import { nodeOf, type RevisionGraph } from "./revision-graph.ts";
import type { Revision } from "./revision.ts";
import { required, tipsOf } from "./traverse.ts";

/** A part of the history that one revision can stand for. */
export interface SquashRange {
  /** From the lowest to the highest, which all others lead to. */
  readonly revisions: readonly Revision[];
  /** What the squash follows and depends on. */
  readonly downRevisions: readonly string[];
  readonly dependsOn: readonly string[];
  readonly branchLabels: readonly string[];
}

/** The revisions of `A:B`, both included; `:B` begins at the first. Refuses what no single revision can stand for. */
export function squashRange(graph: RevisionGraph, text: string): SquashRange {
  if (parseRange(text) === null) throw badRange({ text, why: "there is no colon" });
  const revisions = historyRange(graph, text, []).reverse();
  const ids = new Set(revisions.map(({ id }) => id));
  const refuse = (why: string, hint: string): never => {
    throw cannotSquash(text, why, hint);
  };
  const gone = revisions.find(({ id }) => !graph.nodes.has(id));
  const squash = graph.files.find(({ replaces }) => gone !== undefined && replaces.includes(gone.id));
  if (gone !== undefined)
    refuse(
      `${gone.id} is squashed already${squash === undefined ? "" : `, into ${squash.id}`}`,
      "Name revisions as `mig history` shows them; a squash can be squashed again.",
    );
  if (ids.size < 2)
    refuse(
      "a squash needs two revisions or more",
      "Give the range as lowest:highest, or :highest from the first on.",
    );
  const tops = tipsOf(graph, ids);
  if (tops.length > 1)
    refuse(`it ends in several heads (${tops.join(", ")})`, "Squash one branch, or merge them first.");
  for (const { id } of revisions) {
    const { children, dependents } = nodeOf(graph, id);
    const outside = [...children, ...dependents].find((other) => !ids.has(other));
    if (outside !== undefined && !tops.includes(id))
      refuse(`${outside}, which is not in it, follows or needs ${id}`, `Begin above ${id}, or end at it.`);
  }
  const from = (of: "down" | "dependencies"): string[] =>
    unique(revisions.flatMap(({ id }) => nodeOf(graph, id)[of])).filter((id) => !ids.has(id));
  const downRevisions = from("down");
  const below = required(graph, [...downRevisions, ...from("dependencies")]);
  const between = [...below].find((id) => ids.has(id));
  if (between !== undefined)
    refuse(`what it rests on needs ${between}, which is in it`, `Begin above ${between}, or end at it.`);
  const followed = required(graph, downRevisions);
  return {
    revisions,
    downRevisions,
    dependsOn: from("dependencies").filter((id) => !followed.has(id)),
    branchLabels: unique(revisions.flatMap(({ branchLabels }) => branchLabels)),
  };
}
