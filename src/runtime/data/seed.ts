import { resolve } from "node:path";
import { noDataFile } from "../../core/errors/data.ts";
import { make } from "../../core/operations/make.ts";
import type { BulkInsertOptions, Operation, Row } from "../../core/operations/operations.ts";
import { emptySchema } from "../../core/schema/schema.ts";
import { defaultSize } from "./batch-size.ts";
import { findFiles, isEmpty } from "./find-files.ts";
import { primaryKeyOf } from "./key.ts";
import { fingerprint, readRows, type ReadOptions, type Source, type SourcedRow } from "./read-rows.ts";
import { walk, type DataSession } from "./session.ts";

/** How the rows of files become rows of a table. */
export interface SeedOptions extends ReadOptions {
  /** A row that is there already fails the seed (the default), stays as it is, or is overwritten. */
  readonly conflict?: NonNullable<BulkInsertOptions["conflict"]>;
  /** The columns by which `update` knows that a row is there already; the primary key by default. */
  readonly key?: readonly string[];
  /** The column for a name in the file, or null to leave it out; other names are columns themselves. */
  readonly columns?: Readonly<Record<string, string | null>>;
  /** Changes a row, after `columns`; null leaves it out. */
  readonly transform?: (row: Row, source: Source) => Row | null | Promise<Row | null>;
  /** Rows a batch, 1,000 by default. */
  readonly size?: number;
  /** What to do when there is no such file: fail (the default), or take it for no rows. */
  readonly missing?: "fail" | "ignore";
}

/** Insert the rows of files, batch by batch. */
export function seed(
  session: DataSession,
  folder: string,
  table: string,
  path: string,
  options: SeedOptions,
): Promise<void> {
  const { dialect } = session;
  return session.inOrder(async (parts) => {
    const files = await filesFor(folder, path, options);
    const key =
      options.conflict === "update" ? (options.key ?? (await primaryKeyOf(session, table))) : undefined;
    const content = parts.separate ? fingerprint(files) : null;
    const { conflict = "fail", columns = {}, separator = null } = options;
    const batches = parts.open("seed", {
      table,
      path,
      conflict,
      key: key ?? null,
      columns,
      separator,
      content,
    });
    if (batches.start.finished) return;
    const rows = batched(
      readRows(files, options),
      options.size ?? defaultSize,
      Number(batches.start.at ?? 0),
    );
    await walk(session, batches, {
      label: `seed of ${table}`,
      total: null,
      pauseMs: 0,
      async batch(run, { at, done }) {
        const next = rows.next();
        if (next.done === true) return { at, done, finished: true };
        const inserted = await rowsFor(next.value, options);
        await run(dialect.compile([insertion(table, inserted, options, key)], emptySchema));
        const taken = Number(at ?? 0) + next.value.length;
        return { at: taken, done: done + inserted.length, finished: false };
      },
    });
  });
}

/** The same as operations, for a script. */
export async function* seedOperations(
  folder: string,
  table: string,
  path: string,
  options: SeedOptions,
): AsyncGenerator<Operation> {
  const files = await filesFor(folder, path, options);
  for (const rows of batched(readRows(files, options), options.size ?? defaultSize, 0)) {
    yield insertion(table, await rowsFor(rows, options), options, options.key);
  }
}

async function filesFor(
  folder: string,
  path: string,
  { missing = "fail" }: SeedOptions,
): Promise<Iterable<string>> {
  const wanted = resolve(folder, path);
  const files = await findFiles(wanted);
  if (missing === "fail" && isEmpty(files)) throw noDataFile(wanted);
  return files;
}

/** Rows in batches of a size, without the first `skip`, which an earlier attempt has taken. */
function* batched(
  pieces: Iterable<readonly SourcedRow[]>,
  size: number,
  skip: number,
): Generator<readonly SourcedRow[]> {
  const wanted = Math.max(1, Math.trunc(size));
  let batch: SourcedRow[] = [];
  for (const piece of pieces) {
    for (const row of piece) {
      if (row.source.index < skip) continue;
      batch.push(row);
      if (batch.length < wanted) continue;
      yield batch;
      batch = [];
    }
  }
  if (batch.length > 0) yield batch;
}

async function rowsFor(
  rows: readonly SourcedRow[],
  { columns = {}, transform }: SeedOptions,
): Promise<readonly Row[]> {
  const inserted: Row[] = [];
  for (const { row, source } of rows) {
    const renamed = renameColumns(row, columns);
    const changed = transform === undefined ? renamed : await transform(renamed, source);
    if (changed !== null) inserted.push(changed);
  }
  return inserted;
}

function renameColumns(row: Row, columns: NonNullable<SeedOptions["columns"]>): Row {
  const entries = Object.entries(row).flatMap(([name, value]) => {
    const column = Object.hasOwn(columns, name) ? columns[name] : name;
    return column === null || column === undefined ? [] : [[column, value] as const];
  });
  return Object.fromEntries(entries);
}

function insertion(
  table: string,
  rows: readonly Row[],
  { conflict }: SeedOptions,
  key: readonly string[] | undefined,
): Operation {
  return make.bulkInsert(table, rows, {
    ...(conflict === undefined ? {} : { conflict }),
    ...(key === undefined ? {} : { key }),
  });
}
