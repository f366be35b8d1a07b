import { describe, expect, it } from "vitest";
import type { Operation } from "../../../src/core/operations/operations.ts";
import { emptySchema } from "../../../src/core/schema/schema.ts";
import { postgres } from "../../../src/dialects/postgres/index.ts";
import { everything, openPostgres, perform } from "../../support/postgres-databases.ts";

const sql = (...operations: Operation[]): string[] =>
  postgres.compile(operations, emptySchema).map((statement) => statement.sql);

describe("operations as SQL", () => {
  it.each<[Operation, string[]]>([
    [{ kind: "createSchema", args: ["odd.name"] }, ['CREATE SCHEMA "odd.name"']],
    [
      { kind: "createEnum", args: [{ name: "auth.role", values: ["a", "it's"] }] },
      [`CREATE TYPE "auth"."role" AS ENUM ('a', 'it''s')`],
    ],
    [
      {
        kind: "createTable",
        args: [
          {
            name: "users",
            columns: [{ name: "id", type: "uuid", default: "gen_random_uuid()", nullable: false }],
            primaryKey: { columns: ["id"] },
            comment: "x",
          },
        ],
      },
      [
        'CREATE TABLE "users" (\n  "id" uuid DEFAULT gen_random_uuid() NOT NULL,\n  PRIMARY KEY ("id")\n)',
        `COMMENT ON TABLE "users" IS 'x'`,
      ],
    ],
    [
      {
        kind: "addColumn",
        args: ["t", { name: "twice", type: "integer", generated: { expression: "a * 2" } }],
      },
      ['ALTER TABLE "t" ADD COLUMN "twice" integer GENERATED ALWAYS AS (a * 2) VIRTUAL'],
    ],
    [
      { kind: "setTableComment", args: ["t", "C:\\new is Ann's"] },
      [`COMMENT ON TABLE "t" IS E'C:\\\\new is Ann''s'`],
    ],
    [
      { kind: "renameTable", args: ["auth.users", "people"] },
      ['ALTER TABLE "auth"."users" RENAME TO "people"'],
    ],
    [
      { kind: "dropIndex", args: ["auth.users", "i", { concurrently: true }] },
      ['DROP INDEX CONCURRENTLY "auth"."i"'],
    ],
    [{ kind: "renameIndex", args: ["auth.users", "i", "j"] }, ['ALTER INDEX "auth"."i" RENAME TO "j"']],
    [{ kind: "execute", args: ["a; select ';' -- x"] }, ["a", "select ';'"]],
    [{ kind: "bulkInsert", args: ["t", []] }, []],
    [
      { kind: "bulkInsert", args: ["t", [{ a: 1 }, { b: "x" }], { conflict: "ignore" }] },
      ['INSERT INTO "t" ("a", "b") VALUES\n  ($1, DEFAULT),\n  (DEFAULT, $2) ON CONFLICT DO NOTHING'],
    ],
  ])("%j", (operation, expected) => {
    expect(sql(operation)).toEqual(expected);
  });

  it.each([
    ["create unique index concurrently i on t (a)", false],
    ["-- why\n/* x */ CREATE INDEX CONCURRENTLY i ON t (a)", false],
    ["drop index concurrently i", false],
    ["reindex (verbose) table concurrently t", false],
    ["vacuum analyze t", false],
    ["create database x", false],
    ["alter table t detach partition p concurrently", false],
    ["create index i on t (a)", true],
    ["alter type e add value 'x'", true],
    ["refresh materialized view concurrently v", true],
    ["update t set a = 'vacuum'", true],
  ])("knows whether a transaction can hold: %s", (text, transactional) => {
    expect(postgres.compile([{ kind: "execute", args: [text] }], emptySchema)).toMatchObject([
      { transactional },
    ]);
  });

  it("inserts more rows than a statement has parameters for", async () => {
    const connection = await openPostgres();
    await connection.query("CREATE TABLE t (a integer, b text DEFAULT 'd', c jsonb, d text[], e bytea)");
    const rows = Array.from({ length: 30_000 }, (_, a) => ({
      a,
      b: a % 2 === 0 ? undefined : `it's ${a}`,
      c: { a: [a] },
      d: ["x", 'y"z'],
    }));
    const statements = postgres.compile(
      [{ kind: "bulkInsert", args: ["t", [...rows, { e: Buffer.from("z") }]] }],
      emptySchema,
    );
    expect(statements.length).toBeGreaterThan(1);
    await connection.begin();
    await connection.run(statements);
    await connection.commit();
    const [row] = await connection.query(
      "SELECT count(*)::integer AS n, count(*) FILTER (WHERE b = 'd')::integer AS d, min(c::text) AS c, min(d[2]) AS y FROM t",
    );
    expect(row).toEqual({ n: 30_001, d: 15_001, c: '{"a": [0]}', y: 'y"z' });
  });

  it("finds constraints by what they are", async () => {
    const connection = await openPostgres();
    await connection.query(`CREATE TABLE p (id integer CONSTRAINT odd PRIMARY KEY);
      CREATE TABLE t (a integer UNIQUE CHECK (a > 0) REFERENCES p, b integer)`);
    await perform(
      connection,
      { kind: "dropConstraint", args: ["t", { foreignKey: ["a"] }] },
      { kind: "dropConstraint", args: ["t", { unique: ["a"] }] },
      { kind: "dropConstraint", args: ["t", { check: "a > 0" }] },
      { kind: "dropPrimaryKey", args: ["p"] },
      { kind: "createPrimaryKey", args: ["t", { name: "pk", columns: ["b", "a"] }] },
      { kind: "renameConstraint", args: ["t", "pk", "key"] },
      {
        kind: "createForeignKey",
        args: [
          "p",
          { columns: ["id", "id"], references: { table: "t", columns: ["b", "a"] }, validated: false },
        ],
      },
    );
    const { tables } = await postgres.introspect(connection, everything);
    expect(tables).toMatchObject([
      { name: "p", primaryKey: null, foreignKeys: [{ validated: false }] },
      {
        name: "t",
        uniques: [],
        checks: [],
        foreignKeys: [],
        primaryKey: { name: "key", columns: ["b", "a"] },
      },
    ]);
  });

  it("knows the names that the server picks, when it is told of the structure only", async () => {
    const connection = await openPostgres();
    const [long, other] = ["t".repeat(60), `${"ü".repeat(25)}_column`];
    await perform(connection, {
      kind: "createTable",
      args: [
        {
          name: long,
          columns: [
            { name: other, type: "integer" },
            { name: "b", type: "integer" },
          ],
          primaryKey: { columns: [other] },
          uniques: [{ columns: ["b", other] }],
          checks: [{ expression: "b > 0" }, { expression: `b > "${other}"` }],
          foreignKeys: [{ columns: ["b"], references: { table: long, columns: [other] } }],
        },
      ],
    });
    const live = await postgres.introspect(connection, everything);
    const nameless = {
      ...live,
      tables: live.tables.map((table) => ({
        ...table,
        checks: table.checks.map((check) => ({ ...check, name: null })),
        uniques: table.uniques.map((unique) => ({ ...unique, name: null })),
        foreignKeys: table.foreignKeys.map((key) => ({ ...key, name: null })),
        primaryKey: table.primaryKey === null ? null : { ...table.primaryKey, name: null },
      })),
    };
    await connection.run(
      postgres.compile(
        [
          { kind: "dropConstraint", args: [long, { foreignKey: ["b"] }] },
          { kind: "dropConstraint", args: [long, { unique: ["b", other] }] },
          ...(live.tables[0]?.checks ?? []).map((check): Operation => ({
            kind: "dropConstraint",
            args: [long, { check: check.expression }],
          })),
          { kind: "dropPrimaryKey", args: [long] },
        ],
        nameless,
      ),
    );
    const [table] = (await postgres.introspect(connection, everything)).tables;
    expect(table).toMatchObject({ checks: [], uniques: [], foreignKeys: [], primaryKey: null });
  });

  it("asks for the structure only where an operation cannot be said without it", () => {
    const asks = (operation: Operation): boolean => postgres.readsSchema(operation);
    const change = {
      kind: "alterColumn",
      args: ["t", "c", { nullable: false, default: "1", comment: "x" }],
    } as const;
    expect(asks(change)).toBe(false);
    expect(asks({ kind: "alterColumn", args: ["t", "c", { type: "text" }] })).toBe(true);
    expect(asks({ kind: "dropConstraint", args: ["t", "name"] })).toBe(false);
    expect(asks({ kind: "dropConstraint", args: ["t", { unique: ["a"] }] })).toBe(true);
    expect(asks({ kind: "addColumn", args: ["t", { name: "a", type: "numeric(10, 2)" }] })).toBe(false);
    expect(asks({ kind: "addColumn", args: ["t", { name: "a", type: "Mood" }] })).toBe(true);
  });

  it("refuses an operation of the user's own that has no SQL for it", () => {
    const operation: Operation = {
      kind: "custom",
      args: [{ name: "thing", sql: { sqlite: () => "x" } }, {}],
    };
    expect(() => sql(operation)).toThrow("postgresql has no SQL for the operation thing");
  });
});

describe("a scratch database", () => {
  it("is empty, has the extensions of the other, and is gone afterwards", async () => {
    const connection = await openPostgres();
    await connection.query("CREATE SCHEMA ext; CREATE TABLE t (); CREATE EXTENSION pg_trgm SCHEMA ext");
    await connection.begin();
    const scratch = await postgres.scratch(connection);
    const inside = scratch?.connection;
    const [row] =
      (await inside?.query(
        "SELECT current_database() AS name, to_regclass('t') AS t, 'ext.gin_trgm_ops' AS ops, (SELECT extname FROM pg_extension WHERE extname = 'pg_trgm') AS ext",
      )) ?? [];
    expect(row).toMatchObject({ t: null, ext: "pg_trgm" });
    expect(inside?.label).toContain(String(row?.["name"]));
    await scratch?.drop();
    expect(await connection.query("SELECT FROM pg_database WHERE datname = $1", [row?.["name"]])).toEqual([]);
    await connection.rollback();
  });
});
