import { unreadableSchema } from "../../../core/errors/database.ts";
import { parseCreateIndex } from "../parse/create-index.ts";
import { parseCreateTable } from "../parse/create-table.ts";
import type { StoredTable } from "../ddl/stored/stored.ts";
import type { Connection } from "../../dialect.ts";
import { foldName } from "../tokens.ts";
import type { Catalogue, Entry } from "./catalogue.ts";

/** The tables that were read last over a connection, by name: what has the same texts is not parsed again. */
const lastRead = new WeakMap<Connection, ReadonlyMap<string, StoredTable>>();

/** The tables as their texts, their indexes and their triggers tell. */
export function readTables(connection: Connection, catalogue: Catalogue): readonly StoredTable[] {
  const known = lastRead.get(connection);
  const tables = catalogue.tables.map((entry) => {
    const attached = attachedTo(entry, catalogue);
    const same = known?.get(entry.name);
    return same !== undefined && hasTexts(same, entry, attached) ? same : readTable(entry, attached);
  });
  lastRead.set(connection, new Map(tables.map((table) => [table.name, table])));
  return tables;
}

/** What belongs to a table. */
interface Attached {
  readonly indexes: readonly Entry[];
  readonly triggers: readonly Entry[];
}

function attachedTo({ name }: Entry, { indexes, triggers }: Catalogue): Attached {
  const key = foldName(name);
  return { indexes: indexes.get(key) ?? [], triggers: triggers.get(key) ?? [] };
}

function hasTexts({ stored, triggers }: StoredTable, entry: Entry, attached: Attached): boolean {
  return (
    stored.table === entry.sql &&
    Object.keys(stored.indexes).length === attached.indexes.length &&
    attached.indexes.every(({ name, sql }) => stored.indexes[name] === sql) &&
    triggers.length === attached.triggers.length &&
    attached.triggers.every(({ name, sql }, at) => triggers[at]?.name === name && triggers[at].sql === sql)
  );
}

function readTable(entry: Entry, { indexes, triggers }: Attached): StoredTable {
  const parsed = parseCreateTable(entry.sql);
  if (parsed === null) throw unreadableSchema("table", entry.name, entry.sql);
  const columns = parsed.table.columns.map((column) => column.name);
  return {
    ...parsed.table,
    schema: null,
    name: entry.name,
    indexes: indexes.map((index) => {
      const read = parseCreateIndex(index.sql, columns);
      if (read === null) throw unreadableSchema("index", index.name, index.sql);
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
