import { applyIfPossible } from "../core/adopt/apply-if-possible.ts";
import type { Effect } from "../core/adopt/find-applied.ts";
import { objectsOf, type Objects } from "../core/adopt/objects.ts";
import type { Step } from "../core/graph/plan.ts";
import { emptySchema, type Schema } from "../core/schema/schema.ts";

/** An object that is where it should not be, or is not where it should be. */
export interface Discrepancy {
  readonly object: string;
  readonly problem: "missing" | "unexpected";
  /** The revision that makes it; of an unexpected one that was run, the revision that takes it away. */
  readonly revision: string | null;
  /** All of it in one line. */
  readonly text: string;
}

/** Which revisions make and take away each object that any of them makes; the last that does. */
export interface Origins {
  readonly makers: ReadonlyMap<string, string>;
  readonly takers: ReadonlyMap<string, string>;
}

/** The objects in which a structure differs from the live one. */
export interface Unfitting {
  readonly missing: readonly string[];
  readonly unexpected: readonly string[];
}

/** Follow every object through the history. */
export function originsOf(steps: readonly Step[], effects: ReadonlyMap<string, Effect>): Origins {
  const makers = new Map<string, string>();
  const takers = new Map<string, string>();
  let schema: Schema = emptySchema;
  let before: Objects = new Map();
  for (const { revision } of steps) {
    schema = (effects.get(revision.id)?.operations ?? []).reduce(applyIfPossible, schema);
    const after = objectsOf(schema);
    for (const object of after.keys()) if (!before.has(object)) makers.set(object, revision.id);
    for (const object of before.keys()) if (!after.has(object)) takers.set(object, revision.id);
    before = after;
  }
  return { makers, takers };
}

/** The revision by which an object should be there, or should not be. */
export function originOf(
  { makers, takers }: Origins,
  applied: ReadonlySet<string>,
  object: string,
  problem: Discrepancy["problem"],
): string | null {
  const maker = makers.get(object) ?? null;
  if (problem === "missing" || maker === null || !applied.has(maker)) return maker;
  return takers.get(object) ?? maker;
}

/** The discrepancies, without those that are part of others. */
export function discrepanciesOf(
  { missing, unexpected }: Unfitting,
  origins: Origins,
  applied: ReadonlySet<string>,
  objects: Objects,
): readonly Discrepancy[] {
  const told = (problem: Discrepancy["problem"], among: readonly string[]): Discrepancy[] =>
    among
      .filter((object) => !among.includes(objects.get(object) ?? ""))
      .map((object) => {
        const revision = originOf(origins, applied, object, problem);
        const origin = revision === null ? "" : `, ${verb(problem, applied.has(revision))} ${revision}`;
        return { object, problem, revision, text: `${object} is ${problem}${origin}` };
      });
  return [...told("missing", missing), ...told("unexpected", unexpected)];
}

function verb(problem: Discrepancy["problem"], applied: boolean): string {
  return problem === "unexpected" && applied ? "taken away by" : "made by";
}
