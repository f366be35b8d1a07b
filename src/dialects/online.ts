import type { Operation } from "../core/operations/operations.ts";
import type { Schema } from "../core/schema/schema.ts";
import type { TableSize } from "../core/table-size.ts";
import type { Connection } from "./dialect.ts";

/** Changes of tables that keep nobody waiting for long who uses them. */
export interface OnlineChanges {
  /** How large tables are, by their names; without those that are not there. */
  sizesOf(connection: Connection, tables: readonly string[]): Promise<ReadonlyMap<string, TableSize>>;
  /** How an operation is carried out so; null where it takes no lock for long as it is. */
  formOf(operation: Operation, before: Schema): OnlineForm | null;
  /** The drop or the creation of an index where both are of one name, so that there is always one to use. */
  replacing(operation: Operation): readonly Operation[];
  /** Whether an operation may use a label of an enumerated type. */
  readonly usesLabel: (operation: Operation, label: string) => boolean;
}

/** An operation in steps that hold no lock for long. */
export interface OnlineForm {
  /** The tables whose users would have to wait otherwise. */
  readonly tables: readonly string[];
  readonly operations: readonly Operation[];
  /** "alone": each is committed before the next; "first": all are before what uses them. */
  readonly how: "alone" | "first";
  /** Whether it works on a table whose rows lie in partitions. */
  readonly partitions: boolean;
  /** Why, as a sentence without its full stop. */
  readonly why: string;
}
