import { interpret, type Interpreter, type Operation } from "../../../core/operations/operations.ts";
import { emptySchema, type Schema } from "../../../core/schema/schema.ts";
import type { Statement } from "../../dialect.ts";
import { absentMoves } from "./absent.ts";
import { afterOperation } from "./after.ts";
import { columnMoves } from "./column.ts";
import { constraintMoves } from "./constraint.ts";
import { customMoves } from "./custom.ts";
import { indexMoves } from "./index.ts";
import type { Before, Move } from "./move.ts";
import { rebuild } from "./rebuild.ts";
import { rowMoves } from "./rows.ts";
import { tableMoves } from "./table.ts";
import { viewMoves } from "./view.ts";
import type { Capabilities } from "../driver/version.ts";

/** The statements of operations; neighbours on one table share a rebuild where one of them needs it. */
export function compile(
  operations: readonly Operation[],
  before: Schema,
  capabilities: Capabilities,
): readonly Statement[] {
  const moves = movesOf(capabilities);
  const statements: Statement[] = [];
  let now: Before = () => before;
  let run: Run | null = null;
  const flush = (): void => {
    if (run !== null) statements.push(...(run.native ?? rebuild(run.start(), run.table, run.operations)));
    run = null;
  };
  for (const operation of operations) {
    const move = interpret(moves, operation);
    if (run !== null && run.table !== move.table) flush();
    if (move.table === null) {
      statements.push(...move.statements(now));
    } else {
      run ??= { table: move.table, start: now, operations: [], native: [] };
      const native: readonly Statement[] | null = run.native === null ? null : move.native(now);
      run.native = run.native === null || native === null ? null : [...run.native, ...native];
      run.operations.push(operation);
    }
    now = once(now, operation);
  }
  flush();
  return statements;
}

/** True when the statements depend on the structure: the operation looks at it, or only a rebuild can do it. */
export function readsSchema(operation: Operation, capabilities: Capabilities): boolean {
  let looked = false;
  const before = (): Schema => {
    looked = true;
    return emptySchema;
  };
  try {
    const move = interpret(movesOf(capabilities), operation);
    if (move.table === null) move.statements(before);
    else if (move.native(before) === null) return true;
  } catch {
    // It is refused, or looked for what an empty structure does not have; compiling it says so.
  }
  return looked;
}

/** Neighbouring operations on one table. `native` is null once one of them needs a rebuild. */
interface Run {
  readonly table: string;
  readonly start: Before;
  readonly operations: Operation[];
  native: readonly Statement[] | null;
}

/** The structure after the operation, computed when it is asked for. */
function once(before: Before, operation: Operation): Before {
  let after: Schema | null = null;
  return () => (after ??= afterOperation(before(), operation));
}

function movesOf(capabilities: Capabilities): Interpreter<Move> {
  const known = interpreters.get(capabilities);
  if (known !== undefined) return known;
  const made = {
    ...absentMoves,
    ...tableMoves,
    ...columnMoves(capabilities),
    ...constraintMoves(capabilities),
    ...indexMoves,
    ...viewMoves,
    ...rowMoves,
    ...customMoves,
  };
  interpreters.set(capabilities, made);
  return made;
}

const interpreters = new WeakMap<Capabilities, Interpreter<Move>>();
