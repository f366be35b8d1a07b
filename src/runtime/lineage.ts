import type { Loss } from "../core/operations/loss.ts";
import type { Operation } from "../core/operations/operations.ts";
import { nameOf } from "../core/schema/lookup.ts";
import { formatName, sibling } from "../core/schema/names.ts";
import type { Schema } from "../core/schema/schema.ts";

/** Where the tables and columns that operations speak of are in the database as it is now. */
export interface Lineage {
  /** The same loss by the names of the live database; null when what is lost is not there yet. */
  origin(loss: Loss): Loss | null;
  /** Take an operation into account. */
  follow(operation: Operation): void;
}

/** The names of a live structure, to be followed through renames, drops and creations. */
export function createLineage(live: Schema): Lineage {
  const tables = new Map<string, Origin>();
  for (const table of live.tables) {
    const name = formatName(table);
    tables.set(name, { name, columns: new Map(table.columns.map((column) => [column.name, column.name])) });
  }
  return {
    origin(loss) {
      const table = find(tables, loss.table);
      const column = loss.column === null ? null : find(table?.columns, loss.column);
      return table === undefined || column === undefined ? null : { ...loss, table: table.name, column };
    },
    follow(operation) {
      switch (operation.kind) {
        case "renameTable":
          return move(
            tables,
            operation.args[0],
            formatName(sibling(nameOf(operation.args[0]), operation.args[1])),
          );
        case "renameColumn":
          return move(find(tables, operation.args[0])?.columns, operation.args[1], operation.args[2]);
        case "dropTable":
          return void tables.delete(operation.args[0]);
        case "dropColumn":
          return void find(tables, operation.args[0])?.columns.delete(operation.args[1]);
        default:
          return undefined;
      }
    },
  };
}

interface Origin {
  readonly name: string;
  readonly columns: Map<string, string>;
}

/** By the very name, else by one that differs in case alone: SQL that is not quoted has none. */
function find<T>(names: ReadonlyMap<string, T> | undefined, name: string): T | undefined {
  if (names === undefined || names.has(name)) return names?.get(name);
  const lower = name.toLowerCase();
  return [...names].find(([each]) => each.toLowerCase() === lower)?.[1];
}

function move<T>(names: Map<string, T> | undefined, from: string, to: string): void {
  const value = names?.get(from);
  if (names === undefined || value === undefined) return;
  names.delete(from);
  names.set(to, value);
}
