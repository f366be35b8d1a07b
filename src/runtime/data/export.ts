import { isAbsolute, relative, resolve } from "node:path";
import { outsideFolder } from "../../core/errors/data.ts";
import type { Row } from "../../core/operations/operations.ts";
import type { Rows } from "../../dialects/dialect.ts";
import { defaultSize } from "./batch-size.ts";
import { isQuery } from "./each.ts";
import { keyOf, findPrimaryKey } from "./key.ts";
import { formatOf, type Format } from "./read-rows.ts";
import { stopIfAsked, type DataSession } from "./session.ts";
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
  return session.inOrder(() =>
    options.name === undefined
      ? toFile(session, source, place, options)
      : toFolder(session, source, place, options.name, options),
  );
}

/** One file for all rows. */
async function toFile(
  session: DataSession,
  source: string,
  path: string,
  options: ExportOptions,
): Promise<void> {
  const { transform = unchanged } = options;
  const writer = rowWriter(options.format ?? formatOf(path), options.separator);
  const file = beginFile(path, options.existing ?? "keep");
  if (file === null) return kept(session, path);
  try {
    await forEachBatch(session, source, options, (rows) => {
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
  session: DataSession,
  source: string,
  folder: string,
  name: (row: Row) => string,
  options: ExportOptions,
): Promise<void> {
  const { transform = unchanged } = options;
  let existed = 0;
  await forEachBatch(session, source, options, (rows) => {
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
  if (existed > 0) kept(session, `${existed} of the files in ${folder}`);
}

async function forEachBatch(
  session: DataSession,
  source: string,
  options: ExportOptions,
  write: (rows: Rows) => void,
): Promise<void> {
  const { params = [] } = options;
  const label = isQuery(source) ? "export" : `export of ${source}`;
  let done = 0;
  for await (const rows of session.connection.stream(await selectOf(session, source), params, defaultSize)) {
    stopIfAsked(session, label, done, false);
    write(rows);
    done += rows.length;
    session.report({ kind: "progress", label, done, total: null });
  }
  session.report({ kind: "progress", label, done, total: done });
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
