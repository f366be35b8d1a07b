import { make } from "../../operations/make.ts";
import type { Operation } from "../../operations/operations.ts";
import type { TableColumnSpec, TableSpec } from "../../operations/spec.ts";
import { plainNames, type Reader } from "../../sql/reader.ts";
import type { Deed } from "../act.ts";
import { columnDefinition, referenceOf, type ColumnDefinition } from "./column-definition.ts";

/** What a statement does, read so far as rules ask. */
export interface Reading {
  readonly operations: readonly Operation[];
  readonly deeds?: readonly Deed[];
  readonly guarded?: boolean;
  readonly inline?: readonly Operation[];
  readonly only?: boolean;
}

/** What no operation says. */
export const does = (...deeds: readonly Deed[]): Reading => ({ operations: [], deeds });

/** Read what follows `CREATE TABLE`. */
export function createdTable(reader: Reader, isTemporary: boolean): Reading {
  const guarded = reader.words("IF", "NOT", "EXISTS");
  const table = reader.relation();
  if (table === null || isTemporary) return { operations: [] };
  const isPartition = reader.words("PARTITION", "OF");
  const list = reader.brackets();
  // Of `AS SELECT`, or a partition of another table, the columns stand elsewhere.
  if (list === null || isPartition) return { operations: [], guarded };
  const spec = tableOf(table.key, list);
  const partitioned = reader.has("PARTITION");
  const strict = reader.has("STRICT");
  return {
    operations: [make.createTable(strict ? { ...spec, strict } : spec)],
    deeds: partitioned ? [{ kind: "partitionedTable", table: table.key }] : [],
    guarded,
  };
}

function tableOf(name: string, list: Reader): TableSpec {
  const columns: TableColumnSpec[] = [];
  const primaryKeys: (readonly string[])[] = [];
  const uniques: { readonly columns: readonly string[] }[] = [];
  const checks: { readonly expression: string }[] = [];
  const foreignKeys: ReturnType<typeof referenceOf>[] = [];
  for (const part of list.parts()) {
    if (part.words("CONSTRAINT")) part.name();
    if (part.words("PRIMARY", "KEY")) primaryKeys.push(plainNames(part.brackets()) ?? []);
    else if (part.words("UNIQUE")) {
      part.words("NULLS", "NOT", "DISTINCT");
      uniques.push({ columns: plainNames(part.brackets()) ?? [] });
    } else if (part.words("CHECK")) checks.push({ expression: part.brackets()?.rest ?? "" });
    else if (part.words("FOREIGN", "KEY")) {
      const own = plainNames(part.brackets()) ?? [];
      if (part.words("REFERENCES")) foreignKeys.push(referenceOf(part, own));
    } else if (part.oneOf("EXCLUDE", "LIKE") === null) {
      const read = columnDefinition(part);
      if (read === null) continue;
      columns.push(read.column);
      addInline(read, { primaryKeys, uniques, foreignKeys });
      checks.push(...read.checks.map((expression) => ({ expression })));
    }
  }
  const [primaryKey] = primaryKeys;
  return {
    name,
    columns,
    ...(primaryKey === undefined ? {} : { primaryKey: { columns: primaryKey } }),
    uniques,
    checks,
    foreignKeys,
  };
}

function addInline(
  { column, primaryKey, unique, references }: ColumnDefinition,
  into: {
    readonly primaryKeys: (readonly string[])[];
    readonly uniques: { readonly columns: readonly string[] }[];
    readonly foreignKeys: ReturnType<typeof referenceOf>[];
  },
): void {
  if (primaryKey) into.primaryKeys.push([column.name]);
  if (unique) into.uniques.push({ columns: [column.name] });
  if (references !== null) into.foreignKeys.push(references);
}
