import { unsupportedOperation } from "../../../core/errors/database.ts";
import type { Interpreter, OperationKind } from "../../../core/operations/operations.ts";
import type { Schema } from "../../../core/schema/schema.ts";
import { statement, type Statement } from "../../dialect.ts";
import type { Sql } from "../../sql.ts";

/** The structure an operation starts from, worked out only when it is asked for. */
export type Before = () => Schema;

/** How an operation is carried out: by statements, or as a change of a table that a rebuild could do as well. */
export type Move = Direct | Reshape;

export interface Direct {
  readonly table: null;
  statements(before: Before): readonly Statement[];
}

export interface Reshape {
  /** The table, as in names.ts. */
  readonly table: string;
  /** Statements that do it to the table as it is; null when only a rebuild can. */
  native(before: Before): readonly Statement[] | null;
}

/** The moves of some operations. */
export type Moves<K extends OperationKind> = Pick<Interpreter<Move>, K>;

/** An operation that is a list of statements. */
export function direct(statements: (before: Before) => readonly Sql[]): Direct {
  return { table: null, statements: (before) => statements(before).map((sql) => statement(sql)) };
}

/** An operation that changes a table; `native` gives null where SQLite has no statement for it. */
export function reshape(table: string, native: (before: Before) => readonly Sql[] | null): Reshape {
  return { table, native: (before) => native(before)?.map((sql) => statement(sql)) ?? null };
}

/** An operation that means nothing to SQLite. */
export function refused(what: string, hint: string): () => never {
  return () => {
    throw unsupportedOperation(what, "sqlite", hint);
  };
}
