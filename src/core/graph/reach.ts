/** Whether one node leads to another through one or more of its parents. Nodes are numbers from 0. */
export type Reach = (from: number, to: number) => boolean;

/**
 * Prepare answers to "does `from` lead to `to`?" without a set of ancestors per node. Each node gets an
 * interval in a few walks of the graph: one that holds everything it leads to and perhaps more, which
 * denies, and one that holds only what it leads to, which confirms. What neither answers is searched for,
 * and the search is cut by the same intervals.
 */
export function reachability(parents: readonly (readonly number[])[]): Reach {
  const forth = walk(parents, false);
  const back = walk(parents, true);
  const tree = firstParents(parents);
  const seen = new Int32Array(parents.length).fill(-1);
  let search = -1;

  const denied = (from: number, to: number): boolean => denies(forth, from, to) || denies(back, from, to);
  const confirmed = (from: number, to: number): boolean =>
    within(tree, to, from) || confirms(forth, from, to) || confirms(back, from, to);

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

/** Three numbers a node, side by side since they are asked for millions of times. */
type Walk = Int32Array;
const entered = 0;
const left = 1;
const lowest = 2;

/** What a node leads to was left before it, and nothing that it leads to lies below its lowest. */
function denies(numbers: Walk, from: number, to: number): boolean {
  return (
    at(numbers, to * 3 + left) > at(numbers, from * 3 + left) ||
    at(numbers, to * 3 + lowest) < at(numbers, from * 3 + lowest)
  );
}

/** What was left while the walk was inside a node is led to by it. */
function confirms(numbers: Walk, from: number, to: number): boolean {
  const leftTo = at(numbers, to * 3 + left);
  return at(numbers, from * 3 + entered) <= leftTo && leftTo <= at(numbers, from * 3 + left);
}

/** A depth-first walk, in the order of nodes and their parents or backwards. */
function walk(parents: readonly (readonly number[])[], backwards: boolean): Walk {
  const size = parents.length;
  const numbers = new Int32Array(size * 3).fill(-1);
  const taken = new Int32Array(size);
  let count = 0;
  for (let i = 0; i < size; i += 1) {
    const root = backwards ? size - 1 - i : i;
    if (at(numbers, root * 3 + entered) !== -1) continue;
    const path = [root];
    numbers[root * 3 + entered] = count;
    for (let node = path.at(-1); node !== undefined; node = path.at(-1)) {
      const ways = parents[node] ?? [];
      const step = at(taken, node);
      const parent = ways[backwards ? ways.length - 1 - step : step];
      taken[node] = step + 1;
      if (parent === undefined) {
        numbers[node * 3 + left] = count;
        numbers[node * 3 + lowest] = ways.reduce(
          (low, way) => Math.min(low, at(numbers, way * 3 + lowest)),
          count,
        );
        count += 1;
        path.pop();
      } else if (at(numbers, parent * 3 + entered) === -1) {
        numbers[parent * 3 + entered] = count;
        path.push(parent);
      }
    }
  }
  return numbers;
}

/** The forest of first parents confirms what a line of plain revisions would, however the walks went. */
function firstParents(parents: readonly (readonly number[])[]): Int32Array {
  const children: number[][] = parents.map(() => []);
  const roots: number[] = [];
  parents.forEach(([first], node) => (first === undefined ? roots : (children[first] ?? roots)).push(node));
  const numbers = new Int32Array(parents.length * 2);
  let count = 0;
  const pending = roots.map((node) => ({ node, leave: false }));
  for (let visit = pending.pop(); visit !== undefined; visit = pending.pop()) {
    const { node, leave } = visit;
    if (leave) {
      numbers[node * 2 + 1] = count - 1;
      continue;
    }
    numbers[node * 2] = count;
    count += 1;
    pending.push({ node, leave: true });
    for (const child of children[node] ?? []) pending.push({ node: child, leave: false });
  }
  return numbers;
}

/** Whether a node is in the tree above another one. */
function within(tree: Int32Array, root: number, node: number): boolean {
  const number = at(tree, node * 2);
  return at(tree, root * 2) <= number && number <= at(tree, root * 2 + 1);
}

function at(numbers: Int32Array, index: number): number {
  return numbers[index] ?? 0;
}
