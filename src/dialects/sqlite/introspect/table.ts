import { unreadableSchema } from "../../../core/errors/database.ts";
import { parseCreateIndex } from "../parse/create-index.ts";
import { parseCreateTable } from "../parse/create-table.ts";
import type { StoredTable } from "../ddl/stored/stored.ts";
import type { Catalogue, Entry } from "./catalogue.ts";

/** The tables as their texts, their indexes and their triggers tell. */
export function readTables(catalogue: Catalogue): readonly StoredTable[] {
  return catalogue.tables.map((entry) => {
    const attached = attachedTo(entry, catalogue);
    const before = lastRead.get(entry);
    if (before !== undefined && isSame(before.attached, attached)) return before.table;
    const table = readTable(entry, attached);
    lastRead.set(entry, { attached, table });
    return table;
  });
}

/** What was read of a table, and of what belonged to it. */
const lastRead = new WeakMap<Entry, { readonly attached: Attached; readonly table: StoredTable }>();

/** What belongs to a table. */
interface Attached {
  readonly indexes: readonly Entry[];
  readonly triggers: readonly Entry[];
}

function attachedTo({ owner }: Entry, { indexes, triggers }: Catalogue): Attached {
  return { indexes: indexes.get(owner) ?? [], triggers: triggers.get(owner) ?? [] };
}

function isSame(a: Attached, b: Attached): boolean {
  return isSameList(a.indexes, b.indexes) && isSameList(a.triggers, b.triggers);
}

function isSameList(a: readonly Entry[], b: readonly Entry[]): boolean {
  return a.length === b.length && a.every((entry, at) => entry === b[at]);
}

function readTable(entry: Entry, { indexes, triggers }: Attached): StoredTable {
  const parsed = parseCreateTable(entry.sql);
  if (parsed === null) throw unreadableSchema({ kind: "table", name: entry.name, sql: entry.sql });
  const columns = parsed.table.columns.map((column) => column.name);
  return {
    ...parsed.table,
    schema: null,
    name: entry.name,
    indexes: indexes.map((index) => {
      const read = parseCreateIndex(index.sql, columns);
      if (read === null) throw unreadableSchema({ kind: "index", name: index.name, sql: index.sql });
      return { ...read.index, name: index.name };
    }),
    triggers: triggers.map(({ name, sql }) => ({ name, sql })),
    attachments: [],
    rowSecurity: false,
    forcedRowSecurity: false,
    policies: [],
    comment: null,
    stored: { table: entry.sql, indexes: Object.fromEntries(indexes.map(({ name, sql }) => [name, sql])) },
  };
}
