import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { operationsOf } from "../../../src/core/diff/change.ts";
import { diffSchemas } from "../../../src/core/diff/diff.ts";
import type { Schema } from "../../../src/core/schema/schema.ts";
import { emptySchema } from "../../../src/core/schema/schema.ts";
import type { Operation } from "../../../src/core/operations/operations.ts";
import { arbitraryPair } from "../../support/arbitraries.ts";
import { sqliteDatabase, type TestDatabase } from "../../support/sqlite-database.ts";

/** The operations that lead from the live schema to this one. */
async function difference(database: TestDatabase, wanted: Schema): Promise<readonly Operation[]> {
  const { dialect, connection } = database;
  const live = await database.schema();
  const settled = await dialect.settle(connection, dialect.canonical(wanted), live);
  return operationsOf(diffSchemas(live, settled, dialect.rules, { renames: [] }));
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

/** A WITHOUT ROWID table cannot be without its key, not even while a new column of it is being filled. */
function replacesKeyColumn(before: Schema, after: Schema): boolean {
  return after.tables.some((table) => {
    const old = before.tables.find(({ name }) => name === table.name);
    const isNew = (key: string): boolean => old?.columns.every(({ name }) => name !== key) === true;
    return old?.withoutRowid === true && table.primaryKey?.columns.some(isNew) !== false;
  });
}

describe("a database that is brought from one schema to another", () => {
  it.each(["3.53.2", "3.34.0"])(
    "differs in nothing afterwards, with the statements of SQLite %s",
    async (version) => {
      await fc.assert(
        fc.asyncProperty(arbitraryPair("sqlite", { views: true }), async ({ before, after }) => {
          fc.pre(!replacesKeyColumn(before, after));
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
