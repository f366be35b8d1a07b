import { unreadableSchema } from "../../../core/errors/database.ts";
import { parseCreateIndex } from "../parse/create-index.ts";
import { parseCreateTable } from "../parse/create-table.ts";
import type { StoredTable } from "../ddl/stored/stored.ts";
import { foldName } from "../tokens.ts";
import type { Catalogue, Entry } from "./catalogue.ts";

/** A table as its text, its indexes and its triggers tell. */
export function readTable(entry: Entry, { indexes, triggers }: Catalogue): StoredTable {
  const parsed = parseCreateTable(entry.sql);
  if (parsed === null) throw unreadableSchema("table", entry.name, entry.sql);
  const columns = parsed.table.columns.map((column) => column.name);
  const own = indexes.get(foldName(entry.name)) ?? [];
  return {
    ...parsed.table,
    schema: null,
    name: entry.name,
    indexes: own.map((index) => {
      const read = parseCreateIndex(index.sql, columns);
      if (read === null) throw unreadableSchema("index", index.name, index.sql);
      return { ...read.index, name: index.name };
    }),
    triggers: (triggers.get(foldName(entry.name)) ?? []).map(({ name, sql }) => ({ name, sql })),
    rowSecurity: false,
    forcedRowSecurity: false,
    policies: [],
    comment: null,
    stored: { table: entry.sql, indexes: Object.fromEntries(own.map(({ name, sql }) => [name, sql])) },
  };
}
