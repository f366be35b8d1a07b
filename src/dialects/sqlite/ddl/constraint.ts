import { completeCheck } from "../../../core/schema/complete.ts";
import { mentionsColumn } from "../../../core/schema/expressions.ts";
import { constraintOf, constraintsOf, tableOf } from "../../../core/schema/lookup.ts";
import type { Table } from "../../../core/schema/schema.ts";
import { identifier } from "../identifiers.ts";
import { isSymbol, isWord } from "../../../core/sql/tokens.ts";
import { checkSql } from "./table-sql.ts";
import { foldName, quoteName, tokenize } from "../tokens.ts";
import type { Capabilities } from "../driver/version.ts";
import { reshape, type Moves } from "./move.ts";
import { sql } from "../../sql.ts";

/** Constraints, of which only checks can come and go without a rebuild. */
export function constraintMoves(
  capabilities: Capabilities,
): Moves<
  | "createPrimaryKey"
  | "dropPrimaryKey"
  | "createUniqueConstraint"
  | "createCheckConstraint"
  | "createForeignKey"
  | "dropConstraint"
  | "validateConstraint"
  | "renameConstraint"
> {
  const rebuilt = (table: string): ReturnType<typeof reshape> => reshape(table, () => null);
  return {
    createPrimaryKey: rebuilt,
    dropPrimaryKey: rebuilt,
    createUniqueConstraint: rebuilt,
    createForeignKey: rebuilt,
    renameConstraint: rebuilt,
    // What SQLite has, it has looked through.
    validateConstraint: (table) => reshape(table, () => []),

    // SQLite refuses to add a check over rows for which it is null, though it lets them in afterwards.
    createCheckConstraint: (table, check) =>
      reshape(table, (before) =>
        capabilities.alterConstraints && isNeverNull(check.expression, tableOf(before(), table))
          ? [sql`ALTER TABLE ${identifier(table)} ADD ${checkSql(completeCheck(check))}`]
          : null,
      ),

    dropConstraint: (name, ref) =>
      reshape(name, (before) => {
        const table = tableOf(before(), name);
        const { kind, constraint } = constraintOf(table, ref);
        const named = constraintsOf(table).filter(
          (other) =>
            other.constraint.name !== null &&
            foldName(other.constraint.name) === foldName(constraint.name ?? ""),
        );
        if (!capabilities.alterConstraints || kind !== "check" || named.length !== 1) return null;
        return [sql`ALTER TABLE ${identifier(name)} DROP CONSTRAINT ${quoteName(constraint.name ?? "")}`];
      }),
  };
}

/** True when the expression surely has a value for every row: no function, no division, no column that may be null. */
function isNeverNull(expression: string, table: Table): boolean {
  const tokens = tokenize(expression);
  const plain = tokens.every((token, at) => {
    if (token.kind === "symbol") return !["/", "%", "->", "->>", "."].includes(token.text);
    const calls = isSymbol(tokens[at + 1], "(") && !isWord(token, "IN", "AND", "OR", "NOT");
    return !calls && !isWord(token, "NULL", "SELECT", "CASE");
  });
  return (
    plain && table.columns.every((column) => !column.nullable || !mentionsColumn(expression, column.name))
  );
}
