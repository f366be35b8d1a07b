import { badKey, nothingToSet } from "../core/errors/data.ts";
import { checkSize } from "../core/operations/bulk-insert.ts";
import type { Dialect } from "../dialects/dialect.ts";
import { adaptiveSize, defaultSize, defaultTargetMs, fixedSize } from "./batch-size.ts";
import { columnSql, countRows, keyOf, keyValues, primaryKeyOf, refuseNullKeys, type Key } from "./key.ts";
import { walk, type DataSession } from "./session.ts";
import { commaList, joined, saidInSql, sql, type Sql } from "../dialects/sql.ts";

/** A column's new values for the rows of a table, computed by the database. */
export interface BackfillOptions {
  readonly table: string;
  /** SQL expressions by column. */
  readonly set: Readonly<Record<string, string>>;
  /** A condition in SQL: only rows for which it is true are changed. */
  readonly where?: string;
  /** Rows a batch; without `targetMs` it stays, without either it starts at 1,000 and adapts. */
  readonly size?: number;
  /** The columns that rows are walked by; the primary key by default. */
  readonly key?: string | readonly string[];
  /** Milliseconds to wait between two batches, where each is a transaction of its own. */
  readonly pauseMs?: number;
  /** Milliseconds that a batch should take, 50 by default; its size follows. */
  readonly targetMs?: number;
}

/** Change the rows of a table batch by batch, by key range. */
export function backfill(session: DataSession, options: BackfillOptions): Promise<void> {
  const { table, set, where, pauseMs = 0 } = options;
  const { dialect, connection, now } = session;
  return session.inOrder(async (dataCalls) => {
    if (options.size !== undefined) checkSize("op.backfill", options.size);
    const update = updateOf(dialect, options);
    const columns = options.key === undefined ? await primaryKeyOf(session, table) : [options.key].flat();
    const moved = columns.filter((column) => Object.hasOwn(set, column));
    if (moved.length > 0)
      throw badKey({ what: table, key: columns, problem: `${moved.join(", ")} is set by the backfill` });
    const batches = dataCalls.open("backfill", { table, set, where: where ?? null, columns });
    if (batches.start.finished) return;
    const key = keyOf(dialect, columns);
    await refuseNullKeys(connection, table, dialect.identifier(table), key);
    let size = sizeOf(options);
    await walk(session, batches, {
      label: `backfill of ${table}`,
      total: await countRows(session, table),
      pauseMs,
      async batch(_run, { at, done }) {
        const started = now().getTime();
        const from = at === null ? [] : (at as readonly unknown[]);
        const end = await endOfRange(session, table, key, from, size.rows);
        if (end === null) return { at, done, finished: true };
        const range = [...(at === null ? [] : [key.compare(">", 1)]), key.compare("<=", from.length + 1)];
        const conditions = [...range, ...(where === undefined ? [] : [sql`(${saidInSql(where)}\n)`])];
        await connection.change(sql`${update} WHERE ${joined(conditions, " AND ")}`, [
          ...from,
          ...end.values,
        ]);
        const finished = end.count < size.rows;
        size = size.next(now().getTime() - started);
        return { at: end.values, done: done + end.count, finished };
      },
    });
  });
}

/** The whole backfill as one statement, for a script. */
export function backfillStatement(dialect: Dialect, options: BackfillOptions): string {
  return `${updateOf(dialect, options)}${options.where === undefined ? "" : ` WHERE ${options.where}`}`;
}

function updateOf(dialect: Dialect, { table, set }: BackfillOptions): Sql {
  const assignments = Object.entries(set).map(
    ([column, expression]) => sql`${columnSql(dialect, column)} = (${saidInSql(expression)}\n)`,
  );
  if (assignments.length === 0) throw nothingToSet({ table });
  return sql`UPDATE ${dialect.identifier(table)} SET ${commaList(assignments)}`;
}

function sizeOf({ size, targetMs }: BackfillOptions): ReturnType<typeof fixedSize> {
  if (size !== undefined && targetMs === undefined) return fixedSize(size);
  return adaptiveSize(size ?? defaultSize, targetMs ?? defaultTargetMs);
}

/** The last key of the next `size` rows after a key and how many they are; null when there are none. */
async function endOfRange(
  { dialect, connection }: DataSession,
  table: string,
  key: Key,
  from: readonly unknown[],
  size: number,
): Promise<{ readonly values: readonly unknown[]; readonly count: number } | null> {
  const where = from.length === 0 ? sql`` : sql` WHERE ${key.compare(">", 1)}`;
  const after = sql`SELECT ${key.list} FROM ${dialect.identifier(table)}${where} ORDER BY ${key.list}`;
  // As a table, so that a column is called what it was asked for by: SQLite gives its row id the name of a column.
  const [end] = await connection.query(
    sql`SELECT ${key.list} FROM (${after} LIMIT 1 OFFSET ${size - 1}) AS walked`,
    from,
  );
  if (end !== undefined) return { values: keyValues(table, key.columns, end), count: size };
  // Only where there are fewer are they counted. Not max(): it has no idea of composite keys, nor PostgreSQL's of uuid.
  const query = sql`SELECT ${key.list}, count(*) OVER () AS mig_rows FROM (${after}) AS walked ORDER BY ${key.descending} LIMIT 1`;
  const [last] = await connection.query(query, from);
  if (last === undefined) return null;
  return { values: keyValues(table, key.columns, last), count: Number(last["mig_rows"]) };
}
