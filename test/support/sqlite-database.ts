import { statementsOf } from "../../src/core/sql/statements.ts";
import type { Operation } from "../../src/core/operations/operations.ts";
import type { Schema, Table } from "../../src/core/schema/schema.ts";
import type { Connection, Dialect, Rows } from "../../src/dialects/dialect.ts";
import { createSqlite, sqlite } from "../../src/dialects/sqlite/index.ts";
import { withStored } from "../../src/dialects/sqlite/ddl/stored/stored.ts";
import { saidInSql } from "../../src/dialects/sql.ts";

const wholeScope = { schemas: null, tables: null, ownTables: [] };

/** A database in memory with what a test does to it. */
export interface TestDatabase {
  readonly dialect: Dialect;
  readonly connection: Connection;
  /** Run statements of a script. */
  script(sql: string): Promise<void>;
  /** Carry operations out in one transaction, as a step does; gives the statements. */
  apply(...operations: readonly Operation[]): Promise<readonly string[]>;
  /** The structure, without the texts that SQLite keeps of it. */
  schema(): Promise<Schema>;
  table(name: string): Promise<Table>;
  rows(sql: string): Promise<Rows>;
}

/** A fresh database in memory; `version` is the one that statements are written for. */
export async function sqliteDatabase(version?: string, url = ":memory:"): Promise<TestDatabase> {
  const connection = await sqlite.connect({ url });
  const dialect = version === undefined ? sqlite.forEngine(connection) : createSqlite(version);
  const read = (): Promise<Schema> => dialect.introspect(connection, wholeScope);
  const schema = async (): Promise<Schema> => {
    const whole = await read();
    return { ...whole, tables: whole.tables.map((table) => withStored(table, null)) };
  };
  return {
    dialect,
    connection,
    schema,
    async script(sql) {
      for (const part of statementsOf(sql, dialect.lexical)) await connection.query(saidInSql(part.sql));
    },
    async apply(...operations) {
      const statements = dialect.compile(operations, await read());
      await connection.begin({ foreignKeysOff: statements.some((each) => each.foreignKeysOff) });
      try {
        await connection.run(statements);
      } catch (error) {
        await connection.rollback();
        throw error;
      }
      await connection.commit();
      return statements.map((each) => each.sql);
    },
    async table(name) {
      const table = (await schema()).tables.find((each) => each.name === name);
      if (table === undefined) throw new Error(`no table ${name}`);
      return table;
    },
    rows: (sql) => connection.query(saidInSql(sql)),
  };
}
