import { completeTable } from "../../../core/schema/complete.ts";
import { targetOf } from "../../../core/schema/lookup.ts";
import type { Schema } from "../../../core/schema/schema.ts";
import { statement } from "../../dialect.ts";
import { identifier, tableName } from "../identifiers.ts";
import { createTableSql } from "./table-sql.ts";
import { foldName, quoteName } from "../tokens.ts";
import { direct, refused, type Moves } from "./move.ts";
import { type Sql, sql } from "../../sql.ts";

/** Tables as wholes. */
export const tableMoves: Moves<"createTable" | "dropTable" | "renameTable" | "setTableComment"> = {
  setTableComment: refused("comments", "Leave the operation out for this dialect."),

  createTable: (table) => direct(() => [createTableSql(completeTable(table))]),

  // Dropping a table deletes its rows first, and with them the rows that cascade from it elsewhere.
  dropTable: (name) => ({
    table: null,
    statements: (before) => [
      statement(sql`DROP TABLE ${identifier(name)}`, { foreignKeysOff: isReferenced(before(), name) }),
    ],
  }),

  renameTable: (from, to) =>
    direct(() => {
      const rename = (a: Sql, b: Sql): Sql => sql`ALTER TABLE ${a} RENAME TO ${b}`;
      if (foldName(tableName(from)) !== foldName(to)) return [rename(identifier(from), quoteName(to))];
      // SQLite takes another case for a table that is there already.
      const between = quoteName(`_mig_rename_${to}`);
      return [rename(identifier(from), between), rename(between, quoteName(to))];
    }),
};

function isReferenced(schema: Schema, name: string): boolean {
  return schema.tables.some((table) =>
    table.foreignKeys.some((key) => foldName(targetOf(key)) === foldName(name)),
  );
}
