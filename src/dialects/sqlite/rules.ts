import { undecided, type DiffRules } from "../../core/diff/rules.ts";
import { sameType } from "./normalize/column-type.ts";
import { withoutBrackets } from "./parse/brackets.ts";
import { isSymbol, isWord, nameOf, type Token } from "../../core/sql/tokens.ts";
import { foldName, tokenize } from "./tokens.ts";

/** What SQLite answers when two schemas are compared. */
export const rules: DiffRules = {
  sameType,
  sameDefault: (live, wanted) =>
    live.default === wanted.default ||
    (live.default !== null &&
      wanted.default !== null &&
      (sameValue(live.default, wanted.default) ||
        (/blob/iu.test(live.type) && live.default === asText(wanted.default)))),
  typeChanged: undecided,
  defaultChanged: undecided,
  sameExpression,
  isForeign: () => false,
  castExpression: () => null,
  placeholder,
  distinctValue,
  numbering: null,
  keyFillsItself: (type) => type === "integer",
  uniqueIndexIsConstraint: true,
  primaryKeyImpliesNotNull: true,
  maxNameBytes: null,
  leaves: new Set(),
  lengthMeansNothing: (live, wanted) => live !== wanted && withoutLength(live) === withoutLength(wanted),
  addsForeignKeys: false,
};

/** A type of text without its length, which SQLite keeps and never looks at. */
function withoutLength(type: string): string {
  return type.replace(/^((?:var|n|nvar)?char|text)\s*\(\s*\d+\s*\)$/iu, "$1").toLowerCase();
}

/** By the affinity that SQLite gives a type of this name. */
function placeholder(type: string): string {
  const name = type.toUpperCase();
  if (name.includes("INT")) return "0";
  if (/CHAR|CLOB|TEXT/u.test(name)) return "''";
  return name === "" || name.includes("BLOB") ? "x''" : "0";
}

/** By affinity: as many bytes of chance as a UUID has, or the id of the row, which any type can hold. */
function distinctValue(type: string, greatest: string | null): string {
  const name = type.toUpperCase();
  if (!name.includes("INT") && /CHAR|CLOB|TEXT/u.test(name)) return "lower(hex(randomblob(16)))";
  if (!name.includes("INT") && name.includes("BLOB")) return "randomblob(16)";
  return greatest === null ? "rowid" : `coalesce(${greatest}, 0) + rowid`;
}

/** Equal but for spaces, comments, case, quotes, brackets that change nothing, and a qualification that one side leaves out. */
export function sameExpression(live: string, wanted: string): boolean {
  const [a, b] = [withoutBrackets(tokenize(live)), withoutBrackets(tokenize(wanted))];
  let [i, j] = [0, 0];
  while (i < a.length && j < b.length) {
    const [inLive, inWanted] = [qualified(a, i), qualified(b, j)];
    if (inLive !== inWanted) {
      if (inLive) i += 2;
      else j += 2;
    }
    if (spelling(a[i]) !== spelling(b[j])) return false;
    i++;
    j++;
  }
  return i === a.length && j === b.length;
}

/** True at the table of `table.column`. */
function qualified(tokens: readonly Token[], at: number): boolean {
  const token = tokens[at];
  return (token?.kind === "word" || token?.kind === "quoted") && isSymbol(tokens[at + 1], ".");
}

const synonyms: Readonly<Record<string, string>> = { "==": "=", "!=": "<>" };

/** One spelling for what SQLite takes for the same token. */
function spelling(token: Token | undefined): string {
  if (token === undefined) return "";
  if (token.kind === "word" || token.kind === "quoted") return `name ${foldName(nameOf(token))}`;
  if (token.kind === "string" || token.kind === "parameter") return token.text;
  return synonyms[token.text] ?? token.text.toLowerCase();
}

/** The text of a blob, which drizzle-kit writes as text where a blob holds JSON or a large number; null: it is none. */
function asText(literal: string): string | null {
  const hex = /^x'([0-9a-f]*)'$/iu.exec(literal)?.[1];
  return hex === undefined ? null : `'${Buffer.from(hex, "hex").toString().replaceAll("'", "''")}'`;
}

/** TRUE and FALSE are other words for 1 and 0. */
function sameValue(live: string, wanted: string): boolean {
  const number = (text: string): string => {
    const [token, ...rest] = tokenize(text);
    if (rest.length > 0) return text;
    if (isWord(token, "TRUE")) return "1";
    return isWord(token, "FALSE") ? "0" : text;
  };
  return sameExpression(number(live), number(wanted));
}
