import { describe, expect, it } from "vitest";
import { operationsOf } from "../../src/core/diff/change.ts";
import { diffSchemas } from "../../src/core/diff/diff.ts";
import type { Operation } from "../../src/core/operations/operations.ts";
import { emptySchema, type Schema } from "../../src/core/schema/schema.ts";
import type { Connection, Dialect } from "../../src/dialects/dialect.ts";
import { openDialect } from "../../src/dialects/open-dialect.ts";
import { readSchema } from "../../src/drizzle/read-schema.ts";
import { createPostgresDatabase, createSqliteFile } from "../support/databases.ts";
import { generations, type Generation } from "./generations.ts";
import { postgresFixture } from "./postgres-fixture.ts";
import { sqliteFixture } from "./sqlite-fixture.ts";

const fixtures = { postgresql: postgresFixture, sqlite: sqliteFixture };

async function wantedBy(generation: Generation, dialect: Dialect): Promise<Schema> {
  const exports = fixtures[dialect.name](generation);
  const options = { dialect: dialect.name, casing: null };
  const { schema } = await readSchema([{ path: generation.file("schema.ts"), exports }], options);
  return dialect.canonical(schema);
}

/** What is left to do to a live database. */
async function difference(
  dialect: Dialect,
  connection: Connection,
  wanted: Schema,
): Promise<readonly Operation[]> {
  const schemas = dialect.traits.namespaces ? ["public", "auth"] : null;
  const live = dialect.canonical(
    await dialect.introspect(connection, { schemas, tables: null, ownTables: [] }),
  );
  const normalized = await dialect.normalize(connection, wanted, live);
  return operationsOf(diffSchemas(live, normalized, dialect.rules, { renames: [] }));
}

describe.each(["postgresql", "sqlite"] as const)("a %s database made from the large schema", (name) => {
  it.each(generations)("differs in nothing from it when it was read on $name", async (generation) => {
    const dialect = await openDialect(name);
    const database = name === "postgresql" ? await createPostgresDatabase() : createSqliteFile();
    const connection = await dialect.connect({ url: database.url });
    try {
      const wanted = await wantedBy(generation, dialect);
      const making = operationsOf(diffSchemas(emptySchema, wanted, dialect.rules, { renames: [] }));
      await connection.run(dialect.compile(making, emptySchema));
      expect(await difference(dialect, connection, wanted)).toEqual([]);
      const others = generations.filter((other) => other !== generation);
      for (const other of others)
        expect(await difference(dialect, connection, await wantedBy(other, dialect))).toEqual([]);
    } finally {
      await connection.close();
      await ("drop" in database ? database.drop() : database.remove());
    }
  });
});
