import Database from "better-sqlite3";
import postgres from "postgres";
import { describe, expect, it } from "vitest";
import { plainIndex, type Schema, type Table } from "../../src/core/schema/schema.ts";
import { readSchema, type ReadSchema } from "../../src/drizzle/read-schema.ts";
import { createPostgresDatabase } from "../support/databases.ts";
import { plainDdl } from "../support/plain-ddl.ts";
import { generations, type Generation } from "./generations.ts";
import { postgresFixture } from "./postgres-fixture.ts";
import { sqliteFixture } from "./sqlite-fixture.ts";

const fixtures = { postgresql: postgresFixture, sqlite: sqliteFixture };

function read(generation: Generation, dialect: keyof typeof fixtures): Promise<ReadSchema> {
  const exports = fixtures[dialect](generation);
  return readSchema([{ path: generation.file("schema.ts"), exports }], { dialect, casing: null });
}

/** Without the names that nobody gave, the form of unique constraints of SQLite, and the parentheses that 1.0 puts around the parts of and() and or(). */
function withoutGeneration(schema: Schema): unknown {
  const text = JSON.stringify(schema, (key, value: unknown) => {
    if ((key === "where" || key === "query") && typeof value === "string")
      return value.replaceAll(/[()]/gu, "");
    if (key === "tables" && Array.isArray(value)) return (value as Table[]).map(withUniqueIndexes);
    const named =
      typeof value === "object" && value !== null && "nameExplicit" in value && value.nameExplicit === false;
    return named ? { ...value, name: null } : value;
  });
  return JSON.parse(text);
}

/** A table of SQLite as 0.45 has it: unique constraints are indexes. */
function withUniqueIndexes(table: Table): Table {
  const plain = {
    ...plainIndex,
    unique: true,
    nullsNotDistinct: false,
    method: "btree",
    where: null,
    comment: null,
  };
  const key = { expression: null, descending: false, nulls: null, opclass: null, collation: null };
  const uniques = table.uniques.map(({ name, nameExplicit, columns }) => ({
    name,
    nameExplicit,
    ...plain,
    keys: columns.map((column) => ({ column, ...key })),
  }));
  const indexes = [...table.indexes, ...uniques].map((index) => ({
    ...index,
    name: index.nameExplicit ? index.name : null,
  }));
  return {
    ...table,
    uniques: [],
    indexes: indexes.sort((a, b) => (JSON.stringify(a.keys) < JSON.stringify(b.keys) ? -1 : 1)),
  };
}

describe.each(["postgresql", "sqlite"] as const)("the large %s schema", (dialect) => {
  it.each(generations)("reads on Drizzle $name as it always has", async (generation) => {
    const { schema, warnings, unmanaged } = await read(generation, dialect);
    const text = `${JSON.stringify({ schema, warnings, unmanaged }, null, 2)}\n`;
    await expect(text).toMatchFileSnapshot(`golden/${dialect}-${generation.name}.golden`);
  });

  it("reads the same on both generations, but for default names and parentheses", async () => {
    const [old, recent] = await Promise.all(generations.map((generation) => read(generation, dialect)));
    expect(withoutGeneration(recent!.schema)).toEqual(withoutGeneration(old!.schema));
    expect(recent!.unmanaged).toEqual(old!.unmanaged);
    expect(recent!.warnings).toEqual(old!.warnings);
  });
});

describe("the engines take every default, check, index and view that was read", () => {
  it.each(generations)("on PostgreSQL from Drizzle $name", async (generation) => {
    const { schema } = await read(generation, "postgresql");
    const database = await createPostgresDatabase();
    const client = postgres(database.url, { max: 1, onnotice: () => undefined });
    try {
      for (const sql of plainDdl("postgresql", schema))
        await expect(client.unsafe(sql).then(() => sql)).resolves.toBe(sql);
      await client.unsafe(`insert into everything ("price") values (1)`);
      const [row] =
        await client`select tags, documents::text[] as documents, mood, "jsonText" as "jsonText" from (select *, json_text #>> '{}' as "jsonText" from everything) e`;
      expect(row).toEqual({
        tags: ["a", "b,c", 'd"e', "it's", "\\", "", "NULL", "{x}"],
        documents: [`{"a": "it's"}`, `"text"`],
        mood: "it's",
        jsonText: "plain",
      });
    } finally {
      await client.end();
      await database.drop();
    }
  });

  it.each(generations)("on SQLite from Drizzle $name", async (generation) => {
    const { schema } = await read(generation, "sqlite");
    const database = new Database(":memory:");
    for (const sql of plainDdl("sqlite", schema)) expect(() => database.exec(sql), sql).not.toThrow();
    database.exec("insert into users (email) values ('someone')");
    const row = database
      .prepare(
        "select active, created_at, created_ms, settings, hex(raw) as raw, hex(json) as json, cast(huge as text) as huge from users",
      )
      .get();
    expect(row).toEqual({
      active: 1,
      created_at: 1582977600,
      created_ms: 1582977600500,
      settings: `{"a":"it's"}`,
      raw: "6162",
      json: "7B2261223A317D",
      huge: "12345678901234567890",
    });
    database.close();
  });
});
