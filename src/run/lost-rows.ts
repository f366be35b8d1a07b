import type { Step } from "../core/graph/plan.ts";
import type { Loss } from "../core/operations/loss.ts";
import type { Database } from "../project/environment.ts";
import { ifPossible } from "../core/thrown.ts";
import type { Connection } from "../dialects/dialect.ts";
import { commaList, joined, saidInSql, sql, type Sql } from "../dialects/sql.ts";

/** Counting stops where the exact number no longer matters. */
const most = 1_000_000;

/** How many rows a loss takes away, by the names that the database has now. */
export async function rowsLost(
  { connection, dialect }: Pick<Database, "connection" | "dialect">,
  loss: Loss,
): Promise<number> {
  const column = loss.column === null ? null : dialect.identifier(`"${loss.column.replaceAll('"', '""')}"`);
  if (column !== null && loss.becomes !== undefined)
    return rowsReplaced(connection, dialect.identifier(loss.table), column, saidInSql(loss.becomes));
  const values = loss.values?.map((value) => dialect.literal(value));
  const where =
    column === null
      ? sql``
      : values === undefined
        ? sql` WHERE ${column} IS NOT NULL`
        : loss.array === true
          ? sql` WHERE ${joined(
              values.map((value) => sql`${value} = ANY (${column})`),
              " OR ",
            )}`
          : sql` WHERE ${column} IN (${commaList(values)})`;
  const rows = sql`SELECT 1 AS one FROM ${dialect.identifier(loss.table)}${where} LIMIT ${most + 1}`;
  const [row] = await connection.query(sql`SELECT count(*) AS count FROM (${rows}) AS lost`);
  return Number(row?.["count"] ?? 0);
}

/** How many values an expression makes NULL, or equal to others. */
async function rowsReplaced(connection: Connection, table: Sql, column: Sql, becomes: Sql): Promise<number> {
  const values = sql`SELECT CAST(${column} AS text) AS old, CAST(${becomes} AS text) AS new FROM ${table} WHERE ${column} IS NOT NULL LIMIT ${most + 1}`;
  const count = sql`count(*) FILTER (WHERE v.new IS NULL) + count(DISTINCT v.old) FILTER (WHERE v.new IS NOT NULL) - count(DISTINCT v.new)`;
  // What the expression cannot be made of fails again in the statement itself, which says it better.
  const start = await ifPossible(connection.savepoint?.() ?? Promise.resolve(null));
  const rows = await ifPossible(connection.query(sql`SELECT ${count} AS count FROM (${values}) AS v`));
  if (rows === null) await start?.goBack();
  await start?.release();
  return Math.max(0, Number(rows?.[0]?.["count"] ?? 0));
}

/** How many rows of a table have no value in a column; all of them where there is no such column yet. */
export async function rowsWithout(
  { connection, dialect }: Pick<Database, "connection" | "dialect">,
  table: string,
  column: string | null,
): Promise<number> {
  const where =
    column === null ? sql`` : sql` WHERE ${dialect.identifier(`"${column.replaceAll('"', '""')}"`)} IS NULL`;
  const rows = sql`SELECT 1 AS one FROM ${dialect.identifier(table)}${where} LIMIT ${most + 1}`;
  const [row] = await connection.query(sql`SELECT count(*) AS count FROM (${rows}) AS found`);
  return Number(row?.["count"] ?? 0);
}

/** A loss of a step as a sentence, with its rows. */
export function lossText(step: Step, { text, column }: Pick<Loss, "text" | "column">, rows: number): string {
  const values = column === null ? "" : ` hold${rows === 1 ? "s" : ""} a value`;
  return said(step, `${text} (${counted(rows)}${values})`);
}

/** Something about a step, as people read it. */
export function said({ revision, direction }: Step, what: string): string {
  const taken = direction === "upgrade" ? "" : `${direction} of `;
  return `${taken}${revision.id}${revision.message === "" ? "" : ` (${revision.message})`}: ${what}`;
}

/** A number of rows, as people read it. */
export function counted(rows: number): string {
  const number = Math.min(rows, most).toLocaleString("en-US");
  return `${rows > most ? "more than " : ""}${number} row${rows === 1 ? "" : "s"}`;
}
