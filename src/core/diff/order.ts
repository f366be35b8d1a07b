import { compareText } from "../collections.ts";
import { applyOperations } from "../operations/apply.ts";
import { dependenciesOf } from "../operations/dependencies.ts";
import { gather, nameTaken, type Dependencies } from "../operations/keys.ts";
import type { Schema } from "../schema/schema.ts";
import { operationsOf, type Change, type Unit } from "./change.ts";
import { compareOrderKeys, orderKeyOf, type OrderKey } from "./order-key.ts";

/**
 * The changes of all units in an order in which each finds what it needs. Among those that may come next,
 * the table at hand goes on; the order of the input does not matter.
 */
export function orderUnits(units: readonly Unit[], live: Schema): readonly Change[] {
  const nodes = units
    .map((unit) => ({ unit, place: orderKeyOf(unit), text: JSON.stringify(unit) }))
    .sort((a, b) => compareOrderKeys(a.place, b.place) || compareText(a.text, b.text))
    .map(({ unit, place }) => ({ unit, place }));
  const bare = withoutDropped(units, live);
  const followers = followersOf(nodes.map(({ unit }) => dependenciesOfUnit(unit, live, bare)));
  return walk(
    nodes.map(({ place }) => place),
    followers,
  ).flatMap((index) => nodes[index]?.unit.changes ?? []);
}

/** What a table is left with when it is dropped: foreign keys in a circle have gone before. */
function withoutDropped(units: readonly Unit[], live: Schema): Schema {
  const drops = units
    .flatMap(({ changes }) => operationsOf(changes))
    .filter(({ kind }) => kind === "dropConstraint");
  return applyOperations(live, drops);
}

function dependenciesOfUnit(unit: Unit, live: Schema, bare: Schema): Dependencies {
  const whole = gather(
    ...operationsOf(unit.changes).map((operation) =>
      dependenciesOf(operation, operation.kind === "dropTable" ? bare : live),
    ),
  );
  // What it makes itself is another thing than the one of that name that goes before.
  const made = new Set(whole.provides);
  return { ...whole, changes: whole.changes.filter((key) => !made.has(key)) };
}

/** For each node those that must come after it. */
function followersOf(nodes: readonly Dependencies[]): readonly ReadonlySet<number>[] {
  const followers = nodes.map(() => new Set<number>());
  const by = (list: keyof Dependencies): Map<string, number[]> => {
    const index = new Map<string, number[]>();
    nodes.forEach((node, at) => {
      for (const key of node[list]) {
        const known = index.get(key);
        if (known === undefined) index.set(key, [at]);
        else known.push(at);
      }
    });
    return index;
  };
  const lists = {
    needs: by("needs"),
    provides: by("provides"),
    changes: by("changes"),
    releases: by("releases"),
    destroys: by("destroys"),
  };
  const precede = (
    first: keyof Dependencies,
    then: keyof Dependencies,
    only?: (key: string) => boolean,
  ): void => {
    for (const [key, earlier] of lists[first]) {
      const later = lists[then].get(key);
      if (later === undefined || only?.(key) === false) continue;
      for (const a of earlier) for (const b of later) if (a !== b) followers[a]?.add(b);
    }
  };
  precede("releases", "changes");
  precede("releases", "destroys");
  precede("destroys", "provides");
  precede("provides", "changes");
  precede("provides", "needs");
  precede("changes", "needs");
  precede("changes", "destroys");
  // What is used for the last time: nobody makes it again, or something else of its name.
  precede(
    "needs",
    "destroys",
    (key) => !lists.provides.has(key) && !lists.provides.has(nameTaken(key) ?? key),
  );
  return followers;
}

/** Node numbers in order; nodes are sorted by place, so that the lowest number is the first choice. */
function walk(places: readonly OrderKey[], followers: readonly ReadonlySet<number>[]): readonly number[] {
  const waiting = places.map(() => 0);
  for (const set of followers) for (const at of set) waiting[at] = (waiting[at] ?? 0) + 1;
  const left = new Set(places.keys());
  const ready = new Set([...left].filter((at) => waiting[at] === 0));
  const order: number[] = [];
  while (left.size > 0) {
    const next = lowest(
      ready.size > 0 ? ready : beginners(left, followers),
      places,
      places[order.at(-1) ?? -1],
    );
    ready.delete(next);
    left.delete(next);
    order.push(next);
    for (const at of followers[next] ?? []) {
      waiting[at] = (waiting[at] ?? 0) - 1;
      if (waiting[at] === 0 && left.has(at)) ready.add(at);
    }
  }
  return order;
}

/** The first of those that may come next; of those about what the last one was about where there are any. */
function lowest(
  candidates: ReadonlySet<number>,
  places: readonly OrderKey[],
  last: OrderKey | undefined,
): number {
  let first = Number.POSITIVE_INFINITY;
  let same = Number.POSITIVE_INFINITY;
  for (const at of candidates) {
    const place = places[at];
    if (at < first) first = at;
    // What is about no table is about the same only where it is of the same group.
    if (at < same && place?.table === last?.table && place?.group === last?.group) same = at;
  }
  return Number.isFinite(same) ? same : first;
}

/**
 * Where all wait for each other someone has to begin: those of a circle that waits for nobody outside. Engines
 * that cannot have foreign keys in a circle are never asked to.
 */
function beginners(
  left: ReadonlySet<number>,
  followers: readonly ReadonlySet<number>[],
): ReadonlySet<number> {
  const before = (node: number): ReadonlySet<number> => {
    const found = new Set([node]);
    for (const at of found) for (const each of left) if (followers[each]?.has(at)) found.add(each);
    return found;
  };
  let [node = 0] = left;
  for (;;) {
    const circle = before(node);
    const outside = [...circle].find((each) => !before(each).has(node));
    if (outside === undefined) return circle;
    node = outside;
  }
}
