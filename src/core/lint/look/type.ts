import { sameData } from "../../collections.ts";
import { hazard, type Hazard } from "../../operations/hazard.ts";
import type { ColumnSpec } from "../../operations/spec.ts";
import { completeTable } from "../../schema/complete.ts";
import { findColumn, findTable, isSerial, targetOf } from "../../schema/lookup.ts";
import { saysNotNull } from "../../schema/not-null.ts";
import { formatName } from "../../schema/names.ts";
import type { ForeignKey, Schema, Table } from "../../schema/schema.ts";
import { oneSpelling } from "../../schema/type-spelling.ts";
import { operationOf, type Look } from "./look.ts";

/** What rules say of the types of columns, of keys, and of tables as a whole. */
export const lookAtTypes: Look = (entry, _at, { after, lexical }) => {
  const operation = operationOf(entry);
  switch (operation?.kind) {
    case "createTable":
      return ofTable(completeTable(operation.args[0]), after, lexical.dialect);
    case "addColumn":
      return ofType(operation.args[0], operation.args[1]);
    case "alterColumn": {
      const [table, name, { type }] = operation.args;
      return type === undefined ? [] : ofType(table, { name, type });
    }
    case "createForeignKey": {
      const [table, { columns }] = operation.args;
      const found = findTable(after, table);
      const key = found?.foreignKeys.findLast((each) => sameData(each.columns, columns));
      return found == null || key === undefined ? [] : ofForeignKey(found, key, after);
    }
    case "createEnum":
      return [hazard("enum-type", `${operation.args[0].name} is an enumerated type`)];
    default:
      return [];
  }
};

function ofTable(table: Table, after: Schema, dialect: "postgresql" | "sqlite" | null): readonly Hazard[] {
  const name = formatName(table);
  const now = findTable(after, name) ?? table;
  const keys = new Set([
    ...(now.primaryKey?.columns ?? []),
    ...now.foreignKeys.flatMap(({ columns }) => columns),
  ]);
  return [
    ...(now.primaryKey === null ? [hazard("table-without-key", `${name} has no primary key`)] : []),
    ...(now.comment === null ? [hazard("table-without-comment", `${name} has no comment`)] : []),
    ...(now.columns.length > 100
      ? [hazard("many-columns", `${name} has ${now.columns.length} columns`)]
      : []),
    ...(dialect === "sqlite" && !table.strict ? [hazard("table-not-strict", `${name} is not STRICT`)] : []),
    ...padding(table),
    ...table.columns.flatMap((column) => ofType(name, column)),
    ...now.columns
      .filter((column) => keys.has(column.name) && small.test(column.type))
      .map((column) => hazard("small-integer-key", `${name}.${column.name} is ${column.type}`)),
    ...table.foreignKeys.flatMap((key) => ofForeignKey(now, key, after)),
  ];
}

const small = /^(?:int|int2|int4|integer|smallint|serial|serial2|serial4|smallserial)$/iu;

function ofType(table: string, { name, type, default: filled }: ColumnSpec): readonly Hazard[] {
  const said = type.toLowerCase().replaceAll(/\s+/gu, " ");
  const is = `${table}.${name} is ${type}`;
  return [
    ...(/^json$/u.test(said) ? [hazard("json-type", is)] : []),
    ...(/^(?:char|character|bpchar)(?: ?\(|$)/u.test(said) ? [hazard("char-type", is)] : []),
    ...(/^(?:varchar|character varying) ?\(/u.test(said) ? [hazard("varchar-length", is)] : []),
    ...(/^timestamp(?: ?\(\d\))?(?: without time zone)?$/u.test(said)
      ? [hazard("timestamp-without-zone", is)]
      : []),
    ...(isSerial(type) ? [hazard("serial-type", is)] : []),
    ...(filled?.startsWith('"') === true
      ? [hazard("text-in-double-quotes", `the default of ${table}.${name} is ${filled}`)]
      : []),
  ];
}

function ofForeignKey(table: Table, key: ForeignKey, after: Schema): readonly Hazard[] {
  const name = formatName(table);
  const columns = key.columns.join(", ");
  const keys = [
    ...table.indexes
      // Rows without a value refer to none.
      .filter(({ where }) => where === null || key.columns.some((column) => saysNotNull(where, column)))
      .map((index) => index.keys.map(({ column }) => column)),
    ...table.uniques.map((unique) => unique.columns),
    ...(table.primaryKey === null ? [] : [table.primaryKey.columns]),
  ];
  // In any order, as long as they come first.
  const isIndexed = keys.some((each) => {
    const first = each.slice(0, key.columns.length);
    return key.columns.every((column) => first.includes(column));
  });
  const target = findTable(after, targetOf(key));
  const differing = key.columns.flatMap((column, at) => {
    const own = findColumn(table, column);
    const other = target === null ? null : findColumn(target, key.references.columns[at] ?? "");
    return own === null || other === null || baseType(own.type) === baseType(other.type)
      ? []
      : [`${name}.${column} is ${own.type} and ${targetOf(key)}.${other.name} is ${other.type}`];
  });
  return [
    ...(isIndexed ? [] : [hazard("foreign-key-without-index", `no index of ${name} begins with ${columns}`)]),
    ...(key.onDelete === "cascade"
      ? [hazard("cascading-delete", `rows of ${name} are deleted with those of ${targetOf(key)}`)]
      : []),
    ...differing.map((text) => hazard("foreign-key-type-differs", text)),
  ];
}

/** A type without its arguments, in one spelling; a serial column holds what an integer one holds. */
function baseType(type: string): string {
  const name = oneSpelling(type.replaceAll(/\([^()]*\)/gu, ""));
  return numbered.get(name) ?? name;
}

const numbered: ReadonlyMap<string, string> = new Map([
  ["serial", "integer"],
  ["bigserial", "bigint"],
  ["smallserial", "smallint"],
]);

/** Bytes of a row that stay empty, where all columns are of types whose size is known. */
function padding({ schema, name, columns }: Table): readonly Hazard[] {
  const known = columns.map(({ type }) => sizes.get(baseType(type)));
  if (known.includes(undefined)) return [];
  const all = known as readonly number[];
  const lost = emptyBytes(all) - emptyBytes([...all].sort((one, two) => two - one));
  return lost < 8
    ? []
    : [hazard("table-padding", `${lost} bytes of each row of ${formatName({ schema, name })} stay empty`)];
}

/** What is lost so that each value begins at a multiple of its size; 0 stands for what begins anywhere. */
function emptyBytes(all: readonly number[]): number {
  let [at, empty] = [0, 0];
  for (const size of all) {
    const gap = size === 0 ? 0 : (size - (at % size)) % size;
    empty += gap;
    at += gap + size;
  }
  return empty;
}

const sizes: ReadonlyMap<string, number> = new Map([
  ...["bigint", "double precision", "timestamp", "timestamptz", "time"].map((word) => [word, 8] as const),
  ...["integer", "real", "date"].map((word) => [word, 4] as const),
  ["smallint", 2],
  ["boolean", 1],
]);
