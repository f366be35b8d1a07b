import { headsMovedAway } from "../core/errors/run.ts";
import type { HeadChange } from "../core/graph/heads.ts";
import { statement, type Access, type Connection, type Statement } from "../dialects/dialect.ts";
import { queryIfTableExists, queryOwn } from "./own-table.ts";
import { type Sql, sql } from "../dialects/sql.ts";

/** The table that holds the current heads, one row each, and nothing else. */
export interface VersionTable {
  /** The heads of the database, sorted; none when the table is not there. */
  read(connection: Connection): Promise<readonly string[]>;
  /** Whether the table is there, with rows or without. */
  isThere(connection: Connection): Promise<boolean>;
  /** The statement that makes the table where it is missing. */
  readonly create: Statement;
  /** Move the heads; throws heads-moved when a row is not what it should be, since then somebody else has moved them. */
  move(connection: Connection, change: HeadChange): Promise<void>;
  /** The same as text, for scripts. */
  script(change: HeadChange): readonly string[];
}

/** The version table of a database, by its name as in the settings. */
export function versionTable(access: Access, name: string): VersionTable {
  const table = access.identifier(name);
  const remove = (value: Sql): Sql => sql`DELETE FROM ${table} WHERE version_num = ${value}`;
  const replace = (from: Sql, to: Sql): Sql =>
    sql`UPDATE ${table} SET version_num = ${to} WHERE version_num = ${from}`;
  const add = (value: Sql): Sql => sql`INSERT INTO ${table} (version_num) VALUES (${value})`;
  // A row that is there already was another's doing; in a script it is an error like any other.
  const addNew = (value: Sql): Sql => sql`${add(value)} ON CONFLICT DO NOTHING`;
  const [first, second] = [access.placeholder(1), access.placeholder(2)];
  const [to, from] = [first, second];

  return {
    create: statement(sql`CREATE TABLE IF NOT EXISTS ${table} (version_num text NOT NULL PRIMARY KEY)`),

    async isThere(connection) {
      return (await queryIfTableExists(connection, sql`SELECT 1 FROM ${table} LIMIT 1`)) !== null;
    },

    async read(connection) {
      const rows = await queryOwn(
        connection,
        ["versionTable", name],
        sql`SELECT version_num FROM ${table} ORDER BY version_num`,
      );
      return (rows ?? []).map((row) => String(row["version_num"])).sort();
    },

    async move(connection, change) {
      const expectOne = async (query: Sql, params: readonly string[], id: string): Promise<void> => {
        if ((await connection.change(query, params)) !== 1) throw headsMovedAway({ table: name, id });
      };
      for (const id of change.delete) await expectOne(remove(first), [id], id);
      if (change.update !== null)
        await expectOne(replace(from, to), [change.update[1], change.update[0]], change.update[0]);
      for (const id of change.insert) await expectOne(addNew(first), [id], id);
    },

    script(change) {
      const text = (id: string): Sql => access.literal(id);
      return [
        ...change.delete.map((id) => remove(text(id))),
        ...(change.update === null ? [] : [replace(text(change.update[0]), text(change.update[1]))]),
        ...change.insert.map((id) => add(text(id))),
      ];
    },
  };
}
