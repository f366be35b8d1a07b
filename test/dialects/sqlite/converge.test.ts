import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { operationsOf } from "../../../src/core/diff/change.ts";
import { diffSchemas } from "../../../src/core/diff/diff.ts";
import { make } from "../../../src/core/operations/make.ts";
import type { Schema } from "../../../src/core/schema/schema.ts";
import { emptySchema } from "../../../src/core/schema/schema.ts";
import type { Operation } from "../../../src/core/operations/operations.ts";
import { arbitraryPair } from "../../support/arbitraries.ts";
import { sqliteDatabase, type TestDatabase } from "../../support/sqlite-database.ts";

/** The operations that lead from the live schema to this one. */
async function difference(database: TestDatabase, wanted: Schema): Promise<readonly Operation[]> {
  const { dialect, connection } = database;
  const live = await database.schema();
  const normalized = await dialect.normalize(connection, dialect.canonical(wanted), live);
  return operationsOf(diffSchemas(live, normalized, dialect.rules, { renames: [] }));
}

/** How values are kept, which is all that a declared type means; `integer` alone can be the id of a row. */
const affinity = `CASE WHEN lower(c.type) = 'integer' THEN 'id' WHEN c.type LIKE '%int%' THEN 'integer'
    WHEN c.type LIKE '%char%' OR c.type LIKE '%text%' THEN 'text' WHEN c.type = '' OR c.type LIKE '%blob%' THEN 'blob'
    WHEN c.type LIKE '%real%' OR c.type LIKE '%doub%' THEN 'real' ELSE 'numeric' END || iif(c.type LIKE '%(%', substr(c.type, instr(c.type, '(')), '')`;

/** What SQLite itself says of tables, in a form that does not depend on how they came to be. */
async function catalogue(database: TestDatabase): Promise<unknown> {
  const rows =
    await database.rows(`SELECT t.name AS "table", c.name, ${affinity} AS type, c.hidden, c.pk, t.strict, t.wr
    FROM pragma_table_list t, pragma_table_xinfo(t.name) c WHERE t.type = 'table' AND t.name NOT LIKE 'sqlite%' ORDER BY 1, 2`);
  const indexes =
    await database.rows(`SELECT t.name AS "table", l."unique", l.partial, (SELECT group_concat(coalesce(name, '()') || "desc" || coll)
      FROM (SELECT * FROM pragma_index_xinfo(l.name) WHERE key ORDER BY seqno)) AS keys
    FROM pragma_table_list t, pragma_index_list(t.name) l WHERE t.type = 'table' AND t.name NOT LIKE 'sqlite%' ORDER BY 1, 4, 2, 3`);
  const keys =
    await database.rows(`SELECT t.name AS "table", f."table" AS other, group_concat(f."from") AS own, group_concat(f."to") AS columns, f.on_delete, f.on_update
    FROM pragma_table_list t, pragma_foreign_key_list(t.name) f WHERE t.type = 'table' AND t.name NOT LIKE 'sqlite%' GROUP BY t.name, f.id ORDER BY 1, 2, 3, 4, 5, 6`);
  return { columns: rows, indexes, keys };
}

describe("a database that is brought from one schema to another", () => {
  it.each(["3.53.2", "3.34.0"])(
    "differs in nothing afterwards, with the statements of SQLite %s",
    async (version) => {
      await fc.assert(
        fc.asyncProperty(arbitraryPair("sqlite", { views: true }), async ({ before, after }) => {
          const [database, fresh] = [await sqliteDatabase(version), await sqliteDatabase(version)];
          await database.apply(...(await difference(database, before)));
          await database.apply(...(await difference(database, after)));
          expect(await difference(database, after)).toEqual([]);
          await fresh.apply(...(await difference(fresh, after)));
          expect(await catalogue(database)).toEqual(await catalogue(fresh));
          await database.apply(...(await difference(database, emptySchema)));
          expect(
            await database.rows("SELECT name FROM sqlite_schema WHERE name <> 'sqlite_sequence'"),
          ).toEqual([]);
          await database.connection.close();
          await fresh.connection.close();
        }),
        { numRuns: 40 },
      );
    },
  );
});

describe("the key of a table WITHOUT ROWID", () => {
  const plain = "CREATE TABLE t (k TEXT PRIMARY KEY, v TEXT) WITHOUT ROWID";
  const other = "CREATE TABLE t (v TEXT, id INTEGER NOT NULL PRIMARY KEY) WITHOUT ROWID";

  it.each(["3.53.2", "3.34.0"])("is exchanged for another, up and down, by SQLite %s", async (version) => {
    const database = await sqliteDatabase(version);
    const [up, down] = [await sqliteDatabase(version), await sqliteDatabase(version)];
    await database.script(`${plain}; INSERT INTO t VALUES ('7', 'seven'), ('8', 'eight')`);
    await up.script(other);
    await down.script(plain);
    for (const [wanted, filling] of [
      [up, "CAST(k AS INTEGER)"],
      [down, "CAST(id AS TEXT)"],
    ] as const) {
      const operations = await difference(database, await wanted.schema());
      await database.apply(
        ...operations.map((operation) =>
          operation.kind === "execute"
            ? make.execute(operation.args[0].replace("NULL /* placeholder */", filling))
            : operation,
        ),
      );
      expect(await difference(database, await wanted.schema())).toEqual([]);
    }
    expect(await database.rows("SELECT k, v FROM t ORDER BY k")).toEqual([
      { k: "7", v: "seven" },
      { k: "8", v: "eight" },
    ]);
    await Promise.all([database, up, down].map(({ connection }) => connection.close()));
  });

  it("cannot be gone for a while, and the error says what to do", async () => {
    const database = await sqliteDatabase();
    await database.script(plain);
    await expect(database.apply(make.dropPrimaryKey("t"))).rejects.toMatchObject({
      code: "unsupported-operation",
      hint: expect.stringContaining("create the new one right behind it"),
    });
    await database.connection.close();
  });
});
