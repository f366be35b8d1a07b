import { compareText } from "../core/collections.ts";
import { tableOfKit, unknownHistoryTable } from "../core/errors/old-table.ts";
import type { Table } from "../core/schema/schema.ts";
import type { Rows } from "../dialects/dialect.ts";

/** What one row of another tool's table says. */
export interface OldRow {
  /** What names the migration, the likeliest first. */
  readonly names: readonly string[];
  readonly status: "applied" | "errored";
  readonly errorMessage: string | null;
  /** When, as ISO 8601 in UTC; null where the table does not say. */
  readonly at: string | null;
}

/** How a table keeps what was run: the heads, as Alembic does, or a row for every migration. */
export type OldKind = "heads" | "rows";

/** What a column can be, by the names that tools give it; the likeliest first. */
const columnNames = {
  name: "name migration_name migration filename file_name file script revision version",
  status: "status state success applied is_applied",
  error: "error_message error logs",
  time: "applied_at finished_at executed_at installed_on run_on run_at migration_time migrated_at applied creation_date created_at created timestamp time date executed",
} as const;
const appliedWords = words(
  "applied completed complete done success successful succeeded ok executed true t 1",
);
const erroredWords = words("errored error failed failure fail false f 0");

/** Recognise a table by its columns; throws where it keeps no migrations, and for drizzle-kit's. */
export function kindOf(table: string, { columns }: Pick<Table, "columns">): OldKind {
  const has = new Set(columns.map(({ name }) => name.toLowerCase()));
  if (isJournal({ columns })) throw unknownHistoryTable({ table, why: "it is mig's own journal" });
  if (has.has("hash") && has.has("created_at")) throw tableOfKit({ table });
  if (has.has("version_num")) return "heads";
  if (namesIn(columns).length === 0)
    throw unknownHistoryTable({ table, why: "no column of it has names in it" });
  return "rows";
}

/** Whether a table has the columns of a journal of ours. */
export function isJournal({ columns }: Pick<Table, "columns">): boolean {
  const has = new Set(columns.map(({ name }) => name.toLowerCase()));
  return ["revision", "direction", "status", "tool_version"].every((name) => has.has(name));
}

/** Whether a table looks like one in which another tool keeps what it has run, by its name and its columns. */
export function looksOld({ name, columns }: Pick<Table, "name" | "columns">): boolean {
  try {
    return /migration|^alembic_version$|^sequelizemeta$/iu.test(name) && kindOf(name, { columns }) !== null;
  } catch (error) {
    return tableOfKit.is(error);
  }
}

/** Read the rows of a table in the order in which they were made. */
export function readOldRows(
  table: string,
  { columns }: Pick<Table, "columns">,
  rows: Rows,
): readonly OldRow[] {
  const isTime = ({ type }: Table["columns"][number]): boolean => /time|date/iu.test(type);
  const first = (role: keyof typeof columnNames, fits: (column: Table["columns"][number]) => boolean) =>
    columnsOf(columns, role).find(fits)?.name ?? null;
  const names = namesIn(columns);
  const status = first("status", (column) => !isTime(column));
  const error = first("error", () => true);
  const time = first("time", (column) => isTime(column) || /int|numeric|text/iu.test(column.type));
  const ended = ["finished_at", "rolled_back_at"].every((name) => columns.some((each) => each.name === name));
  const read = rows.map((row): { readonly said: OldRow; readonly order: number } => {
    const said = names.map((name) => text(row[name])).filter((name) => name !== null);
    if (said.length === 0) throw unknownHistoryTable({ table, why: "a row of it has no name" });
    const state = status === null ? null : text(row[status]);
    // Prisma has no word for it: what has not finished, or was rolled back, has failed.
    const isApplied = ended
      ? text(row["finished_at"]) !== null && text(row["rolled_back_at"]) === null
      : status === null || statusOf(table, said[0] ?? "", state);
    const order = Number(row["id"] ?? row["installed_rank"] ?? 0);
    return {
      said: {
        names: said,
        status: isApplied ? "applied" : "errored",
        errorMessage: error === null || isApplied ? null : text(row[error]),
        at: time === null ? null : timeOf(row[time]),
      },
      order: Number.isNaN(order) ? 0 : order,
    };
  });
  return read
    .toSorted((a, b) => compareText(a.said.at ?? "", b.said.at ?? "") || a.order - b.order)
    .map((each) => each.said);
}

function columnsOf(columns: Table["columns"], role: keyof typeof columnNames): Table["columns"] {
  return columnNames[role]
    .split(" ")
    .flatMap((name) => columns.find((column) => column.name.toLowerCase() === name) ?? []);
}

/** A number that the engine counts names nothing, unless there is nothing else. */
function namesIn(columns: Table["columns"]): readonly string[] {
  const named = columnsOf(columns, "name").map(({ name }) => name);
  if (named.length > 0) return named;
  return columns.flatMap(({ name, type }) =>
    name.toLowerCase() === "id" && /char|text/iu.test(type) ? [name] : [],
  );
}

function statusOf(table: string, name: string, state: string | null): boolean {
  const word = state?.toLowerCase() ?? "";
  if (appliedWords.has(word)) return true;
  if (erroredWords.has(word)) return false;
  const what = state === null ? "no status" : `the status "${state}"`;
  throw unknownHistoryTable({
    table,
    why: `${name} has ${what}, of which it is not known whether it was applied`,
  });
}

/** A time without a zone is in UTC, as SQLite's CURRENT_TIMESTAMP is; a number counts seconds or milliseconds. */
function timeOf(value: unknown): string | null {
  const said = value instanceof Date ? value.toISOString() : text(value);
  if (said === null) return null;
  const number = Number(said);
  const zoned = /(?:z|[+-]\d\d(?::?\d\d)?)$/iu.test(said.replace(/^\d+-\d+-\d+/u, "")) ? said : `${said}Z`;
  const time = Number.isFinite(number)
    ? new Date(number < 1e11 ? number * 1000 : number)
    : new Date(zoned.replace(/^(\d+-\d+-\d+) /u, "$1T").replace(/([+-]\d\d)$/u, "$1:00"));
  return Number.isNaN(time.getTime()) ? null : time.toISOString();
}

function text(value: unknown): string | null {
  return value === null || value === undefined || value === "" ? null : String(value);
}

function words(list: string): ReadonlySet<string> {
  return new Set(list.split(" "));
}
