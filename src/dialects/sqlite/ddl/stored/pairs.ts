/** What becomes of the items of a list by one operation. */
export interface Pairs<T> {
  /** Items that stay, by their old places, perhaps changed. */
  readonly kept: readonly { readonly at: number; readonly from: T; readonly to: T }[];
  /** The old places of those that go. */
  readonly gone: readonly number[];
  readonly added: readonly T[];
}

/** An operation changes items where they are, takes some out, or puts some behind the others: never two of these. */
export function pairsOf<T>(old: readonly T[], made: readonly T[]): Pairs<T> {
  const stays = made.length >= old.length ? () => true : (item: T): boolean => made.includes(item);
  return {
    kept: old.flatMap((from, at) =>
      stays(from) ? [{ at, from, to: made.length >= old.length ? (made[at] as T) : from }] : [],
    ),
    gone: old.flatMap((item, at) => (stays(item) ? [] : [at])),
    added: made.slice(old.length),
  };
}
