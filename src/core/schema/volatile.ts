import { commonSql } from "../sql/lexical.ts";
import { isName, isSymbol, nameOf, tokensOf } from "../sql/tokens.ts";

/** Whether PostgreSQL computes an expression again for each row, by the functions that it is known to call. */
export function isVolatile(expression: string): boolean {
  const tokens = tokensOf(expression, commonSql);
  return tokens.some(
    (token, at) =>
      isName(token) && isSymbol(tokens[at + 1], "(") && volatile.has(nameOf(token).toLowerCase()),
  );
}

/** Functions of PostgreSQL and of the extensions that people use for defaults. */
const volatile: ReadonlySet<string> = new Set(
  (
    "clock_timestamp gen_random_bytes gen_random_uuid gen_salt lastval nextval random random_normal timeofday " +
    "txid_current uuid_generate_v1 uuid_generate_v1mc uuid_generate_v4 uuidv4 uuidv7"
  ).split(" "),
);
