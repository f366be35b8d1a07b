import { compareText, groupBy } from "../../../core/collections.ts";
import type { Connection } from "../../dialect.ts";
import { foldName } from "../tokens.ts";

/** An object of the database with the text that made it; the same object as long as SQLite says the same of it. */
export interface Entry {
  readonly name: string;
  readonly sql: string;
  /** `foldName` of the table or view that it is, or belongs to. */
  readonly owner: string;
}

/** What SQLite keeps of a database. Indexes and triggers are found by `foldName` of their table or view. */
export interface Catalogue {
  /** Ordinary tables: no virtual ones, none that such a table keeps its data in, none of SQLite's own. */
  readonly tables: readonly Entry[];
  /** Virtual tables and those that they keep their data in. */
  readonly others: readonly Entry[];
  readonly views: readonly Entry[];
  readonly indexes: ReadonlyMap<string, readonly Entry[]>;
  readonly triggers: ReadonlyMap<string, readonly Entry[]>;
}

/** Read it all in one query; the same object as long as nothing has changed. */
export async function readCatalogue(connection: Connection): Promise<Catalogue> {
  const [row] = await connection.query(query);
  const [text, shadows] = [String(row?.["entries"] ?? ""), String(row?.["shadows"] ?? "[]")];
  const last = lastRead.get(connection);
  if (last?.text === text && last.shadows === shadows) return last.catalogue;
  const rows = rowsOf(text, last?.rows ?? []);
  const catalogue = catalogueOf(rows, JSON.parse(shadows) as readonly string[]);
  lastRead.set(connection, { text, shadows, rows, catalogue });
  return catalogue;
}

/** What was read last over a connection: to tell it from what is there now takes far less time than to read it. */
const lastRead = new WeakMap<Connection, LastRead>();

interface LastRead {
  readonly text: string;
  readonly shadows: string;
  readonly rows: readonly Row[];
  readonly catalogue: Catalogue;
}

interface Row extends Entry {
  /** All that SQLite says of it, as it was read. */
  readonly line: string;
  /** `table`, `view`, `index`, `trigger`; null for what is SQLite's own. */
  readonly type: string | null;
  readonly isVirtual: boolean;
}

// As one text, since a driver takes longer over each row than the engine over the whole. JSON has no line ends of its
// own. Indexes of constraints have no text, and virtual tables no page; what a loaded extension says of its tables is
// asked for only where it can matter, since SQLite looks at every table for it.
const query = `SELECT entries, CASE WHEN virtual THEN
    (SELECT json_group_array(name) FROM pragma_table_list WHERE schema = 'main' AND type = 'shadow') END AS shadows
  FROM (SELECT group_concat(json_array(type, name, tbl_name, sql, rootpage = 0), char(10)) AS entries,
               max(type = 'table' AND rootpage = 0) AS virtual
          FROM main.sqlite_schema WHERE sql IS NOT NULL)`;

/** The rows of a text by name; those that were read before are the same objects. */
function rowsOf(text: string, before: readonly Row[]): readonly Row[] {
  const lines = new Set(text === "" ? [] : text.split("\n"));
  const known = before.filter(({ line }) => lines.delete(line));
  return lines.size === 0
    ? known
    : [...known, ...[...lines].map(rowOf)].sort((a, b) => compareText(a.name, b.name));
}

function rowOf(line: string): Row {
  const [type, name, table, sql, pageless] = JSON.parse(line) as [string, string, string, string, number];
  return {
    line,
    type: /^sqlite_/iu.test(name) ? null : type,
    name,
    owner: foldName(table),
    sql,
    isVirtual: type === "table" && pageless === 1,
  };
}

function catalogueOf(rows: readonly Row[], shadows: readonly string[]): Catalogue {
  const byType = groupBy(rows, ({ type }) => type);
  const tables = byType.get("table") ?? [];
  const virtual = tables.filter(({ isVirtual }) => isVirtual);
  const hidden = new Set([
    ...shadows.map(foldName),
    ...virtual.flatMap((row) => [row.owner, ...storage(row, rows)]),
  ]);
  const isPlain = ({ owner }: Row): boolean => !hidden.has(owner);
  return {
    tables: tables.filter(isPlain),
    others: tables.filter((row) => !isPlain(row)),
    views: byType.get("view") ?? [],
    indexes: groupBy(byType.get("index") ?? [], ({ owner }) => owner),
    triggers: groupBy(byType.get("trigger") ?? [], ({ owner }) => owner),
  };
}

/** Tables that extensions keep data in; SQLite tells of them only while the extension is loaded. */
const suffixes: Readonly<Record<string, RegExp>> = {
  fts3: /^(?:content|segments|segdir|docsize|stat)$/u,
  fts4: /^(?:content|segments|segdir|docsize|stat)$/u,
  fts5: /^(?:data|idx|content|docsize|config)$/u,
  rtree: /^(?:node|rowid|parent)$/u,
  geopoly: /^(?:node|rowid|parent)$/u,
  spellfix1: /^vocab$/u,
  vec0: /^(?:chunks|rowids|info|auxiliary|vector_chunks\d+|metadatachunks\d+|metadatatext\d+)$/u,
};

/** The names, folded, of the tables that a virtual one keeps its data in. */
function storage(virtual: Row, rows: readonly Row[]): readonly string[] {
  const extension = /\busing\s+["'`[]?(\w+)/iu.exec(virtual.sql)?.[1]?.toLowerCase() ?? "";
  const suffix = suffixes[extension];
  const prefix = `${virtual.owner}_`;
  if (suffix === undefined) return [];
  return rows
    .map(({ owner }) => owner)
    .filter((name) => name.startsWith(prefix) && suffix.test(name.slice(prefix.length)));
}
