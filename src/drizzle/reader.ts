import { columnMissing, type Origin } from "../core/errors/drizzle.ts";
import type { Casing, Library } from "./library.ts";
import { clip, type DefaultNames } from "./naming.ts";
import { tableNameOf, type ColumnShape, type TableShape } from "./shapes.ts";

/** What reading any part of the schema needs. */
export interface Reader {
  readonly library: Library;
  readonly casing: Casing;
  readonly defaults: DefaultNames;
  /** Names of all tables, without their namespaces. */
  readonly tableNames: ReadonlySet<string>;
  /** Names of the columns of a table, by the table's formatted name. */
  readonly columnsOf: ReadonlyMap<string, ReadonlySet<string>>;
  /** Told of what is passed by. */
  readonly warn: (text: string) => void;
}

/** One table while it is read. */
export interface TableReader extends Reader {
  readonly config: TableShape;
  /** Its formatted name. */
  readonly table: string;
  readonly origin: Origin;
  readonly columnNames: ReadonlySet<string>;
}

/** A column's name in the database. */
export function columnName(
  { library, casing }: Reader,
  column: Pick<ColumnShape, "name" | "keyAsName">,
): string {
  const name = column.keyAsName && !library.casesItself ? library.convert(column.name, casing) : column.name;
  return clip(name, library.dialect);
}

/** The names of columns that a part of a table names; each must be a column of that table. */
export function ownColumns(reader: TableReader, what: string, columns: readonly ColumnShape[]): string[] {
  return columns.map((column: ColumnShape | undefined) => {
    if (column === undefined) throw columnMissing(what, reader.table, "undefined", reader.origin);
    const name = columnName(reader, column);
    const home = tableNameOf(column.table);
    const strange = home.name !== reader.config.name || home.schema !== (reader.config.schema ?? null);
    if (strange) throw columnMissing(what, reader.table, `${home.name}.${name}`, reader.origin);
    return ownColumn(reader, what, name);
  });
}

/** The name of a column, which must be one of the table. */
export function ownColumn(reader: TableReader, what: string, name: string): string {
  if (!reader.columnNames.has(name)) throw columnMissing(what, reader.table, name, reader.origin);
  return name;
}
