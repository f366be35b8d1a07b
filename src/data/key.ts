import { badKey, noKey } from "../core/errors/data.ts";
import type { Row } from "../core/operations/operations.ts";
import { findTable } from "../core/schema/lookup.ts";
import { formatName, parseName } from "../core/schema/names.ts";
import { exactGlob } from "../core/schema/scope.ts";
import type { Connection, Dialect } from "../dialects/dialect.ts";
import type { DataSession } from "./session.ts";
import { commaList, joined, sql, type Sql } from "../dialects/sql.ts";

/** The columns that rows are walked by, as SQL. */
export interface Key {
  readonly columns: readonly string[];
  /** The columns as a list: `"tenant", "id"`. */
  readonly list: Sql;
  /** The same, last first. */
  readonly descending: Sql;
  /** The comparison with values that are given as parameters from `position` on. */
  compare(operator: ">" | "<=", position: number): Sql;
  /** True for at least one row that has no key. */
  readonly isNull: Sql;
}

/** The key of these columns. */
export function keyOf(dialect: Dialect, columns: readonly string[]): Key {
  const names = columns.map((column) => columnSql(dialect, column));
  const tuple = (parts: readonly Sql[]): Sql =>
    parts.length === 1 ? joined(parts, "") : sql`(${commaList(parts)})`;
  return {
    columns,
    list: commaList(names),
    descending: commaList(names.map((name) => sql`${name} DESC`)),
    compare: (operator, position) =>
      sql`${tuple(names)} ${operator} ${tuple(names.map((_, index) => dialect.placeholder(position + index)))}`,
    isNull: joined(
      names.map((name) => sql`${name} IS NULL`),
      " OR ",
    ),
  };
}

/** The columns of a table's primary key; throws no-key where it has none. */
export async function primaryKeyOf(session: DataSession, name: string): Promise<readonly string[]> {
  const columns = await findPrimaryKey(session, name);
  if (columns === null) throw noKey({ what: name, why: "it has no primary key, or is no table" });
  return columns;
}

/** The columns of a table's primary key, or SQLite's rowid; null where there is neither. */
export async function findPrimaryKey(
  { dialect, connection, scope }: DataSession,
  name: string,
): Promise<readonly string[] | null> {
  const named = parseName(name);
  const schemas = named?.schema === null || named === null ? scope.schemas : [exactGlob(named.schema)];
  const schema = await dialect.introspect(connection, {
    schemas,
    tables: named === null ? null : [exactGlob(named.name)],
    ownTables: [],
  });
  const table = findTable(schema, name);
  if (table === null || table.primaryKey !== null) return table?.primaryKey?.columns ?? null;
  if (dialect.name !== "sqlite") return null;
  const taken = new Set(table.columns.map((column) => column.name.toLowerCase()));
  const free = rowIds.find((each) => !taken.has(each));
  return free === undefined ? null : [free];
}

/** The names of SQLite's row id (https://sqlite.org/lang_createtable.html#rowid); a column may take one of them. */
export const rowIds: readonly string[] = ["rowid", "_rowid_", "oid"];

/** The values of a key in a row; throws bad-key when one is missing or NULL. */
export function keyValues(what: string, columns: readonly string[], row: Row): readonly unknown[] {
  return columns.map((column) => {
    const value = row[column];
    if (value === undefined) throw badKey({ what, key: columns, problem: `a row has no ${column}` });
    if (value === null) throw badKey({ what, key: columns, problem: `${column} is NULL in a row` });
    return value;
  });
}

/** No range has a row without a key in it: throws bad-key when `from`, a table or a query as SQL, has such rows. */
export async function refuseNullKeys(
  connection: Connection,
  what: string,
  from: Sql,
  { columns, isNull }: Key,
  params: readonly unknown[] = [],
): Promise<void> {
  const [found] = await connection.query(sql`SELECT 1 AS found FROM ${from} WHERE ${isNull} LIMIT 1`, params);
  if (found !== undefined) throw badKey({ what, key: columns, problem: "it is NULL in some rows" });
}

/** A column as SQL says it; a dot in its name separates nothing. */
export function columnSql(dialect: Dialect, column: string): Sql {
  return dialect.identifier(formatName({ schema: null, name: column }));
}

/** How many rows a table has, about; null when the engine cannot say it quickly. */
export async function countRows({ dialect, connection }: DataSession, table: string): Promise<number | null> {
  const name = dialect.identifier(table);
  if (dialect.name === "postgresql") {
    const [found] = await connection.query(
      sql`SELECT reltuples::float8 AS rows, pg_relation_size(oid)::float8 AS bytes FROM pg_class WHERE oid = to_regclass(${dialect.literal(name)})`,
    );
    if (found === undefined || Number(found["bytes"]) > quicklyCounted) return estimate(found?.["rows"]);
  }
  const [counted] = await connection.query(sql`SELECT count(*) AS rows FROM ${name}`);
  return Number(counted?.["rows"]);
}

const quicklyCounted = 16 * 1024 * 1024;

/** A table that was never analysed has no estimate. */
function estimate(rows: unknown): number | null {
  return rows === undefined || Number(rows) < 0 ? null : Math.round(Number(rows));
}
