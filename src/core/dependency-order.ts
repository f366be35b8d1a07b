/**
 * Items in an order in which what an item rests on comes before it, and which is that of the input otherwise. Where items
 * rest on each other in a circle `refuse` is told of them, and may throw; if it does not, one of them goes first.
 */
export function inDependencyOrder<T>(
  items: Iterable<T>,
  restsOn: (item: T) => Iterable<T>,
  refuse: (circle: readonly T[]) => void = () => undefined,
): readonly T[] {
  const ordered = new Set<T>();
  const above = new Set<T>();
  const visit = (item: T): void => {
    if (ordered.has(item)) return;
    if (above.has(item)) {
      const way = [...above];
      refuse(way.slice(way.indexOf(item)));
      return;
    }
    above.add(item);
    for (const each of restsOn(item)) visit(each);
    above.delete(item);
    ordered.add(item);
  };
  for (const item of items) visit(item);
  return [...ordered];
}
