import type { Lexical } from "./lexical.ts";
import { nameOf, solidTokens, type Token } from "./tokens.ts";

/** Whether a name token says this name; without quotes case does not count. */
export function says(token: Token | undefined, name: string): boolean {
  if (token?.kind === "quoted") return nameOf(token) === name;
  return token?.kind === "word" && token.text.toLowerCase() === name.toLowerCase();
}

/** Whether a text speaks of this name anywhere, whatever it may mean there. */
export function speaksOf(sql: string, lexical: Lexical, name: string): boolean {
  for (const token of solidTokens(sql, lexical)) if (says(token, name)) return true;
  return false;
}

/** A name as SQL says it in place of the token: quoted when that one was, or when it must be. */
export function spelled(name: string, like: Token): string {
  return like.kind === "quoted" ? quoted(name) : written(name);
}

/** A name as people write it: in double quotes only where it must be. */
export function written(name: string): string {
  return /^[a-z_][a-z0-9_]*$/u.test(name) && !reserved.has(name) ? name : quoted(name);
}

/** A name in double quotes, which both databases understand. */
export function quoted(name: string): string {
  return `"${name.replaceAll('"', '""')}"`;
}

/** Words that cannot be a name without quotes in one database or the other. */
const reserved: ReadonlySet<string> = new Set(
  (
    "add all alter analyse analyze and any array as asc asymmetric authorization autoincrement between binary both " +
    "case cast check collate collation column commit concurrently constraint create cross current_catalog " +
    "current_date current_role current_schema current_time current_timestamp current_user default deferrable " +
    "delete desc distinct do drop else end escape except exists false fetch for foreign freeze from full grant " +
    "group having if ilike in index initially inner insert intersect into is isnull join lateral leading left like " +
    "limit localtime localtimestamp natural not nothing notnull null offset on only or order outer overlaps placing " +
    "primary references returning right select session_user set similar some symmetric system_user table " +
    "tablesample then to trailing transaction true union unique update user using values variadic verbose when " +
    "where window with"
  ).split(" "),
);
