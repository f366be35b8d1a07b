import { statement, type Access, type Connection, type Rows, type Statement } from "../dialects/dialect.ts";
import { journalTexts, type JournalTexts } from "./journal-texts.ts";
import { queryOwn } from "./own-table.ts";
import { commaList, joined, sql, type Sql } from "../dialects/sql.ts";

/** What a step came to. */
export type JournalStatus = "running" | "applied" | "errored";

/** A step that was tried. Times are ISO 8601 in UTC. */
export interface JournalEntry {
  readonly revision: string;
  readonly direction: string;
  readonly status: JournalStatus;
  readonly startedAt: string;
  readonly finishedAt: string | null;
  readonly durationMs: number | null;
  /** `sha256:1:…` of the revision file with line ends normalised. */
  readonly checksum: string | null;
  readonly errorMessage: string | null;
  /** The statement that failed. */
  readonly statement: string | null;
  /** Its place in the step; for a step without a transaction, how many statements were done. */
  readonly statementIndex: number | null;
  readonly toolVersion: string;
  /** Host, process and user. */
  readonly runner: string;
  /** What else is kept of the step, as JSON: cursors of data steps, the place of a backup. */
  readonly details: string | null;
}

/** What the journal knows of a repeatable script. */
export interface RepeatedLine {
  readonly entry: JournalEntry;
  /** Something of the history was taken back since, or a backup was put back. */
  readonly isUndone: boolean;
}

/** The direction that lines of repeatable scripts say. */
export const repeatedDirection = "repeatable";

/** The table that holds every step ever tried. */
export interface Journal {
  readonly create: Statement;
  /** Throws foreign-table where its name is that of somebody else's table. */
  requireOurs(connection: Connection): Promise<void>;
  /** The texts of the revisions that were applied. */
  readonly texts: JournalTexts;
  /** The statement that records an entry. */
  insert(entry: JournalEntry): Statement;
  /** The statements that record an entry where it may be recorded already. */
  insertOnce(entry: JournalEntry): readonly Statement[];
  /** The statement that ends the line of an attempt, which was recorded when it began; does nothing where it was carried through. */
  finish(entry: JournalEntry): Statement;
  /** The statement that takes back the line of an attempt that did not begin. */
  withdraw(entry: JournalEntry): Statement;
  /** The statement that ends the lines of attempts whose runner is gone: whoever runs it holds the runner's lock. */
  closeDead(at: string): Statement;
  /** Bring the line of an attempt that has begun up to date; returns its id. */
  start(connection: Connection, entry: JournalEntry): Promise<string>;
  /** The newest entry of a step that has done something, whatever was tried in vain since; null when there is none. */
  lastThatDid(
    connection: Connection,
    revision: string,
    direction: string,
  ): Promise<{ id: string; entry: JournalEntry } | null>;
  /** The statement that brings an entry up to date. */
  update(id: string, entry: JournalEntry): Statement;
  /**
   * The statement that says of an attempt that it failed, and leaves what the line says is done: whose connection
   * was lost does not know whether its last statement is.
   */
  fail(id: string, entry: JournalEntry): Statement;
  /** The query for an entry by its id, and the entry that it gives. */
  one(id: string): Statement;
  oneOf(rows: Rows): JournalEntry;
  /** The newest entry of a step with its id; null when it was never tried. */
  last(
    connection: Connection,
    revision: string,
    direction: string,
  ): Promise<{ id: string; entry: JournalEntry } | null>;
  /** The newest entries of revisions that were not carried through, of steps that keep what of them is done. */
  interrupted(connection: Connection): Promise<readonly JournalEntry[]>;
  /** The newest entry of each revision that was carried through, oldest first. */
  latestCompleted(connection: Connection): Promise<readonly JournalEntry[]>;
  /** The newest entry of each repeatable script. */
  repeated(connection: Connection): Promise<readonly RepeatedLine[]>;
  /** What was tried after an entry, oldest first. */
  since(connection: Connection, id: string): Promise<readonly JournalEntry[]>;
  /** Entries, oldest first; with `limit` the newest ones. */
  read(
    connection: Connection,
    filter: { readonly limit: number | null; readonly status: JournalStatus | null },
  ): Promise<readonly JournalEntry[]>;
}

const columns = {
  revision: "revision",
  direction: "direction",
  status: "status",
  startedAt: "started_at",
  finishedAt: "finished_at",
  durationMs: "duration_ms",
  checksum: "checksum",
  errorMessage: "error_message",
  statement: "statement",
  statementIndex: "statement_index",
  toolVersion: "tool_version",
  runner: "runner",
  details: "details",
} as const satisfies Readonly<Record<keyof JournalEntry, string>>;

const keys = Object.keys(columns) as (keyof JournalEntry)[];
const identity = ["revision", "direction", "startedAt", "runner"] as const;

/** The runner of another history with the same journal takes a line for that of a dead one, and may have closed it. */
const isOpen = sql`status <> 'applied'`;

/** What is known of how an attempt ended. */
const outcome = ["status", "finishedAt", "durationMs", "errorMessage", "statement"] as const;

/** The journal of a database, by its name as in the settings. */
export function journal(access: Access, name: string): Journal {
  const table = access.identifier(name);
  const list = commaList(keys.map((key) => columns[key]));
  const values = commaList(keys.map((_, index) => access.placeholder(index + 1)));
  const insert =
    access.name === "postgresql"
      ? sql`INSERT INTO ${table} (id, ${list}) OVERRIDING SYSTEM VALUE VALUES ((SELECT coalesce(max(id), 0) + 1 FROM ${table}), ${values})`
      : sql`INSERT INTO ${table} (${list}) VALUES (${values})`;
  const change = sql`UPDATE ${table} SET ${commaList(
    keys.map((key, index) => sql`${columns[key]} = ${access.placeholder(index + 1)}`),
  )}`;
  const update = sql`${change} WHERE id = ${access.placeholder(keys.length + 1)}`;
  /** The line of one attempt, by what it was begun with. */
  const whichOne = (
    entry: JournalEntry,
    from: number,
  ): { readonly sql: Sql; readonly params: unknown[] } => ({
    sql: joined(
      identity.map((key, index) => sql`${columns[key]} = ${access.placeholder(from + index)}`),
      " AND ",
    ),
    params: identity.map((key) => entry[key]),
  });
  const finish = (entry: JournalEntry): Statement => {
    const line = whichOne(entry, keys.length + 1);
    return statement(sql`${change} WHERE ${isOpen} AND ${line.sql}`, {
      params: [...params(entry), ...line.params],
    });
  };
  const ask = (connection: Connection, text: Sql, given: readonly unknown[]): Promise<Rows | null> =>
    queryOwn(connection, ["journalTable", name], text, given);
  const did = (alias: Sql): Sql => sql`(${alias}.status = 'applied' OR ${alias}.details LIKE '%"done"%')`;
  const select = sql`SELECT id, ${list} FROM ${table}`;
  const params = (entry: JournalEntry): unknown[] => keys.map((key) => entry[key]);
  const [one, two] = [access.placeholder(1), access.placeholder(2)];

  return {
    create: statement(createTable(access, table)),
    async requireOurs(connection) {
      await ask(connection, sql`SELECT id, ${list} FROM ${table} WHERE 1 = 0`, []);
    },
    texts: journalTexts(access, table),
    insert: (entry) => statement(insert, { params: params(entry) }),
    update: (id, entry) => statement(update, { params: [...params(entry), Number(id)] }),
    fail(id, entry) {
      const set = commaList(
        outcome.map((key, index) => sql`${columns[key]} = ${access.placeholder(index + 1)}`),
      );
      const which = access.placeholder(outcome.length + 1);
      return statement(sql`UPDATE ${table} SET ${set} WHERE ${isOpen} AND id = ${which}`, {
        params: [...outcome.map((key) => entry[key]), Number(id)],
      });
    },
    insertOnce(entry) {
      const line = whichOne(entry, 1);
      return [
        statement(sql`DELETE FROM ${table} WHERE ${line.sql}`, { params: line.params }),
        statement(insert, { params: params(entry) }),
      ];
    },
    finish,
    withdraw(entry) {
      const line = whichOne(entry, 1);
      return statement(sql`DELETE FROM ${table} WHERE status = 'running' AND ${line.sql}`, {
        params: line.params,
      });
    },
    closeDead: (at) =>
      statement(
        sql`UPDATE ${table} SET status = 'errored', finished_at = ${one}, error_message = ${two} WHERE status = 'running'`,
        { params: [at, runnerGone] },
      ),
    async start(connection, entry) {
      const ending = finish(entry);
      const rows = await connection.query(sql`${ending.sql} RETURNING id`, ending.params);
      return String(rows[0]?.["id"]);
    },
    async lastThatDid(connection, revision, direction) {
      const query = sql`${select} tried WHERE revision = ${one} AND direction = ${two} AND ${did(sql`tried`)} ORDER BY id DESC LIMIT 1`;
      const row = (await ask(connection, query, [revision, direction]))?.[0];
      return row === undefined ? null : { id: String(row["id"]), entry: entryOf(row) };
    },
    one: (id) => statement(sql`${select} WHERE id = ${one}`, { params: [Number(id)] }),
    oneOf: ([row]) => entryOf(row ?? {}),
    async last(connection, revision, direction) {
      const query = sql`${select} WHERE revision = ${one} AND direction = ${two} ORDER BY id DESC LIMIT 1`;
      const row = (await ask(connection, query, [revision, direction]))?.[0];
      return row === undefined ? null : { id: String(row["id"]), entry: entryOf(row) };
    },
    async interrupted(connection) {
      const newest = sql`NOT EXISTS (SELECT 1 FROM ${table} later WHERE later.revision = tried.revision AND later.id > tried.id AND ${did(sql`later`)})`;
      const query = sql`SELECT id, ${list} FROM ${table} tried WHERE status <> 'applied' AND direction <> '${repeatedDirection}' AND details LIKE '%"done"%' AND ${newest} ORDER BY id`;
      return ((await ask(connection, query, [])) ?? []).map(entryOf);
    },
    async latestCompleted(connection) {
      const through = (alias: Sql): Sql =>
        sql`${alias}.status = 'applied' AND ${alias}.direction IN ('upgrade', 'downgrade')`;
      const newest = sql`NOT EXISTS (SELECT 1 FROM ${table} later WHERE later.revision = tried.revision AND later.id > tried.id AND ${through(sql`later`)})`;
      const query = sql`SELECT id, ${list} FROM ${table} tried WHERE ${through(sql`tried`)} AND ${newest} ORDER BY id`;
      return ((await ask(connection, query, [])) ?? []).map(entryOf);
    },
    async repeated(connection) {
      const undone = sql`EXISTS (SELECT 1 FROM ${table} later WHERE later.id > tried.id AND later.status = 'applied' AND later.direction IN ('downgrade', 'restore'))`;
      const newest = sql`NOT EXISTS (SELECT 1 FROM ${table} later WHERE later.revision = tried.revision AND later.direction = tried.direction AND later.id > tried.id)`;
      const query = sql`SELECT id, ${list}, CASE WHEN ${undone} THEN 1 ELSE 0 END AS undone FROM ${table} tried WHERE direction = '${repeatedDirection}' AND ${newest} ORDER BY id`;
      const rows = (await ask(connection, query, [])) ?? [];
      return rows.map((row) => ({ entry: entryOf(row), isUndone: Number(row["undone"]) === 1 }));
    },
    async since(connection, id) {
      const rows = await connection.query(sql`${select} WHERE id > ${one} ORDER BY id`, [Number(id)]);
      return rows.map(entryOf);
    },
    async read(connection, { limit, status }) {
      const where = status === null ? sql`` : sql` WHERE status = ${one}`;
      const newest = limit === null ? sql`` : sql` LIMIT ${Math.max(0, Math.trunc(limit))}`;
      const rows = await ask(
        connection,
        sql`${select}${where} ORDER BY id DESC${newest}`,
        status === null ? [] : [status],
      );
      return (rows ?? []).map(entryOf).reverse();
    },
  };
}

const runnerGone =
  "it was interrupted: its runner was killed, or could not reach the database to say why it failed";

function createTable(access: Access, table: Sql): Sql {
  const postgres = access.name === "postgresql";
  // No sequence: drizzle-kit would drop it when its tablesFilter leaves the table out. One runner at a time
  // holds the lock, so that the next number is known.
  const id = postgres ? "bigint PRIMARY KEY" : "integer PRIMARY KEY AUTOINCREMENT";
  const time = postgres ? "timestamp with time zone" : "text";
  return sql`CREATE TABLE IF NOT EXISTS ${table} (
  id ${id},
  revision text NOT NULL,
  direction text NOT NULL,
  status text NOT NULL CHECK (status IN ('running', 'applied', 'errored')),
  started_at ${time} NOT NULL,
  finished_at ${time},
  duration_ms integer,
  checksum text,
  error_message text,
  statement text,
  statement_index integer,
  tool_version text NOT NULL,
  runner text NOT NULL,
  details text,
  source text
)`;
}

function entryOf(row: Readonly<Record<string, unknown>>): JournalEntry {
  const text = (value: unknown): string | null =>
    value === null || value === undefined ? null : String(value);
  // PostgreSQL writes a time in the zone of the session; readers get the same form from every database.
  const time = (value: unknown): string | null =>
    value === null || value === undefined
      ? null
      : new Date(value instanceof Date ? value : String(value)).toISOString();
  const count = (value: unknown): number | null =>
    value === null || value === undefined ? null : Number(value);
  return {
    revision: String(row["revision"]),
    direction: String(row["direction"]),
    status: row["status"] as JournalStatus,
    startedAt: time(row["started_at"]) ?? "",
    finishedAt: time(row["finished_at"]),
    durationMs: count(row["duration_ms"]),
    checksum: text(row["checksum"]),
    errorMessage: text(row["error_message"]),
    statement: text(row["statement"]),
    statementIndex: count(row["statement_index"]),
    toolVersion: String(row["tool_version"]),
    runner: String(row["runner"]),
    details: text(row["details"]),
  };
}
