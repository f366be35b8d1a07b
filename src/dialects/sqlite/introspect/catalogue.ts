import { groupBy } from "../../../core/collections.ts";
import type { Connection } from "../../dialect.ts";
import { foldName } from "../tokens.ts";

/** An object of the database with the text that made it. */
export interface Entry {
  readonly name: string;
  readonly sql: string;
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

/** Read it all in one query. */
export async function readCatalogue(connection: Connection): Promise<Catalogue> {
  const rows = (await connection.query(query)) as unknown as readonly Row[];
  const ofType = (type: string): readonly Row[] => rows.filter((row) => row.type === type);
  const virtual = ofType("table").filter((row) => row.kind === "virtual");
  const hidden = new Set(virtual.flatMap((row) => [row.name, ...storage(row, rows)]).map(foldName));
  const isPlain = (row: Row): boolean => row.kind === "table" && !hidden.has(foldName(row.name));
  return {
    tables: ofType("table").filter(isPlain),
    others: ofType("table").filter((row) => !isPlain(row)),
    views: ofType("view"),
    indexes: groupBy(ofType("index"), (row) => foldName(row.table)),
    triggers: groupBy(ofType("trigger"), (row) => foldName(row.table)),
  };
}

interface Row extends Entry {
  readonly type: string;
  readonly table: string;
  /** `table`, `virtual`, `shadow`, `view`; null for what is none of these. */
  readonly kind: string | null;
}

// Materialized, since SQLite would list all tables again for each of them. Indexes of constraints have no text.
const query = `WITH kinds AS MATERIALIZED (SELECT name, type FROM pragma_table_list WHERE schema = 'main')
  SELECT m.type, m.name, m.tbl_name AS "table", m.sql, kinds.type AS kind
  FROM main.sqlite_schema m
  LEFT JOIN kinds ON kinds.name = m.name AND m.type IN ('table', 'view')
  WHERE m.sql IS NOT NULL AND m.name NOT LIKE 'sqlite\\_%' ESCAPE '\\'
  ORDER BY m.name`;

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

function storage(virtual: Row, rows: readonly Row[]): readonly string[] {
  const extension = /\busing\s+["'`[]?(\w+)/iu.exec(virtual.sql)?.[1]?.toLowerCase() ?? "";
  const suffix = suffixes[extension];
  const prefix = `${foldName(virtual.name)}_`;
  if (suffix === undefined) return [];
  return rows
    .map((row) => row.name)
    .filter((name) => foldName(name).startsWith(prefix) && suffix.test(foldName(name).slice(prefix.length)));
}
