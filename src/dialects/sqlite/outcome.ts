import { firstTokens, isWord } from "../../core/sql/tokens.ts";
import type { Connection, Outcome } from "../dialect.ts";
import { lexical } from "./lexical.ts";

/** Whether a statement that runs outside a transaction took effect: what SQLite refuses inside one can be done again. */
export async function outcomeOf(_connection: Connection, sql: string): Promise<Outcome> {
  const [first] = firstTokens(sql, lexical, 1);
  const again = isWord(first, "VACUUM", "PRAGMA", "ANALYZE", "REINDEX", "ATTACH", "DETACH");
  return { state: again ? "none" : "unknown", repair: [], busy: null, seen: null };
}
