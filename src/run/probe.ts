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
import type { Connection, Dialect } from "../dialects/dialect.ts";
import type { Probe } from "../revisions/probe.ts";

/** Ask a database through its structure, read once, and through queries. */
export function createProbe(dialect: Dialect, connection: Connection): Probe {
  let known: Promise<Schema> | null = null;
  const live = (): Promise<Schema> =>
    (known ??= dialect.introspect(connection, { schemas: ["*"], tables: null, ownTables: [] }));
  const exists = async (sql: string, params: readonly unknown[] = []): Promise<boolean> =>
    (await connection.query(sql, params)).length > 0;
  const part = (name: string): string => dialect.identifier(formatName({ schema: null, name }));
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
        ...given.map(([name], index) => `${part(name)} = ${dialect.placeholder(index + 1)}`),
        ...Object.entries(values).flatMap(([name, value]) =>
          value === null ? [`${part(name)} IS NULL`] : [],
        ),
      ];
      const where = tests.length === 0 ? "" : ` WHERE ${tests.join(" AND ")}`;
      const sql = `SELECT 1 AS one FROM ${dialect.identifier(table)}${where} LIMIT 1`;
      return exists(
        sql,
        given.map(([, value]) => value),
      );
    },
    exists,
    query: <R>(sql: string, params: readonly unknown[] = []) =>
      connection.query(sql, params) as unknown as Promise<readonly R[]>,
  };
}
