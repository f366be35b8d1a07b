import { overlappingTargets } from "../errors/target.ts";
import { parseExpression } from "./expression.ts";
import { changeOfRows, findOverlap, knownRows, rowsOf, storedRows, type HeadChange } from "./heads.ts";
import { fallingTo } from "./plan.ts";
import { locate } from "./resolve.ts";
import type { RevisionGraph } from "./revision-graph.ts";
import { dependentsOf, required } from "./traverse.ts";
import { viewFor } from "./view.ts";

/** What a stamp does to the version table. */
export interface StampPlan {
  readonly from: readonly string[];
  readonly to: readonly string[];
  readonly rows: HeadChange;
}

/**
 * The rows after a stamp. Rows that a target implies, or that imply it, give way to it, and with a branch
 * given all rows on the line of that branch; the others stay. `base` removes all rows, `label@base` what a
 * downgrade to it would take back. With `purge` the rows before do not count, known or not.
 */
export function planStamp(
  files: RevisionGraph,
  current: readonly string[],
  targets: readonly string[],
  { purge }: { readonly purge: boolean },
): StampPlan {
  const before = [...new Set(current)].sort();
  const graph = viewFor(files, purge ? [] : before, ...targets);
  const places = targets.map((target) => {
    const place = locate(graph, parseExpression(target), current);
    // `label@heads` may name heads of which one depends on another: the row of the upper one says it all.
    return {
      target,
      place: { ...place, ids: place.ids.length < 2 ? place.ids : rowsOf(graph, required(graph, place.ids)) },
    };
  });
  let kept = purge ? [] : knownRows(graph, before);
  for (const { target, place } of places) {
    if (place.ids.length > 0) {
      const related = new Set([...required(graph, place.ids), ...dependentsOf(graph, place.ids)]);
      kept = kept.filter((id) => !related.has(id) && place.branch?.line.has(id) !== true);
    } else {
      const applied = required(graph, kept);
      const falling = dependentsOf(
        graph,
        fallingTo(graph, place, target).filter((id) => applied.has(id)),
        applied,
      );
      kept = rowsOf(graph, new Set([...applied].filter((id) => !falling.has(id))));
    }
  }
  const to = [...new Set([...kept, ...places.flatMap(({ place }) => [...place.ids])])].sort();
  const overlap = findOverlap(graph, to);
  if (overlap !== null) throw overlappingTargets(overlap);
  const stored = storedRows(graph, to);
  return { from: before, to: stored, rows: changeOfRows(before, stored) };
}
