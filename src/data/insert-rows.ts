import { MigError } from "../core/errors.ts";
import { statementFailed } from "../core/errors/database.ts";
import { cannotStore, failedAt } from "../core/errors/rows.ts";
import type { BulkInsertOptions, Row } from "../core/operations/operations.ts";
import { statement } from "../dialects/dialect.ts";
import type { RowTarget } from "../dialects/lossless-rows.ts";
import type { Run } from "./data-calls.ts";
import type { SourcedRow } from "./read-rows.ts";

/** A row that is to be inserted, and where it was read. */
export interface PreparedRow {
  readonly row: Row;
  readonly from: SourcedRow;
}

/** Insert rows, all or none; a failure names the file and the line of the row that the database refuses. */
export async function insertRows(
  run: Run,
  target: RowTarget,
  rows: readonly PreparedRow[],
  options: BulkInsertOptions,
): Promise<void> {
  if (rows.length === 0) return;
  const insert = async (some: readonly PreparedRow[]): Promise<void> => {
    const inserts = target.insert(
      some.map(({ row }) => row),
      options,
    );
    await run(inserts);
  };
  await run([statement(`SAVEPOINT ${savepoint}`)]);
  try {
    await insert(rows);
  } catch (error) {
    if (!isRefusal(error)) throw error;
    throw await named(run, insert, rows, error);
  }
  await run([statement(`RELEASE SAVEPOINT ${savepoint}`)]);
}

const savepoint = "mig_seed";

/** Find the first row without which the rows before it go in: what it breaks may be a rule of several rows. */
async function named(
  run: Run,
  insert: (some: readonly PreparedRow[]) => Promise<void>,
  rows: readonly PreparedRow[],
  first: MigError,
): Promise<MigError> {
  let accepted = 0;
  let refused = rows.length;
  let error = first;
  const failureOf = async (from: number, to: number): Promise<MigError | null> => {
    try {
      await insert(rows.slice(from, to));
      return null;
    } catch (failure) {
      if (!isRefusal(failure)) throw failure;
      return failure;
    }
  };
  const undo = (): Promise<void> => run([statement(`ROLLBACK TO SAVEPOINT ${savepoint}`)]);
  while (refused - accepted > 1) {
    const middle = Math.floor((accepted + refused) / 2);
    await undo();
    const failure = await failureOf(0, middle);
    if (failure === null) accepted = middle;
    else [refused, error] = [middle, failure];
  }
  // Once more by itself, so that the statement of the failure is one of this row.
  await undo();
  await failureOf(0, accepted);
  const alone = (await failureOf(accepted, refused)) ?? error;
  const from = rows[accepted]?.from;
  return from === undefined ? alone : failedAt(from.source.file, from.line, alone);
}

function isRefusal(error: unknown): error is MigError {
  return (
    error instanceof MigError && (error.code === statementFailed.code || error.code === cannotStore.code)
  );
}
