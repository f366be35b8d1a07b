import { elementType, findColumn, findTable, isOfEnum, nameOf } from "../schema/lookup.ts";
import { formatName } from "../schema/names.ts";
import type { Schema } from "../schema/schema.ts";
import type { Operation } from "./operations.ts";
import { wholeColumn, wholeTable, type Loss } from "./loss.ts";
import { lossesOfSql } from "./sql-losses.ts";

/** What an operation takes away from tables of this structure; `split` takes a script apart. */
export function lossesOf(
  operation: Operation,
  before: Schema,
  split: (script: string) => readonly string[],
): readonly Loss[] {
  switch (operation.kind) {
    case "dropTable":
      return [wholeTable(`drops table ${operation.args[0]}`, operation.args[0])];
    case "dropColumn": {
      const [table, name] = operation.args;
      const found = findTable(before, table);
      const column = found === null ? null : findColumn(found, name);
      // What is computed from others is not lost.
      return column !== null && column.generated !== null
        ? []
        : [wholeColumn(`drops column ${table}.${name}`, table, name)];
    }
    case "alterColumn": {
      const [table, name, change] = operation.args;
      return change.generated == null
        ? []
        : [wholeColumn(`replaces the values of ${table}.${name} by computed ones`, table, name)];
    }
    case "changeEnum": {
      const [name, values] = operation.args;
      const type = nameOf(name);
      const old = before.enums.find((each) => formatName(each) === formatName(type))?.values ?? [];
      const gone = old.filter((value) => !values.includes(value));
      if (gone.length === 0) return [];
      return before.tables.flatMap((table) =>
        table.columns
          .filter((column) => isOfEnum(column.type, type))
          .map((column) => ({
            text: `takes ${gone.map((value) => `'${value}'`).join(", ")} from ${formatName(table)}.${column.name}`,
            table: formatName(table),
            column: column.name,
            values: gone,
            array: column.type !== elementType(column.type),
          })),
      );
    }
    case "execute":
      return split(operation.args[0]).flatMap((statement) => lossesOfSql(statement, before));
    default:
      return [];
  }
}
