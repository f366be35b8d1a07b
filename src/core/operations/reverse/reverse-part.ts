import type { Schema } from "../../schema/schema.ts";
import type { Interpreter, Operation, OperationKind } from "../operations.ts";

/** What undoes an operation that starts from a structure; null when nothing does. */
export type Reverse = (before: Schema) => readonly Operation[] | null;

/** The part of the interpreter for some of the operations. */
export type ReversePart<K extends OperationKind> = Pick<Interpreter<Reverse>, K>;
