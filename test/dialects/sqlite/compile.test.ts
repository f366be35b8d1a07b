import { afterEach, describe, expect, it } from "vitest";
import { applyOperations } from "../../../src/core/operations/apply.ts";
import { defineOperation } from "../../../src/core/operations/custom.ts";
import { operationKinds } from "../../../src/core/operations/every-operation.ts";
import { make } from "../../../src/core/operations/make.ts";
import type { Operation } from "../../../src/core/operations/operations.ts";
import { emptySchema, type Table } from "../../../src/core/schema/schema.ts";
import { createSqlite } from "../../../src/dialects/sqlite/index.ts";
import { sqliteDatabase, type TestDatabase } from "../../support/sqlite-database.ts";

let database: TestDatabase | null = null;

afterEach(() => database?.connection.close());

const setup = `
  CREATE TABLE p (id INTEGER PRIMARY KEY, code TEXT UNIQUE);
  CREATE TABLE t (
    id INTEGER NOT NULL PRIMARY KEY, a TEXT, b TEXT NOT NULL, c INT CONSTRAINT c_positive CHECK (c > 0), d INT REFERENCES p (id),
    e TEXT, f TEXT, CONSTRAINT t_f UNIQUE (f), CHECK (e <> ''), CONSTRAINT twice CHECK (a <> ''), CONSTRAINT twice CHECK (b <> ''));
  CREATE INDEX t_e ON t (e, lower(a));
  CREATE INDEX t_b ON t (b) WHERE b <> 'x';
  CREATE VIEW v AS SELECT a, b FROM t;
  INSERT INTO p VALUES (1, 'one');
  INSERT INTO t VALUES (5, 'a5', 'b5', 1, 1, 'e5', 'f5'), (7, NULL, 'b7', NULL, NULL, NULL, NULL)`;

/** An operation, and the statement that does it where the engine can (null: only a rebuild can). */
const changes: readonly (readonly [string, Operation, string | null])[] = [
  ["add a column", make.addColumn("t", { name: "n", type: "text" }), `ALTER TABLE "t" ADD COLUMN "n" text`],
  [
    "add a column that is filled",
    make.addColumn("t", { name: "n", type: "integer", nullable: false, default: "-5", collation: "NOCASE" }),
    `ALTER TABLE "t" ADD COLUMN "n" integer NOT NULL DEFAULT -5 COLLATE "NOCASE"`,
  ],
  [
    "add a column that is computed on reading",
    make.addColumn("t", { name: "n", type: "text", generated: { expression: "upper(b)" } }),
    `ALTER TABLE "t" ADD COLUMN "n" text GENERATED ALWAYS AS (upper(b)) VIRTUAL`,
  ],
  [
    "add a column that is stored",
    make.addColumn("t", { name: "n", type: "text", generated: { expression: "upper(b)", stored: true } }),
    null,
  ],
  [
    "add a column with a computed default",
    make.addColumn("t", { name: "n", type: "text", default: "CURRENT_TIMESTAMP" }),
    null,
  ],
  ["drop a column that an index needs", make.dropColumn("t", "e"), null],
  ["drop a column of the key", make.dropColumn("t", "id"), null],
  ["drop a plain column", make.dropColumn("p", "code"), null],
  ["rename a column", make.renameColumn("t", "a", "z"), `ALTER TABLE "t" RENAME COLUMN "a" TO "z"`],
  [
    "let a column be null",
    make.alterColumn("t", "b", { nullable: true }),
    `ALTER TABLE "t" ALTER COLUMN "b" DROP NOT NULL`,
  ],
  [
    "let a column never be null",
    make.alterColumn("p", "code", { nullable: false }),
    `ALTER TABLE "p" ALTER COLUMN "code" SET NOT NULL`,
  ],
  ["change a type", make.alterColumn("t", "c", { type: "real" }), null],
  ["change a default", make.alterColumn("t", "a", { default: "lower('X')" }), null],
  ["change a collation", make.alterColumn("t", "a", { collation: "NOCASE" }), null],
  ["count ids", make.alterColumn("t", "id", { autoincrement: true }), null],
  [
    "add a check",
    make.createCheckConstraint("t", { name: "k", expression: "b <> '' and id IN (5, 7)" }),
    `ALTER TABLE "t" ADD CONSTRAINT "k" CHECK (b <> '' and id IN (5, 7))`,
  ],
  [
    "add a check without a name",
    make.createCheckConstraint("t", { expression: "id < 100" }),
    `ALTER TABLE "t" ADD CHECK (id < 100)`,
  ],
  [
    "add a check that is null for some rows",
    make.createCheckConstraint("t", { expression: "c < 100" }),
    null,
  ],
  [
    "add a check that may be null for any row",
    make.createCheckConstraint("t", { expression: "nullif(id, 5) < 100" }),
    null,
  ],
  ["drop a check", make.dropConstraint("t", "c_positive"), `ALTER TABLE "t" DROP CONSTRAINT "c_positive"`],
  ["drop a check without a name", make.dropConstraint("t", { check: "e <> ''" }), null],
  ["drop one of two checks of a name", make.dropConstraint("t", "twice"), null],
  ["drop a unique constraint", make.dropConstraint("t", "t_f"), null],
  ["drop a foreign key", make.dropConstraint("t", { foreignKey: ["d"] }), null],
  ["rename a constraint", make.renameConstraint("t", "t_f", "t_g"), null],
  ["add a unique constraint", make.createUniqueConstraint("t", { columns: ["a", "b"] }), null],
  ["drop the primary key", make.dropPrimaryKey("t"), null],
  [
    "create an index",
    make.createIndex("t", {
      name: "i",
      unique: true,
      columns: ["b", { expression: "lower(a)", descending: true }],
      where: "a IS NOT NULL",
    }),
    `CREATE UNIQUE INDEX "i" ON "t" ("b", (lower(a)) DESC) WHERE a IS NOT NULL`,
  ],
  ["drop an index", make.dropIndex("t", "t_e"), `DROP INDEX "t_e"`],
  [
    "create a table",
    make.createTable({
      name: "n",
      columns: [{ name: "id", type: "integer" }],
      primaryKey: { columns: ["id"] },
    }),
    `CREATE TABLE "n" (\n  "id" integer PRIMARY KEY\n)`,
  ],
  ["rename a table", make.renameTable("p", "people"), `ALTER TABLE "p" RENAME TO "people"`],
  ["drop a table", make.dropTable("t"), `DROP TABLE "t"`],
];

describe.each(["3.53.2", "3.50.0", "3.30.0"])("statements for SQLite %s", (version) => {
  it.each(changes)("%s", async (_, operation, native) => {
    database = await sqliteDatabase(version);
    await database.script(setup);
    if (operation.kind === "dropTable") await database.script("DROP VIEW v");
    const before = await database.schema();
    const statements = await database.apply(operation);
    const { dialect } = database;
    const live = await database.schema();
    const after = dialect.canonical(applyOperations(before, [operation]));
    const wanted = await dialect.normalize(database.connection, after, live);
    expect(named(live.tables)).toEqual(named(wanted.tables));
    if (operation.kind !== "dropTable" && !/rename|drop/u.test(operation.kind)) {
      expect(await database.rows("SELECT id, b, f FROM t")).toEqual([
        { id: 5, b: "b5", f: "f5" },
        { id: 7, b: "b7", f: null },
      ]);
    }
    const isNative =
      native !== null && (version === "3.53.2" || !/ALTER COLUMN|CHECK|DROP CONSTRAINT/u.test(native));
    if (isNative) expect(statements).toEqual([native]);
    else expect(statements).toContain("PRAGMA legacy_alter_table = ON");
  });
});

/** Without the order in which objects were made. */
function named(tables: readonly Table[]): readonly Table[] {
  const byName = (a: { readonly name: string | null }, b: { readonly name: string | null }): number =>
    (a.name ?? "") < (b.name ?? "") ? -1 : 1;
  return tables.map((table) => ({ ...table, indexes: [...table.indexes].sort(byName) })).sort(byName);
}

describe("dropping a column", () => {
  const table =
    "CREATE TABLE t (a TEXT, b TEXT, c TEXT); CREATE INDEX t_b ON t (b); CREATE INDEX t_c ON t (c); INSERT INTO t VALUES (1, 2, 3)";

  it("takes its indexes first where the engine drops columns itself", async () => {
    database = await sqliteDatabase("3.53.2");
    await database.script(table);
    expect(await database.apply(make.dropColumn("t", "b"))).toEqual([
      `DROP INDEX "t_b"`,
      `ALTER TABLE "t" DROP COLUMN "b"`,
    ]);
    expect(await database.rows("SELECT * FROM t")).toEqual([{ a: "1", c: "3" }]);
  });

  it("is a rebuild for a SQLite before 3.35", async () => {
    database = await sqliteDatabase("3.34.1");
    await database.script(table);
    expect(await database.apply(make.dropColumn("t", "b"))).toContain(`DROP TABLE "t"`);
    expect((await database.table("t")).indexes.map(({ name }) => name)).toEqual(["t_c"]);
    expect(await database.rows("SELECT * FROM t")).toEqual([{ a: "1", c: "3" }]);
  });
});

describe("dropping a table", () => {
  const tables = `CREATE TABLE p (id INTEGER PRIMARY KEY); CREATE TABLE c (p REFERENCES p ON DELETE CASCADE);
    INSERT INTO p VALUES (1); INSERT INTO c VALUES (1)`;

  it("never deletes the rows that point to it", async () => {
    database = await sqliteDatabase();
    await database.script(tables);
    await expect(database.apply(make.dropTable("p"))).rejects.toMatchObject({ code: "foreign-keys-broken" });
    expect(await database.rows("SELECT p FROM c")).toEqual([{ p: 1 }]);
  });

  it("may come before that of the table that points to it", async () => {
    database = await sqliteDatabase();
    await database.script(tables);
    await database.apply(make.dropTable("p"), make.dropTable("c"));
    expect((await database.schema()).tables).toEqual([]);
  });
});

describe("names that differ in case alone", () => {
  it("are names to rename to", async () => {
    database = await sqliteDatabase();
    await database.script(
      "CREATE TABLE users (name TEXT); CREATE VIEW v AS SELECT name FROM users; INSERT INTO users VALUES ('ann')",
    );
    await database.apply(make.renameTable("users", "Users"), make.renameColumn("Users", "name", "Name"));
    expect((await database.table("Users")).columns[0]?.name).toBe("Name");
    expect(await database.rows("SELECT * FROM v")).toEqual([{ Name: "ann" }]);
  });
});

describe("rows", () => {
  it("go in by batches, whatever columns they have", async () => {
    database = await sqliteDatabase();
    await database.script(
      "CREATE TABLE t (id INTEGER PRIMARY KEY, a TEXT DEFAULT 'none', b TEXT); INSERT INTO t VALUES (1, 'old', NULL)",
    );
    const rows = [{ id: 1, a: "x" }, { id: 2, a: "y" }, { a: "z", id: 3 }, {}, { id: 9, b: { json: true } }];
    const statements = await database.apply(make.bulkInsert("t", rows, { conflict: "ignore" }));
    expect(statements).toHaveLength(3);
    expect(await database.rows("SELECT * FROM t ORDER BY id")).toEqual([
      { id: 1, a: "old", b: null },
      { id: 2, a: "y", b: null },
      { id: 3, a: "z", b: null },
      { id: 4, a: "none", b: null },
      { id: 9, a: "none", b: '{"json":true}' },
    ]);
  });

  it("are as many a statement as its parameters allow", async () => {
    database = await sqliteDatabase();
    const columns = Array.from({ length: 700 }, (_, n) => `c${n}`);
    await database.script(`CREATE TABLE wide (${columns.join(", ")})`);
    const row = Object.fromEntries(columns.map((name) => [name, name]));
    const statements = await database.apply(
      make.bulkInsert(
        "wide",
        Array.from({ length: 100 }, () => row),
      ),
    );
    expect(statements).toHaveLength(3);
    expect(await database.rows("SELECT count(*) AS n, max(c699) AS c FROM wide")).toEqual([
      { n: 100, c: "c699" },
    ]);
  });
});

describe("SQL of the user's own", () => {
  it("may be several statements, and says which of them want no transaction", () => {
    const statements = createSqlite(null).compile(
      [make.execute("CREATE TABLE a (b); INSERT INTO a VALUES (';'); VACUUM;")],
      emptySchema,
    );
    expect(statements.map(({ sql, transactional }) => [sql, transactional])).toEqual([
      ["CREATE TABLE a (b)", true],
      ["INSERT INTO a VALUES (';')", true],
      ["VACUUM", false],
    ]);
  });

  it("may come from an operation of one's own", () => {
    const touch = defineOperation<string>({
      name: "touch",
      sql: { sqlite: (name) => [`SELECT '${name}'`, "SELECT 2; SELECT 3"] },
    });
    expect(
      createSqlite(null)
        .compile([touch("x")], emptySchema)
        .map(({ sql }) => sql),
    ).toEqual(["SELECT 'x'", "SELECT 2", "SELECT 3"]);
    const foreign = defineOperation<null>({ name: "elsewhere", sql: { postgresql: () => "SELECT 1" } });
    expect(() => createSqlite(null).compile([foreign(null)], emptySchema)).toThrow(
      "sqlite has no form of the operation elsewhere",
    );
  });
});

describe("what SQLite has not", () => {
  const column = { name: "a", type: "integer" };
  it.each<Operation>([
    make.createSchema("s"),
    make.dropSchema("s"),
    make.createEnum({ name: "e", values: [] }),
    make.dropEnum("e"),
    make.renameEnum("e", "f"),
    make.addEnumValue("e", "v"),
    make.renameEnumValue("e", "v", "w"),
    make.changeEnum("e", []),
    make.setTableComment("t", "text"),
    make.alterColumn("t", "a", { comment: "text" }),
    make.alterColumn("t", "a", { identity: {} }),
    make.createTable({ name: "auth.users", columns: [column] }),
    make.createTable({ name: "t", columns: [{ ...column, identity: {} }] }),
    make.createTable({ name: "t", columns: [column], uniques: [{ columns: ["a"], deferrable: "deferred" }] }),
    make.createTable({ name: "t", columns: [column], uniques: [{ columns: ["a"], nullsNotDistinct: true }] }),
    make.createIndex("t", { columns: ["a"], method: "gin" }),
    make.createIndex("t", { columns: ["a"], include: ["b"] }),
    make.createIndex("t", { columns: ["a"], with: [["fillfactor", "70"]] }),
    make.createIndex("t", { columns: ["a"], unique: true, nullsNotDistinct: true }),
    make.createIndex("t", { columns: [{ column: "a", opclass: "text_pattern_ops" }] }),
    make.createIndex("t", { columns: [{ column: "a", nulls: "last" }] }),
    make.createView({ name: "v", query: "SELECT 1", materialized: true }),
  ])("is refused: $kind $args", (operation) => {
    expect(() => createSqlite(null).compile([operation], emptySchema)).toThrow(/^sqlite has no /u);
  });
});

describe("the structure", () => {
  it("is asked for by those operations that need it", () => {
    const reading = new Set(
      changes
        .filter(([, operation]) => createSqlite("3.53.2").readsSchema(operation))
        .map(([title]) => title),
    );
    const native = changes.filter(([, , sql]) => sql !== null).map(([title]) => title);
    expect(native.filter((title) => reading.has(title))).toEqual([
      "add a check",
      "add a check without a name",
      "drop a check",
      "drop a table",
    ]);
    expect(changes.filter(([title]) => !reading.has(title)).every(([, , sql]) => sql !== null)).toBe(true);
  });

  it("is asked for more often by an older version", () => {
    const operation = make.alterColumn("t", "a", { nullable: false });
    expect(createSqlite("3.53.0").readsSchema(operation)).toBe(false);
    expect(createSqlite("3.52.9").readsSchema(operation)).toBe(true);
    expect(createSqlite(null).readsSchema(operation)).toBe(true);
  });

  it("is known for every kind of operation", () => {
    for (const kind of operationKinds) {
      const operation = { kind, args: [] } as unknown as Operation;
      expect(typeof createSqlite(null).readsSchema(operation)).toBe("boolean");
    }
  });

  it("that lacks the table is told", () => {
    expect(() => createSqlite(null).compile([make.dropPrimaryKey("gone")], emptySchema)).toThrow(
      "There is no table gone",
    );
  });
});
