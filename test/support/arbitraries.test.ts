import Database from "better-sqlite3";
import * as fc from "fast-check";
import postgres from "postgres";
import { describe, expect, it } from "vitest";
import type { Schema } from "../../src/core/schema/schema.ts";
import { arbitraryPair, arbitrarySchema } from "./arbitraries.ts";
import { createPostgresDatabase } from "./databases.ts";
import { plainDdl } from "./plain-ddl.ts";

describe("the schemas that property tests are fed with", () => {
  it("can all be created on SQLite, both of a pair too", () => {
    const create = (schema: Schema): void => {
      const database = new Database(":memory:");
      try {
        for (const sql of plainDdl("sqlite", schema)) run(sql, () => void database.exec(sql));
      } finally {
        database.close();
      }
    };
    fc.assert(
      fc.property(
        arbitraryPair("sqlite", { views: true }),
        ({ before, after }) => (create(before), create(after)),
      ),
      { numRuns: 300 },
    );
  });

  it("can all be created on PostgreSQL, both of a pair too", async () => {
    const database = await createPostgresDatabase();
    const client = postgres(database.url, { max: 1, onnotice: () => undefined });
    const create = async (schema: Schema): Promise<void> => {
      const statements = plainDdl("postgresql", schema);
      const undone = new Error("undone");
      const outcome = await client
        .begin(async (session) => {
          await session.unsafe(statements.join(";\n"));
          throw undone;
        })
        .catch((error: unknown) => error);
      if (outcome !== undone) throw new Error(`${String(outcome)}\n${statements.join(";\n")}`);
    };
    try {
      const both = fc.asyncProperty(
        arbitraryPair("postgresql", { views: true }),
        async ({ before, after }) => {
          await create(before);
          await create(after);
        },
      );
      await fc.assert(both, { numRuns: 150 });
    } finally {
      await client.end();
      await database.drop();
    }
  });

  it.each(["postgresql", "sqlite"] as const)("reach every corner of the model on %s", (dialect) => {
    const seen = new Set<string>();
    for (const schema of fc.sample(arbitrarySchema(dialect, { views: true }), { numRuns: 400, seed: 1 }))
      for (const corner of corners(schema)) seen.add(corner);
    const shared = [
      "default",
      "generated",
      "composite key",
      "unique",
      "check",
      "foreign key",
      "self reference",
      "partial index",
      "expression index",
      "view",
    ];
    const own =
      dialect === "sqlite"
        ? ["autoincrement", "strict", "without rowid", "collation"]
        : ["namespace", "enum", "identity", "include", "with", "comment", "gin", "hash", "opclass"];
    expect([...seen].sort()).toEqual([...shared, ...own].sort());
  });

  it.each(["postgresql", "sqlite"] as const)("differ within a pair more often than not on %s", (dialect) => {
    const pairs = fc.sample(arbitraryPair(dialect), { numRuns: 200, seed: 1 });
    const different = pairs.filter(({ before, after }) => JSON.stringify(before) !== JSON.stringify(after));
    expect(different.length).toBeGreaterThan(120);
  });
});

function run(sql: string, work: () => void): void {
  try {
    work();
  } catch (error) {
    throw new Error(`${String(error)}\n${sql}`, { cause: error });
  }
}

function corners(schema: Schema): string[] {
  const columns = schema.tables.flatMap((table) => table.columns);
  const indexes = schema.tables.flatMap((table) => table.indexes);
  const when = (name: string, ...there: boolean[]): string[] => (there.some(Boolean) ? [name] : []);
  return [
    ...when("namespace", schema.namespaces.length > 0),
    ...when("enum", schema.enums.length > 0),
    ...when("view", schema.views.length > 0),
    ...when("default", ...columns.map((column) => column.default !== null)),
    ...when("generated", ...columns.map((column) => column.generated !== null)),
    ...when("identity", ...columns.map((column) => column.identity !== null)),
    ...when("collation", ...columns.map((column) => column.collation !== null)),
    ...when("autoincrement", ...columns.map((column) => column.autoincrement)),
    ...when("comment", ...columns.map((column) => column.comment !== null)),
    ...when("composite key", ...schema.tables.map((table) => (table.primaryKey?.columns.length ?? 0) > 1)),
    ...when("unique", ...schema.tables.map((table) => table.uniques.length > 0)),
    ...when("check", ...schema.tables.map((table) => table.checks.length > 0)),
    ...when("foreign key", ...schema.tables.map((table) => table.foreignKeys.length > 0)),
    ...when(
      "self reference",
      ...schema.tables.map((table) => table.foreignKeys.some((key) => key.references.table === table.name)),
    ),
    ...when("strict", ...schema.tables.map((table) => table.strict)),
    ...when("without rowid", ...schema.tables.map((table) => table.withoutRowid)),
    ...when("partial index", ...indexes.map((index) => index.where !== null)),
    ...when("expression index", ...indexes.map((index) => index.keys.some((key) => key.expression !== null))),
    ...when("gin", ...indexes.map((index) => index.method === "gin")),
    ...when("hash", ...indexes.map((index) => index.method === "hash")),
    ...when("opclass", ...indexes.map((index) => index.keys.some((key) => key.opclass !== null))),
    ...when("include", ...indexes.map((index) => index.include.length > 0)),
    ...when("with", ...indexes.map((index) => index.with.length > 0)),
  ];
}
