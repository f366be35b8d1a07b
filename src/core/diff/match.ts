import { compareText } from "../collections.ts";

/** Which items of two lists are the same thing, and which have no partner. */
export interface Matches<T> {
  /** In the order of the wanted list. */
  readonly both: readonly (readonly [live: T, wanted: T])[];
  readonly gone: readonly T[];
  readonly added: readonly T[];
}

/**
 * Find partners: whoever agrees by the first measure first, then by the next among those left over.
 * Among several that agree it is the text of the items that decides, never their order.
 */
export function match<T>(
  live: readonly T[],
  wanted: readonly T[],
  ...measures: readonly ((live: T, wanted: T) => boolean)[]
): Matches<T> {
  const partners = new Map<T, T>();
  const free = new Set(byText(live));
  const open = byText(wanted);
  for (const agree of measures) {
    for (const item of open) {
      if (partners.has(item)) continue;
      for (const candidate of free) {
        if (!agree(candidate, item)) continue;
        partners.set(item, candidate);
        free.delete(candidate);
        break;
      }
    }
  }
  return collect(live, wanted, partners);
}

/** Find partners by a key that no two items of a list share. */
export function matchByKey<T>(
  live: readonly T[],
  wanted: readonly T[],
  key: (item: T) => string,
): Matches<T> {
  const byKey = new Map(live.map((item) => [key(item), item]));
  const partners = new Map<T, T>();
  for (const item of wanted) {
    const partner = byKey.get(key(item));
    if (partner !== undefined) partners.set(item, partner);
  }
  return collect(live, wanted, partners);
}

/** The items, each that has a partner filled with something of it. */
export function carry<T>(
  items: readonly T[],
  both: Matches<T>["both"],
  fill: (live: T, wanted: T) => T,
): readonly T[] {
  const partners = new Map(both.map(([live, wanted]) => [wanted, live]));
  return items.map((item) => {
    const partner = partners.get(item);
    return partner === undefined ? item : fill(partner, item);
  });
}

/** The items in the order of their text, which does not depend on the order they came in. */
export function byText<T>(items: readonly T[]): readonly T[] {
  if (items.length < 2) return items;
  return items
    .map((item) => ({ item, text: JSON.stringify(item) }))
    .sort((a, b) => compareText(a.text, b.text))
    .map(({ item }) => item);
}

function collect<T>(live: readonly T[], wanted: readonly T[], partners: ReadonlyMap<T, T>): Matches<T> {
  const taken = new Set(partners.values());
  return {
    both: wanted.flatMap((item) => {
      const partner = partners.get(item);
      return partner === undefined ? [] : [[partner, item] as const];
    }),
    gone: live.filter((item) => !taken.has(item)),
    added: wanted.filter((item) => !partners.has(item)),
  };
}
