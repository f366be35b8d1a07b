import type {
  Check,
  Column,
  EnumType,
  ForeignKey,
  Generated,
  Identity,
  Index,
  IndexKey,
  Policy,
  PrimaryKey,
  Role,
  Sequence,
  Storage,
  Table,
  Unique,
  View,
} from "../schema/schema.ts";

/**
 * What a revision writes down: the same data as the model, with everything left out that has its SQL
 * default. Names are one string: `users`, or `auth.users`; a part with dots or quotes is quoted as in SQL
 * (`"odd.name"`), see schema/names.ts.
 */
export type Sparse<T> = { readonly [K in keyof T]?: T[K] | null };

export type GeneratedSpec = Pick<Generated, "expression"> & Sparse<Generated>;
export type IdentitySpec = Sparse<Identity>;

/** A column is nullable unless it says `nullable: false`. */
export type ColumnSpec = Pick<Column, "name"> &
  Sparse<Omit<Column, "name" | "type" | "generated" | "identity">> & {
    /** SQL, as a column of this type is declared. */
    readonly type: string;
    readonly generated?: GeneratedSpec | null;
    readonly identity?: IdentitySpec | null;
  };

/** A constraint as a call gives it: a name that is given is one that was given. */
export type Constraint<T> = Sparse<Omit<T, "nameExplicit">>;
export type PrimaryKeySpec = Pick<PrimaryKey, "columns"> & Constraint<PrimaryKey>;
export type UniqueSpec = Pick<Unique, "columns"> & Constraint<Unique>;
export type CheckSpec = Pick<Check, "expression"> & Constraint<Check>;
export type ForeignKeySpec = Pick<ForeignKey, "columns"> &
  Constraint<Omit<ForeignKey, "references">> & {
    /** `table` is a name as above; `columns` are given in the order of the key's own. */
    readonly references: { readonly table: string; readonly columns: readonly string[] };
  };

/** A key is a column's name, or an object where it needs more. */
export type IndexKeySpec = string | Sparse<IndexKey>;
export type IndexSpec = Constraint<Omit<Index, "keys">> & { readonly columns: readonly IndexKeySpec[] };

/** A column of a new table, with those constraints that are of this column alone. */
export type TableColumnSpec = ColumnSpec & {
  /** The primary key of the table is this column. */
  readonly primaryKey?: true | null;
  /** A unique constraint over this column; a text is its name. */
  readonly unique?: true | string | null;
  /** A foreign key from this column to `column` of `table`. */
  readonly references?: ColumnReference | null;
};

/** What a column refers to, written inline with it. */
export type ColumnReference = Omit<ForeignKeySpec, "columns" | "references"> & {
  readonly table: string;
  readonly column: string;
};

/**
 * A table with its columns, keys and constraints; indexes are made by `createIndex`. `Name` are the names of its columns,
 * `Used` those that its keys say.
 */
export type TableSpec<Name extends string = string, Used extends string = Name> = Sparse<
  Pick<Table, "strict" | "withoutRowid" | "comment" | "rowSecurity" | "forcedRowSecurity">
> & {
  readonly name: string;
  readonly columns: readonly (TableColumnSpec & { readonly name: Name })[];
  readonly primaryKey?: (PrimaryKeySpec & { readonly columns: readonly Used[] }) | null;
  readonly uniques?: readonly (UniqueSpec & { readonly columns: readonly Used[] })[] | null;
  readonly checks?: readonly CheckSpec[] | null;
  readonly foreignKeys?: readonly (ForeignKeySpec & { readonly columns: readonly Used[] })[] | null;
};

export type EnumSpec = Pick<EnumType, "name" | "values">;
/** A sequence of `bigint` from 1 on unless it says otherwise; the column that owns it is set by `alterSequence`. */
export type SequenceSpec = Pick<Sequence, "name"> & Sparse<Omit<Sequence, "name" | "schema" | "ownedBy">>;

/** What changes of a sequence; what is absent stays, null is what the engine picks. */
export type SequenceChange = Partial<Omit<Sequence, "name" | "schema">>;

/** A role that inherits, and may make neither databases nor roles, unless it says so. */
export type RoleSpec = Pick<Role, "name"> & Sparse<Role>;

/** What changes of a role; what is absent stays. */
export type RoleChange = Partial<Omit<Role, "name">>;

/** A policy for everybody and all commands, permissive unless it says `permissive: false`. */
export type PolicySpec = Pick<Policy, "name"> & Sparse<Policy>;

/** What changes of a policy; what is absent stays. */
export type PolicyChange = Partial<Pick<Policy, "roles">> & {
  readonly using?: string;
  readonly check?: string;
};

/** What changes of the row level security of a table; what is absent stays. */
export interface RowSecurityChange {
  readonly enabled?: boolean;
  /** Also for the owner of the table. */
  readonly forced?: boolean;
}

export type ViewSpec = Pick<View, "name" | "query"> &
  Sparse<Omit<View, "name" | "schema" | "query" | "reads" | "outputs" | "outputTypes">>;

/** What changes of a view that stays; what is absent stays. All options of `with` are given; another query gives the same columns. */
export type ViewChange = Partial<Pick<View, "query" | "with" | "accessMethod" | "tablespace">>;

/** What changes of a column; what is absent stays. `default: null` drops the default, and so on. */
export interface ColumnChange {
  readonly type?: string;
  /** PostgreSQL: how to make the new value from the old one, where the engine has no cast of its own. */
  readonly using?: string;
  readonly nullable?: boolean;
  readonly default?: string | null;
  readonly generated?: GeneratedSpec | null;
  readonly identity?: IdentitySpec | null;
  readonly collation?: string | null;
  readonly autoincrement?: boolean;
  readonly storage?: Storage | null;
  readonly statistics?: number | null;
  readonly comment?: string | null;
}

/** A constraint by its name, or by what it is where it has none. */
export type ConstraintRef =
  | string
  | { readonly unique: readonly string[] }
  | { readonly foreignKey: readonly string[] }
  | { readonly check: string };
