import { unreadableSchema } from "../../../core/errors/database.ts";
import type { Table } from "../../../core/schema/schema.ts";
import { parseCreateIndex } from "../parse/create-index.ts";
import { parseCreateTable } from "../parse/create-table.ts";
import { foldName } from "../tokens.ts";
import type { Catalogue, Entry } from "./catalogue.ts";

/** A table as its text, its indexes and its triggers tell. */
export function readTable(entry: Entry, { indexes, triggers }: Catalogue): Table {
  const parsed = parseCreateTable(entry.sql);
  if (parsed === null) throw unreadableSchema("table", entry.name, entry.sql);
  const columns = parsed.columns.map((column) => column.name);
  return {
    ...parsed,
    schema: null,
    name: entry.name,
    indexes: (indexes.get(foldName(entry.name)) ?? []).map((index) => {
      const read = parseCreateIndex(index.sql, columns);
      if (read === null) throw unreadableSchema("index", index.name, index.sql);
      return { ...read, name: index.name };
    }),
    triggers: (triggers.get(foldName(entry.name)) ?? []).map(({ name, sql }) => ({ name, sql })),
    comment: null,
  };
}
