import { isName, isSymbol, isWord, type Token } from "./tokens.ts";

/** A name that stands where SQL names a table or a view: its own token, and that of its namespace. */
export interface RelationName {
  readonly schema: Token | null;
  readonly name: Token;
}

/** The tables and views that a query, or another statement, names where it reads or writes them. */
export function* relationsIn(tokens: readonly Token[]): Generator<RelationName> {
  const makes = isWord(tokens[0], "CREATE", "COMMENT", "GRANT");
  const speaksOf = isWord(tokens[0], "ALTER", "COMMENT");
  // One entry an open bracket: whether the list of a FROM clause goes on there.
  const open: Clause[] = [{ inFrom: false, hasFrom: true }];
  let skipTo = 0;
  for (const [index, token] of tokens.entries()) {
    if (index < skipTo) continue;
    const before = tokens[index - 1];
    const clause = open.at(-1) as Clause;
    const expected =
      isWord(before, "JOIN", "INTO", "REFERENCES") ||
      (isWord(before, "FROM") && clause.hasFrom && !isWord(tokens[index - 2], "DISTINCT")) ||
      (isWord(before, "UPDATE") && !isWord(tokens[index - 2], "DO", "FOR")) ||
      (makes && isWord(before, "ON") && !clause.inFrom) ||
      isWord(before, "TABLE") ||
      (speaksOf && isWord(before, "VIEW")) ||
      (clause.inFrom && (isSymbol(before, ",") || isSymbol(before, "("))) ||
      isWord(before, "ONLY", "LATERAL");
    if (isSymbol(token, "(")) open.push({ inFrom: expected, hasFrom: !isWord(before, ...withFrom) });
    else if (isSymbol(token, ")")) {
      if (open.length > 1) open.pop();
    } else if (isWord(token, "FROM") && clause.hasFrom) clause.inFrom = true;
    else if (isWord(token, ...ends)) clause.inFrom = false;
    else if (expected && !isWord(token, "ONLY", "LATERAL", "OF", "ON", "OR", "SET", "SELECT", "ROWS", "IF")) {
      // SQLite takes a string for a name there.
      if (!isName(token) && token.kind !== "string") continue;
      const name = tokens[index + 2];
      const qualified = isSymbol(tokens[index + 1], ".") && name !== undefined;
      skipTo = qualified ? index + 3 : index + 1;
      yield qualified ? { schema: token, name } : { schema: null, name: token };
    }
  }
}

interface Clause {
  inFrom: boolean;
  /** False in the brackets of functions that have a FROM of their own. */
  readonly hasFrom: boolean;
}

const withFrom = ["EXTRACT", "TRIM", "SUBSTRING", "OVERLAY"] as const;

/** Words that end the list of a FROM clause. */
const ends = [
  "WHERE",
  "GROUP",
  "HAVING",
  "ORDER",
  "LIMIT",
  "WINDOW",
  "UNION",
  "EXCEPT",
  "INTERSECT",
  "SELECT",
  "RETURNING",
] as const;
