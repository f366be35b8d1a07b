import type { CustomDefinition } from "./custom.ts";
import type {
  CheckSpec,
  ColumnChange,
  ColumnSpec,
  ConstraintRef,
  EnumSpec,
  ForeignKeySpec,
  IndexSpec,
  PolicyChange,
  PolicySpec,
  PrimaryKeySpec,
  RoleChange,
  RoleSpec,
  RowSecurityChange,
  SequenceChange,
  SequenceSpec,
  TableSpec,
  UniqueSpec,
  ViewChange,
  ViewSpec,
} from "./spec.ts";

/** A row of data for `bulkInsert`, by column name. */
export type Row = Readonly<Record<string, unknown>>;

/** Every operation by name, with its arguments; a line here is a new operation. */
export interface Operations {
  /** Create a namespace (PostgreSQL schema). */
  createSchema: [name: string];
  /** Drop an empty namespace. */
  dropSchema: [name: string];

  /** Rename a namespace, with all that is in it. */
  renameSchema: [from: string, to: string];

  /** Create a role; one that the server has already is taken as it is. */
  createRole: [role: RoleSpec];
  /** Change what a role may do. */
  alterRole: [name: string, change: RoleChange];
  /** Rename a role, for all databases of the server. */
  renameRole: [from: string, to: string];
  /** Drop a role that nothing uses any more; with `madeHere` only where a revision of this database has made it. */
  dropRole: [name: string, options?: { readonly madeHere?: boolean }];

  /** Create an enumerated type. */
  createEnum: [type: EnumSpec];
  /** Drop an enumerated type. */
  dropEnum: [name: string];
  /** Rename an enumerated type; the new name has no namespace. */
  renameEnum: [from: string, to: string];
  /** Move an enumerated type to another namespace; null is the default one. */
  moveEnum: [name: string, namespace: string | null];
  /** Add a label to an enumerated type, at the end unless `before` or `after` names another label. */
  addEnumValue: [name: string, value: string, place?: { readonly before?: string; readonly after?: string }];
  /** Rename a label of an enumerated type. */
  renameEnumValue: [name: string, from: string, to: string];
  /** Replace all labels of an enumerated type; `replace` says what becomes of the values that are gone. */
  changeEnum: [name: string, values: readonly string[], replace?: Readonly<Record<string, string>>];

  /** Create a sequence that stands by itself. */
  createSequence: [sequence: SequenceSpec];
  /** Drop a sequence that nothing uses any more. */
  dropSequence: [name: string];
  /** Rename a sequence; the new name has no namespace. */
  renameSequence: [from: string, to: string];
  /** Move a sequence to another namespace; null is the default one. */
  moveSequence: [name: string, namespace: string | null];
  /** Change how a sequence counts, or which column it goes with. */
  alterSequence: [name: string, change: SequenceChange];

  /** Create a table with its columns and constraints. */
  createTable: [table: TableSpec];
  /** Drop a table and what belongs to it alone. */
  dropTable: [name: string];
  /** Rename a table; the new name has no namespace. */
  renameTable: [from: string, to: string];
  /** Move a table to another namespace, with what belongs to it; null is the default one. */
  moveTable: [name: string, namespace: string | null];
  /** Set or remove the comment of a table. */
  setTableComment: [table: string, comment: string | null];

  /** Add a column to a table. */
  addColumn: [table: string, column: ColumnSpec];
  /** Drop a column of a table. */
  dropColumn: [table: string, column: string];
  /** Rename a column. */
  renameColumn: [table: string, from: string, to: string];
  /** Change a column: type, nullability, default, identity, generation, collation, comment. */
  alterColumn: [table: string, column: string, change: ColumnChange];

  /** Add a primary key; PostgreSQL can make it of a unique index that is there, which takes its name. */
  createPrimaryKey: [table: string, primaryKey: PrimaryKeySpec, options?: { readonly usingIndex?: string }];
  /** Drop the primary key. */
  dropPrimaryKey: [table: string];
  /** Add a unique constraint; PostgreSQL can make it of a unique index that is there, which takes its name. */
  createUniqueConstraint: [table: string, unique: UniqueSpec, options?: { readonly usingIndex?: string }];
  /** Add a check constraint. */
  createCheckConstraint: [table: string, check: CheckSpec];
  /** Add a foreign key. */
  createForeignKey: [table: string, foreignKey: ForeignKeySpec];
  /** Drop a unique constraint, check or foreign key. */
  dropConstraint: [table: string, constraint: ConstraintRef];
  /** Look through all rows for a check or foreign key that was made with `validated: false`; writers need not wait. */
  validateConstraint: [table: string, constraint: ConstraintRef];
  /** Rename a constraint. */
  renameConstraint: [table: string, from: string, to: string];

  /** Create an index; with `concurrently` only in a revision that says `transaction = false`. */
  createIndex: [table: string, index: IndexSpec, options?: { readonly concurrently?: boolean }];
  /** Drop an index of a table. */
  dropIndex: [table: string, name: string, options?: { readonly concurrently?: boolean }];
  /** Rename an index. */
  renameIndex: [table: string, from: string, to: string];

  /** Turn row level security of a table on or off, and for its owner too. */
  setRowSecurity: [table: string, change: RowSecurityChange];
  /** Create a policy on a table. */
  createPolicy: [table: string, policy: PolicySpec];
  /** Drop a policy of a table. */
  dropPolicy: [table: string, name: string];
  /** Rename a policy of a table. */
  renamePolicy: [table: string, from: string, to: string];
  /** Change the roles or expressions of a policy. */
  alterPolicy: [table: string, name: string, change: PolicyChange];

  /** Create a view. */
  createView: [view: ViewSpec];
  /** Drop a view. */
  dropView: [name: string];
  /** Change the options of a view, and where and how a materialized one keeps its rows. */
  alterView: [name: string, change: ViewChange];
  /** Rename a view; the new name has no namespace. */
  renameView: [from: string, to: string];
  /** Move a view to another namespace; null is the default one. */
  moveView: [name: string, namespace: string | null];

  /** Run SQL, and say what undoes it; `""` says that nothing need be undone. Several statements are allowed where the driver allows them. */
  execute: [sql: string, undo?: string];
  /** Insert rows in batches; `conflict` says what becomes of the rows that are already there. */
  bulkInsert: [table: string, rows: readonly Row[], options?: BulkInsertOptions];
  /** An operation of the user's own, see `defineOperation`. */
  custom: [definition: CustomDefinition, args: unknown];
}

/** `size` is the number of rows a statement, by default as many as the engine's limits allow. */
export interface BulkInsertOptions {
  /** A row that is there already fails the insert (the default), stays as it is, or is overwritten. */
  readonly conflict?: "fail" | "ignore" | "update";
  /** The columns by which `update` knows that a row is there already: those of a unique constraint or the primary key. */
  readonly key?: string | readonly string[];
  readonly size?: number;
}

/** The name of an operation. */
export type OperationKind = keyof Operations;

/** One schema change as plain data: a kept call. */
export type Operation = { [K in OperationKind]: OperationOf<K> }[OperationKind];

/** The operation of one kind. */
export interface OperationOf<K extends OperationKind> {
  readonly kind: K;
  readonly args: Readonly<Operations[K]>;
}

/** A call as data: `call("dropTable", "users")`. */
export function call<K extends OperationKind>(kind: K, ...args: Operations[K]): OperationOf<K> {
  return { kind, args };
}

/** One function an operation; a forgotten kind does not compile. */
export type Interpreter<R> = { readonly [K in keyof Operations]: (...args: Operations[K]) => R };

/** Apply the interpreter's function for this operation to its arguments. */
export function interpret<R>(interpreter: Interpreter<R>, operation: Operation): R {
  // The one cast: the compiler cannot see that `kind` and `args` belong together.
  const run = interpreter[operation.kind] as (...args: readonly unknown[]) => R;
  return run(...operation.args);
}
