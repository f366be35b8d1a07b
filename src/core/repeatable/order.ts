import { compareText } from "../collections.ts";
import { inDependencyOrder } from "../dependency-order.ts";
import { repeatableCycle, unknownRepeatable } from "../errors/repeatable.ts";

/** What of a repeatable script decides when it runs. */
export interface Placed {
  readonly name: string;
  readonly path: string;
  /** Names of the scripts that must run before it. */
  readonly dependsOn: readonly string[];
}

/**
 * The scripts in the order in which they run: what others depend on first, else by name. Throws unknown-repeatable
 * and repeatable-cycle.
 */
export function inOrder<T extends Placed>(scripts: readonly T[]): readonly T[] {
  const byName = new Map(
    [...scripts].sort((a, b) => compareText(a.name, b.name)).map((each) => [each.name, each]),
  );
  for (const { name, path, dependsOn } of byName.values())
    for (const dependency of dependsOn)
      if (!byName.has(dependency))
        throw unknownRepeatable({ name, path, dependency, known: [...byName.keys()] });
  return inDependencyOrder(
    byName.values(),
    ({ dependsOn }) => [...dependsOn].sort(compareText).flatMap((name) => byName.get(name) ?? []),
    (circle) => {
      throw repeatableCycle({ names: circle.map(({ name }) => name) });
    },
  );
}

/** The scripts that are due, and all that depend on one of them: what they stand on is made again. */
export function withDependents<T extends Placed>(
  ordered: readonly T[],
  isDue: (script: T) => boolean,
): ReadonlySet<T> {
  const due = new Set<T>();
  const names = new Set<string>();
  for (const script of ordered) {
    if (!isDue(script) && !script.dependsOn.some((name) => names.has(name))) continue;
    due.add(script);
    names.add(script.name);
  }
  return due;
}
