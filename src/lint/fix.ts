import type { RuleId } from "../core/lint/every-rule.ts";
import type { Entry, Scene } from "../core/lint/scene.ts";
import type { Operation } from "../core/operations/operations.ts";
import type { Lexical } from "../core/sql/lexical.ts";
import { statementsOf } from "../core/sql/statements.ts";
import { isWord, tokensOf } from "../core/sql/tokens.ts";
import { exportedLiterals } from "../core/typescript/exported-literals.ts";
import { depthChange, nextToken, type Token } from "../core/typescript/tokens.ts";
import type { Dialect } from "../dialects/dialect.ts";
import { createImports, renderOperations } from "../rendering/operations.ts";
import { sqlHeaderFields } from "../revisions/header.ts";
import { endOfStatement, lineCounter, startOfLine } from "./comments.ts";
import type { Linted } from "./lint.ts";
import { safeForm } from "./safe-form.ts";

/** The rules whose safe form can be written into a revision without a guess. */
export const fixable: ReadonlySet<RuleId> = new Set<RuleId>([
  "index-not-concurrent",
  "drop-index-not-concurrent",
  "invalid-index-kept",
  "needs-no-transaction",
  "foreign-key-validated",
  "check-validated",
  "validated-at-once",
  "unique-constraint-built",
  "primary-key-built",
  "set-not-null",
]);

/**
 * The text of a revision with the safe forms in it; null where that would need a guess. What runs without a
 * transaction is no longer one whole, so that only revisions are changed that do nothing but make and drop indexes, add
 * constraints and forbid NULL.
 */
export function fixedText(linted: Linted, text: string, dialect: Dialect): string | null {
  const { scene, back, step, found } = linted;
  if (!found.some(({ rule }) => fixable.has(rule))) return null;
  const isSql = step.revision.path.endsWith(".sql");
  const indexEdits = (entry: Entry): readonly (Edit | null)[] =>
    isSql ? sqlEdits(entry, text, dialect.lexical) : callEdits(entry, text);
  const edits = [...new Set(scene.entries.map(({ group }) => group))].flatMap((group) => {
    const entries = scene.entries.filter((entry) => entry.group === group);
    if (entries.every(isOfIndexes)) return entries.flatMap(indexEdits);
    const form = dialect.online === null ? null : safeForm(entries, dialect.online, scene);
    if (form === null) return [null];
    return form.length === 0 ? [] : [replacement(entries, form, { text, isSql, dialect, scene })];
  });
  // The way back runs without a transaction then as well.
  if (back?.entries.every(isOfIndexes) === true) edits.push(...back.entries.flatMap(indexEdits));
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

/** Operations in the place of the call or statement whose acts these are; null where it cannot be found, or taken out whole. */
function replacement(
  entries: readonly Entry[],
  form: readonly Operation[],
  {
    text,
    isSql,
    dialect,
    scene,
  }: {
    readonly text: string;
    readonly isSql: boolean;
    readonly dialect: Dialect;
    readonly scene: Scene;
  },
): Edit | null {
  const [first] = entries;
  if (first === undefined) return null;
  if (isSql) {
    const statement = statementAt(first, text, dialect.lexical);
    if (statement === null || form.some(isUnnamed) || !saysNoMore(statement.sql, entries, dialect))
      return null;
    const sql = dialect.compile(form, first.before).map((each) => each.sql);
    return { from: statement.offset, to: statement.offset + statement.sql.length, text: sql.join(";\n") };
  }
  const { act, line, column, group } = first;
  const isRepeated = scene.entries.some(
    (other) => other.group !== group && other.line === line && other.column === column,
  );
  if (act.kind !== "operation" || act.said.sql !== null || line === null || isRepeated) return null;
  const statement = callStatementAt(text, act.operation.kind, line, column ?? 1);
  if (statement === null) return null;
  const calls = renderOperations(
    form.map((operation) => ({ operation, notes: [] })),
    createImports(),
    statement.indent,
  ).trimStart();
  return {
    from: statement.from,
    to: statement.to,
    text: statement.isAwaited ? calls : calls.replaceAll(/^(\s*)await /gmu, "$1"),
  };
}

/** Whether a statement says nothing but the operation that was read from it, which is then written as the same words. */
function saysNoMore(sql: string, entries: readonly Entry[], dialect: Dialect): boolean {
  const [entry, second] = entries;
  if (entry?.act.kind !== "operation" || second !== undefined || /--|\/\*/u.test(sql)) return false;
  const [compiled, another] = dialect.compile([entry.act.operation], entry.before);
  const words = (text: string): string =>
    tokensOf(text, dialect.lexical)
      .map((token) => token.text.replace(/^"([a-z_][a-z0-9_]*)"$/u, "$1"))
      .map((word) => (/^['"]/u.test(word) ? word : word.toLowerCase()))
      .join(" ");
  return compiled !== undefined && another === undefined && words(compiled.sql) === words(sql);
}

/** Its name is the engine's, which the statements after it would have to say. */
function isUnnamed(operation: Operation): boolean {
  return (
    (operation.kind === "createForeignKey" || operation.kind === "createCheckConstraint") &&
    operation.args[1].name == null
  );
}

/** A call of `op` that is a statement of its own without comments; null where it is not. */
function callStatementAt(
  text: string,
  name: string,
  line: number,
  column: number,
): {
  readonly from: number;
  readonly to: number;
  readonly indent: number;
  readonly isAwaited: boolean;
} | null {
  const call = callAt(text, name, line, column);
  if (call === null) return null;
  const { start, end } = call;
  const [, callee] = /(?:^|[;{}\n])\s*((?:await\s+)?op\s*\.\s*)$/u.exec(text.slice(0, start)) ?? [];
  const [rest] = /^[ \t]*(?:;|(?=\r?\n|\}|$))/u.exec(text.slice(end)) ?? [];
  if (callee === undefined || rest === undefined) return null;
  const from = start - callee.length;
  const to = end + rest.length;
  if (/\/\/|\/\*/u.test(text.slice(from, to))) return null;
  const before = text.slice(text.lastIndexOf("\n", from - 1) + 1, from);
  const indent = /^\s*$/u.test(before) ? before.length : 2;
  return { from, to, indent, isAwaited: callee.startsWith("await") };
}

/** `{ concurrently: true }` as the third argument of the call; null where the call cannot be found. */
function callEdits({ act, line, column }: Entry, text: string): readonly (Edit | null)[] {
  if (act.kind !== "operation" || line === null) return [null];
  const { operation } = act;
  if (operation.kind !== "createIndex" && operation.kind !== "dropIndex") return [null];
  if (operation.args[2]?.concurrently === true) return [];
  const call = callAt(text, operation.kind, line, column ?? 1);
  if (call === null) return [null];
  const [, second, third, ...more] = call.args;
  if (second === undefined || more.length > 0) return [null];
  if (third === undefined) return [{ from: second.to, to: second.to, text: ", { concurrently: true }" }];
  if (!text.startsWith("{", third.from)) return [null];
  const isEmpty = /^\{\s*\}$/u.test(text.slice(third.from, third.to));
  const at = third.from + 1;
  return [{ from: at, to: at, text: isEmpty ? " concurrently: true " : " concurrently: true," }];
}

/** A call in a text: where its name begins, where it ends, and where its arguments stand. */
interface Call {
  readonly start: number;
  readonly end: number;
  readonly args: readonly { readonly from: number; readonly to: number }[];
}

/** The call of this name that is nearest to a place. */
function callAt(text: string, name: string, line: number, column: number): Call | null {
  const lineAt = lineCounter(text);
  const start = startOfLine(text, line) + column - 1;
  let nearest: Token | null = null;
  for (let token = nextToken(text, 0, null); token !== null; token = nextToken(text, token.end, token)) {
    if (token.text !== name || token.kind !== "word" || lineAt(token.start) !== line) continue;
    if (nearest === null || Math.abs(token.start - start) < Math.abs(nearest.start - start)) nearest = token;
  }
  return nearest === null ? null : argumentsAfter(text, nearest);
}

function argumentsAfter(text: string, name: Token): Call | null {
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
      return { start: name.start, end: token.end, args: found };
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
  const statement = statementAt({ act, line }, text, lexical);
  if (statement === null) return [null];
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

function statementAt(
  { act, line }: Pick<Entry, "act" | "line">,
  text: string,
  lexical: Lexical,
): ReturnType<typeof statementsOf>[number] | null {
  const lineAt = lineCounter(text);
  const found = statementsOf(text, lexical).find(
    ({ sql, offset }) => sql === act.said.sql && lineAt(offset) === line,
  );
  return found ?? null;
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
