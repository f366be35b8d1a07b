import type { Row } from "../../../core/operations/operations.ts";
import type { Connection, Rows } from "../../dialect.ts";
import type { RowSource, SourceColumn, Wanted } from "../../lossless-rows.ts";
import { fieldText } from "../../tags.ts";
import { identifier, quote } from "../identifiers.ts";
import { textLiteral } from "../literal.ts";
import { kindsOf, plainText, type ColumnKind } from "./kinds.ts";
import { jsonOf, valueOf } from "./values.ts";
import { commaList, saidInSql, sql } from "../../sql.ts";
import { attempted } from "../../../core/thrown.ts";

/** The rows of a table or a query, each value as the text that the server has for it. */
export async function source(connection: Connection, wanted: Wanted): Promise<RowSource> {
  const { table, query, params, order } = wanted;
  // The line break ends a comment that the query may close with.
  const relation = table === null ? sql`(${saidInSql(query)}\n)` : identifier(table);
  // Read no row, but say the columns: they need the names, and the types need them.
  const none = sql`FROM (SELECT 1) AS one LEFT JOIN ${relation} AS q ON false`;
  const [empty = {}] = await connection.query(sql`SELECT q.* ${none}`, params);
  const names = Object.keys(empty);
  const types = commaList(names.map((name) => sql`pg_typeof(q.${quote(name)})::oid`));
  const kinds = await kindsOf(
    connection,
    sql`SELECT d.position, d.oid FROM (SELECT ARRAY[${types}]::oid[] AS oids ${none}) AS s, unnest(s.oids) WITH ORDINALITY AS d(oid, position)`,
    params,
  );
  const list = names.map((name, index) => sql`q.${quote(name)}::text AS ${quote(alias(index))}`);
  const by =
    order.length === 0 ? sql`` : sql` ORDER BY ${commaList(order.map((name) => sql`q.${quote(name)}`))}`;
  return {
    columns: names.map((name, index) => columnOf(name, alias(index), kinds.get(index + 1) ?? plainText)),
    rows: (size) =>
      inPlainWords(
        connection,
        connection.stream(sql`SELECT ${commaList(list)} FROM ${relation} AS q${by}`, params, size),
      ),
  };
}

/** No name that a column would have, since rows are ordered by their columns, not by these texts. */
function alias(index: number): string {
  return `mig text ${index}`;
}

function columnOf(name: string, key: string, kind: ColumnKind): SourceColumn {
  const textOf = (row: Row): string | null => (row[key] as string | null | undefined) ?? null;
  return {
    name,
    value(row) {
      const text = textOf(row);
      return text === null ? null : valueOf(text, kind);
    },
    json(row) {
      const text = textOf(row);
      return text === null ? "null" : jsonOf(text, kind);
    },
    text(row) {
      const text = textOf(row);
      return text === null ? null : fieldText(text);
    },
  };
}

/** How values become text is set in the session: what one writes, every other must be able to read. */
const words = {
  DateStyle: "ISO, YMD",
  IntervalStyle: "postgres",
  extra_float_digits: "3",
  bytea_output: "hex",
};

async function* inPlainWords(connection: Connection, batches: AsyncIterable<Rows>): AsyncGenerator<Rows> {
  const calls = Object.entries(words).map(
    ([name, value]) => sql`pg_catalog.set_config(${textLiteral(name)}, ${textLiteral(value)}, true)`,
  );
  const back = connection.underSettings?.(sql`SELECT ${commaList(calls)}`);
  let failed = true;
  try {
    yield* batches;
    failed = false;
  } finally {
    // That nothing can be taken back any more must not hide why.
    await (failed ? attempted(back?.()) : back?.());
  }
}
