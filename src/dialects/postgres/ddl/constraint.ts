import {
  completeCheck,
  completeForeignKey,
  completePrimaryKey,
  completeUnique,
} from "../../../core/schema/complete.ts";
import { constraintOf, tableOf, type FoundConstraint } from "../../../core/schema/lookup.ts";
import type {
  Check,
  ConstraintName,
  Deferrable,
  ForeignKey,
  Named,
  PrimaryKey,
  Table,
  Unique,
} from "../../../core/schema/schema.ts";
import { mentionsColumn } from "../../../core/schema/expressions.ts";
import { columnList, defaultName, identifier, qualified, quote } from "../identifiers.ts";
import type { Part } from "./part.ts";

/** Keys, uniques, checks and foreign keys of tables that exist. */
export const constraints: Part<
  | "createPrimaryKey"
  | "dropPrimaryKey"
  | "createUniqueConstraint"
  | "createCheckConstraint"
  | "createForeignKey"
  | "dropConstraint"
  | "renameConstraint"
> = {
  createPrimaryKey: (table, spec) => () => [add(table, primaryKeySql(completePrimaryKey(spec)))],
  dropPrimaryKey:
    (table) =>
    ({ before }) => {
      const found = tableOf(before, table);
      return [drop(table, found.primaryKey?.name ?? defaultName(found.name, null, "pkey"))];
    },
  createUniqueConstraint: (table, spec) => () => [add(table, uniqueSql(completeUnique(spec)))],
  createCheckConstraint: (table, spec) => () => [add(table, checkSql(completeCheck(spec)))],
  createForeignKey: (table, spec) => () => [add(table, foreignKeySql(completeForeignKey(spec)))],
  dropConstraint: (table, ref) => (context) => {
    if (typeof ref === "string") return [drop(table, ref)];
    const found = tableOf(context.before, table);
    return [drop(table, nameOfConstraint(found, constraintOf(found, ref)))];
  },
  renameConstraint: (table, from, to) => () => [
    `ALTER TABLE ${identifier(table)} RENAME CONSTRAINT ${quote(from)} TO ${quote(to)}`,
  ],
};

/** The constraint's name, or the one the server has picked for it. */
export function nameOfConstraint(table: Table, found: FoundConstraint): string {
  if (found.constraint.name !== null) return found.constraint.name;
  if (found.kind === "primaryKey") return defaultName(table.name, null, "pkey");
  if (found.kind === "unique") return defaultName(table.name, found.constraint.columns.join("_"), "key");
  if (found.kind === "foreignKey") return defaultName(table.name, found.constraint.columns.join("_"), "fkey");
  const { expression } = found.constraint;
  const said = table.columns.filter((column) => mentionsColumn(expression, column.name));
  return defaultName(table.name, said.length === 1 ? (said[0]?.name ?? null) : null, "check");
}

export function addConstraint(table: Named, sql: string): string {
  return `ALTER TABLE ${qualified(table)} ADD ${sql}`;
}

export function dropConstraint(table: Named, name: string): string {
  return `ALTER TABLE ${qualified(table)} DROP CONSTRAINT ${quote(name)}`;
}

export function primaryKeySql(key: PrimaryKey): string {
  return `${constraintName(key)}PRIMARY KEY (${columnList(key.columns)})`;
}

export function uniqueSql(unique: Unique): string {
  const nulls = unique.nullsNotDistinct ? " NULLS NOT DISTINCT" : "";
  return `${constraintName(unique)}UNIQUE${nulls} (${columnList(unique.columns)})${deferrableSql(unique.deferrable)}`;
}

export function checkSql(check: Check): string {
  return `${constraintName(check)}CHECK (${check.expression})${check.validated ? "" : " NOT VALID"}`;
}

export function foreignKeySql(key: ForeignKey): string {
  const { schema, table, columns: target } = key.references;
  const limited = key.onDeleteColumns === null ? "" : ` (${columnList(key.onDeleteColumns)})`;
  return [
    `${constraintName(key)}FOREIGN KEY (${columnList(key.columns)}) REFERENCES ${qualified({ schema, name: table })}`,
    target.length === 0 ? "" : ` (${columnList(target)})`,
    key.matchFull ? " MATCH FULL" : "",
    key.onUpdate === null ? "" : ` ON UPDATE ${key.onUpdate.toUpperCase()}`,
    key.onDelete === null ? "" : ` ON DELETE ${key.onDelete.toUpperCase()}${limited}`,
    deferrableSql(key.deferrable),
    key.validated ? "" : " NOT VALID",
  ].join("");
}

function add(table: string, sql: string): string {
  return `ALTER TABLE ${identifier(table)} ADD ${sql}`;
}

function drop(table: string, name: string): string {
  return `ALTER TABLE ${identifier(table)} DROP CONSTRAINT ${quote(name)}`;
}

function constraintName({ name }: ConstraintName): string {
  return name === null ? "" : `CONSTRAINT ${quote(name)} `;
}

function deferrableSql(deferrable: Deferrable | null): string {
  if (deferrable === null) return "";
  return ` DEFERRABLE${deferrable === "deferred" ? " INITIALLY DEFERRED" : ""}`;
}
