import { indexUnnamed } from "../core/errors/drizzle.ts";
import type { Index, IndexKey, Unique } from "../core/schema/schema.ts";
import { usualIndex, usualIndexKey } from "../core/schema/usual.ts";
import { expressionText, unwrap } from "./expressions.ts";
import { constraintName } from "./naming.ts";
import { columnName, ownColumn, type TableReader } from "./reader.ts";
import type { ColumnShape, IndexKeyShape, IndexShape, SqlShape } from "./shapes.ts";

/** The indexes of a table. Whether one is made concurrently is a way of making it, not a part of it. */
export function readIndexes(reader: TableReader): Index[] {
  return reader.config.indexes.map((index) => readIndex(reader, index));
}

function readIndex(reader: TableReader, { config }: IndexShape): Index {
  const { library, defaults } = reader;
  const keys = config.columns.map((key) => readKey(reader, key, config.method ?? "btree"));
  const given = config.name === undefined || config.name === "" ? null : config.name;
  const columns = keys.flatMap((key) => (key.column === null ? [] : [key.column]));
  if (given === null && columns.length < keys.length) throw indexUnnamed(reader.table, reader.origin);
  return {
    ...constraintName(given, defaults.index(reader.config.name, columns), library.dialect),
    ...usualIndex,
    unique: config.unique,
    method: config.method ?? "btree",
    keys,
    with: settings(config.with ?? {}),
    where: config.where === undefined ? null : expressionText(library, config.where),
  };
}

/** Options of `WITH (...)`, sorted by name; Drizzle spells them in camel case. */
export function settings(options: Readonly<Record<string, unknown>>): [string, string][] {
  return Object.entries(options)
    .filter(([, value]) => value !== undefined)
    .map(([name, value]): [string, string] => [
      name.replace(/[A-Z]/gu, (letter) => `_${letter.toLowerCase()}`),
      String(value),
    ])
    .sort(([left], [right]) => (left < right ? -1 : 1));
}

function readKey(reader: TableReader, key: unknown, method: string): IndexKey {
  const { library } = reader;
  if (library.isCore(key, "SQL")) return parseKey(reader, key as SqlShape);
  const { indexConfig } = key as IndexKeyShape;
  const column = ownColumn(reader, "index", columnName(reader, key as IndexKeyShape | ColumnShape));
  // Only a B-tree has an order; Drizzle fills one in everywhere.
  const descending = method === "btree" && indexConfig?.order === "desc";
  const nulls = method === "btree" ? (indexConfig?.nulls ?? null) : null;
  return {
    ...usualIndexKey,
    column,
    descending,
    nulls: nulls === (descending ? "first" : "last") ? null : nulls,
    opclass: indexConfig?.opClass ?? null,
  };
}

/** The index that keeps the columns of a unique constraint apart. */
export function uniqueIndex({ name, nameExplicit, columns }: Unique): Index {
  return {
    name,
    nameExplicit,
    ...usualIndex,
    unique: true,
    keys: columns.map((column) => ({ ...usualIndexKey, column })),
  };
}

/** A key written as SQL may carry its order, operator class and collation behind it. */
function parseKey(reader: TableReader, fragment: SqlShape): IndexKey {
  let rest = expressionText(reader.library, fragment);
  const cut = (ending: RegExp): string | null => {
    const match = ending.exec(rest);
    if (match?.[1] === undefined) return null;
    rest = rest.slice(0, match.index);
    return match[1];
  };
  const nulls = cut(/\s+nulls\s+(first|last)$/iu)?.toLowerCase() as "first" | "last" | undefined;
  const descending = cut(/\s+(asc|desc)$/iu)?.toLowerCase() === "desc";
  const opclass = cut(/\s+((?:\w+\.)?\w+_ops)$/iu);
  const collation = cut(/\s+collate\s+((?:\w+\.)?(?:\w+|"(?:[^"]|"")+"))$/iu);
  const expression = unwrap(rest);
  const name = /^"((?:[^"]|"")+)"$/u.exec(expression)?.[1]?.replaceAll('""', '"');
  const column = name !== undefined && reader.columnNames.has(name) ? name : null;
  return {
    column,
    expression: column === null ? expression : null,
    descending,
    nulls: nulls === undefined || nulls === (descending ? "first" : "last") ? null : nulls,
    opclass,
    collation,
  };
}
