import { components } from "./search.ts";

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
 * they are applied by then and would only add rows to the version table.
 */
export function newDependencies(declared: readonly Declared[]): ReadonlyMap<string, readonly string[]> {
  const found = new Map(declared.map(({ id, dependencies }) => [id, dependencies]));
  const declarers = declaredTwice(declared);
  if (declarers.size === 0) return found;

  const revisions = parentsFirst(declared);
  const numbers = new Map(revisions.map(({ id }, i) => [id, i]));
  const parents = revisions.map(({ down }) => down.map((id) => numbers.get(id) ?? 0));
  const below = new Int32Array(revisions.length);
  const names = [...declarers.keys()];
  // One bit a dependency, and one pass over the graph for every 31 of them, instead of a set a revision.
  for (let start = 0; start < names.length; start += 31) {
    const own = new Map<number, number>();
    const group = names.slice(start, start + 31);
    group.forEach((name, i) => {
      for (const id of declarers.get(name) ?? []) {
        const number = numbers.get(id) ?? 0;
        own.set(number, (own.get(number) ?? 0) | (1 << i));
      }
    });
    parents.forEach((numbersOfParents, node) => {
      let mask = 0;
      for (const parent of numbersOfParents) mask |= below[parent] ?? 0;
      const added = own.get(node) ?? 0;
      below[node] = mask | added;
      if ((mask & added) === 0) return;
      const repeated = new Set(group.filter((_, i) => (mask & added & (1 << i)) !== 0));
      const id = revisions[node]?.id ?? "";
      found.set(
        id,
        (found.get(id) ?? []).filter((dependency) => !repeated.has(dependency)),
      );
    });
  }
  return found;
}

function parentsFirst(declared: readonly Declared[]): readonly Declared[] {
  const byId = new Map(declared.map((each) => [each.id, each]));
  const order = components([...byId.keys()], (id) => byId.get(id)?.down ?? []);
  return order.flatMap((part) => part.flatMap((id) => byId.get(id) ?? []));
}

/** Who declares each of the dependencies that several revisions declare. */
function declaredTwice(revisions: readonly Declared[]): ReadonlyMap<string, readonly string[]> {
  const declarers = new Map<string, string[]>();
  for (const { id, dependencies } of revisions) {
    for (const dependency of dependencies) {
      const others = declarers.get(dependency);
      if (others === undefined) declarers.set(dependency, [id]);
      else others.push(id);
    }
  }
  for (const [dependency, ids] of declarers) if (ids.length < 2) declarers.delete(dependency);
  return declarers;
}
