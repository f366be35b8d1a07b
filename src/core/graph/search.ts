/** The starts and everything that `next` leads to from them. */
export function reachable(starts: Iterable<string>, next: (id: string) => readonly string[]): Set<string> {
  const seen = new Set(starts);
  // A set visits what is added while it is walked.
  for (const id of seen) for (const other of next(id)) seen.add(other);
  return seen;
}

/**
 * The strongly connected parts of a graph, members sorted, in an order where what `next` leads to comes
 * first. A part of one node is no cycle, unless the node leads to itself.
 */
export function components(
  ids: readonly string[],
  next: (id: string) => readonly string[],
): readonly (readonly string[])[] {
  // Tarjan's algorithm with a stack of its own: histories are deeper than the call stack.
  const entered = new Map<string, number>();
  const low = new Map<string, number>();
  const pending: string[] = [];
  const isPending = new Set<string>();
  const found: string[][] = [];
  const path: { id: string; ways: readonly string[]; taken: number }[] = [];

  const enter = (id: string): void => {
    entered.set(id, entered.size);
    low.set(id, entered.size - 1);
    pending.push(id);
    isPending.add(id);
    path.push({ id, ways: next(id), taken: 0 });
  };
  const lower = (id: string, to: number): void => {
    if (to < (low.get(id) ?? 0)) low.set(id, to);
  };

  for (const root of ids) {
    if (entered.has(root)) continue;
    enter(root);
    for (let frame = path.at(-1); frame !== undefined; frame = path.at(-1)) {
      const way = frame.ways[frame.taken];
      if (way !== undefined) {
        frame.taken += 1;
        const seen = entered.get(way);
        if (seen === undefined) enter(way);
        else if (isPending.has(way)) lower(frame.id, seen);
        continue;
      }
      path.pop();
      const reached = low.get(frame.id) ?? 0;
      const above = path.at(-1);
      if (above !== undefined) lower(above.id, reached);
      if (reached === entered.get(frame.id)) {
        const members = pending.splice(pending.lastIndexOf(frame.id));
        for (const member of members) isPending.delete(member);
        found.push(members.sort());
      }
    }
  }
  return found;
}

/**
 * Whether nothing leads back to itself: told in far less time than it takes to find the cycles. `next` may
 * name what is not among the ids.
 */
export function isAcyclic(ids: readonly string[], next: (id: string) => readonly string[]): boolean {
  const incoming = new Map<string, number>(ids.map((id) => [id, 0]));
  for (const id of ids) {
    for (const other of next(id)) {
      const count = incoming.get(other);
      if (count !== undefined) incoming.set(other, count + 1);
    }
  }
  const free = ids.filter((id) => incoming.get(id) === 0);
  // What nothing leads to is taken away, until nothing is left or only cycles and what they lead to.
  for (const id of free) {
    for (const other of next(id)) {
      const left = (incoming.get(other) ?? 0) - 1;
      incoming.set(other, left);
      if (left === 0) free.push(other);
    }
  }
  return free.length === ids.length;
}

/** The parts that are cycles: several members, or one that leads to itself. */
export function cycles(
  ids: readonly string[],
  next: (id: string) => readonly string[],
): readonly (readonly string[])[] {
  return components(ids, next).filter(
    ([first = "", ...rest]) => rest.length > 0 || next(first).includes(first),
  );
}
