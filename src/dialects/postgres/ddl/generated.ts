import { saidInSql, sql, type Sql } from "../../sql.ts";
import { indexNeeds } from "../../../core/operations/column-changes.ts";
import { mentionsColumn } from "../../../core/schema/expressions.ts";
import { constraintsOf, type FoundConstraint } from "../../../core/schema/lookup.ts";
import type { Column, EnumType, Table } from "../../../core/schema/schema.ts";
import { qualified, quote } from "../identifiers.ts";
import { columnSettings, columnSql, defaultSql } from "./column.ts";
import {
  addConstraint,
  checkSql,
  foreignKeySql,
  keyMarks,
  nameOfConstraint,
  primaryKeySql,
  uniqueSql,
} from "./constraint.ts";
import { indexStatements } from "./index.ts";

/**
 * Recreate a column, since its values are computed again anyway; what the server drops with it comes back.
 * Every supported version understands this, only the newest can change an expression in place.
 */
export function recreate(table: Table, wanted: Column, enums: readonly EnumType[]): readonly Sql[] {
  const { name } = wanted;
  return [
    ...attachmentsOff(table, name),
    sql`ALTER TABLE ${qualified(table)} DROP COLUMN ${quote(name)}`,
    sql`ALTER TABLE ${qualified(table)} ADD COLUMN ${columnSql(wanted, table, enums)}`,
    ...columnSettings(table, wanted),
    ...belongings(table, name),
  ];
}

/** Keep the values of a generated column, as those of a plain one. */
export function becomePlain(
  table: Table,
  old: Column,
  wanted: Column,
  enums: readonly EnumType[],
): readonly Sql[] {
  const place = qualified(table);
  const name = quote(old.name);
  if (old.generated?.stored === true) {
    const value =
      wanted.default === null
        ? []
        : [sql`ALTER TABLE ${place} ALTER COLUMN ${name} SET DEFAULT ${defaultSql(wanted.default)}`];
    const nullable =
      wanted.nullable === old.nullable
        ? []
        : [sql`ALTER TABLE ${place} ALTER COLUMN ${name} ${wanted.nullable ? "DROP" : "SET"} NOT NULL`];
    return [sql`ALTER TABLE ${place} ALTER COLUMN ${name} DROP EXPRESSION`, ...value, ...nullable];
  }
  // A virtual column has no values of its own: they are copied into a new one.
  const copy = freeName(table, `${old.name}_copy`);
  return [
    sql`ALTER TABLE ${place} ADD COLUMN ${columnSql({ ...wanted, name: copy, nullable: true }, table, enums)}`,
    sql`UPDATE ${place} SET ${quote(copy)} = ${name}`,
    ...attachmentsOff(table, old.name),
    sql`ALTER TABLE ${place} DROP COLUMN ${name}`,
    sql`ALTER TABLE ${place} RENAME COLUMN ${quote(copy)} TO ${name}`,
    ...(wanted.nullable ? [] : [sql`ALTER TABLE ${place} ALTER COLUMN ${name} SET NOT NULL`]),
    ...columnSettings(table, wanted),
    ...belongings(table, old.name),
  ];
}

/** The server does not drop by itself what reads a column in an expression. */
function attachmentsOff(table: Table, column: string): readonly Sql[] {
  return table.attachments.flatMap(({ drop, columns }) =>
    drop !== null && columns.includes(column) ? [saidInSql(drop)] : [],
  );
}

/** The constraints, indexes and attachments that are gone with a column. */
function belongings(table: Table, column: string): readonly Sql[] {
  const constraints = constraintsOf(table).filter(({ kind, constraint }) =>
    kind === "check"
      ? mentionsColumn(constraint.expression, column)
      : [...constraint.columns, ...("include" in constraint ? constraint.include : [])].includes(column),
  );
  const attachments = table.attachments.filter(({ columns }) => columns.includes(column));
  const indexes = table.indexes.filter((index) => indexNeeds(index, column));
  return [
    ...constraints.flatMap((found) => {
      const name = nameOfConstraint(table, found);
      return [
        ...addConstraint(table, constraintSql(found, name), { ...found.constraint, name }),
        ...(found.kind === "primaryKey" || found.kind === "unique" ? keyMarks(table, found) : []),
      ];
    }),
    ...indexes.flatMap((index) => indexStatements(table, index)),
    ...attachments.map((each) => saidInSql(each.sql)),
  ];
}

function constraintSql(found: FoundConstraint, name: string): Sql {
  if (found.kind === "primaryKey") return primaryKeySql({ ...found.constraint, name });
  if (found.kind === "unique") return uniqueSql({ ...found.constraint, name });
  if (found.kind === "check") return checkSql({ ...found.constraint, name });
  return foreignKeySql({ ...found.constraint, name });
}

function freeName(table: Table, wanted: string): string {
  let name = wanted.slice(-40);
  while (table.columns.some((column) => column.name === name)) name += "_";
  return name;
}
