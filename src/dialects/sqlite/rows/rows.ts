import type { Row } from "../../../core/operations/operations.ts";
import type { Connection } from "../../dialect.ts";
import type { LosslessRows, RowSource, RowTarget, SourceColumn, Wanted } from "../../lossless-rows.ts";
import { fieldText, tagged, taggedBytes, tagOf } from "../../tags.ts";
import { identifier, literal, tableName } from "../identifiers.ts";
import { insertSql } from "../ddl/rows.ts";
import { quoteName } from "../tokens.ts";
import { commaList, joined, saidInSql, sql, type Sql } from "../../sql.ts";

/** Rows of SQLite, whose every value has a type of its own, whatever its column says. */
export const losslessRows: LosslessRows = { source, target };

async function source(connection: Connection, wanted: Wanted): Promise<RowSource> {
  const { table, query, params, order } = wanted;
  // The line break ends a comment that the query may close with.
  const relation = table === null ? sql`(${saidInSql(query)}\n)` : identifier(table);
  const [empty = {}] = await connection.query(
    sql`SELECT q.* FROM (SELECT 1) AS one LEFT JOIN ${relation} AS q ON 0`,
    params,
  );
  const names = Object.keys(empty);
  const free = table === null ? new Set<string>() : await columnsWithoutAffinity(connection, table);
  const values = names.map((name, index) => sql`q.${quoteName(name)} AS ${quoteName(String(index))}`);
  const types: Sql[] = [];
  for (let start = 0; start < names.length; start += typesTogether) {
    const letters = names
      .slice(start, start + typesTogether)
      .map((name) => sql`substr(typeof(q.${quoteName(name)}), 1, 1)`);
    types.push(sql`${joined(letters, " || ")} AS ${quoteName(typesOf(start))}`);
  }
  const by =
    order.length === 0 ? sql`` : sql` ORDER BY ${commaList(order.map((name) => sql`q.${quoteName(name)}`))}`;
  const selected = sql`SELECT ${commaList([...values, ...types])} FROM ${relation} AS q${by}`;
  return {
    columns: names.map((name, index) => columnOf(name, index, free.has(name))),
    rows: (size) => connection.stream(selected, params, size),
  };
}

/** The driver has one word for 1 and 1.0, so the types of values are read along with them, in as few texts as expressions may be deep. */
const typesTogether = 500;

function typesOf(index: number): string {
  return `types ${Math.floor(index / typesTogether)}`;
}

/** `free`: the column leaves the type of a value as it is, so that a number must say what it is. */
function columnOf(name: string, index: number, free: boolean): SourceColumn {
  const key = String(index);
  const isReal = (row: Row): boolean => (row[typesOf(index)] as string).charAt(index % typesTogether) === "r";
  const digits = (row: Row, value: number | bigint): string =>
    isReal(row) ? realText(Number(value)) : value.toString();
  return {
    name,
    value: (row) => row[key],
    json(row) {
      const value = row[key];
      if (value instanceof Uint8Array) return taggedBytes(value);
      if (typeof value !== "number" && typeof value !== "bigint") return JSON.stringify(value);
      const number = digits(row, value);
      if (typeof value === "bigint") return free ? tagged("$number", number) : JSON.stringify(number);
      return free && isReal(row) && (Number.isSafeInteger(value) || Object.is(value, -0))
        ? tagged("$number", number)
        : number;
    },
    text(row) {
      const value = row[key];
      if (value === null || value === undefined) return null;
      if (value instanceof Uint8Array) return taggedBytes(value);
      if (typeof value !== "number" && typeof value !== "bigint") return fieldText(String(value));
      return free ? tagged("$number", digits(row, value)) : digits(row, value);
    },
  };
}

/** A number that is read as a real one; JSON knows no infinity, but numbers that are too large for any other. */
function realText(value: number): string {
  if (!Number.isFinite(value)) return value > 0 ? "1e999" : "-1e999";
  const text = Object.is(value, -0) ? "-0" : String(value);
  return /^-?\d+$/u.test(text) ? `${text}.0` : text;
}

async function target(connection: Connection, table: string): Promise<RowTarget> {
  const columns = await connection.query(
    sql`SELECT name, hidden FROM pragma_table_xinfo(${literal(tableName(table))})`,
  );
  return {
    documents: new Map(),
    computed: new Set(columns.filter(({ hidden }) => Number(hidden) >= 2).map(({ name }) => String(name))),
    insert: (rows, options) => insertSql(table, rows.map(typed), options),
  };
}

function typed(row: Row): Row {
  return Object.fromEntries(Object.entries(row).map(([name, value]) => [name, typedValue(value)]));
}

/** The driver takes every number for a real one, so integers are given as such. */
function typedValue(value: unknown): unknown {
  if (typeof value === "boolean") return value ? 1n : 0n;
  if (Number.isSafeInteger(value) && !Object.is(value, -0)) return BigInt(value as number);
  const found = tagOf(value);
  if (found === null) return value;
  if (found.tag === "$bytes") return Buffer.from(found.text, "hex");
  if (found.tag === "$text") return found.text;
  return /^-?\d+$/u.test(found.text) ? BigInt(found.text) : Number(found.text);
}

/** Columns whose declared type leaves values as they are: none, BLOB, or ANY of a STRICT table. */
async function columnsWithoutAffinity(connection: Connection, table: string): Promise<ReadonlySet<string>> {
  const columns = await connection.query(
    sql`SELECT name, type FROM pragma_table_xinfo(${literal(tableName(table))})`,
  );
  return new Set(
    columns
      .filter(({ type }) => /^\s*$|^any$/iu.test(String(type)) || hasBlobAffinity(String(type)))
      .map(({ name }) => String(name)),
  );
}

function hasBlobAffinity(type: string): boolean {
  return /blob/iu.test(type) && !/int|char|clob|text/iu.test(type);
}
