import { existsSync } from "node:fs";
import { resolve } from "node:path";
import { noDataFile } from "../core/errors/data.ts";
import { transformFailed } from "../core/errors/rows.ts";
import { checkSize, oneOf } from "../core/operations/bulk-insert.ts";
import { make } from "../core/operations/make.ts";
import type { BulkInsertOptions, Operation, Row } from "../core/operations/operations.ts";
import { messageOf } from "../core/thrown.ts";
import type { RowTarget } from "../dialects/lossless-rows.ts";
import { defaultSize } from "./batch-size.ts";
import { atStart, type Cursor } from "./cursors.ts";
import { openFileRows, skipTo, type FileRows, type FileProgress } from "./file-rows.ts";
import { shownRow, writtenRow } from "./file-values.ts";
import { findFiles, isEmpty } from "./find-files.ts";
import { insertRows, type PreparedRow } from "./insert-rows.ts";
import { primaryKeyOf } from "./key.ts";
import { formats, type ReadOptions, type Source, type SourcedRow } from "./read-rows.ts";
import { walk, type DataSession } from "./session.ts";

/** How the rows of files become rows of a table. */
export interface SeedOptions extends ReadOptions {
  /** A row that is there already fails the seed (the default), stays as it is, or is overwritten. */
  readonly conflict?: NonNullable<BulkInsertOptions["conflict"]>;
  /** The columns by which `update` knows that a row is there already; the primary key by default. */
  readonly key?: string | readonly string[];
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
  return session.inOrder(async (dataCalls) => {
    check(options);
    const files = await filesFor(folder, path, options);
    const key =
      options.conflict === "update" ? [options.key ?? (await primaryKeyOf(session, table))].flat() : null;
    const { conflict = "fail", columns = {}, separator = null, size = defaultSize } = options;
    const batches = dataCalls.open("seed", { table, path, conflict, key, columns, separator });
    if (batches.start.finished) return;
    const target = await session.dialect.losslessRows.target(session.connection, table);
    const { rows, start } = openAt(session, files, options, batches.start, dataCalls.separate);
    const inserting = key === null ? { conflict } : { conflict, key };
    await walk(
      session,
      { ...batches, start },
      {
        label: `seed of ${table}`,
        total: null,
        pauseMs: 0,
        async batch(run, { at, done }) {
          const taken = rows.next(size);
          if (taken.length === 0) return { at, done, finished: true };
          const prepared = await prepare(taken, options, target);
          await insertRows(run, target, prepared, inserting);
          return { at: rows.progress, done: done + prepared.length, finished: false };
        },
      },
    );
  });
}

/** The same as operations, for a script. What the types of columns decide is left to them, since nothing is known of these here. */
export async function* seedOperations(
  folder: string,
  table: string,
  path: string,
  options: SeedOptions,
): AsyncGenerator<Operation> {
  check(options);
  const { conflict, key, size = defaultSize } = options;
  const inserting = {
    ...(conflict === undefined ? {} : { conflict }),
    ...(key === undefined ? {} : { key }),
  };
  const rows = openFileRows(await filesFor(folder, path, options), options, false);
  for (;;) {
    const taken = rows.next(size);
    if (taken.length === 0) return;
    const changed: Row[] = [];
    for (const from of taken) {
      const row = await transformed(shownRow(renamed(from.row, options)), from, options);
      if (row !== null) changed.push(row);
    }
    yield make.bulkInsert(table, changed, inserting);
  }
}

function check({ conflict, format, missing, size }: SeedOptions): void {
  oneOf("op.seed", "conflict", conflict, ["fail", "ignore", "update"]);
  oneOf("op.seed", "format", format, formats);
  oneOf("op.seed", "missing", missing, ["fail", "ignore"]);
  if (size !== undefined) checkSize("op.seed", size);
}

/** A folder that is there is rows or none; a file or a glob that finds nothing is a mistake, unless it may be missing. */
async function filesFor(
  folder: string,
  path: string,
  { missing = "fail" }: SeedOptions,
): Promise<Iterable<string>> {
  const wanted = resolve(folder, path);
  const files = await findFiles(wanted);
  if (missing === "fail" && isEmpty(files) && !existsSync(wanted)) throw noDataFile({ path: wanted });
  return files;
}

/** Rows after those that an earlier attempt has taken, where these are still what they were. */
function openAt(
  { report }: DataSession,
  files: Iterable<string>,
  options: SeedOptions,
  start: Cursor,
  separate: boolean,
): { readonly rows: FileRows; readonly start: Cursor } {
  const rows = openFileRows(files, options, separate);
  if (start.at === null || skipTo(rows, start.at as FileProgress)) return { rows, start };
  const text = `The files of op.seed have changed in what the last attempt had taken of them, ${start.done} rows: it starts over, and fails on rows that are there already unless it says \`conflict: "ignore"\` or \`"update"\`.`;
  report({ kind: "notice", level: "warning", text });
  return { rows: openFileRows(files, options, separate), start: atStart };
}

async function prepare(
  taken: readonly SourcedRow[],
  options: SeedOptions,
  target: RowTarget,
): Promise<readonly PreparedRow[]> {
  const prepared: PreparedRow[] = [];
  for (const from of taken) {
    const read = renamed(from.row, options);
    const changed = options.transform === undefined ? read : await transformed(shownRow(read), from, options);
    if (changed === null) continue;
    const row = writtenRow(read, changed === read ? null : changed, from.format, target);
    prepared.push({ row, from });
  }
  return prepared;
}

async function transformed(
  row: Row,
  { source, line }: SourcedRow,
  { transform }: SeedOptions,
): Promise<Row | null> {
  if (transform === undefined) return row;
  const where = `${source.file}:${line}`;
  let changed: unknown;
  try {
    changed = await transform(row, source);
  } catch (error) {
    // It is the user's code, which may throw anything.
    throw transformFailed({ where, problem: messageOf(error) }, error);
  }
  if (typeof changed === "object" && !Array.isArray(changed)) return changed as Row | null;
  throw transformFailed(
    { where, problem: `transform returned ${Array.isArray(changed) ? "a list" : String(changed)}` },
    null,
  );
}

function renamed(row: Row, { columns }: SeedOptions): Row {
  if (columns === undefined) return row;
  const entries: (readonly [column: string, value: unknown])[] = [];
  for (const name of Object.keys(row)) {
    const column = Object.hasOwn(columns, name) ? columns[name] : name;
    if (column !== null && column !== undefined) entries.push([column, row[name]]);
  }
  return Object.fromEntries(entries);
}
