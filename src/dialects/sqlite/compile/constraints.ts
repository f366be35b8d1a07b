import { completeCheck, completeIndex } from "../../../core/schema/complete.ts";
import { constraintOf, constraintsOf, indexOf, tableOf } from "../../../core/schema/lookup.ts";
import { identifier } from "../identifiers.ts";
import { createIndexSql } from "../sql/indexes.ts";
import { checkSql } from "../sql/tables.ts";
import { foldName, quoteName } from "../tokens.ts";
import type { Abilities } from "../version.ts";
import { reshape, type Moves } from "./move.ts";

/** Constraints, of which only checks can come and go without a rebuild, and indexes. */
export function constraintMoves(
  abilities: Abilities,
): Moves<
  | "createPrimaryKey"
  | "dropPrimaryKey"
  | "createUniqueConstraint"
  | "createCheckConstraint"
  | "createForeignKey"
  | "dropConstraint"
  | "renameConstraint"
  | "createIndex"
  | "dropIndex"
  | "renameIndex"
> {
  const rebuilt = (table: string): ReturnType<typeof reshape> => reshape(table, () => null);
  return {
    createPrimaryKey: rebuilt,
    dropPrimaryKey: rebuilt,
    createUniqueConstraint: rebuilt,
    createForeignKey: rebuilt,
    renameConstraint: rebuilt,

    createCheckConstraint: (table, check) =>
      reshape(table, () =>
        abilities.alterConstraints
          ? [`ALTER TABLE ${identifier(table)} ADD ${checkSql(completeCheck(check))}`]
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
        if (!abilities.alterConstraints || kind !== "check" || named.length !== 1) return null;
        return [`ALTER TABLE ${identifier(name)} DROP CONSTRAINT ${quoteName(constraint.name ?? "")}`];
      }),

    createIndex: (table, index) => reshape(table, () => [createIndexSql(table, completeIndex(index))]),

    dropIndex: (table, name) => reshape(table, () => [`DROP INDEX ${quoteName(name)}`]),

    renameIndex: (table, from, to) =>
      reshape(table, (before) => {
        const index = indexOf(tableOf(before(), table), from);
        return [`DROP INDEX ${quoteName(from)}`, createIndexSql(table, { ...index, name: to })];
      }),
  };
}
