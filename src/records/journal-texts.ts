import { statement, type Access, type Connection, type Statement } from "../dialects/dialect.ts";
import { isMissingColumn, queryIfTableExists } from "./own-table.ts";
import { type Sql, sql } from "../dialects/sql.ts";

/** The text of a revision as it was applied. */
export interface KeptText {
  /** That of the text, as the journal's lines have it. */
  readonly checksum: string;
  /** Its file at that time, relative to the project. */
  readonly path: string;
  readonly text: string;
}

/** The texts that a journal keeps, in a column of its own that nothing else reads: each stands in one line, whatever lines have its checksum. */
export interface JournalTexts {
  /** The statement that gives the column to a journal that an older version has made. */
  readonly addColumn: Statement;
  /** The checksums of the texts that are kept; null when an older version has made the journal, which has no place for them. */
  known(connection: Connection): Promise<ReadonlySet<string> | null>;
  /** The statement that keeps a text, in the newest line of an upgrade that was carried through with it. */
  keep(text: KeptText): Statement;
  /** The text with a checksum, or null. */
  find(connection: Connection, checksum: string): Promise<KeptText | null>;
  /** All texts. */
  all(connection: Connection): Promise<readonly KeptText[]>;
}

/** The texts of a journal, by its table as SQL. */
export function journalTexts(access: Access, table: Sql): JournalTexts {
  const [one, two] = [access.placeholder(1), access.placeholder(2)];
  const onlyOnce = access.name === "postgresql" ? sql`IF NOT EXISTS ` : sql``;
  const read = async (connection: Connection, where: Sql = sql``, params: readonly unknown[] = []) => {
    const query = sql`SELECT checksum, source FROM ${table} WHERE source IS NOT NULL${where} ORDER BY id`;
    return ifColumnExists(async () => (await queryIfTableExists(connection, query, params)) ?? []);
  };
  return {
    addColumn: statement(sql`ALTER TABLE ${table} ADD COLUMN ${onlyOnce}source text`),
    async known(connection) {
      const query = sql`SELECT DISTINCT checksum FROM ${table} WHERE source IS NOT NULL`;
      const rows = await ifColumnExists(async () => (await queryIfTableExists(connection, query)) ?? []);
      return rows === null ? null : new Set(rows.map((row) => String(row["checksum"])));
    },
    keep: ({ checksum, path, text }) =>
      statement(
        sql`UPDATE ${table} SET source = ${one} WHERE id = (SELECT max(id) FROM ${table} WHERE checksum = ${two} AND direction = 'upgrade' AND status = 'applied')`,
        { params: [asciiJson({ path, text }), checksum] },
      ),
    async find(connection, checksum) {
      const [row] = (await read(connection, sql` AND checksum = ${one}`, [checksum])) ?? [];
      return row === undefined ? null : keptText(row);
    },
    async all(connection) {
      return ((await read(connection)) ?? []).map(keptText);
    },
  };
}

function keptText(row: Readonly<Record<string, unknown>>): KeptText {
  const { path, text } = JSON.parse(String(row["source"])) as Pick<KeptText, "path" | "text">;
  return { checksum: String(row["checksum"]), path, text };
}

/** A database may have an encoding that lacks what a comment says, which must not make a step fail. */
function asciiJson(value: object): string {
  return JSON.stringify(value).replaceAll(
    /[\u007f-\uffff]/gu,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, "0")}`,
  );
}

/** What was asked for, or null when the column is not there. */
async function ifColumnExists<T>(ask: () => Promise<T>): Promise<T | null> {
  try {
    return await ask();
  } catch (error) {
    if (isMissingColumn(error)) return null;
    throw error;
  }
}
