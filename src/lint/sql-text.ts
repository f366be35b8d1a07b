import type { Entry } from "../core/lint/scene.ts";
import type { Operation } from "../core/operations/operations.ts";
import { statementsOf, type ScriptStatement } from "../core/sql/statements.ts";
import { isWord, tokensOf } from "../core/sql/tokens.ts";
import type { Dialect } from "../dialects/dialect.ts";
import { sqlHeaderFields } from "../revisions/header.ts";
import { lineCounter } from "./comments.ts";
import type { RevisionText } from "./edits.ts";

/** How a revision of SQL is changed. */
export function sqlText(text: string, dialect: Dialect): RevisionText {
  const { lexical } = dialect;
  const lineAt = lineCounter(text);
  const statements = statementsOf(text, lexical);
  const statementOf = ({ act, line }: Entry): ScriptStatement | undefined =>
    statements.find(({ sql, offset }) => sql === act.said.sql && lineAt(offset) === line);
  return {
    // `CONCURRENTLY`, and no `IF NOT EXISTS`.
    concurrently(entry) {
      const statement = statementOf(entry);
      if (statement === undefined) return null;
      const tokens = tokensOf(statement.sql, lexical);
      const at = tokens.findIndex((token) => isWord(token, "INDEX"));
      const [index, next] = [tokens[at], tokens[at + 1]];
      if (index === undefined) return null;
      const isConcurrent = isWord(next, "CONCURRENTLY");
      const end = statement.offset + index.end;
      const guard = tokens.slice(isConcurrent ? at + 2 : at + 1);
      const [first, second, third, fourth] = guard;
      const isGuarded = isWord(first, "IF") && isWord(second, "NOT") && isWord(third, "EXISTS");
      return [
        ...(isConcurrent ? [] : [{ from: end, to: end, text: " CONCURRENTLY" }]),
        ...(isGuarded && first !== undefined && fourth !== undefined
          ? [{ from: statement.offset + first.start, to: statement.offset + fourth.start, text: "" }]
          : []),
      ];
    },
    replacement(entries, form) {
      const [first] = entries;
      const statement = first === undefined ? undefined : statementOf(first);
      if (first === undefined || statement === undefined) return null;
      if (form.some(isUnnamed) || !saysNoMore(statement.sql, entries, dialect)) return null;
      const { offset, sql } = statement;
      const compiled = dialect.compile(form, first.before).map((each) => each.sql);
      return { from: offset, to: offset + sql.length, text: compiled.join(";\n") };
    },
    withoutTransaction() {
      const fields = sqlHeaderFields(text);
      const line = fields.get("downRevision")?.line;
      if (line === undefined || fields.has("transaction")) return null;
      const end = text.split("\n").slice(0, line).join("\n").length;
      return { from: end, to: end, text: "\n-- transaction: false" };
    },
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
