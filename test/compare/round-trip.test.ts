import { assert, asyncProperty } from "fast-check";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { operationsOf } from "../../src/core/diff/change.ts";
import { diffSchemas } from "../../src/core/diff/diff.ts";
import { describeOperation } from "../../src/core/operations/describe.ts";
import type { Operation } from "../../src/core/operations/operations.ts";
import { reverseOperations } from "../../src/core/operations/reverse.ts";
import type { Schema } from "../../src/core/schema/schema.ts";
import type { Connection, Dialect } from "../../src/dialects/dialect.ts";
import { openDialect } from "../../src/dialects/open-dialect.ts";
import { createQueue } from "../../src/run/queue.ts";
import { arbitraryPair } from "../support/arbitraries.ts";
import { asServerKnows, serverVersion } from "../support/as-server-knows.ts";
import { catalogue } from "../support/catalogue.ts";
import { createPostgresDatabase } from "../support/databases.ts";
import { plainDdl } from "../support/plain-ddl.ts";
import { saidInSql } from "../../src/dialects/sql.ts";

const runs = Number(process.env["MIG_TEST_RUNS"] ?? 40);
const seed = Number(process.env["MIG_TEST_SEED"] ?? 20_261_121);

describe.each(["sqlite", "postgresql"] as const)("a change of schema on a live %s", (name) => {
  let dialect: Dialect;
  let version = Number.POSITIVE_INFINITY;
  let close: () => Promise<void> = () => Promise.resolve();
  let open: () => Promise<{ connection: Connection; drop: () => Promise<void> }>;
  beforeAll(async () => {
    dialect = await openDialect(name);
    if (name === "sqlite") {
      open = async () => {
        const connection = await dialect.connect({ url: ":memory:" });
        return { connection, drop: () => connection.close() };
      };
      return;
    }
    const databases = await Promise.all([createPostgresDatabase(), createPostgresDatabase()]);
    const connections = await Promise.all(databases.map(({ url }) => dialect.connect({ url })));
    version = await serverVersion(connections[0]!);
    let next = 0;
    open = async () => {
      const connection = connections[next++ % 2] ?? connections[0]!;
      return { connection, drop: () => emptied(connection) };
    };
    close = async () => {
      await Promise.all(connections.map((connection) => connection.close()));
      await Promise.all(databases.map((database) => database.drop()));
    };
  });
  afterAll(() => close());

  it("leads to the wanted schema, and back to the one before", async () => {
    await assert(
      asyncProperty(arbitraryPair(name), async (drawn) => {
        const [before, after] = [asServerKnows(drawn.before, version), asServerKnows(drawn.after, version)];
        const [live, fresh] = [await open(), await open()];
        try {
          await script(live.connection, plainDdl(name, before));
          await script(fresh.connection, plainDdl(name, after));
          const start = await catalogue(name, live.connection);

          const from = await structure(dialect, live.connection, [before, after]);
          const changes = await between(dialect, live.connection, from, dialect.canonical(after));
          await carryOut(dialect, live.connection, changes, [before, after]);

          const reached = await structure(dialect, live.connection, [before, after]);
          const left = await between(dialect, live.connection, reached, dialect.canonical(after));
          const done = changes.map(describeOperation).join("\n");
          expect(left.map(describeOperation), done).toEqual([]);
          const built = await catalogue(name, live.connection);
          expect(built.structure, done).toEqual((await catalogue(name, fresh.connection)).structure);

          const back = reverseOperations(changes, from);
          if (back === null) throw new Error("a change of structure cannot be undone");
          await carryOut(dialect, live.connection, back, [before, after]);
          const undone = back.map(describeOperation).join("\n");
          expect((await catalogue(name, live.connection)).named, undone).toEqual(start.named);
        } finally {
          await live.drop();
          await fresh.drop();
        }
      }),
      { numRuns: runs, seed, endOnFailure: process.env["MIG_TEST_SHRINK"] === undefined },
    );
  }, 600_000);
});

function scopeOf(schemas: readonly Schema[]): { schemas: readonly string[]; tables: null; ownTables: [] } {
  const names = schemas.flatMap((schema) => [
    ...schema.namespaces,
    ...schema.tables.flatMap((table) => table.schema ?? []),
  ]);
  return { schemas: ["public", ...new Set(names)], tables: null, ownTables: [] };
}

async function structure(
  dialect: Dialect,
  connection: Connection,
  schemas: readonly Schema[],
): Promise<Schema> {
  return dialect.canonical(await dialect.introspect(connection, scopeOf(schemas)));
}

async function between(
  dialect: Dialect,
  connection: Connection,
  live: Schema,
  wanted: Schema,
): Promise<readonly Operation[]> {
  const normalized = await dialect.normalize(connection, wanted, live);
  return operationsOf(diffSchemas(live, normalized, dialect.rules, { renames: [], hasRows: () => false }));
}

async function carryOut(
  dialect: Dialect,
  connection: Connection,
  operations: readonly Operation[],
  schemas: readonly Schema[],
): Promise<void> {
  await connection.begin({ foreignKeysOff: true });
  const queue = createQueue(dialect, {
    structure: () => dialect.introspect(connection, scopeOf(schemas)),
    run: (statements) => connection.run(statements),
  });
  try {
    for (const operation of operations) await queue.add(operation);
    await queue.drain();
    await connection.commit();
  } catch (error) {
    await connection.rollback();
    throw new Error(operations.map(describeOperation).join("\n"), { cause: error });
  }
}

async function script(connection: Connection, statements: readonly string[]): Promise<void> {
  for (const sql of statements) await connection.query(saidInSql(sql));
}

async function emptied(connection: Connection): Promise<void> {
  const rows = await connection.query(
    "SELECT quote_ident(nspname) AS name FROM pg_namespace WHERE nspname NOT LIKE 'pg\\_%' AND nspname <> 'information_schema'",
  );
  for (const { name } of rows) await connection.query(saidInSql(`DROP SCHEMA ${String(name)} CASCADE`));
  await connection.query("CREATE SCHEMA public");
}
