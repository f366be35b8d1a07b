import * as fc from "fast-check";
import { expect, it } from "vitest";
import type { ConstraintName, Schema, Table } from "../../../src/core/schema/schema.ts";
import { emptySchema } from "../../../src/core/schema/schema.ts";
import type { Connection } from "../../../src/dialects/dialect.ts";
import { postgres } from "../../../src/dialects/postgres/index.ts";
import { arbitrarySchema } from "../../support/arbitraries.ts";
import { creating, everything, openPostgres } from "../../support/postgres-databases.ts";
import { saidInSql } from "../../../src/dialects/sql.ts";

it("reads back the schema that it was told to make, once the server has normalized the words", async () => {
  const connection = await openPostgres();
  await fc.assert(
    fc.asyncProperty(arbitrarySchema("postgresql", { views: true }), async (schema) => {
      const wanted = postgres.canonical(schema);
      try {
        await connection.run(postgres.compile(creating(wanted), emptySchema));
        const live = await postgres.introspect(connection, everything);
        const normalized = await postgres.normalize(connection, wanted, live);
        expect(structure(live)).toEqual(structure(normalized));
        expect(givenNames(live)).toEqual(expect.arrayContaining([...givenNames(normalized)]));
        expect(postgres.canonical(live)).toEqual(live);
        expect(await postgres.normalize(connection, live, live)).toEqual(live);
      } finally {
        await clear(connection, schema);
      }
    }),
    { numRuns: 60 },
  );
});

/** What must be equal: all but the names that nobody gave, and the order of constraints and indexes. */
function structure(schema: Schema): unknown {
  const unordered = (items: readonly unknown[]): unknown[] =>
    items.toSorted((a, b) => (textOf(a) < textOf(b) ? -1 : 1));
  const nameless = (items: readonly ConstraintName[]): unknown[] =>
    unordered(items.map((item) => ({ ...item, name: null, nameExplicit: false })));
  return {
    ...schema,
    namespaces: unordered(schema.namespaces),
    enums: unordered(schema.enums),
    sequences: unordered(schema.sequences),
    // What a view gives is known of one that is there.
    views: unordered(schema.views.map((view) => ({ ...view, outputs: null }))),
    tables: unordered(
      schema.tables.map((table) => ({
        ...table,
        primaryKey: table.primaryKey === null ? null : nameless([table.primaryKey]),
        uniques: nameless(table.uniques),
        checks: nameless(table.checks),
        foreignKeys: nameless(table.foreignKeys),
        indexes: nameless(table.indexes),
        policies: unordered(table.policies),
      })),
    ),
  };
}

/** The same for equal data, whatever the order in which its properties were written. */
function textOf(data: unknown): string {
  return JSON.stringify(data, (_key, value: unknown) =>
    typeof value === "object" && value !== null && !Array.isArray(value)
      ? Object.entries(value).toSorted(([a], [b]) => (a < b ? -1 : 1))
      : value,
  );
}

function givenNames(schema: Schema): readonly (string | null)[] {
  const of = (table: Table): readonly ConstraintName[] => [
    ...(table.primaryKey === null ? [] : [table.primaryKey]),
    ...table.uniques,
    ...table.checks,
    ...table.foreignKeys,
    ...table.indexes,
  ];
  return schema.tables.flatMap(of).flatMap(({ name, nameExplicit }) => (nameExplicit ? [name] : []));
}

async function clear(connection: Connection, schema: Schema): Promise<void> {
  const names = ["public", ...schema.namespaces].map((name) => `"${name}"`);
  await connection.query(saidInSql(`DROP SCHEMA ${names.join(", ")} CASCADE; CREATE SCHEMA public`));
}
