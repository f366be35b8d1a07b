import { referenceMismatch, referenceMissing } from "../core/errors/drizzle.ts";
import { formatName } from "../core/schema/names.ts";
import type { ForeignKey, ReferentialAction } from "../core/schema/schema.ts";
import { usualForeignKey } from "../core/schema/usual.ts";
import { clip, constraintName } from "./naming.ts";
import { columnName, ownColumns, type TableReader } from "./reader.ts";
import { drizzleProperty, isAlias, tableNameOf, type ColumnShape, type ForeignKeyShape } from "./shapes.ts";

/** Foreign keys, declared on a column or by `foreignKey()`. */
export function readForeignKeys(reader: TableReader): ForeignKey[] {
  return reader.config.foreignKeys.map((key) => readForeignKey(reader, key));
}

function readForeignKey(reader: TableReader, key: ForeignKeyShape): ForeignKey {
  const { config, defaults, library } = reader;
  const { name, columns: own, foreignTable, foreignColumns } = key.reference();
  const columns = ownColumns(reader, "foreign key", own);
  const target = tableNameOf(foreignTable);
  // An alias stands for its table.
  const real = {
    schema: target.schema,
    name: isAlias(foreignTable) ? String(drizzleProperty(foreignTable, "OriginalName")) : target.name,
  };
  const known = reader.columnsOf.get(formatName(real));
  const referenced = foreignColumns.map((column: ColumnShape | undefined) => {
    const text = column === undefined ? "undefined" : columnName(reader, column);
    const home = column === undefined ? null : tableNameOf(column.table);
    if (known?.has(text) !== true || home?.name !== target.name || home.schema !== target.schema) {
      throw referenceMissing(
        reader.table,
        columns,
        `refers to ${formatName(real)}.${text}, which does not exist`,
        reader.origin,
        null,
      );
    }
    return text;
  });
  if (columns.length !== referenced.length)
    throw referenceMismatch(reader.table, columns, referenced, reader.origin);
  return {
    ...constraintName(
      name ?? null,
      defaults.foreignKey(config.name, columns, real.name, referenced),
      library.dialect,
    ),
    ...usualForeignKey,
    columns,
    references: { schema: real.schema, table: clip(real.name, library.dialect), columns: referenced },
    onUpdate: action(key.onUpdate),
    onDelete: action(key.onDelete),
  };
}

function action(said: string | undefined): ReferentialAction | null {
  return said === undefined || said === "no action" ? null : (said as ReferentialAction);
}
