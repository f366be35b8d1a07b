import * as fc from "fast-check";
import { buildGraph, type RevisionGraph } from "../../src/core/graph/revision-graph.ts";
import type { Revision } from "../../src/core/graph/revision.ts";

/** A revision with everything left out that a test does not speak of. */
export function revision(id: string, parts: Partial<Revision> = {}): Revision {
  return {
    id,
    downRevisions: [],
    dependsOn: [],
    branchLabels: [],
    replaces: [],
    message: `make ${id}`,
    doc: `make ${id}`,
    createdAt: null,
    path: `revisions/${id}.ts`,
    line: null,
    ...parts,
  };
}

/**
 * Revisions from a drawing: `a -> b -> c; b -> d; c d -> m; x [label] -> y (needs b c)`. Several ids on the
 * left of an arrow are merged, several on the right part there.
 */
export function draw(drawing: string): Revision[] {
  const drafts = new Map<string, { down: Set<string>; needs: Set<string>; labels: Set<string> }>();
  for (const line of drawing.split(/[;\n]/u).filter((text) => text.trim() !== "")) {
    let below: string[] = [];
    for (const place of line.split("->")) {
      const ids: string[] = [];
      for (const [, id, labels, needs] of place.matchAll(/([^\s[\]()]+)|\[([^\]]*)\]|\(needs ([^)]*)\)/gu)) {
        if (id !== undefined) {
          ids.push(id);
          if (!drafts.has(id)) drafts.set(id, { down: new Set(), needs: new Set(), labels: new Set() });
          for (const down of below) drafts.get(id)?.down.add(down);
        }
        const draft = drafts.get(ids.at(-1) ?? "");
        for (const label of words(labels)) draft?.labels.add(label);
        for (const need of words(needs)) draft?.needs.add(need);
      }
      below = ids;
    }
  }
  return [...drafts].map(([id, { down, needs, labels }]) =>
    revision(id, { downRevisions: [...down], dependsOn: [...needs], branchLabels: [...labels] }),
  );
}

/** The graph of a drawing, as a tag: graph`a -> b -> c; b -> d`. */
export function graph(strings: TemplateStringsArray): RevisionGraph {
  return buildGraph(draw(strings.join("")));
}

/** Any sound set of revisions, in any order, with forks, merges, dependencies, labels and several bases. */
export const anyRevisions: fc.Arbitrary<Revision[]> = fc
  .array(
    fc.record({
      down: fc.array(fc.nat({ max: 30 }), { maxLength: 3 }),
      needs: fc.oneof(
        { weight: 3, arbitrary: fc.constant<number[]>([]) },
        fc.array(fc.nat({ max: 30 }), { maxLength: 3 }),
      ),
      label: fc.boolean(),
      prefix: fc.constantFrom("aa", "ab", "b0", "ff"),
    }),
    { maxLength: 16 },
  )
  .map((shapes) => {
    const ids = shapes.map(({ prefix }, i) => `${prefix}${(i * 7919) % 1000}x${i}`);
    const before = (i: number, picks: readonly number[]): string[] =>
      i === 0 ? [] : [...new Set(picks.map((pick) => ids[pick % i] ?? ""))];
    return shapes.map(({ down, needs, label }, i) =>
      revision(ids[i] ?? "", {
        downRevisions: before(i, down),
        dependsOn: before(i, needs),
        branchLabels: label && i % 3 === 0 ? [`label_${i}`] : [],
      }),
    );
  })
  .chain((revisions) => fc.shuffledSubarray(revisions, { minLength: revisions.length }));

function words(text: string | undefined): string[] {
  return (text ?? "").split(/[\s,]+/u).filter((word) => word !== "");
}
