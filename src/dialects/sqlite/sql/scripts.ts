import { statement, type Statement } from "../../dialect.ts";
import { split } from "../split.ts";
import { isWord, tokenize } from "../tokens.ts";

/** The statements of a user's own SQL. */
export function scriptSql(script: string): readonly Statement[] {
  return split(script).map(({ sql }) => statement(sql, { transactional: !refusesTransaction(sql) }));
}

function refusesTransaction(sql: string): boolean {
  const [first, second] = tokenize(sql);
  return (
    isWord(first, "VACUUM", "DETACH") ||
    (isWord(first, "PRAGMA") && isWord(second, "JOURNAL_MODE", "FOREIGN_KEYS"))
  );
}
