import { statement, type Statement } from "../../dialect.ts";
import type { Before } from "./move.ts";
import { statementsOf } from "../../../core/sql/statements.ts";
import { lexical } from "../lexical.ts";
import { isSymbol, isWord } from "../../../core/sql/tokens.ts";
import { tokenize } from "../tokens.ts";
import { droppedParents, dropsTable } from "./dropped-parents.ts";
import { saidInSql } from "../../sql.ts";

/**
 * The statements of a user's own SQL. What stands between `PRAGMA foreign_keys = OFF` and `ON` runs without
 * foreign keys being enforced, but in the step's transaction, in which SQLite itself ignores that pragma. So
 * does what drops a table to which others refer, whether the script says so or not: a table that is dropped to
 * be recreated would take the rows with it that refer to it.
 */
export function scriptSql(script: string, before: Before): readonly Statement[] {
  let isOff = false;
  const parts = statementsOf(script, lexical).flatMap(({ sql }) => {
    const enforced = setsForeignKeys(sql);
    if (enforced === null) return [{ sql, unguarded: isOff }];
    isOff = !enforced;
    return [];
  });
  const texts = parts.map(({ sql }) => sql);
  // The structure is looked at only where that matters.
  const matters = parts.some(({ sql, unguarded }) => !unguarded && dropsTable(sql));
  const parents = matters ? droppedParents(texts, before) : new Set<number>();
  return parts.map(({ sql, unguarded }, index) =>
    statement(saidInSql(sql), {
      transactional: !refusesTransaction(sql),
      foreignKeysOff: unguarded || parents.has(index),
    }),
  );
}

/** What a pragma sets the enforcement of foreign keys to; null for any other statement. */
function setsForeignKeys(sql: string): boolean | null {
  const [first, second, third, value] = tokenize(sql);
  const isSet = isSymbol(third, "=") || isSymbol(third, "(");
  if (!isWord(first, "PRAGMA") || !isWord(second, "FOREIGN_KEYS") || !isSet) return null;
  return /^(?:1|on|true|yes)$/iu.test(value?.text.replaceAll(/['"]/gu, "") ?? "");
}

function refusesTransaction(sql: string): boolean {
  const [first, second] = tokenize(sql);
  return isWord(first, "VACUUM", "DETACH") || (isWord(first, "PRAGMA") && isWord(second, "JOURNAL_MODE"));
}
