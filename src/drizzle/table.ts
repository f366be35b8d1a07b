import { builderShared, columnTwice } from "../core/errors/drizzle.ts";
import { formatName } from "../core/schema/names.ts";
import type { ForeignKey, Table } from "../core/schema/schema.ts";
import type { DeclaredTable } from "./collect.ts";
import { readColumn } from "./column.ts";
import { readChecks, readUniques } from "./constraint.ts";
import { readForeignKeys } from "./foreign-key.ts";
import { readIndexes, uniqueIndex } from "./index.ts";
import { clip } from "./naming.ts";
import { readPolicy } from "./policy.ts";
import { readPrimaryKey } from "./primary-key.ts";
import { columnName, type Reader, type TableReader } from "./reader.ts";
import { drizzleProperty, type ColumnShape } from "./shapes.ts";

/** A table with all that belongs to it. */
export function readTable(shared: Reader, { entity, config: given, origin }: DeclaredTable): Table {
  const name = { schema: given.schema ?? null, name: given.name };
  const table = formatName(name);
  const config = { ...given, columns: distinctColumns(shared, given.columns) };
  const reader: TableReader = {
    ...shared,
    config,
    table,
    origin,
    columnNames: shared.columnsOf.get(table) ?? new Set(),
  };
  checkColumns(reader, drizzleProperty(entity, "Columns") as Readonly<Record<string, ColumnShape>>);
  const policies = (config.policies ?? []).map((policy) => readPolicy(shared.library, policy));
  const primaryKey = readPrimaryKey(reader);
  const isKey = (column: string): boolean =>
    shared.library.dialect === "postgresql" && primaryKey?.columns.includes(column) === true;
  const uniques = readUniques(reader);
  // Drizzle 0.45 means an index of this name by a unique constraint on SQLite; 1.0 means a constraint.
  const indexed =
    shared.library.dialect === "sqlite" && !shared.library.casesItself
      ? uniques.filter((unique) => unique.name !== null)
      : [];
  return {
    schema: name.schema,
    name: clip(name.name, shared.library.dialect),
    columns: config.columns.map((each) => {
      const column = readColumn(reader, each);
      return isKey(column.name) ? { ...column, nullable: false } : column;
    }),
    primaryKey,
    uniques: uniques.filter((unique) => !indexed.includes(unique)),
    checks: readChecks(reader),
    foreignKeys: distinctKeys(readForeignKeys(reader)),
    indexes: [...readIndexes(reader), ...indexed.map(uniqueIndex)],
    triggers: [],
    attachments: [],
    rowSecurity: config.enableRLS === true || policies.length > 0,
    forcedRowSecurity: false,
    policies,
    strict: false,
    withoutRowid: false,
    comment: null,
  };
}

/** Of columns of one name the last one, as drizzle-kit has it. */
function distinctColumns(reader: Reader, columns: readonly ColumnShape[]): readonly ColumnShape[] {
  return [...new Map(columns.map((column) => [columnName(reader, column), column])).values()];
}

/** A key that is declared on a column and again for the table is one key, as it is declared last: drizzle-kit has it so. */
function distinctKeys(keys: readonly ForeignKey[]): readonly ForeignKey[] {
  const identity = ({ name, nameExplicit, columns, references }: ForeignKey): string =>
    JSON.stringify(nameExplicit ? name : [columns, references]);
  return [...new Map(keys.map((key) => [identity(key), key])).values()];
}

/** Names that Drizzle gets wrong without a word: taken from another key, or given twice. */
function checkColumns(reader: TableReader, columns: Readonly<Record<string, ColumnShape>>): void {
  const { library, table, origin } = reader;
  const seen = new Map<string, { readonly key: string; readonly name: string }>();
  for (const [key, column] of Object.entries(columns)) {
    const spellings = library.casesItself
      ? [key, library.convert(key, "snake_case"), library.convert(key, "camelCase")]
      : [key];
    if (column.keyAsName && !spellings.includes(column.name))
      throw builderShared(table, key, column.name, origin);
    const name = columnName(reader, column);
    // SQLite takes no notice of case in names.
    const same = library.dialect === "sqlite" ? name.toLowerCase() : name;
    const before = seen.get(same);
    if (before !== undefined && before.name !== name)
      throw columnTwice(table, name, [before.key, key], origin);
    if (before !== undefined)
      reader.warn(
        `Column ${name} of table ${table} (${origin.path}) is declared twice, as ${before.key} and ${key}: as ${key} says it is taken.`,
      );
    seen.set(same, { key, name });
  }
}
