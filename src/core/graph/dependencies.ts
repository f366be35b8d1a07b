/** What `newDependencies` needs to know of a revision. */
export interface Declared {
  readonly id: string;
  /** The revisions it follows. */
  readonly down: readonly string[];
  /** The revisions it depends on. */
  readonly dependencies: readonly string[];
}

/**
 * The dependencies of each revision without those that a revision below it, by `down`, declares already:
 * they are applied by then and would only add rows to the version table. Revisions come parents first.
 */
export function newDependencies(revisions: readonly Declared[]): ReadonlyMap<string, readonly string[]> {
  const inherited = new Map<string, Set<string>>();
  const repeated = declaredTwice(revisions);
  // One bit a dependency, and one pass over the graph for every 31 of them, instead of a set a revision.
  for (let start = 0; start < repeated.length; start += 31) {
    const bits = new Map(repeated.slice(start, start + 31).map((id, i) => [id, 1 << i]));
    const below = new Map<string, number>();
    for (const { id, down, dependencies } of revisions) {
      let mask = 0;
      for (const parent of down) mask |= below.get(parent) ?? 0;
      for (const dependency of dependencies) {
        const bit = bits.get(dependency) ?? 0;
        if ((mask & bit) !== 0) remember(inherited, id, dependency);
      }
      for (const dependency of dependencies) mask |= bits.get(dependency) ?? 0;
      if (mask !== 0) below.set(id, mask);
    }
  }
  return new Map(
    revisions.map(({ id, dependencies }) => {
      const known = inherited.get(id);
      return [
        id,
        known === undefined ? dependencies : dependencies.filter((dependency) => !known.has(dependency)),
      ];
    }),
  );
}

function declaredTwice(revisions: readonly Declared[]): string[] {
  const count = new Map<string, number>();
  for (const { dependencies } of revisions) {
    for (const dependency of dependencies) count.set(dependency, (count.get(dependency) ?? 0) + 1);
  }
  return [...count].filter(([, times]) => times > 1).map(([id]) => id);
}

function remember(sets: Map<string, Set<string>>, id: string, value: string): void {
  const known = sets.get(id);
  if (known === undefined) sets.set(id, new Set([value]));
  else known.add(value);
}
