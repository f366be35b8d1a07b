import { completeTable } from "../../../core/schema/complete.ts";
import { targetOf } from "../../../core/schema/lookup.ts";
import type { Schema } from "../../../core/schema/schema.ts";
import { statement } from "../../dialect.ts";
import { identifier, tableName } from "../identifiers.ts";
import { createTableSql } from "./tables.ts";
import { foldName, quoteName } from "../tokens.ts";
import { direct, refused, type Moves } from "./move.ts";

const noNamespaces = refused(
  "namespaces",
  "Attach another database, or put the prefix into the name of the table.",
);
const noEnums = refused("enumerated types", "Use a text column with a check: status in ('open', 'closed').");

/** Tables as wholes, and what only other engines have around them. */
export const tableMoves: Moves<
  | "createSchema"
  | "dropSchema"
  | "createEnum"
  | "dropEnum"
  | "renameEnum"
  | "addEnumValue"
  | "renameEnumValue"
  | "changeEnum"
  | "createTable"
  | "dropTable"
  | "renameTable"
  | "setTableComment"
> = {
  createSchema: noNamespaces,
  dropSchema: noNamespaces,
  createEnum: noEnums,
  dropEnum: noEnums,
  renameEnum: noEnums,
  addEnumValue: noEnums,
  renameEnumValue: noEnums,
  changeEnum: noEnums,
  setTableComment: refused("comments", "Leave the operation out for this dialect."),

  createTable: (table) => direct(() => [createTableSql(completeTable(table))]),

  // Dropping a table deletes its rows first, and with them the rows that cascade from it elsewhere.
  dropTable: (name) => ({
    table: null,
    statements: (before) => [
      statement(`DROP TABLE ${identifier(name)}`, { foreignKeysOff: isReferenced(before(), name) }),
    ],
  }),

  renameTable: (from, to) =>
    direct(() => {
      const rename = (a: string, b: string): string => `ALTER TABLE ${a} RENAME TO ${b}`;
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
