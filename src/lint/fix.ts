import type { RuleId } from "../core/lint/every-rule.ts";
import type { Entry } from "../core/lint/scene.ts";
import type { Lexical } from "../core/sql/lexical.ts";
import { statementsOf } from "../core/sql/statements.ts";
import { isWord, tokensOf } from "../core/sql/tokens.ts";
import { exportedLiterals } from "../core/typescript/exported-literals.ts";
import { depthChange, nextToken, type Token } from "../core/typescript/tokens.ts";
import { sqlHeaderFields } from "../revisions/header.ts";
import { endOfStatement, lineCounter, startOfLine } from "./comments.ts";
import type { Linted } from "./lint.ts";

/** The rules whose safe form can be written into a revision without a guess. */
export const fixable: ReadonlySet<RuleId> = new Set<RuleId>([
  "index-not-concurrent",
  "drop-index-not-concurrent",
  "invalid-index-kept",
  "needs-no-transaction",
]);

/**
 * The text of a revision with the safe forms in it; null where that would need a guess. What runs without a
 * transaction is no longer one whole, so that only revisions are changed that do nothing but make and drop indexes.
 */
export function fixedText(linted: Linted, text: string, lexical: Lexical): string | null {
  const { scene, back, step, found } = linted;
  if (!found.some(({ rule }) => fixable.has(rule)) || !scene.entries.every(isOfIndexes)) return null;
  const isSql = step.revision.path.endsWith(".sql");
  // The way back runs without a transaction then as well.
  const entries = [...scene.entries, ...(back?.entries.every(isOfIndexes) === true ? back.entries : [])];
  const edits = isSql
    ? entries.flatMap((entry) => sqlEdits(entry, text, lexical))
    : entries.flatMap((entry) => callEdits(entry, text));
  const header = scene.transaction ? (isSql ? sqlHeader(text) : moduleHeader(text)) : [];
  if (edits.includes(null) || header === null) return null;
  const fixed = edited(text, [...(edits as readonly Edit[]), ...header]);
  return fixed === text ? null : fixed;
}

/** A piece of text to be put in the place of another one. */
interface Edit {
  readonly from: number;
  readonly to: number;
  readonly text: string;
}

function isOfIndexes({ act }: Entry): boolean {
  return act.kind === "operation"
    ? act.operation.kind === "createIndex" || act.operation.kind === "dropIndex"
    : act.deed.kind === "dropIndex" || (act.deed.kind === "alone" && act.deed.words.includes("INDEX"));
}

/** `{ concurrently: true }` as the third argument of the call; null where the call cannot be found. */
function callEdits({ act, line, column }: Entry, text: string): readonly (Edit | null)[] {
  if (act.kind !== "operation" || line === null) return [null];
  const { operation } = act;
  if (operation.kind !== "createIndex" && operation.kind !== "dropIndex") return [null];
  if (operation.args[2]?.concurrently === true) return [];
  const call = callAt(text, operation.kind, line, column ?? 1);
  if (call === null) return [null];
  const [, second, third, ...more] = call;
  if (second === undefined || more.length > 0) return [null];
  if (third === undefined) return [{ from: second.to, to: second.to, text: ", { concurrently: true }" }];
  if (!text.startsWith("{", third.from)) return [null];
  const isEmpty = /^\{\s*\}$/u.test(text.slice(third.from, third.to));
  const at = third.from + 1;
  return [{ from: at, to: at, text: isEmpty ? " concurrently: true " : " concurrently: true," }];
}

/** Where the arguments of a call stand: the one of this name that is nearest to a place. */
function callAt(
  text: string,
  name: string,
  line: number,
  column: number,
): readonly { readonly from: number; readonly to: number }[] | null {
  const lineAt = lineCounter(text);
  const start = startOfLine(text, line) + column - 1;
  let nearest: Token | null = null;
  for (let token = nextToken(text, 0, null); token !== null; token = nextToken(text, token.end, token)) {
    if (token.text !== name || token.kind !== "word" || lineAt(token.start) !== line) continue;
    if (nearest === null || Math.abs(token.start - start) < Math.abs(nearest.start - start)) nearest = token;
  }
  return nearest === null ? null : argumentsAfter(text, nearest);
}

function argumentsAfter(
  text: string,
  name: Token,
): readonly { readonly from: number; readonly to: number }[] | null {
  const found: { from: number; to: number }[] = [];
  let depth = 0;
  let from: number | null = null;
  let end = name.end;
  for (
    let token = nextToken(text, name.end, name);
    token !== null;
    token = nextToken(text, token.end, token)
  ) {
    const mark = token.kind === "mark" ? token.text : "";
    if (depth === 0 && mark !== "(") return null;
    if (mark === ")" && depth === 1) {
      if (from !== null) found.push({ from, to: end });
      return found;
    }
    if (depth === 1 && mark === ",") {
      if (from !== null) found.push({ from, to: end });
      from = null;
    } else if (depth >= 1) {
      from ??= token.start;
      end = token.end;
    }
    depth += depthChange(token);
  }
  return null;
}

/** `CONCURRENTLY`, and no `IF NOT EXISTS`; null where the statement cannot be found. */
function sqlEdits({ act, line }: Entry, text: string, lexical: Lexical): readonly (Edit | null)[] {
  const lineAt = lineCounter(text);
  const statement = statementsOf(text, lexical).find(
    ({ sql, offset }) => sql === act.said.sql && lineAt(offset) === line,
  );
  if (statement === undefined) return [null];
  const tokens = tokensOf(statement.sql, lexical);
  const at = tokens.findIndex((token) => isWord(token, "INDEX"));
  const [index, next] = [tokens[at], tokens[at + 1]];
  if (index === undefined) return [null];
  const isConcurrent = isWord(next, "CONCURRENTLY");
  const end = statement.offset + index.end;
  const guard = tokens.slice(isConcurrent ? at + 2 : at + 1);
  const [first, , third, fourth] = guard;
  const isGuarded = isWord(first, "IF") && isWord(guard[1], "NOT") && isWord(third, "EXISTS");
  return [
    ...(isConcurrent ? [] : [{ from: end, to: end, text: " CONCURRENTLY" }]),
    ...(isGuarded && first !== undefined && fourth !== undefined
      ? [{ from: statement.offset + first.start, to: statement.offset + fourth.start, text: "" }]
      : []),
  ];
}

/** The line of the header that says so; null where the header says something else already. */
function moduleHeader(text: string): readonly Edit[] | null {
  const { lines } = exportedLiterals(text, new Set(["transaction", "downRevision"]));
  const line = lines.get("downRevision");
  if (line === undefined || lines.has("transaction")) return null;
  const first = nextToken(text, startOfLine(text, line), null);
  const end = first === null ? -1 : text.indexOf("\n", endOfStatement(text, first));
  return end === -1 ? null : [{ from: end, to: end, text: "\nexport const transaction = false;" }];
}

function sqlHeader(text: string): readonly Edit[] | null {
  const fields = sqlHeaderFields(text);
  const line = fields.get("downRevision")?.line;
  if (line === undefined || fields.has("transaction")) return null;
  const end = text.split("\n").slice(0, line).join("\n").length;
  return [{ from: end, to: end, text: "\n-- transaction: false" }];
}

/** The text after edits, each place once: a call in a loop was made several times. */
function edited(text: string, edits: readonly Edit[]): string {
  const places = new Map(edits.map((edit) => [`${edit.from} ${edit.to}`, edit]));
  return [...places.values()]
    .sort((one, two) => two.from - one.from)
    .reduce((now, { from, to, text: other }) => now.slice(0, from) + other + now.slice(to), text);
}
