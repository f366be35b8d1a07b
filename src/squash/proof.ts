import { counted } from "../core/counted.ts";
import { operationsBetween } from "../core/diff/between.ts";
import { MigError } from "../core/errors.ts";
import { noScratch, squashUnequal } from "../core/errors/squash.ts";
import type { Direction, Step } from "../core/graph/plan.ts";
import { describeOperation } from "../core/operations/describe.ts";
import type { Operation } from "../core/operations/operations.ts";
import { formatName } from "../core/schema/names.ts";
import type { Schema } from "../core/schema/schema.ts";
import type { Database, Environment } from "../project/environment.ts";
import { onScratch } from "../workbench/scratch-run.ts";
import type { SquashBodies } from "./bodies.ts";
import { sql } from "../dialects/sql.ts";
import { operationsOf } from "../core/diff/change.ts";

/** A state to compare: the structure, and how many rows each table has. */
interface State {
  readonly schema: Schema;
  readonly rows: ReadonlyMap<string, number>;
}

/**
 * Run the old way and the squash on two empty databases. They must lead to the same structure and the same
 * numbers of rows, and the way back of the squash to where both began. Throws when they do not.
 */
export async function proveSquash(
  environment: Environment,
  database: Database,
  steps: { readonly before: readonly Step[]; readonly replaced: readonly Step[] },
  bodies: SquashBodies,
): Promise<void> {
  const old = await onScratch(environment, database, async (scratch) => {
    await scratch.run(steps.before);
    const start = await stateOf(scratch.database, await scratch.structure());
    await scratch.run(steps.replaced);
    return { start, end: await stateOf(scratch.database, await scratch.structure()) };
  });
  if (old === null) throw noScratch("The proof of a squash", database.connection.label);
  await onScratch(environment, database, async (scratch) => {
    await scratch.run(steps.before);
    const state = async (): Promise<State> => stateOf(scratch.database, await scratch.structure());
    const { transaction } = bodies;
    const carryOut = async (direction: Direction, operations: readonly Operation[]): Promise<void> => {
      try {
        await scratch.among(() => scratch.carryOut({ direction, operations, transaction }));
      } catch (error) {
        throw error instanceof MigError ? squashUnequal(direction, [], error) : error;
      }
    };
    await carryOut("upgrade", bodies.upgrade);
    mustBe(database, "upgrade", await state(), old.end);
    if (bodies.downgrade === null) return;
    await carryOut("downgrade", operationsOf(bodies.downgrade));
    mustBe(database, "downgrade", { ...(await state()), rows: old.start.rows }, old.start);
  });
}

async function stateOf({ dialect, connection }: Database, schema: Schema): Promise<State> {
  const rows = new Map<string, number>();
  for (const table of schema.tables) {
    const name = formatName(table);
    const [row] = await connection.query(sql`SELECT count(*) AS count FROM ${dialect.identifier(name)}`);
    rows.set(name, Number(row?.["count"]));
  }
  return { schema, rows };
}

function mustBe({ dialect }: Database, direction: string, reached: State, wanted: State): void {
  const differences = operationsBetween(reached.schema, wanted.schema, dialect.rules).map(describeOperation);
  for (const [table, count] of wanted.rows) {
    const found = reached.rows.get(table);
    if (found !== undefined && found !== count)
      differences.push(`${table} has ${counted(found, "row")}, not ${count}`);
  }
  if (differences.length > 0) throw squashUnequal(direction, differences, undefined);
}
