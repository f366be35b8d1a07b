import { applyIfPossible } from "../adopt/apply-if-possible.ts";
import { sqlOfCustom } from "../operations/custom.ts";
import { dependenciesOf } from "../operations/dependencies.ts";
import { columnKey, tableKey } from "../operations/keys.ts";
import type { Operation } from "../operations/operations.ts";
import type { Schema } from "../schema/schema.ts";
import type { Lexical } from "../sql/lexical.ts";
import { statementsOf } from "../sql/statements.ts";
import { callAct, type Act } from "./act.ts";
import { actsOf } from "./read/statement.ts";

/** A call of a revision, or a statement of an SQL one, with the line that it begins on. */
export interface Piece {
  readonly operation: Operation;
  /** Counted from 1; null when it is not known. */
  readonly line: number | null;
  /** Counted from 1, of a call's name. */
  readonly column: number | null;
  /** Made by op.seed, op.backfill and the like. */
  readonly inBatches: boolean;
}

/** What is known of the database that a revision is for, beyond its structure. */
export interface Facts {
  /** Milliseconds a statement may wait for a lock; 0 is no limit. */
  readonly lockTimeout: number;
  /** `server_version_num`; null when no server was asked. */
  readonly serverVersion: number | null;
  /** Partitioned tables. */
  readonly partitioned: ReadonlySet<string>;
  /** How often each index has been used; null when no server was asked. */
  readonly scans: ReadonlyMap<string, number> | null;
  /** Whether an operation has its table rebuilt. */
  readonly rebuilds: (operation: Operation, before: Schema) => boolean;
}

/** An act in its place: where it stands, and what was there before it. */
export interface Entry {
  readonly act: Act;
  readonly line: number | null;
  readonly column: number | null;
  readonly before: Schema;
  /** Which of the statements or calls of the revision it is of. */
  readonly group: number;
}

/** All that a rule may ask of a revision. */
export interface Scene {
  readonly lexical: Lexical;
  readonly facts: Facts;
  /** Whether the revision runs in a transaction. */
  readonly transaction: boolean;
  readonly entries: readonly Entry[];
  /** The structure after the revision. */
  readonly after: Schema;
  /** Whether the revision itself has made a table before the entry of this number. */
  isNew(table: string, at: number): boolean;
  isNewColumn(table: string, column: string, at: number): boolean;
  /** The same of anything by its key, see operations/keys.ts. */
  madeBefore(key: string, at: number): boolean;
}

/** Look at what a revision does, act by act, from the structure that it starts from. */
export function sceneOf(
  pieces: readonly Piece[],
  before: Schema,
  { lexical, facts, transaction }: Pick<Scene, "lexical" | "facts" | "transaction">,
): Scene {
  const entries: Entry[] = [];
  const made = new Map<string, number>();
  let schema = before;
  let group = 0;
  const take = (act: Act, { line, column }: Piece): void => {
    const at = entries.push({ act, line, column, before: schema, group }) - 1;
    if (act.kind !== "operation") return;
    const { provides, destroys } = dependenciesOf(act.operation, schema);
    // What gets another name, or another place, is as new as it was.
    if (destroys.every((key) => made.has(key)))
      for (const key of provides) if (!made.has(key)) made.set(key, at);
    schema = applyIfPossible(schema, act.operation);
  };
  for (const piece of pieces) {
    const { operation, inBatches } = piece;
    const sql =
      operation.kind === "execute"
        ? operation.args[0]
        : operation.kind === "custom"
          ? sqlOfCustom(...operation.args, lexical)
          : null;
    if (operation.kind !== "execute") take(callAct(operation, inBatches), piece);
    group += 1;
    for (const statement of sql === null ? [] : statementsOf(sql, lexical)) {
      for (const act of actsOf(statement.sql, lexical, schema))
        take({ ...act, said: { ...act.said, inBatches } }, piece);
      group += 1;
    }
  }
  const madeBefore = (key: string, at: number): boolean => (made.get(key) ?? at) < at;
  return {
    lexical,
    facts,
    transaction,
    entries,
    after: schema,
    madeBefore,
    isNew: (table, at) => madeBefore(tableKey(table), at),
    isNewColumn: (table, column, at) => madeBefore(columnKey(table, column), at),
  };
}
