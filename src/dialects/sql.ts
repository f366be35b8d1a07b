declare const text: unique symbol;

/**
 * SQL that may be sent: names in it are quoted and values are literals. No other text can be put where this is
 * asked for: `quote` and its kin make it of names, `literal` of values, `sql` of pieces, `saidInSql` of what was SQL before.
 */
export type Sql = string & { readonly [text]: true };

/** SQL, or text that is written in our own source: what may be sent as it is. */
export type SqlText<T extends string> = Piece<T>;

/** SQL, a number, or text that is written in our own source: a record by any other text needs no key of that name. */
type Piece<T> = T extends Sql | number | bigint
  ? T
  : T extends string
    ? { readonly "\0": 1 } extends Record<T, 1>
      ? Sql
      : T
    : never;

/** SQL of a template, into which nothing goes but SQL, numbers and what is written in the source. */
export function sql<const T extends readonly (string | number | bigint)[]>(
  strings: TemplateStringsArray,
  ...pieces: { readonly [K in keyof T]: Piece<T[K]> }
): Sql {
  return String.raw({ raw: strings }, ...pieces) as Sql;
}

/** Pieces of SQL with something between them. */
export function joined<const T extends string>(pieces: readonly Piece<T>[], between: string): Sql {
  return pieces.join(between) as Sql;
}

/** Pieces of SQL with commas between them. */
export function commaList<const T extends string>(pieces: readonly Piece<T>[]): Sql {
  return joined(pieces, ", ");
}

/** Clauses one after the other, without those that are null. */
export function clauses<const T extends string>(pieces: readonly (Piece<T> | null)[]): Sql {
  return joined(
    pieces.filter((piece) => piece !== null),
    " ",
  );
}

/** What is SQL as it stands: expressions, types and queries that a person wrote or that the engine has given back. */
export function saidInSql(said: string): Sql {
  return said as Sql;
}
