import type { Column, Table } from "./schema.ts";
import { usualTable, usualUnique } from "./usual.ts";

/** A table that stands for one of somebody else's: its columns, and the keys by which others may refer to it. */
export function stubOf(table: Table, keys: readonly (readonly string[])[]): Table {
  return {
    ...table,
    ...usualTable,
    columns: table.columns.map(bare),
    policies: [],
    primaryKey: null,
    uniques: keys.map((columns) => ({ name: null, nameExplicit: false, columns, ...usualUnique })),
    checks: [],
    foreignKeys: [],
    indexes: [],
    triggers: [],
    attachments: [],
  };
}

function bare(column: Column): Column {
  return {
    ...column,
    default: null,
    generated: null,
    identity: null,
    autoincrement: false,
    comment: null,
  };
}
