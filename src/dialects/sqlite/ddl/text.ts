import { unsupportedOperation } from "../../../core/errors/database.ts";
import { completeView } from "../../../core/schema/complete.ts";
import { identifier } from "../identifiers.ts";
import { insertSql } from "./rows.ts";
import { scriptSql } from "./scripts.ts";
import { createViewSql } from "./views.ts";
import { direct, type Moves } from "./move.ts";

/** Views, rows, and SQL of the user's own. */
export const textMoves: Moves<"createView" | "dropView" | "execute" | "bulkInsert" | "custom"> = {
  createView: (view) => direct(() => createViewSql(completeView(view, []))),
  dropView: (name) => direct(() => [`DROP VIEW ${identifier(name)}`]),
  execute: (sql) => ({ table: null, statements: (before) => scriptSql(sql, before) }),
  bulkInsert: (table, rows, options) => ({ table: null, statements: () => insertSql(table, rows, options) }),
  custom: (definition, args) => ({
    table: null,
    statements: (before) => {
      if (definition.sql.sqlite === undefined) {
        throw unsupportedOperation(
          `form of the operation ${definition.name}`,
          "sqlite",
          "Give its definition an sqlite function beside the others.",
        );
      }
      const sql = definition.sql.sqlite(args as never);
      return scriptSql(typeof sql === "string" ? sql : sql.join("\n;\n"), before);
    },
  }),
};
