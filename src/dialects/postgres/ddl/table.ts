import { sameData } from "../../../core/collections.ts";
import { joined, sql, type Sql } from "../../sql.ts";
import { completeTable } from "../../../core/schema/complete.ts";
import type { EnumType, Table, Unique } from "../../../core/schema/schema.ts";
import { mayNeedQuotes } from "../normalize/column-type.ts";
import { identifier, qualified, quote } from "../identifiers.ts";
import { textLiteral } from "../literal.ts";
import { columnSettings, columnSql } from "./column.ts";
import { constraintsOf } from "../../../core/schema/lookup.ts";
import {
  addConstraint,
  constraintComment,
  checkSql,
  foreignKeySql,
  keyMarks,
  primaryKeySql,
  uniqueSql,
} from "./constraint.ts";
import { moved } from "./namespace.ts";
import type { CompilersOf } from "./part.ts";
import { rowSecuritySql } from "./policy.ts";

/** Tables. */
export const tables: CompilersOf<
  "createTable" | "dropTable" | "renameTable" | "moveTable" | "setTableComment"
> = {
  createTable: (spec) => (context) => {
    const table = completeTable(spec);
    const asks = table.columns.some(({ type }) => mayNeedQuotes(type));
    return createTable(table, asks ? context.before.enums : []);
  },
  dropTable: (name) => () => [sql`DROP TABLE ${identifier(name)}`],
  renameTable: (from, to) => () => [sql`ALTER TABLE ${identifier(from)} RENAME TO ${quote(to)}`],
  moveTable: (name, namespace) => () => [moved("TABLE", name, namespace)],
  setTableComment: (table, comment) => () => [
    sql`COMMENT ON TABLE ${identifier(table)} IS ${comment === null ? "NULL" : textLiteral(comment)}`,
  ],
};

/**
 * The statements that make a table with its constraints; one that is not valid yet has to be added after, and so has
 * one over the columns of another key, which CREATE TABLE would take for the same.
 */
function createTable(table: Table, enums: readonly EnumType[]): readonly Sql[] {
  const isRepeated = ({ columns }: Unique, at: number): boolean =>
    [table.primaryKey, ...table.uniques.slice(0, at)].some(
      (other) => other !== null && sameData(other.columns, columns),
    );
  const lines = [
    ...table.columns.map((column) => columnSql(column, table, enums)),
    ...(table.primaryKey === null ? [] : [primaryKeySql(table.primaryKey)]),
    ...table.uniques.filter((unique, at) => !isRepeated(unique, at)).map(uniqueSql),
    ...table.checks.filter(({ validated }) => validated).map(checkSql),
    ...table.foreignKeys.filter(({ validated }) => validated).map(foreignKeySql),
  ];
  const body = lines.length === 0 ? "()" : sql`(\n  ${joined(lines, ",\n  ")}\n)`;
  return [
    sql`CREATE TABLE ${qualified(table)} ${body}`,
    ...table.uniques
      .filter(isRepeated)
      .map((unique) => sql`ALTER TABLE ${qualified(table)} ADD ${uniqueSql(unique)}`),
    ...table.checks
      .filter(({ validated }) => !validated)
      .flatMap((check) => addConstraint(table, checkSql(check), check)),
    ...table.foreignKeys
      .filter(({ validated }) => !validated)
      .flatMap((key) => addConstraint(table, foreignKeySql(key), key)),
    ...constraintsOf(table)
      .filter(({ constraint }) => !("validated" in constraint) || constraint.validated)
      .flatMap(({ constraint }) => constraintComment(table, constraint)),
    ...constraintsOf(table).flatMap((found) =>
      found.kind === "primaryKey" || found.kind === "unique" ? keyMarks(table, found) : [],
    ),
    ...(table.comment === null
      ? []
      : [sql`COMMENT ON TABLE ${qualified(table)} IS ${textLiteral(table.comment)}`]),
    ...table.columns.flatMap((column) => columnSettings(table, column)),
    ...rowSecuritySql(table, table.rowSecurity || undefined, table.forcedRowSecurity || undefined),
  ];
}
