/** Whether one node leads to another through one or more of its parents. Nodes are numbers from 0. */
export type Reach = (from: number, to: number) => boolean;

/**
 * Prepare answers to "does `from` lead to `to`?" without a set of ancestors per node. Each node gets an
 * interval in a few walks of the graph: one that holds everything it leads to and perhaps more, which
 * denies, and one that holds only what it leads to, which confirms. What neither settles is searched for,
 * and the search is cut by the same intervals.
 */
export function reachability(parents: readonly (readonly number[])[]): Reach {
  const walks = [walk(parents, false), walk(parents, true)];
  const tree = firstParents(parents);
  const seen = new Int32Array(parents.length).fill(-1);
  let search = -1;

  const confirmed = (from: number, to: number): boolean =>
    tree.confirms(from, to) || walks.some((each) => each.confirms(from, to));
  const denied = (from: number, to: number): boolean => walks.some((each) => each.denies(from, to));

  return (from, to) => {
    if (from === to || denied(from, to)) return false;
    if (confirmed(from, to)) return true;
    search += 1;
    const pending = [from];
    for (let node = pending.pop(); node !== undefined; node = pending.pop()) {
      for (const parent of parents[node] ?? []) {
        if (parent === to) return true;
        if (seen[parent] === search || denied(parent, to)) continue;
        if (confirmed(parent, to)) return true;
        seen[parent] = search;
        pending.push(parent);
      }
    }
    return false;
  };
}

interface Walk {
  confirms(from: number, to: number): boolean;
  denies(from: number, to: number): boolean;
}

/** A depth-first walk: a node's number is given when it is left, so what it leads to has lower numbers. */
function walk(parents: readonly (readonly number[])[], backwards: boolean): Walk {
  const size = parents.length;
  const entered = new Int32Array(size).fill(-1);
  const left = new Int32Array(size);
  const lowest = new Int32Array(size);
  const taken = new Int32Array(size);
  let count = 0;
  for (let i = 0; i < size; i += 1) {
    const root = backwards ? size - 1 - i : i;
    if (at(entered, root) !== -1) continue;
    const path = [root];
    entered[root] = count;
    for (let node = path.at(-1); node !== undefined; node = path.at(-1)) {
      const ways = parents[node] ?? [];
      const step = at(taken, node);
      const parent = ways[backwards ? ways.length - 1 - step : step];
      taken[node] = step + 1;
      if (parent === undefined) {
        left[node] = count;
        lowest[node] = ways.reduce((low, way) => Math.min(low, at(lowest, way)), count);
        count += 1;
        path.pop();
      } else if (at(entered, parent) === -1) {
        entered[parent] = count;
        path.push(parent);
      }
    }
  }
  return {
    confirms: (from, to) => at(entered, from) <= at(left, to) && at(left, to) <= at(left, from),
    denies: (from, to) => at(left, to) > at(left, from) || at(lowest, to) < at(lowest, from),
  };
}

/** The forest of first parents confirms what a line of plain revisions would, however the walks went. */
function firstParents(parents: readonly (readonly number[])[]): Pick<Walk, "confirms"> {
  const children: number[][] = parents.map(() => []);
  const roots: number[] = [];
  parents.forEach(([first], node) => (first === undefined ? roots : (children[first] ?? roots)).push(node));
  const entered = new Int32Array(parents.length);
  const last = new Int32Array(parents.length);
  let count = 0;
  const pending = roots.map((node) => ({ node, leave: false }));
  for (let visit = pending.pop(); visit !== undefined; visit = pending.pop()) {
    if (visit.leave) {
      last[visit.node] = count - 1;
      continue;
    }
    entered[visit.node] = count;
    count += 1;
    pending.push({ node: visit.node, leave: true });
    for (const child of children[visit.node] ?? []) pending.push({ node: child, leave: false });
  }
  return {
    confirms: (from, to) => at(entered, to) <= at(entered, from) && at(entered, from) <= at(last, to),
  };
}

function at(numbers: Int32Array, index: number): number {
  return numbers[index] ?? 0;
}
