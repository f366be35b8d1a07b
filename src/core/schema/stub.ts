import { plainIndex, type Column, type Table } from "./schema.ts";

/** A table that stands for one of somebody else's: its columns, and the keys by which others may refer to it. */
export function stubOf(table: Table, keys: readonly (readonly string[])[]): Table {
  return {
    ...table,
    columns: table.columns.map(bare),
    rowSecurity: false,
    forcedRowSecurity: false,
    policies: [],
    primaryKey: null,
    uniques: keys.map((columns) => ({
      name: null,
      nameExplicit: false,
      comment: null,
      ...plainIndex,
      columns,
      nullsNotDistinct: false,
      deferrable: null,
      onConflict: null,
    })),
    checks: [],
    foreignKeys: [],
    indexes: [],
    triggers: [],
    attachments: [],
    strict: false,
    withoutRowid: false,
    comment: null,
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
