/**
 * The structure of a database as plain data. Absence is `null`, never a missing key, so that
 * equality, hashing and printing are trivial. SQL fragments are the database's own text.
 */
export interface Schema {
  /** Names of the namespaces (PostgreSQL schemas) other than the default one. */
  readonly namespaces: readonly string[];
  /** PostgreSQL: the roles of the server that are managed here. */
  readonly roles: readonly Role[];
  readonly enums: readonly EnumType[];
  readonly sequences: readonly Sequence[];
  readonly tables: readonly Table[];
  readonly views: readonly View[];
  /** Policies of ours on tables that are not. */
  readonly linkedPolicies: readonly LinkedPolicies[];
}

/** A name within a namespace; `schema` is null for the default one (`public`, or all of SQLite). */
export interface Named {
  readonly schema: string | null;
  readonly name: string;
}

/** PostgreSQL: who works with the databases of a server, as far as Drizzle says it. */
export interface Role {
  readonly name: string;
  /** May make databases. */
  readonly createDb: boolean;
  /** May make roles. */
  readonly createRole: boolean;
  /** Has what the roles that it is a member of may do. */
  readonly inherit: boolean;
}

/** An enumerated type with its labels in order. */
export interface EnumType extends Named {
  readonly values: readonly string[];
}

/** How a sequence counts. Numbers are text, since they may pass 2^53; null is what the engine picks. */
export interface SequenceOptions {
  readonly start: string | null;
  readonly increment: string | null;
  readonly min: string | null;
  readonly max: string | null;
  readonly cache: string | null;
  readonly cycle: boolean;
}

/** PostgreSQL: a sequence that is neither the identity nor the serial of a column. */
export interface Sequence extends Named, SequenceOptions {
  /** `smallint`, `integer` or `bigint`. */
  readonly type: string;
  /** The column that it goes with when that is dropped. */
  readonly ownedBy: OwnerColumn | null;
}

/** A column by the table that it is in. */
export interface OwnerColumn {
  readonly schema: string | null;
  readonly table: string;
  readonly column: string;
}

/** A table with all that belongs to it alone. */
export interface Table extends Named {
  readonly columns: readonly Column[];
  readonly primaryKey: PrimaryKey | null;
  readonly uniques: readonly Unique[];
  readonly checks: readonly Check[];
  readonly foreignKeys: readonly ForeignKey[];
  readonly indexes: readonly Index[];
  readonly triggers: readonly Trigger[];
  readonly attachments: readonly Attachment[];
  /** PostgreSQL: policies decide which rows are seen and written. */
  readonly rowSecurity: boolean;
  /** PostgreSQL: also for the owner of the table. */
  readonly forcedRowSecurity: boolean;
  readonly policies: readonly Policy[];
  /** SQLite: `STRICT`. */
  readonly strict: boolean;
  /** SQLite: `WITHOUT ROWID`. */
  readonly withoutRowid: boolean;
  readonly comment: string | null;
}

declare const type: unique symbol;

/**
 * A type with its arguments as the database's SQL says it; an enum may lack the quotes where its letters cannot
 * be read as anything else. No plain text is one: types.ts makes them, of names or of a person's SQL.
 */
export type TypeText = string & { readonly [type]: true };

/** How PostgreSQL stores long values: compressed or not, in the row or outside of it. */
export type Storage = "plain" | "external" | "extended" | "main";

/** A column. */
export interface Column {
  readonly name: string;
  readonly type: TypeText;
  readonly nullable: boolean;
  /** An SQL expression, without outer parentheses. */
  readonly default: string | null;
  readonly generated: Generated | null;
  readonly identity: Identity | null;
  /** Only when it is not the default of the type or the database. */
  readonly collation: string | null;
  /** SQLite: `INTEGER PRIMARY KEY AUTOINCREMENT`. */
  readonly autoincrement: boolean;
  /** PostgreSQL: how its values are stored, where that is not as the type has it. */
  readonly storage: Storage | null;
  /** PostgreSQL: how closely its values are looked at by ANALYZE, where that was set. */
  readonly statistics: number | null;
  readonly comment: string | null;
}

/** A column computed from others, kept (`stored`) or computed on reading. */
export interface Generated {
  readonly expression: string;
  readonly stored: boolean;
}

/** PostgreSQL: a column filled from a sequence of its own. Numbers are text, since they may pass 2^53. */
export interface Identity extends SequenceOptions {
  readonly always: boolean;
  /** The sequence's name when it is not the one PostgreSQL picks. */
  readonly sequence: string | null;
}

/** `nameExplicit` false: the name is a default, of the engine or of Drizzle, and is not compared. */
export interface ConstraintName {
  /** null: the engine picks it (PostgreSQL) or there is none (SQLite). */
  readonly name: string | null;
  readonly nameExplicit: boolean;
  /** PostgreSQL. */
  readonly comment: string | null;
}

/** What SQLite does with a row that breaks a constraint: `abort` is the default and is null here. */
export type OnConflict = "rollback" | "fail" | "ignore" | "replace";

/** PostgreSQL: what an index has in addition to its keys, be it that of a constraint or one of its own. */
export interface IndexTraits {
  /** Columns stored but not searched. */
  readonly include: readonly string[];
  /** Storage parameters, sorted by name, e.g. `[["fillfactor", "70"]]`. */
  readonly with: readonly (readonly [string, string])[];
  /** `CLUSTER` puts the rows of the table in its order. */
  readonly clustered: boolean;
  /** Subscribers to the table tell its rows apart by it: `REPLICA IDENTITY USING INDEX`. */
  readonly replicaIdentity: boolean;
}

/** What most indexes are: nothing but their keys. */
export const plainIndex: IndexTraits = { include: [], with: [], clustered: false, replicaIdentity: false };

/** The key by which a table names its rows. */
export interface PrimaryKey extends ConstraintName, IndexTraits {
  readonly columns: readonly string[];
  readonly deferrable: Deferrable | null;
  readonly onConflict: OnConflict | null;
}

/** Columns that no two rows have the same values in. */
export interface Unique extends ConstraintName, IndexTraits {
  readonly columns: readonly string[];
  readonly nullsNotDistinct: boolean;
  readonly deferrable: Deferrable | null;
  readonly onConflict: OnConflict | null;
}

/** A rule that every row keeps. */
export interface Check extends ConstraintName {
  readonly expression: string;
  /** PostgreSQL: false for a `NOT VALID` constraint. */
  readonly validated: boolean;
  /** PostgreSQL: tables that inherit do not take it over. */
  readonly noInherit: boolean;
}

/** When a constraint is looked at. */
export type Deferrable = "immediate" | "deferred";
/** What becomes of rows whose row they refer to is changed or deleted. */
export type ReferentialAction = "cascade" | "restrict" | "set null" | "set default";

/** Columns that refer to the columns of a table. */
export interface ForeignKey extends ConstraintName {
  readonly columns: readonly string[];
  readonly references: {
    readonly schema: string | null;
    readonly table: string;
    readonly columns: readonly string[];
  };
  /** null is `NO ACTION`. */
  readonly onUpdate: ReferentialAction | null;
  readonly onDelete: ReferentialAction | null;
  /** PostgreSQL: the columns that `SET NULL` or `SET DEFAULT` is limited to. */
  readonly onDeleteColumns: readonly string[] | null;
  readonly matchFull: boolean;
  readonly deferrable: Deferrable | null;
  readonly validated: boolean;
}

/** An index that is not the one of a constraint. */
export interface Index extends ConstraintName, IndexTraits {
  readonly unique: boolean;
  readonly nullsNotDistinct: boolean;
  /** Access method; `btree` is the default and the only one of SQLite. */
  readonly method: string;
  readonly keys: readonly IndexKey[];
  readonly where: string | null;
}

/** One key of an index: a column, or an SQL expression without its parentheses. */
export interface IndexKey {
  readonly column: string | null;
  readonly expression: string | null;
  readonly descending: boolean;
  /** null: the engine's default (PostgreSQL: last for ascending, first for descending). */
  readonly nulls: "first" | "last" | null;
  /** Only when it is not the default of the type. */
  readonly opclass: string | null;
  readonly collation: string | null;
}

/** A trigger, or a rule of PostgreSQL on a table, kept as the text that makes it again. */
export interface Trigger {
  readonly name: string;
  readonly sql: string;
}

/** PostgreSQL: what else belongs to a table and goes with it, kept as the text that makes it again. */
export interface Attachment {
  /** In words: `statistics a_and_b`. */
  readonly what: string;
  readonly sql: string;
  /** What drops a thing of its own, such as an exclusion constraint; null where the table only has it, as rights. */
  readonly drop: string | null;
  /** The columns that it cannot be without: it goes with the first of them that is dropped. */
  readonly columns: readonly string[];
}

/** What a policy is about. */
export type PolicyCommand = "all" | "select" | "insert" | "update" | "delete";

/** PostgreSQL: which rows of a table some roles may see or write. */
export interface Policy {
  readonly name: string;
  /** False: a row must pass it in addition to the permissive ones. */
  readonly permissive: boolean;
  readonly command: PolicyCommand;
  /** Sorted; `public` is everybody. */
  readonly roles: readonly string[];
  /** The rows that are there. */
  readonly using: string | null;
  /** The rows as they are written; null: as `using`. */
  readonly check: string | null;
}

/** A table that is not ours, with the policies of ours on it. */
export interface LinkedPolicies extends Named {
  readonly policies: readonly Policy[];
}

/** A view, kept as the query it stands for. */
export interface View extends Named {
  readonly query: string;
  readonly materialized: boolean;
  /** Column names where the view names them itself. */
  readonly columns: readonly string[] | null;
  /** Options of `WITH (...)`, sorted by name. */
  readonly with: readonly (readonly [string, string])[];
  /** PostgreSQL: how a materialized view keeps its rows, where that is not the usual way. */
  readonly accessMethod: string | null;
  /** PostgreSQL: where a materialized view keeps its rows, where that is not the usual place. */
  readonly tablespace: string | null;
  /** PostgreSQL: false for a materialized view that has no rows yet; a refresh fills it, so that it is not compared. */
  readonly populated: boolean;
  /** Statements that must follow to make it whole again: indexes of a materialized view, triggers, grants. */
  readonly attachments: readonly string[];
  /** Keys (see names.ts) of the tables and views it reads, when the engine tells. */
  readonly reads: readonly string[];
  /** The names of the columns that it gives, when they are known. */
  readonly outputs: readonly string[] | null;
  /** PostgreSQL: what these columns are, in the words of the server, when it has said so. */
  readonly outputTypes: readonly string[] | null;
}

/** A database without anything in it. */
export const emptySchema: Schema = {
  namespaces: [],
  roles: [],
  enums: [],
  sequences: [],
  tables: [],
  views: [],
  linkedPolicies: [],
};
