import { mkdirSync } from "node:fs";
import { resolve } from "node:path";
import { sameData } from "../core/collections.ts";
import { badFileName, transformFailed } from "../core/errors/rows.ts";
import { oneOf } from "../core/operations/bulk-insert.ts";
import type { Row } from "../core/operations/operations.ts";
import type { RowSource, SourceColumn } from "../dialects/lossless-rows.ts";
import { withoutSemicolon } from "../core/sql/statements.ts";
import { isQuery } from "./each.ts";
import { findPrimaryKey } from "./key.ts";
import { plainJson, plainText } from "./plain-values.ts";
import { formatOf, formats, type Format } from "./read-rows.ts";
import { rowsDone, stopIfAsked, type DataSession } from "./session.ts";
import { createFolder, placeFile, type Existing, type FileFolder } from "./write-file.ts";
import { jsonDocument, rowWriter, type Fields } from "./write-rows.ts";

/** How rows become files. */
export interface ExportOptions {
  /** How one file for all rows is written; by default what its ending says. */
  readonly format?: Format;
  /** What stands between two fields of CSV; a comma by default. */
  readonly separator?: string;
  /** Makes the path a folder with a JSON file for each row, of this name within it; `.json` is added where it is missing. It sees the row as it was read. */
  readonly name?: (row: Row) => string;
  /** Changes a row before it is written; null leaves it out. */
  readonly transform?: (row: Row) => Row | null;
  /** A file that is there already stays as it is (the default), is overwritten, or fails the export. */
  readonly existing?: Existing;
  /** Parameters of the query. */
  readonly params?: readonly unknown[];
}

/** Write the rows of a table, in the order of its primary key, or of a query to files. */
export function exportRows(
  session: DataSession,
  folder: string,
  source: string,
  path: string,
  options: ExportOptions,
): Promise<void> {
  const place = resolve(folder, path);
  return session.inOrder(async ({ separate }) => {
    oneOf("op.export", "existing", options.existing, ["keep", "overwrite", "fail"]);
    oneOf("op.export", "format", options.format, formats);
    const query = isQuery(source, session.dialect.lexical);
    const rows = await session.dialect.losslessRows.source(session.connection, {
      table: query ? null : source,
      query: withoutSemicolon(source, session.dialect.lexical),
      params: options.params ?? [],
      order: query ? [] : ((await findPrimaryKey(session, source)) ?? []),
    });
    // The rows of a copy are not those that the files are to have.
    if (session.mode === "replay") return;
    const reading = { session, rows, separate, label: query ? "export" : `export of ${source}` };
    await (options.name === undefined
      ? toFile(reading, place, options)
      : toFolder(reading, place, options.name, options));
  });
}

/** The rows that are written. */
interface Reading {
  readonly session: DataSession;
  readonly rows: RowSource;
  readonly separate: boolean;
  /** As people read it. */
  readonly label: string;
}

/** Rows of a batch at most: how heavy the next ones are is known only when they are here. */
const batchSize = 250;

/** One file for all rows. */
async function toFile(reading: Reading, path: string, options: ExportOptions): Promise<void> {
  const { session, rows } = reading;
  const format = options.format ?? formatOf(path);
  const names = rows.columns.map((column) => column.name);
  const writer = rowWriter(format, names, options.separator);
  const file = placeFile(path, options.existing ?? "keep", null);
  if (file === null) return kept(session, path);
  try {
    await forEachRow(reading, (row) => {
      const fields = fieldsOf(row, rows.columns, format, options);
      if (fields !== null) file.write(writer.write(fields));
    });
    file.write(writer.end());
    if (file.place()) session.report({ kind: "file-written", path });
    else kept(session, path);
  } finally {
    file.discard();
  }
}

/** A file for each row. */
async function toFolder(
  reading: Reading,
  path: string,
  name: (row: Row) => string,
  options: ExportOptions,
): Promise<void> {
  const { columns } = reading.rows;
  // Also for no rows: what is there and empty can be read again, what is missing cannot.
  mkdirSync(path, { recursive: true });
  const folder = createFolder(path);
  let existed = 0;
  await forEachRow(reading, (row) => {
    const fields = fieldsOf(row, columns, "json", options);
    if (fields === null) return;
    if (!put(folder, nameOf(name(shown(row, columns))), fields, options.existing ?? "keep")) existed += 1;
  });
  if (existed > 0) kept(reading.session, `${existed} of the files in ${path}`);
}

/** Write one row; false when there is a file already, which is kept. */
function put(folder: FileFolder, name: string, fields: Fields, existing: Existing): boolean {
  const file = placeFile(folder.pathOf(name), existing, folder);
  if (file === null) return false;
  try {
    file.write(jsonDocument(fields));
    return file.place();
  } finally {
    file.discard();
  }
}

function nameOf(name: unknown): string {
  if (typeof name !== "string") throw badFileName(name, "it must be a text");
  if (name === "" || name.endsWith("/")) throw badFileName(name, "it names no file");
  return name.endsWith(".json") ? name : `${name}.json`;
}

async function forEachRow(
  { session, rows, label, separate }: Reading,
  write: (row: Row) => void,
): Promise<void> {
  const { signal, report } = session;
  let done = 0;
  for await (const batch of rows.rows(batchSize)) {
    stopIfAsked(signal, rowsDone(label, done), separate);
    for (const row of batch) write(row);
    done += batch.length;
    report({ kind: "progress", label, done, total: null });
  }
  report({ kind: "progress", label, done, total: done });
}

/** What is written of a row; null when it is left out. What `transform` leaves as it was read is written as exactly. */
function fieldsOf(
  row: Row,
  columns: readonly SourceColumn[],
  format: Format,
  { transform }: ExportOptions,
): Fields | null {
  const csv = format === "csv";
  const exact = (column: SourceColumn): string | null => (csv ? column.text(row) : column.json(row));
  if (transform === undefined) return columns.map((column) => [column.name, exact(column)] as const);
  const changed: unknown = transform(shown(row, columns));
  if (changed === null) return null;
  if (typeof changed !== "object" || Array.isArray(changed))
    throw transformFailed(
      {
        where: "op.export",
        problem: `transform returned ${Array.isArray(changed) ? "a list" : String(changed)}`,
      },
      null,
    );
  const byName = new Map(columns.map((column) => [column.name, column]));
  return Object.entries(changed).flatMap(([name, value]) => {
    const column = byName.get(name);
    if (column !== undefined && isUnchanged(value, column.value(row)))
      return [[name, exact(column)] as const];
    const text = csv ? plainText(value) : plainJson(value);
    return text === null && !csv ? [] : [[name, text] as const];
  });
}

function shown(row: Row, columns: readonly SourceColumn[]): Row {
  return Object.fromEntries(columns.map((column) => [column.name, column.value(row)]));
}

function isUnchanged(value: unknown, before: unknown): boolean {
  // Bytes say the same either way, and there may be many.
  return !ArrayBuffer.isView(value) && sameData(value, before);
}

function kept({ report }: DataSession, what: string): void {
  report({ kind: "notice", level: "info", text: `Kept what is there already: ${what}.` });
}
