/** Something that goes from one name to another. */
export interface Succession {
  readonly from: string;
  readonly to: string;
}

/**
 * The moves in an order in which each finds its new name free: whoever has it goes first. Where they wait for each
 * other in a circle, one goes to a `spare` name and on from there at the end. `key` tells names of one list from
 * those of another.
 */
export function oneAfterAnother<T extends Succession>(
  moves: readonly T[],
  key: (move: T, name: string) => string,
  spare: (move: T) => string,
): readonly T[] {
  const ordered: T[] = [];
  let left = [...moves];
  while (left.length > 0) {
    const taken = new Set(left.map((move) => key(move, move.from)));
    const next = left.find((move) => !taken.has(key(move, move.to)));
    const move = next ?? left[0]!;
    left = left.filter((each) => each !== move);
    if (next === undefined) {
      const between = spare(move);
      ordered.push({ ...move, to: between });
      left.push({ ...move, from: between });
    } else ordered.push(next);
  }
  return ordered;
}

/** Those of the moves that wait for each other, circle by circle; no two moves have one name, before or after. */
export function circlesOf<T extends Succession>(
  moves: readonly T[],
  key: (move: T, name: string) => string,
): readonly (readonly T[])[] {
  const owners = new Map(moves.map((move) => [key(move, move.from), move]));
  const circles: T[][] = [];
  const seen = new Set<T>();
  for (const first of moves) {
    const chain: T[] = [];
    for (let move: T | undefined = first; move !== undefined && !seen.has(move);) {
      seen.add(move);
      chain.push(move);
      move = owners.get(key(move, move.to));
      if (move === first) circles.push(chain);
    }
  }
  return circles;
}
