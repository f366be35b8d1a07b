import {
  findColumn,
  findConstraint,
  findEnum,
  findIndex,
  findTable,
  findView,
} from "../core/schema/lookup.ts";
import { formatName } from "../core/schema/names.ts";
import type { Schema } from "../core/schema/schema.ts";
import { everything } from "../core/schema/scope.ts";
import type { Connection, Dialect } from "../dialects/dialect.ts";
import type { Probe } from "../revisions/probe.ts";
import { type Sql, joined, saidInSql, sql } from "../dialects/sql.ts";

/** Ask a database through its structure, read once, and through queries. */
export function createProbe(dialect: Dialect, connection: Connection): Probe {
  let known: Promise<Schema> | null = null;
  const live = (): Promise<Schema> => (known ??= dialect.introspect(connection, everything));
  const exists = async (query: Sql, params: readonly unknown[] = []): Promise<boolean> =>
    (await connection.query(query, params)).length > 0;
  const part = (name: string): Sql => dialect.identifier(formatName({ schema: null, name }));
  return {
    dialect: dialect.name,
    table: async (name) => findTable(await live(), name) !== null,
    view: async (name) => findView(await live(), name) !== null,
    async column(table, column) {
      const found = findTable(await live(), table);
      return found !== null && findColumn(found, column) !== null;
    },
    async index(table, name) {
      const found = findTable(await live(), table);
      return found !== null && findIndex(found, name) !== null;
    },
    async constraint(table, constraint) {
      const found = findTable(await live(), table);
      return found !== null && findConstraint(found, constraint) !== null;
    },
    async type(name, label) {
      const found = findEnum(await live(), name);
      return found !== null && (label === undefined || found.values.includes(label));
    },
    async row(table, values = {}) {
      if (findTable(await live(), table) === null) return false;
      const given = Object.entries(values).filter(([, value]) => value !== null);
      const tests = [
        ...given.map(([name], index) => sql`${part(name)} = ${dialect.placeholder(index + 1)}`),
        ...Object.entries(values).flatMap(([name, value]) =>
          value === null ? [sql`${part(name)} IS NULL`] : [],
        ),
      ];
      const where = tests.length === 0 ? sql`` : sql` WHERE ${joined(tests, " AND ")}`;
      return exists(
        sql`SELECT 1 AS one FROM ${dialect.identifier(table)}${where} LIMIT 1`,
        given.map(([, value]) => value),
      );
    },
    exists: (query, params) => exists(saidInSql(query), params),
    query: <R>(query: string, params: readonly unknown[] = []) =>
      connection.query(saidInSql(query), params) as unknown as Promise<readonly R[]>,
  };
}
