import type { Sql } from "../../sql.ts";
import type { Interpreter, OperationKind } from "../../../core/operations/operations.ts";
import type { Schema } from "../../../core/schema/schema.ts";
import type { Statement } from "../../dialect.ts";

/** What an operation is compiled with. */
export interface Context {
  /** The structure just before the operation; computed when it is asked for, since most need none. */
  readonly before: Schema;
}

/** The statements of one operation; text is a statement without parameters that runs in a transaction. */
export type Compile = (context: Context) => readonly (Sql | Statement)[];

/** The interpreter's functions for some kinds of operations. */
export type CompilersOf<K extends OperationKind> = Pick<Interpreter<Compile>, K>;
