import { wholeColumn, type Loss } from "../core/operations/loss.ts";
import { make } from "../core/operations/make.ts";
import { sqlOfCustom } from "../core/operations/custom.ts";
import type { Operation } from "../core/operations/operations.ts";
import { formatName } from "../core/schema/names.ts";
import type { Schema } from "../core/schema/schema.ts";
import { effectsOf } from "../core/sql/effects.ts";
import type { Lexical } from "../core/sql/lexical.ts";
import { statementsOf } from "../core/sql/statements.ts";
import type { Held, RenameTracking } from "./rename-tracking.ts";

/** A loss in words, and where in the live database it is. */
export interface FoundLoss {
  readonly text: string;
  readonly origin: Loss;
  /** What the table held then. */
  readonly held: Held;
  /** The table itself goes. */
  readonly drops: boolean;
}

/** Plain SQL a statement at a time, so that each is seen with what those before it have done. */
export function piecesOf(operation: Operation, lexical: Lexical): readonly Operation[] {
  const sql =
    operation.kind === "execute"
      ? operation.args[0]
      : operation.kind === "custom" && operation.args[0].losses === undefined
        ? sqlOfCustom(...operation.args, lexical)
        : null;
  return sql === null ? [operation] : statementsOf(sql, lexical).map((each) => make.execute(each.sql));
}

/** Whether an operation takes tables themselves away. */
export function dropsTables(operation: Operation, lexical: Lexical): boolean {
  if (operation.kind === "execute")
    return effectsOf(operation.args[0], lexical).some(({ kind }) => kind === "dropTable");
  return operation.kind === "dropTable";
}

/**
 * What is lost when the step has ended. A table that is dropped and recreated under its name from its own
 * rows, as SQLite asks for, loses no more than the columns that were not taken along.
 */
export function remaining(
  found: FoundLoss,
  tracking: RenameTracking,
  live: Schema,
): readonly Pick<FoundLoss, "text" | "origin">[] {
  const { held } = found;
  if (!found.drops) return [found];
  if (!held.isMain) return [];
  const now = tracking.held(held.known);
  if (now?.name !== held.name) return [found];
  return columnsLeftBehind(held, now, live);
}

/** The columns of a table whose values its copy does not hold. */
export function columnsLeftBehind(
  held: Held,
  copy: Held,
  live: Schema,
): readonly Pick<FoundLoss, "text" | "origin">[] {
  const table = live.tables.find((each) => formatName(each) === held.name);
  return (table?.columns ?? [])
    .filter(({ name, generated }) => generated === null && held.holds.has(name) && !copy.holds.has(name))
    .map(({ name }) => {
      const text = `drops column ${held.known}.${name}`;
      return { text, origin: wholeColumn(text, held.name, name) };
    });
}
