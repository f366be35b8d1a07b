import { badKey, noKey } from "../core/errors/data.ts";
import { sameData } from "../core/collections.ts";
import { checkSize } from "../core/operations/bulk-insert.ts";
import { firstTokens, isSymbol, isWord } from "../core/sql/tokens.ts";
import type { Lexical } from "../core/sql/lexical.ts";
import { withoutSemicolon } from "../core/sql/statements.ts";
import type { Row } from "../core/operations/operations.ts";
import { defaultSize } from "./batch-size.ts";
import { countRows, keyOf, keyValues, primaryKeyOf, refuseNullKeys, rowIds } from "./key.ts";
import { walk, type DataSession } from "./session.ts";
import { type Sql, saidInSql, sql } from "../dialects/sql.ts";

/** How rows are walked. */
export interface EachOptions {
  /** Rows a batch, 1,000 by default. */
  readonly size?: number;
  /** The columns that tell the rows apart and are NOT NULL; the primary key, where a table is walked. */
  readonly key?: string | readonly string[];
  /** Parameters of the query. */
  readonly params?: readonly unknown[];
  /** Milliseconds to wait between two batches, where each is a transaction of its own. */
  readonly pauseMs?: number;
}

/** A batch among the others of its walk. */
export interface Batch {
  /** Rows that are done before this batch, counted over all attempts. */
  readonly done: number;
  /** Rows in all, about; null when that is not known. */
  readonly total: number | null;
}

/** What is done with the rows of a batch. */
export type EachBatch<R> = (rows: readonly R[], batch: Batch) => unknown;

/** Walk a table or a query by key range, and give the rows of each batch to a function. */
export function each(
  session: DataSession,
  source: string,
  options: EachOptions,
  work: EachBatch<Row>,
): Promise<void> {
  const { size = defaultSize, key, params = [], pauseMs = 0 } = options;
  return session.inOrder(async (dataCalls) => {
    checkSize("op.each", size);
    const { dialect, connection } = session;
    const table = isQuery(source, session.dialect.lexical) ? null : source;
    const what = table ?? "the query";
    const columns = key === undefined ? await keyOfSource(session, table) : [key].flat();
    const batches = dataCalls.open("each", { source, columns, params });
    if (batches.start.finished) return;
    const order = keyOf(dialect, columns);
    const from = relation(session, source, table);
    const total = table === null ? null : await countRows(session, table);
    const most = Math.trunc(size);
    await refuseNullKeys(connection, what, from, order, params);
    // SQLite does not count the row id among the columns of `*`.
    const list = rowIds.includes(columns.join()) ? sql`${order.list} AS ${order.list}, *` : sql`*`;
    // One more than a batch has: a row with the key of the last one would be passed over.
    const rowsAfter = async (at: unknown): Promise<readonly Row[]> => {
      const where = at === null ? sql`` : sql` WHERE ${order.compare(">", params.length + 1)}`;
      const query = sql`SELECT ${list} FROM ${from}${where} ORDER BY ${order.list} LIMIT ${most + 1}`;
      return connection.query(query, at === null ? params : [...params, ...(at as readonly unknown[])]);
    };
    await walk(session, batches, {
      label: `walk of ${what}`,
      total,
      pauseMs,
      async batch(run, { at, done }) {
        const ahead = await rowsAfter(at);
        const keys = ahead.map((row) => keyValues(what, columns, row));
        const twin = keys.find((values, index) => index > 0 && sameData(values, keys[index - 1]));
        if (twin !== undefined)
          throw badKey({ what, key: columns, problem: `${twin.join(", ")} stands in several rows` });
        const rows = ahead.slice(0, most);
        if (rows.length > 0) await session.within(run, async () => work(rows, { done, total }));
        return { at: keys[rows.length - 1] ?? at, done: done + rows.length, finished: ahead.length <= most };
      },
    });
  });
}

/** True for the text of a query, false for the name of a table. */
export function isQuery(source: string, lexical: Lexical): boolean {
  const [first, second] = firstTokens(source, lexical, 2);
  return (
    isSymbol(first, "(") ||
    (second !== undefined && !isSymbol(second, ".") && isWord(first, "SELECT", "WITH", "VALUES"))
  );
}

/** What rows are selected from: a table, or a query in brackets. */
function relation({ dialect }: DataSession, source: string, table: string | null): Sql {
  return table === null
    ? sql`(${saidInSql(withoutSemicolon(source, dialect.lexical))}) AS walked`
    : dialect.identifier(table);
}

async function keyOfSource(session: DataSession, table: string | null): Promise<readonly string[]> {
  if (table === null) throw noKey({ what: "the query", why: "nothing says what tells its rows apart" });
  return primaryKeyOf(session, table);
}
