import type { Statement } from "./dialect.ts";

/**
 * Statements as the text of an SQL revision has them. What must run without foreign keys being enforced
 * stands between two pragmas, which a script is understood by.
 */
export function sqlTexts(statements: readonly Statement[]): readonly string[] {
  const texts = statements.map(({ sql }) => sql);
  return statements.some(({ foreignKeysOff }) => foreignKeysOff)
    ? ["PRAGMA foreign_keys = OFF;", ...texts, "PRAGMA foreign_keys = ON;"]
    : texts;
}
