import { primaryKeyTwice } from "../core/errors/drizzle.ts";
import type { PrimaryKey } from "../core/schema/schema.ts";
import { constraintName } from "./naming.ts";
import { columnName, ownColumns, type TableReader } from "./reader.ts";

/** The primary key, said beside a column or by `primaryKey()`. */
export function readPrimaryKey(reader: TableReader): PrimaryKey | null {
  const { config, defaults, library } = reader;
  const inline = config.columns.filter((column) => column.primary);
  if (inline.length + config.primaryKeys.length > 1) throw primaryKeyTwice(reader.table, reader.origin);
  const [said] = config.primaryKeys;
  if (said !== undefined) {
    const columns = ownColumns(reader, "primary key", said.columns);
    return {
      ...constraintName(said.name ?? null, defaults.primaryKey(config.name, columns), library.dialect),
      columns,
      onConflict: null,
    };
  }
  const [column] = inline;
  return column === undefined
    ? null
    : { name: null, nameExplicit: false, columns: [columnName(reader, column)], onConflict: null };
}
