import { isAbsolute, relative, resolve } from "node:path";
import { outsideFolder } from "../../core/errors/data.ts";
import type { Row } from "../../core/operations/operations.ts";
import type { Rows } from "../../dialects/dialect.ts";
import { defaultSize } from "./batch-size.ts";
import { isQuery } from "./each.ts";
import { keyOf, findPrimaryKey } from "./key.ts";
import { formatOf, type Format } from "./read-rows.ts";
import { rowsDone, stopIfAsked, type DataSession } from "./session.ts";
import { beginFile, type Existing } from "./write-file.ts";
import { jsonDocument, rowWriter } from "./write-rows.ts";

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
  return session.inOrder(({ separate }) => {
    const reading = { session, source, separate, params: options.params ?? [] };
    return options.name === undefined
      ? toFile(reading, place, options)
      : toFolder(reading, place, options.name, options);
  });
}

/** The rows that are written. */
interface Reading {
  readonly session: DataSession;
  readonly source: string;
  readonly params: readonly unknown[];
  readonly separate: boolean;
}

/** One file for all rows. */
async function toFile(reading: Reading, path: string, options: ExportOptions): Promise<void> {
  const { session } = reading;
  const { transform = unchanged } = options;
  const writer = rowWriter(options.format ?? formatOf(path), options.separator);
  const file = beginFile(path, options.existing ?? "keep");
  if (file === null) return kept(session, path);
  try {
    await forEachBatch(reading, (rows) => {
      const changed = rows.map(transform).filter((row) => row !== null);
      file.write(changed.map((row) => writer.write(row)).join(""));
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
  folder: string,
  name: (row: Row) => string,
  options: ExportOptions,
): Promise<void> {
  const { transform = unchanged } = options;
  let existed = 0;
  await forEachBatch(reading, (rows) => {
    for (const row of rows) {
      const changed = transform(row);
      if (changed === null) continue;
      const file = beginFile(within(folder, name(row)), options.existing ?? "keep");
      try {
        file?.write(jsonDocument(changed));
        if (file?.place() !== true) existed += 1;
      } finally {
        file?.discard();
      }
    }
  });
  if (existed > 0) kept(reading.session, `${existed} of the files in ${folder}`);
}

async function forEachBatch(reading: Reading, write: (rows: Rows) => void): Promise<void> {
  const { session, source, params, separate } = reading;
  const { connection, signal, report } = session;
  const label = isQuery(source) ? "export" : `export of ${source}`;
  let done = 0;
  for await (const rows of connection.stream(await selectOf(session, source), params, defaultSize)) {
    stopIfAsked(signal, rowsDone(label, done), separate);
    write(rows);
    done += rows.length;
    report({ kind: "progress", label, done, total: null });
  }
  report({ kind: "progress", label, done, total: done });
}

async function selectOf(session: DataSession, source: string): Promise<string> {
  if (isQuery(source)) return source.replace(/;\s*$/u, "");
  const key = await findPrimaryKey(session, source);
  const order = key === null ? "" : ` ORDER BY ${keyOf(session.dialect, key).list}`;
  return `SELECT * FROM ${session.dialect.identifier(source)}${order}`;
}

function within(folder: string, name: string): string {
  const path = resolve(folder, name.endsWith(".json") ? name : `${name}.json`);
  const inside = relative(folder, path);
  if (inside.startsWith("..") || isAbsolute(inside)) throw outsideFolder(name, folder);
  return path;
}

function unchanged(row: Row): Row {
  return row;
}

function kept({ report }: DataSession, what: string): void {
  report({ kind: "notice", level: "info", text: `Kept what is there already: ${what}.` });
}
