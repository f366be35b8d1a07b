import type { MigError } from "../core/errors.ts";
import type { DiffRules } from "../core/diff/rules.ts";
import type { Operation } from "../core/operations/operations.ts";
import type { Column, Named, Schema } from "../core/schema/schema.ts";
import type { Scope } from "../core/schema/scope.ts";
import type { LosslessRows } from "./lossless-rows.ts";
import type { Sql, SqlText } from "./sql.ts";
import type { Lexical } from "../core/sql/lexical.ts";
import type { Bystanders } from "./bystanders.ts";
import type { Observer } from "./observer.ts";
import type { OnlineChanges } from "./online.ts";
import type { Relay } from "./relay.ts";
import type { Unseen } from "./unseen.ts";

/** The part of a dialect that opens a database and speaks of tables whose form is known: little code, quickly loaded. */
export interface Access {
  readonly name: "postgresql" | "sqlite";
  /** Text as an SQL literal. */
  literal(value: unknown): Sql;
  /** A name (see core/schema/names.ts) as SQL says it. */
  identifier(name: string): Sql;
  /** `$1`, `?`: the placeholder of the n-th parameter, counted from 1. */
  placeholder(position: number): Sql;
  connect(target: ConnectTarget): Promise<Connection>;
  /** Whether a url names a file or a folder that is not there yet, which `connect` would make. */
  isMissing(url: string): boolean;
  /** Tables as SQL names them wherever the search path may lead later: where they are, or where they would be made. */
  locate(connection: Connection, names: readonly string[]): Promise<ReadonlyMap<string, Sql>>;
}

/** The whole contract of a database: a pure half (text and rules) and one that talks to it. */
export interface Dialect extends Access {
  readonly traits: Traits;
  /** The same dialect, as the engine of a connection speaks it. */
  forEngine(connection: Pick<Connection, "engineVersion">): Dialect;
  /** The questions on which databases differ when two schemas are compared. */
  readonly rules: DiffRules;
  /** Types, names and defaults in the engine's own spelling, by rules alone. Idempotent. */
  canonical(schema: Schema): Schema;
  /** True when `compile` must see the structure that the operation starts from. */
  readsSchema(operation: Operation): boolean;
  /** The statements that carry the operations out, in order; `before` is the structure they start from. */
  compile(operations: readonly Operation[], before: Schema): readonly Statement[];
  /** How its SQL is read. */
  readonly lexical: Lexical;

  /** The structure of the database, read in a handful of queries; what the scope leaves out is not read. */
  introspect(connection: Connection, scope: Scope): Promise<Schema>;
  /** The columns of the views, by the names of these, with types as far as the engine knows them. */
  viewColumns(connection: Connection): Promise<ViewColumns>;
  /** What is there apart from the structure and must be left alone, found in one query. */
  bystanders(connection: Connection, scope: Scope): Promise<Bystanders>;
  /**
   * Make in a copy of the structure what that leans on and the model has no place for; what is there already
   * stays, and what the structure says itself is left to it; with `namespace`, what lies there alone. Returns what
   * could not be made.
   */
  surround(
    connection: Connection,
    copy: Connection,
    structure: Schema,
    namespace?: string,
  ): Promise<readonly string[]>;
  /** What a statement was refused for that is not there: a table, or something else of a namespace; null: for another reason. */
  missing(refused: MigError): Named | null;
  /**
   * Give both schemas the engine's own words for expressions that differ as text: they are sent to the
   * engine once, in a transaction that is rolled back. Returns the wanted schema in the live one's spelling.
   */
  normalize(connection: Connection, wanted: Schema, live: Schema): Promise<Schema>;
  /**
   * Look whether a statement that runs outside a transaction took effect. `before` is what was seen before it was
   * sent; null when it is yet to be sent.
   */
  outcomeOf(connection: Connection, sql: string, before: unknown): Promise<Outcome>;
  /** What a reader of revisions may want to know of the database apart from its structure. */
  facts(connection: Connection): Promise<ServerFacts>;
  /** How it is seen what code of the database does to tables; null where a database has no code of its own. */
  readonly unseen: Unseen | null;
  /** How tables are changed while they are in use; null where no change of a table can be made shorter. */
  readonly online: OnlineChanges | null;
  /** Look from now on at what the statements of this connection do to tables that are there already. */
  observe(connection: Connection): Promise<Observer>;
  /** Rows without loss, for files of them. */
  readonly losslessRows: LosslessRows;
  /** An empty database of the same kind for proofs; null when none can be had. */
  scratch(connection: Connection): Promise<Scratch | null>;
  /** Take a backup of the database, and make sure that it is good. */
  backup(connection: Connection, request: BackupRequest): Promise<Backup>;
  /** Look at a copy and make sure that it is whole; nothing of the database is changed before `run`. */
  prepareRestore(connection: Connection, backup: Backup, request: RestoreRequest): Promise<Restoration>;
}

/** The columns of views by the names of these. */
export type ViewColumns = ReadonlyMap<string, readonly Pick<Column, "name" | "type">[]>;

/** What is known of a database apart from its structure. */
export interface ServerFacts {
  /** As one number, `150004`; null where the engine is a part of the process. */
  readonly version: number | null;
  /** The tables whose rows lie in partitions. */
  readonly partitioned: readonly string[];
  /** How often each index has been used; null where nobody counts. */
  readonly scans: ReadonlyMap<string, number> | null;
}

/** What can be seen of a statement that runs outside a transaction. */
export interface Outcome {
  /** All of it is done; nothing is, so that it can be sent; or nobody can know. */
  readonly state: "all" | "none" | "unknown";
  /** Statements, each by itself, that clear away what was left half done, or finish it. */
  readonly repair: readonly Sql[];
  /** Who is at work on it at this moment, so that it must be looked at again; null when nobody is. */
  readonly busy: string | null;
  /** What to keep until it has ended, as JSON has it. */
  readonly seen: unknown;
}

/** What a backup is to be of, and where it is to go. */
export interface BackupRequest extends RestoreRequest {
  /** The file, or the folder for it, as an absolute path; null: where the dialect thinks best. */
  readonly place: string | null;
  /** The folder for files that have no better place. */
  readonly folder: string;
}

/** What is known of the database apart from the connection. */
export interface RestoreRequest {
  /** Null where the application handed in its own client. */
  readonly url: string | null;
  /** The environment of programs that are run for it. */
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly scope: Scope;
  readonly versionTable: string;
  /** The time as part of a name: `20261121t031500123z`. */
  readonly stamp: string;
}

/** A copy that was found to be whole, and what putting it back would mean. */
export interface Restoration {
  /** The rows of its version table; null when it has none, so that it is no copy of a database of ours. */
  readonly heads: readonly string[] | null;
  /** What the database has and the copy has not, and what is therefore lost: `table tags (2 rows)`. */
  readonly newer: readonly string[];
  /** Bring the database back to the copy, with what these statements add to it, as a whole or not at all. */
  run(additions: readonly Statement[]): Promise<void>;
  /** Remove what was kept for the way back; called whatever has happened. */
  discard(): Promise<void>;
}

/** A copy of a database: a file of the engine, a dump of pg_dump, or tables in a schema of the database itself. */
export interface Backup {
  readonly kind: "file" | "dump" | "schema";
  /** The absolute path, or the name of the schema. */
  readonly place: string;
  /** The tables whose rows it holds; null is all of them. */
  readonly tables: readonly string[] | null;
  /** `sha256:…` of its file; absent where there is none, or when it was not made by us. */
  readonly checksum?: string;
}

/** Facts about an engine. */
export interface Traits {
  /** Namespaces within a database. */
  readonly namespaces: boolean;
  readonly enums: boolean;
  /** A table must be rebuilt for most changes of a column or constraint. */
  readonly rebuilds: boolean;
  /** An empty database can be made within the process, at the url `:memory:`. */
  readonly inProcess: boolean;
  /** The most parameters one statement takes. */
  readonly maxParameters: number;
}

/** One SQL statement. */
export interface Statement {
  readonly sql: Sql;
  readonly params: readonly unknown[];
  /** False for what the engine refuses inside a transaction. */
  readonly transactional: boolean;
  /** True when foreign keys must not be enforced while it runs (SQLite's table rebuild). */
  readonly foreignKeysOff: boolean;
}

export type Rows = readonly Readonly<Record<string, unknown>>[];

/** How to reach a database: a URL, or the application's own driver client (left open on close). */
export interface ConnectTarget {
  readonly url?: string;
  readonly client?: unknown;
  /** The driver that opens the url; the first that is installed when absent. */
  readonly driver?: string;
  /** PostgreSQL: how to encrypt, as Node's `tls.connect` takes it; wins over what the url says. */
  readonly ssl?: Readonly<Record<string, unknown>>;
  /** Milliseconds a statement may wait for a lock, or run; 0 is no limit. PostgreSQL only. */
  readonly lockTimeout?: number;
  readonly statementTimeout?: number;
  /** PostgreSQL: try again when a lock cannot be had within `lockTimeout`; absent: fail at once. */
  readonly patience?: Patience;
  /** Open without the right to write or create. */
  readonly readOnly?: boolean;
}

/** How to go on when others hold a lock. */
export interface Patience {
  /** Milliseconds from the first attempt after which there is no other. */
  readonly limitMs: number;
  /** From 0 to 1. */
  readonly random: () => number;
  /** Told who holds the lock, as a sentence. */
  readonly report: (text: string) => void;
}

/** One session with a database. Statements run in the order they are given, awaited or not. */
export interface Connection {
  /** The database as people know it, without a password. */
  readonly label: string;
  /** The engine's version as it says it itself, `3.53.0`; null where nothing depends on it. */
  readonly engineVersion: string | null;
  /** True when the session at the server is not ours until the end, as behind a pooler that gives each transaction another one. */
  readonly shared: boolean;
  /** The driver's own client, for Drizzle. */
  readonly client: unknown;
  /** The same, whose statements go by way of a relay. */
  readonly relayed: (relay: Relay) => unknown;
  /** The module of drizzle-orm that takes this client, where it is not the dialect's usual one. */
  readonly driver?: string;
  /** The driver that has opened it; absent where a client was given. */
  readonly openedBy?: OpenedBy;
  /** How more databases are reached; absent where that is known by the driver, or by nobody. */
  readonly neighbours?: Neighbours;
  /** Run statements in order, in as few round trips as the driver can; stops at the first that fails. */
  run(statements: readonly Statement[]): Promise<void>;
  /** Run one statement and return its rows. */
  query<const T extends string>(sql: SqlText<T>, params?: readonly unknown[]): Promise<Rows>;
  /** The number of rows that one statement changed. */
  change<const T extends string>(sql: SqlText<T>, params?: readonly unknown[]): Promise<number>;
  /** Rows a batch at a time, in constant memory. */
  stream<const T extends string>(
    sql: SqlText<T>,
    params: readonly unknown[],
    size: number,
  ): AsyncIterable<Rows>;
  begin(options?: BeginOptions): Promise<void>;
  commit(): Promise<void>;
  rollback(): Promise<void>;
  /**
   * Take back what statements have set in the session: settings, the role, temporary tables. One that is ours
   * alone becomes as it was opened; one that others use too as it was when its transaction began, which also
   * `commit` sees to.
   */
  restore(): Promise<void>;
  /**
   * Ask under settings of their own what writes nothing; what is returned takes the settings back. Absent where a
   * session has no settings that matter.
   */
  underSettings?(settings: Sql): () => Promise<void>;
  /** Mark a place in the open transaction to go back to; absent where nothing asks for one. */
  savepoint?(): Promise<Savepoint>;
  /**
   * Take the runner's lock for `key`, the name of the version table, trying again until `timeoutMs` has passed;
   * `waiting` gets who holds it once, where the engine knows. Held until released or until the process dies.
   * Where only a lease can be had, every transaction and statement of this connection fails with lock-lost once
   * another runner has it.
   */
  lock(key: string, timeoutMs: number, waiting: (holder: string | null) => void): Promise<Lock>;
  /** Who holds the runner's lock for `key`; null when it is free. */
  holder(key: string): Promise<Holder | null>;
  close(): Promise<void>;
}

/** A driver by its name, the package that is installed for it, and what cannot be had with it. */
export interface OpenedBy {
  readonly name: string;
  readonly package: string | null;
  readonly lacks: string | null;
}

/** How more databases are reached from a connection with one of a server. */
export interface Neighbours {
  /** A session with another database of the same server, or with the same one (null), as the same role. */
  readonly openAnother: (database: string | null) => Promise<Connection>;
  /** An empty database; null where one is made on the server by `openAnother`. */
  readonly scratch: (() => Promise<Scratch>) | null;
}

/** Who holds the runner's lock. */
export interface Holder {
  /** As people can find it: `pid 12, mig, idle for 3 s`. */
  readonly who: string;
  /** Take the lock away; false when that cannot be done while the holder is at work. */
  free(): Promise<boolean>;
}

export interface BeginOptions {
  /** SQLite: foreign keys are not enforced inside; new violations fail the commit. */
  readonly foreignKeysOff?: boolean;
  /** PostgreSQL: all statements see the database as it is at the first of them. */
  readonly snapshot?: boolean;
}

export interface Lock {
  release(): Promise<void>;
}

/** A place in a transaction. */
export interface Savepoint {
  release(): Promise<void>;
  /** Take back what was done since; the place stays. */
  goBack(): Promise<void>;
}

/** A database that is thrown away. */
export interface Scratch {
  readonly connection: Connection;
  /** Roles of the server whose names begin so go with it. */
  readonly rolePrefix: string;
  /** A script of SQL as it may run there: without what it does to the rest of the server. */
  sparing(script: string): string;
  drop(): Promise<void>;
}

/** A statement without parameters that runs in a transaction. */
export function statement<const T extends string>(
  sql: SqlText<T>,
  options: Partial<Omit<Statement, "sql">> = {},
): Statement {
  return { params: [], transactional: true, foreignKeysOff: false, ...options, sql };
}
