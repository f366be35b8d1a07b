import { primaryKeyTwice } from "../core/errors/drizzle.ts";
import type { PrimaryKey } from "../core/schema/schema.ts";
import { usualPrimaryKey } from "../core/schema/usual.ts";
import { constraintName } from "./naming.ts";
import { columnName, ownColumns, type TableReader } from "./reader.ts";

/** The primary key, declared on a column or by `primaryKey()`. */
export function readPrimaryKey(reader: TableReader): PrimaryKey | null {
  const { config, defaults, library } = reader;
  const inline = config.columns.filter((column) => column.primary);
  const said = config.primaryKeys.at(-1);
  const spellings = [
    ...inline.map((column) => [column]),
    ...config.primaryKeys.map(({ columns }) => columns),
  ];
  if (spellings.length > 1) {
    // One key said in two ways is one key.
    const texts = spellings.map((columns) => JSON.stringify(ownColumns(reader, "primary key", columns)));
    if (new Set(texts).size > 1) throw primaryKeyTwice(reader.table, reader.origin);
  }
  if (said !== undefined) {
    const columns = ownColumns(reader, "primary key", said.columns);
    return {
      ...constraintName(said.name ?? null, defaults.primaryKey(config.name, columns), library.dialect),
      ...usualPrimaryKey,
      columns,
    };
  }
  const [column] = inline;
  return column === undefined
    ? null
    : { name: null, nameExplicit: false, ...usualPrimaryKey, columns: [columnName(reader, column)] };
}
