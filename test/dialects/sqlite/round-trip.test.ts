import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { Deferrable, OnConflict, Schema } from "../../../src/core/schema/schema.ts";
import { formatName } from "../../../src/core/schema/names.ts";
import type { Rows } from "../../../src/dialects/dialect.ts";
import { canonical } from "../../../src/dialects/sqlite/normalize/canonical.ts";
import { createIndexSql } from "../../../src/dialects/sqlite/ddl/index.ts";
import { createTableSql } from "../../../src/dialects/sqlite/ddl/table-sql.ts";
import { quoteName } from "../../../src/dialects/sqlite/tokens.ts";
import { createViewSql } from "../../../src/dialects/sqlite/ddl/view.ts";
import { arbitrarySchema } from "../../support/arbitraries.ts";
import { sqliteDatabase, type TestDatabase } from "../../support/sqlite-database.ts";
import { saidInSql } from "../../../src/dialects/sql.ts";

describe("a schema that is created and read back", () => {
  it("is the schema in canonical form", async () => {
    await fc.assert(
      fc.asyncProperty(
        arbitrarySchema("sqlite", { views: true }),
        arbitraryExtras(),
        async (plain, extras) => {
          const schema = decorated(plain, extras);
          const database = await created(schema);
          expect(sorted(await database.schema())).toEqual(sorted(canonical(schema)));
          await database.connection.close();
        },
      ),
      { numRuns: 300 },
    );
  });

  it("agrees with the pragmas of SQLite on columns, keys and indexes", async () => {
    await fc.assert(
      fc.asyncProperty(arbitrarySchema("sqlite"), async (schema) => {
        const database = await created(schema);
        for (const table of (await database.schema()).tables) {
          expect(await asPragmasSay(database, table.name)).toEqual({
            columns: table.columns.map(({ name, generated, type }) => [
              name,
              type.toLowerCase(),
              generated?.stored ?? null,
            ]),
            key: table.primaryKey?.columns ?? [],
            indexes: new Set(table.indexes.map(({ name }) => name)),
            unique: new Set(table.uniques.map(({ columns }) => columns.join())),
            foreignKeys: table.foreignKeys
              .map(({ columns, references }) =>
                [columns.join(), references.table, references.columns.join()].join("/"),
              )
              .sort(),
          });
        }
        await database.connection.close();
      }),
      { numRuns: 150 },
    );
  });

  it("is canonical, and canonical form is a fixed point", () => {
    fc.assert(
      fc.property(arbitrarySchema("sqlite", { views: true }), (schema) => {
        expect(canonical(canonical(schema))).toEqual(canonical(schema));
      }),
    );
  });
});

/** What Drizzle cannot say, and the shared arbitrary leaves out. */
function arbitraryExtras() {
  return fc.record({
    collation: fc.constantFrom(null, "NOCASE", "rtrim"),
    onConflict: fc.constantFrom<OnConflict | null>(null, "rollback", "fail", "ignore", "replace"),
    deferrable: fc.constantFrom<Deferrable | null>(null, "immediate", "deferred"),
    matchFull: fc.boolean(),
    trigger: fc.boolean(),
  });
}

function decorated(schema: Schema, { trigger, ...extras }: Extras): Schema {
  const { collation, onConflict, deferrable, matchFull } = extras;
  return {
    ...schema,
    tables: schema.tables.map((table, n) => ({
      ...table,
      columns: table.columns.map((column) => (column.type === "text" ? { ...column, collation } : column)),
      primaryKey: table.primaryKey === null ? null : { ...table.primaryKey, onConflict },
      uniques: table.uniques.map((unique) => ({ ...unique, onConflict })),
      foreignKeys: table.foreignKeys.map((key) => ({ ...key, deferrable, matchFull })),
      indexes: table.indexes.map((index) => ({
        ...index,
        keys: index.keys.map((key) => ({ ...key, collation })),
      })),
      triggers: trigger
        ? [
            {
              name: `t${n}`,
              sql: `CREATE TRIGGER t${n} AFTER DELETE ON ${quoteName(table.name)} BEGIN SELECT old.rowid; END`,
            },
          ]
        : [],
    })),
  };
}

type Extras = ReturnType<typeof arbitraryExtras> extends fc.Arbitrary<infer T> ? T : never;

async function created(schema: Schema): Promise<TestDatabase> {
  const database = await sqliteDatabase();
  for (const table of schema.tables) {
    await database.connection.query(createTableSql(table));
    for (const index of table.indexes)
      await database.connection.query(createIndexSql(formatName(table), index));
  }
  for (const { sql } of schema.tables.flatMap((table) => table.triggers))
    await database.connection.query(saidInSql(sql));
  for (const view of schema.views)
    for (const sql of createViewSql(view)) await database.connection.query(sql);
  return database;
}

/** Without the order in which objects were made. */
function sorted(schema: Schema): Schema {
  const byName = (a: { readonly name: string | null }, b: { readonly name: string | null }): number =>
    (a.name ?? "") < (b.name ?? "") ? -1 : 1;
  return {
    ...schema,
    tables: schema.tables
      .map((table) => ({ ...table, indexes: [...table.indexes].sort(byName) }))
      .sort(byName),
    views: [...schema.views].sort(byName),
  };
}

async function asPragmasSay(database: TestDatabase, table: string): Promise<unknown> {
  const ask = (sql: string): Promise<Rows> => database.connection.query(saidInSql(sql), [table]);
  const columns = await ask("SELECT name, type, pk, hidden FROM pragma_table_xinfo(?) ORDER BY cid");
  const stored: Record<number, boolean | null> = { 0: null, 2: false, 3: true };
  const indexes = await ask("SELECT name, origin FROM pragma_index_list(?)");
  const unique = await ask(
    `SELECT (SELECT group_concat(name) FROM (SELECT name FROM pragma_index_info(l.name) ORDER BY seqno)) AS columns
       FROM pragma_index_list(?) l WHERE origin = 'u'`,
  );
  const foreignKeys = await ask(
    `SELECT id, "table", group_concat("from") AS own, group_concat("to") AS other
       FROM (SELECT * FROM pragma_foreign_key_list(?) ORDER BY id, seq) GROUP BY id`,
  );
  return {
    columns: columns.map((row) => [
      row["name"],
      String(row["type"]).toLowerCase(),
      stored[Number(row["hidden"])],
    ]),
    key: columns
      .filter((row) => Number(row["pk"]) > 0)
      .sort((a, b) => Number(a["pk"]) - Number(b["pk"]))
      .map((row) => row["name"]),
    indexes: new Set(indexes.filter((row) => row["origin"] === "c").map((row) => row["name"])),
    unique: new Set(unique.map((row) => row["columns"])),
    foreignKeys: foreignKeys.map((row) => [row["own"], row["table"], row["other"]].join("/")).sort(),
  };
}
