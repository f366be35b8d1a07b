import { unsupportedOperation } from "../../../core/errors/database.ts";
import { scriptSql } from "./scripts.ts";
import type { Moves } from "./move.ts";

/** SQL of the user's own, alone or as an operation. */
export const customMoves: Moves<"execute" | "custom"> = {
  execute: (sql) => ({ table: null, statements: (before) => scriptSql(sql, before) }),
  custom: (definition, args) => ({
    table: null,
    statements: (before) => {
      if (definition.sql.sqlite === undefined) {
        throw unsupportedOperation(
          `form of the operation ${definition.name}`,
          "sqlite",
          "Give its definition an sqlite function as well.",
        );
      }
      const sql = definition.sql.sqlite(args as never);
      return scriptSql(typeof sql === "string" ? sql : sql.join("\n;\n"), before);
    },
  }),
};
