import { exportedLiterals } from "../core/typescript/exported-literals.ts";
import { nextToken } from "../core/typescript/tokens.ts";
import { createImports, renderOperations } from "../rendering/operations.ts";
import { endOfStatement, startOfLine } from "./comments.ts";
import type { RevisionText } from "./edits.ts";
import { callAt } from "./find-call.ts";

/** How a revision of TypeScript is changed. */
export function moduleText(text: string): RevisionText {
  return {
    // `{ concurrently: true }` as the third argument of the call.
    concurrently({ act, line, column }) {
      if (act.kind !== "operation" || line === null) return null;
      const { operation } = act;
      if (operation.kind !== "createIndex" && operation.kind !== "dropIndex") return null;
      if (operation.args[2]?.concurrently === true) return [];
      const [, second, third, ...more] = callAt(text, operation.kind, line, column ?? 1)?.args ?? [];
      if (second === undefined || more.length > 0) return null;
      if (third === undefined) return [{ from: second.to, to: second.to, text: ", { concurrently: true }" }];
      if (!text.startsWith("{", third.from)) return null;
      const isEmpty = /^\{\s*\}$/u.test(text.slice(third.from, third.to));
      const at = third.from + 1;
      return [{ from: at, to: at, text: isEmpty ? " concurrently: true " : " concurrently: true," }];
    },
    replacement([first], form, scene) {
      if (first === undefined) return null;
      const { act, line, column, group } = first;
      const isRepeated = scene.entries.some(
        (other) => other.group !== group && other.line === line && other.column === column,
      );
      if (act.kind !== "operation" || act.said.sql !== null || line === null || isRepeated) return null;
      const statement = callStatementAt(text, act.operation.kind, line, column ?? 1);
      if (statement === null) return null;
      const { from, to, indent, isAwaited } = statement;
      const calls = renderOperations(
        form.map((operation) => ({ operation, notes: [] })),
        createImports(),
        indent,
      ).trimStart();
      return { from, to, text: isAwaited ? calls : calls.replaceAll(/^(\s*)await /gmu, "$1") };
    },
    withoutTransaction() {
      const { lines } = exportedLiterals(text, new Set(["transaction", "downRevision"]));
      const line = lines.get("downRevision");
      if (line === undefined || lines.has("transaction")) return null;
      const first = nextToken(text, startOfLine(text, line), null);
      const end = first === null ? -1 : text.indexOf("\n", endOfStatement(text, first));
      return end === -1 ? null : { from: end, to: end, text: "\nexport const transaction = false;" };
    },
  };
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
