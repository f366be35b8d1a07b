import type { Lexical } from "../core/sql/lexical.ts";
import { statementsOf } from "../core/sql/statements.ts";
import type { Statement } from "../dialects/dialect.ts";
import { saidInSql } from "../dialects/sql.ts";

/** A script as the statements that it is made of; what has parameters is one. */
export function statementPieces(whole: Statement, lexical: Lexical): readonly Statement[] {
  if (whole.params.length > 0 || !whole.sql.includes(";")) return [whole];
  const pieces = statementsOf(whole.sql, lexical);
  return pieces.length < 2 ? [whole] : pieces.map(({ sql }) => ({ ...whole, sql: saidInSql(sql) }));
}
