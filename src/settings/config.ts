import type { Leavable } from "../core/diff/leavable.ts";
import type { Severities } from "../core/lint/every-rule.ts";
import type { Operation } from "../core/operations/operations.ts";
import type { Column, Schema } from "../core/schema/schema.ts";
import type { AppliedStep } from "./events.ts";

/** What an object of the schema is, for `include` and `comparators`. */
export interface ObjectIdentity {
  readonly kind:
    | "schema"
    | "table"
    | "column"
    | "index"
    | "unique"
    | "check"
    | "foreignKey"
    | "primaryKey"
    | "enum"
    | "role"
    | "sequence"
    | "policy"
    | "view";
  /** A name as in revisions: `users`, `auth.users`; a column's or constraint's own name. */
  readonly name: string;
  /** The table of a column, index, constraint or policy. */
  readonly table: string | null;
  /** Where it was found. */
  readonly side: "live" | "wanted";
}

/**
 * Whether the type, or the default, of a column counts as changed: true or false; undefined leaves it to the engine.
 * It is asked of every column that is in the database and in the Drizzle schema.
 */
export type ColumnComparator = (columns: {
  /** As in revisions: `users`, `auth.users`. */
  readonly table: string;
  readonly live: Column;
  readonly wanted: Column;
}) => boolean | undefined;

/** Sees both schemas and adds operations of its own to those that autogenerate found. */
export type Comparator = (context: {
  readonly live: Schema;
  readonly wanted: Schema;
  readonly query: (
    sql: string,
    params?: readonly unknown[],
  ) => Promise<readonly Readonly<Record<string, unknown>>[]>;
}) => readonly Operation[] | Promise<readonly Operation[]>;

/** Changes, replaces or removes operations before they are written. */
export type Rewriter = (operations: readonly Operation[]) => readonly Operation[];

/** A command that is run on each new revision file; `REVISION_FILE` in it stands for the path. */
export interface PostWriteHook {
  readonly name: string;
  readonly command: readonly string[];
}

/** Which of the roles that the Drizzle schema declares are managed. */
export interface RolesConfig {
  /** Whose own roles are left alone. */
  readonly provider?: "supabase" | "neon";
  /** None but these; one that is named here and no longer declared is dropped. */
  readonly include?: readonly string[];
  /** All but these. */
  readonly exclude?: readonly string[];
}

/** The settings of one database. */
export interface DatabaseConfig {
  readonly dialect?: "postgresql" | "sqlite";
  /** `postgres://…`, or `file:./app.db`, `./app.db`, `:memory:`; relative to the configuration file. */
  readonly url?: string | (() => string | undefined | Promise<string | undefined>);
  /** PostgreSQL: how to encrypt, as Node's `tls.connect` takes it, where the url cannot say it. */
  readonly ssl?: Readonly<Record<string, unknown>>;
  /**
   * What opens the url: `postgres`, `pg` or `pglite`, `better-sqlite3`, `libsql` or `node:sqlite`; the first of
   * them that is installed by default.
   */
  readonly driver?: string;
  /** The application's own driver client instead of a url. */
  readonly client?: unknown;
  /** Files of the Drizzle schema: paths or globs, relative to the configuration file. */
  readonly schema?: string | readonly string[];
  /** Folders of revisions; the first is where new ones are written. */
  readonly revisions?: string | readonly string[];
  /** Look for revisions in subfolders too. */
  readonly recursive?: boolean;
  readonly versionTable?: string;
  readonly journalTable?: string;
  readonly casing?: "snake_case" | "camelCase";
  readonly schemaFilter?: string | readonly string[];
  readonly tablesFilter?: string | readonly string[];
  /** As in drizzle.config; what belongs to an extension is never ours, with or without it. */
  readonly extensionsFilters?: string | readonly string[];
  /** As in drizzle.config: whether roles are managed, and which. */
  readonly entities?: { readonly roles?: boolean | RolesConfig };
  /** Ids of new revisions: twelve random hex digits, or the next number (`009`). `random` by default. */
  readonly revisionId?: "random" | "sequential";
  /** Name of new revision files, without the ending: `{rev}`, `{slug}`, `{year}` … `{second}`, `{epoch}`. */
  readonly fileTemplate?: string;
  /** The longest slug, in characters. */
  readonly slugLength?: number;
  /** IANA name of the zone of dates in names and headers. */
  readonly timezone?: string;
  /** A template of the package, or a folder of the project. */
  readonly template?: string;
  readonly postWriteHooks?: readonly PostWriteHook[];
  /**
   * `step`: a transaction a step. `run`: one for the whole run, as Alembic does on PostgreSQL. By default one a step,
   * but on a database that has no tables as few as can be.
   */
  readonly transaction?: "step" | "run";
  /** Milliseconds to wait for another runner, 10 minutes by default. */
  readonly lockTimeout?: number;
  /** PostgreSQL: milliseconds a statement may wait for a lock before it is tried again later, 1 second by default; 0 is no limit. */
  readonly statementLockTimeout?: number;
  /** PostgreSQL: milliseconds for which a statement is tried again while others hold its locks, 5 minutes by default. */
  readonly busyTimeout?: number;
  /** PostgreSQL: milliseconds a statement may run; 0 is no limit, the default. */
  readonly statementTimeout?: number;
  /** False: `migrate()` does nothing but say so. */
  readonly autoMigrate?: boolean;
  /** True: steps that lose data or are marked breaking need no confirmation. */
  readonly confirmBreaking?: boolean;
  /** Steps that lose no more than this many rows of any table need no confirmation; 0 by default. */
  readonly confirmAbove?: number;
  /** True: adopting a database in a mixed state sets it right first, where nothing is lost by it. */
  readonly repair?: boolean;
  /**
   * PostgreSQL: from which size on a table is changed in steps that keep nobody waiting, in what autogenerate
   * writes: a number of rows, or a text such as `64 MB`. Without it only `--online` writes them.
   */
  readonly onlineAbove?: number | string;
  /** What a run makes of applied revisions whose files were edited or are gone; it warns by default. */
  readonly changedHistory?: "warn" | "error" | "ignore";
  /** How much each rule of `mig lint` matters, by its name: "error", "warning", "notice", or "off". */
  readonly lint?: Severities;
  /** False: the journal does not keep the text of the revisions that are applied, see `--from-journal` of `mig downgrade`. */
  readonly journalSource?: boolean;
  /** Take a backup before the first step of a run; a text is the file or folder for it. */
  readonly backup?: boolean | string;
  /** Renames that autogenerate takes as told: `users.name:users.full_name`. */
  readonly renames?: readonly string[];
  /**
   * Differences that cost much and change little, to be left as the database has them: the order of labels
   * (`label-order`) or of the columns of primary keys (`key-order`) alone, the length of a text column of SQLite,
   * which SQLite never looks at (`text-length`).
   */
  readonly leave?: readonly Leavable[];
  /** False for what autogenerate must not see. */
  readonly include?: (object: ObjectIdentity) => boolean;
  /** What counts as another type of a column; false compares no types. */
  readonly compareType?: boolean | ColumnComparator;
  /** What counts as another default of a column; false compares no defaults. */
  readonly compareServerDefault?: boolean | ColumnComparator;
  readonly comparators?: readonly Comparator[];
  readonly rewrite?: readonly Rewriter[];
  /** Told of each step after its commit. */
  readonly onStep?: (step: AppliedStep) => void | Promise<void>;
}

/** What `migrate.config.ts` exports: the settings of one database, or of several by name over common ones. */
export interface Config extends DatabaseConfig {
  readonly databases?: Readonly<Record<string, DatabaseConfig>>;
}

/** Types the configuration; returns it as it is. */
export function defineConfig(config: Config): Config {
  return config;
}
