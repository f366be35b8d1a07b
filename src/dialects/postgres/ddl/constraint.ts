import { joined, saidInSql, sql, type Sql } from "../../sql.ts";
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
import { columnList, defaultName, identifier, parts, qualified, quote } from "../identifiers.ts";
import { textLiteral } from "../literal.ts";
import type { ConstraintRef } from "../../../core/operations/spec.ts";
import { namedAfterIndex } from "../../../core/operations/using-index.ts";
import { includeSql, indexMarks, withSql } from "./index.ts";
import type { CompilersOf, Context } from "./part.ts";

/** Keys, uniques, checks and foreign keys of tables that exist. */
export const constraints: CompilersOf<
  | "createPrimaryKey"
  | "dropPrimaryKey"
  | "createUniqueConstraint"
  | "createCheckConstraint"
  | "createForeignKey"
  | "dropConstraint"
  | "validateConstraint"
  | "renameConstraint"
> = {
  createPrimaryKey: (table, spec, options) => () => {
    const key = completePrimaryKey(namedAfterIndex(spec, options));
    const made = withIndex(key, sql`PRIMARY KEY`, options) ?? primaryKeySql(key);
    return [...add(table, made, key), ...keyMarks(parts(table), { kind: "primaryKey", constraint: key })];
  },
  dropPrimaryKey:
    (table) =>
    ({ before }) => {
      const found = tableOf(before, table);
      return [drop(table, found.primaryKey?.name ?? defaultName(found.name, null, "pkey"))];
    },
  createUniqueConstraint: (table, spec, options) => () => {
    const unique = completeUnique(namedAfterIndex(spec, options));
    const made = withIndex(unique, sql`UNIQUE`, options) ?? uniqueSql(unique);
    return [...add(table, made, unique), ...keyMarks(parts(table), { kind: "unique", constraint: unique })];
  },
  createCheckConstraint: (table, spec) => () => {
    const check = completeCheck(spec);
    return add(table, checkSql(check), check);
  },
  createForeignKey: (table, spec) => () => {
    const key = completeForeignKey(spec);
    return add(table, foreignKeySql(key), key);
  },
  dropConstraint: (table, ref) => (context) => [drop(table, nameIn(context, table, ref))],
  validateConstraint: (table, ref) => (context) => [
    sql`ALTER TABLE ${identifier(table)} VALIDATE CONSTRAINT ${quote(nameIn(context, table, ref))}`,
  ],
  renameConstraint: (table, from, to) => () => [
    sql`ALTER TABLE ${identifier(table)} RENAME CONSTRAINT ${quote(from)} TO ${quote(to)}`,
  ],
};

/** The name of the constraint that is referred to. */
function nameIn(context: Context, table: string, ref: ConstraintRef): string {
  if (typeof ref === "string") return ref;
  const found = tableOf(context.before, table);
  return nameOfConstraint(found, constraintOf(found, ref));
}

/** A key over an index that is there; null where none is named. */
function withIndex(
  key: PrimaryKey | Unique,
  kind: Sql,
  options: { readonly usingIndex?: string } | undefined,
): Sql | null {
  if (options?.usingIndex === undefined) return null;
  return sql`${constraintName(key)}${kind} USING INDEX ${quote(options.usingIndex)}${deferrableSql(key.deferrable)}`;
}

/** A constraint that has an index. */
type FoundKey = Extract<FoundConstraint, { readonly kind: "primaryKey" | "unique" }>;

/** The statements that say of the index of a key what it is to its table. */
export function keyMarks(table: Named, found: FoundKey): readonly Sql[] {
  return indexMarks(table, found.constraint.name ?? keyName(table, found), found.constraint);
}

/** The name that the server picks for a key. */
function keyName(table: Named, { kind, constraint }: FoundKey): string {
  return kind === "primaryKey"
    ? defaultName(table.name, null, "pkey")
    : defaultName(table.name, constraint.columns.join("_"), "key");
}

/** The constraint's name, or the one the server has picked for it. */
export function nameOfConstraint(table: Table, found: FoundConstraint): string {
  if (found.constraint.name !== null) return found.constraint.name;
  if (found.kind === "primaryKey" || found.kind === "unique") return keyName(table, found);
  if (found.kind === "foreignKey") return defaultName(table.name, found.constraint.columns.join("_"), "fkey");
  const { expression } = found.constraint;
  const said = table.columns.filter((column) => mentionsColumn(expression, column.name));
  return defaultName(table.name, said.length === 1 ? (said[0]?.name ?? null) : null, "check");
}

/** The statements that make a constraint and its comment. */
export function addConstraint(
  table: Named,
  constraint: Sql,
  named: Pick<ConstraintName, "name" | "comment">,
): readonly Sql[] {
  return [sql`ALTER TABLE ${qualified(table)} ADD ${constraint}`, ...constraintComment(table, named)];
}

/** The comment of a constraint; only a name that is known can be commented on. */
export function constraintComment(
  table: Named,
  { name, comment }: Pick<ConstraintName, "name" | "comment">,
): readonly Sql[] {
  if (name === null || comment === null) return [];
  return [sql`COMMENT ON CONSTRAINT ${quote(name)} ON ${qualified(table)} IS ${textLiteral(comment)}`];
}

export function dropConstraint(table: Named, name: string): Sql {
  return sql`ALTER TABLE ${qualified(table)} DROP CONSTRAINT ${quote(name)}`;
}

export function primaryKeySql(key: PrimaryKey): Sql {
  return sql`${constraintName(key)}PRIMARY KEY ${keyBody(key)}`;
}

export function uniqueSql(unique: Unique): Sql {
  const nulls = unique.nullsNotDistinct ? " NULLS NOT DISTINCT" : "";
  return sql`${constraintName(unique)}UNIQUE${nulls} ${keyBody(unique)}`;
}

/** What a key says of its columns, its index and when it is looked at. */
function keyBody(key: PrimaryKey | Unique): Sql {
  return sql`(${columnList(key.columns)})${includeSql(key.include)}${withSql(key.with)}${deferrableSql(key.deferrable)}`;
}

export function checkSql(check: Check): Sql {
  return sql`${constraintName(check)}CHECK (${saidInSql(check.expression)})${check.noInherit ? " NO INHERIT" : ""}${check.validated ? "" : " NOT VALID"}`;
}

export function foreignKeySql(key: ForeignKey): Sql {
  const { schema, table, columns: target } = key.references;
  const limited = key.onDeleteColumns === null ? "" : sql` (${columnList(key.onDeleteColumns)})`;
  return joined(
    [
      sql`${constraintName(key)}FOREIGN KEY (${columnList(key.columns)}) REFERENCES ${qualified({ schema, name: table })}`,
      target.length === 0 ? "" : sql` (${columnList(target)})`,
      key.matchFull ? " MATCH FULL" : "",
      key.onUpdate === null ? "" : sql` ON UPDATE ${actions[key.onUpdate]}`,
      key.onDelete === null ? "" : sql` ON DELETE ${actions[key.onDelete]}${limited}`,
      deferrableSql(key.deferrable),
      key.validated ? "" : " NOT VALID",
    ],
    "",
  );
}

const actions = {
  cascade: "CASCADE",
  restrict: "RESTRICT",
  "set null": "SET NULL",
  "set default": "SET DEFAULT",
} as const;

function add(table: string, constraint: Sql, named: ConstraintName): readonly Sql[] {
  return addConstraint(parts(table), constraint, named);
}

function drop(table: string, name: string): Sql {
  return sql`ALTER TABLE ${identifier(table)} DROP CONSTRAINT ${quote(name)}`;
}

function constraintName({ name }: ConstraintName): Sql {
  return name === null ? sql`` : sql`CONSTRAINT ${quote(name)} `;
}

function deferrableSql(deferrable: Deferrable | null): Sql {
  if (deferrable === null) return sql``;
  return sql` DEFERRABLE${deferrable === "deferred" ? " INITIALLY DEFERRED" : ""}`;
}
