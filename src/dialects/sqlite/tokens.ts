import { tokensOf, type Token } from "../../core/sql/tokens.ts";
import { lexical } from "./lexical.ts";
import { type Sql, saidInSql } from "../sql.ts";

/** The tokens of a text, without spaces and comments. Never fails: what is unterminated reaches to the end. */
export function tokenize(source: string): readonly Token[] {
  return tokensOf(source, lexical);
}

/** Names are equal to SQLite whatever the case of their ASCII letters. */
export function foldName(name: string): string {
  return name.replaceAll(/[A-Z]+/gu, (letters) => letters.toLowerCase());
}

/** A name in double quotes. */
export function quoteName(name: string): Sql {
  return saidInSql(`"${name.replaceAll('"', '""')}"`);
}

/** Text as an SQL string. */
export function quoteText(text: string): Sql {
  return saidInSql(`'${text.replaceAll("'", "''")}'`);
}
