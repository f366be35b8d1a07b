import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { make } from "../../../src/core/operations/make.ts";
import { sqliteDatabase, type TestDatabase } from "../../support/sqlite-database.ts";

let database: TestDatabase;

beforeEach(async () => {
  database = await sqliteDatabase();
});
afterEach(() => database.connection.close());

/** A change that only a rebuild can do. */
const change = (table: string, column: string) => make.alterColumn(table, column, { default: "'new'" });

describe("the rebuild of a table", () => {
  it("keeps the rows of children that would be deleted with their parent", async () => {
    await database.script(`CREATE TABLE users (id INTEGER PRIMARY KEY, name TEXT);
      CREATE TABLE posts (id INTEGER PRIMARY KEY, user_id INT REFERENCES users (id) ON DELETE CASCADE);
      INSERT INTO users VALUES (1, 'ann'); INSERT INTO posts VALUES (1, 1)`);
    await database.apply(change("users", "name"));
    expect(await database.rows("SELECT * FROM posts")).toEqual([{ id: 1, user_id: 1 }]);
    expect((await database.table("posts")).foreignKeys[0]?.references.table).toBe("users");
    expect(await database.rows("PRAGMA foreign_keys")).toEqual([{ foreign_keys: 1 }]);
  });

  it("leaves views, and triggers of other tables, as they are", async () => {
    await database.script(`CREATE TABLE users (id INTEGER PRIMARY KEY, name TEXT); CREATE TABLE log (what);
      CREATE VIEW names AS SELECT name FROM users; CREATE VIEW long_names AS SELECT * FROM names WHERE length(name) > 2;
      CREATE TRIGGER cleaning AFTER INSERT ON log BEGIN UPDATE users SET name = upper(name); END`);
    const texts = "SELECT name, sql FROM sqlite_schema WHERE type IN ('view', 'trigger') ORDER BY name";
    const before = await database.rows(texts);
    await database.apply(change("users", "name"));
    expect(await database.rows(texts)).toEqual(before);
    await database.script("INSERT INTO users VALUES (1, 'ann'); INSERT INTO log VALUES (1)");
    expect(await database.rows("SELECT * FROM long_names")).toEqual([{ name: "ANN" }]);
  });

  it("lets a rename in the same step reach the views again", async () => {
    await database.script("CREATE TABLE users (name TEXT); CREATE VIEW names AS SELECT name FROM users");
    await database.apply(
      change("users", "name"),
      make.renameColumn("users", "name", "full_name"),
      make.renameTable("users", "people"),
    );
    await database.script("INSERT INTO people VALUES ('ann')");
    expect(await database.rows("SELECT * FROM names")).toEqual([{ full_name: "ann" }]);
  });

  it("makes its triggers and indexes again: partial, unique, descending and over expressions", async () => {
    await database.script(`CREATE TABLE t (id INTEGER PRIMARY KEY, a TEXT, b TEXT); CREATE TABLE log (what);
      CREATE TRIGGER noting AFTER INSERT ON t BEGIN INSERT INTO log VALUES (CASE WHEN new.a THEN 1 ELSE 2 END); END;
      CREATE UNIQUE INDEX i1 ON t (lower(a), b COLLATE NOCASE DESC) WHERE b IS NOT NULL; CREATE INDEX i2 ON t (a)`);
    const before = await database.table("t");
    await database.apply(change("t", "b"));
    const after = await database.table("t");
    expect(after.indexes).toEqual(before.indexes);
    expect(after.triggers).toEqual(before.triggers);
    await database.script("INSERT INTO t (a) VALUES (1)");
    expect(await database.rows("SELECT what FROM log")).toEqual([{ what: 1 }]);
  });

  it("computes generated columns again instead of copying them", async () => {
    await database.script(`CREATE TABLE t (a INT, s INT GENERATED ALWAYS AS (a * 2) STORED, v INT AS (a * 3), b TEXT);
      INSERT INTO t (a, b) VALUES (1, 'x'), (2, 'y')`);
    await database.apply(change("t", "b"));
    expect(await database.rows("SELECT * FROM t")).toEqual([
      { a: 1, s: 2, v: 3, b: "x" },
      { a: 2, s: 4, v: 6, b: "y" },
    ]);
  });

  it.each([
    ["with rows", "INSERT INTO t (name) VALUES ('a'), ('b'); DELETE FROM t WHERE id = 2", 3],
    ["without rows", "INSERT INTO t (name) VALUES ('a'), ('b'), ('c'); DELETE FROM t", 4],
  ])("never gives an id of AUTOINCREMENT twice, %s", async (_, setup, next) => {
    await database.script(`CREATE TABLE t (id INTEGER PRIMARY KEY AUTOINCREMENT, name TEXT); ${setup}`);
    await database.apply(change("t", "name"));
    await database.script("INSERT INTO t (name) VALUES ('next')");
    expect(await database.rows("SELECT max(id) AS id FROM t")).toEqual([{ id: next }]);
    expect(await database.rows("SELECT name FROM sqlite_sequence")).toEqual([{ name: "t" }]);
  });

  it("keeps unnamed checks, collations, conflict clauses, STRICT and WITHOUT ROWID", async () => {
    await database.script(`CREATE TABLE t (k TEXT COLLATE NOCASE, a INT CHECK (a > 0), b TEXT UNIQUE ON CONFLICT IGNORE,
      PRIMARY KEY (k, a) ON CONFLICT REPLACE) STRICT, WITHOUT ROWID; INSERT INTO t VALUES ('x', 1, 'b')`);
    const before = await database.table("t");
    await database.apply(change("t", "b"));
    const columns = before.columns.map((column) =>
      column.name === "b" ? { ...column, default: "'new'" } : column,
    );
    expect(await database.table("t")).toEqual({ ...before, columns });
    expect(await database.rows("SELECT * FROM t")).toEqual([{ k: "x", a: 1, b: "b" }]);
  });

  it("keeps a table's references to itself, and rows that use them", async () => {
    await database.script(`CREATE TABLE Tree (id INTEGER PRIMARY KEY, parent INT REFERENCES tree (ID) ON DELETE RESTRICT, name TEXT);
      INSERT INTO tree VALUES (1, NULL, 'root'), (2, 1, 'leaf')`);
    await database.apply(change("Tree", "name"));
    expect((await database.table("Tree")).foreignKeys[0]?.references).toEqual({
      schema: null,
      table: "Tree",
      columns: ["id"],
    });
    expect(await database.rows("SELECT count(*) AS n FROM tree")).toEqual([{ n: 2 }]);
    await expect(database.script("DELETE FROM tree WHERE id = 1")).rejects.toThrow(
      "FOREIGN KEY constraint failed",
    );
  });

  it("finds another name for the new table where ours is taken", async () => {
    await database.script(`CREATE TABLE t (a TEXT); CREATE TABLE "_MIG_new_t" (x); CREATE VIEW _mig_new_t_2 AS SELECT 1;
      INSERT INTO t VALUES ('kept'); INSERT INTO _mig_new_t VALUES ('mine')`);
    await database.apply(change("t", "a"));
    expect(await database.rows("SELECT * FROM t, _mig_new_t")).toEqual([{ a: "kept", x: "mine" }]);
  });

  it("bears odd names of everything", async () => {
    await database.script(`CREATE TABLE "it's ""odd"".t" ("a b" TEXT, "select" INT, "ünï" TEXT, "x)" AS ("a b" || "select"),
      CONSTRAINT "c'" CHECK ("select" > 0)); CREATE INDEX "i ""1""" ON "it's ""odd"".t" ("a b", ("select" + 1));
      INSERT INTO "it's ""odd"".t" VALUES ('v', 1, 'w')`);
    const name = `"it's ""odd"".t"`;
    await database.apply(make.alterColumn(name, "a b", { type: "varchar(20)", default: "'it''s'" }));
    expect(await database.rows(`SELECT * FROM ${name}`)).toEqual([
      { "a b": "v", select: 1, ünï: "w", "x)": "v1" },
    ]);
    expect((await database.table(`it's "odd".t`)).indexes[0]?.name).toBe('i "1"');
  });

  it("keeps the hidden ids of rows, also where a column is called rowid", async () => {
    await database.script(
      `CREATE TABLE t (rowid TEXT, a TEXT); INSERT INTO t VALUES ('x', 'a'), ('y', 'b'), ('z', 'c'); DELETE FROM t WHERE a = 'b'`,
    );
    await database.apply(change("t", "a"));
    expect(await database.rows("SELECT _rowid_ AS id, rowid FROM t")).toEqual([
      { id: 1, rowid: "x" },
      { id: 3, rowid: "z" },
    ]);
  });

  it("keeps them beside a descending key, which is not the id of the row", async () => {
    await database.script(
      `CREATE TABLE t (k INTEGER PRIMARY KEY DESC, a TEXT); INSERT INTO t VALUES (7, 'x'), (NULL, 'y'), (9, 'z'); DELETE FROM t WHERE k = 7`,
    );
    await database.apply(change("t", "a"));
    expect(await database.rows("SELECT rowid, k FROM t ORDER BY rowid")).toEqual([
      { rowid: 2, k: null },
      { rowid: 3, k: 9 },
    ]);
  });

  it("neither skips nor replaces rows, whatever the constraints say of conflicts", async () => {
    await database.script(
      `CREATE TABLE t (a TEXT, b TEXT, UNIQUE (a, b) ON CONFLICT REPLACE); INSERT INTO t VALUES ('x', 'y'), ('x', 'z')`,
    );
    const unique = make.createUniqueConstraint("t", { columns: ["a"], onConflict: "ignore" });
    await expect(database.apply(unique)).rejects.toThrow("UNIQUE constraint failed: t.a");
    expect(await database.rows("SELECT * FROM t")).toHaveLength(2);
  });

  it("understands checks that name the table", async () => {
    await database.script(
      `CREATE TABLE t (a INT, b TEXT, CHECK ("t"."a" > 0 AND main.T.a < 9)); INSERT INTO t VALUES (1, 'x')`,
    );
    await database.apply(change("t", "b"));
    await expect(database.script("INSERT INTO t VALUES (9, 'y')")).rejects.toThrow("CHECK constraint failed");
  });

  it("copies values as they are where the type changes, or as the change says", async () => {
    await database.script(
      `CREATE TABLE t (a TEXT, b TEXT); INSERT INTO t VALUES ('12', '12'), ('many', '3 apples')`,
    );
    await database.apply(
      make.alterColumn("t", "a", { type: "integer" }),
      make.alterColumn("t", "b", { type: "integer", using: "CAST(b AS INTEGER)" }),
    );
    expect(await database.rows("SELECT * FROM t")).toEqual([
      { a: 12, b: 12 },
      { a: "many", b: 3 },
    ]);
  });

  it("fills new columns with their defaults and does not revive a column that was dropped", async () => {
    await database.script("CREATE TABLE t (a TEXT, b TEXT); INSERT INTO t VALUES ('old', 'b')");
    await database.apply(
      make.dropColumn("t", "a"),
      make.addColumn("t", { name: "a", type: "text", nullable: false, default: "lower('NEW')" }),
      make.addColumn("t", {
        name: "c",
        type: "integer",
        generated: { expression: "length(b)", stored: true },
      }),
    );
    expect(await database.rows("SELECT * FROM t")).toEqual([{ b: "b", a: "new", c: 1 }]);
  });

  it("keeps the rows where no column stays", async () => {
    await database.script("CREATE TABLE t (a TEXT); INSERT INTO t VALUES ('x'), ('y')");
    await database.apply(
      make.addColumn("t", { name: "b", type: "text", default: "upper('z')" }),
      make.dropColumn("t", "a"),
    );
    expect(await database.rows("SELECT * FROM t")).toEqual([{ b: "Z" }, { b: "Z" }]);
  });

  it("is one for all neighbouring changes of a table", async () => {
    await database.script(
      "CREATE TABLE t (id INTEGER PRIMARY KEY, a TEXT, b TEXT, c TEXT); CREATE TABLE u (x TEXT)",
    );
    const statements = await database.apply(
      make.addColumn("t", { name: "d", type: "text" }),
      make.alterColumn("t", "a", { default: "'x'" }),
      make.createUniqueConstraint("t", { name: "t_b", columns: ["b"] }),
      make.dropColumn("t", "c"),
      make.createIndex("t", { name: "t_d", columns: ["d"] }),
      make.alterColumn("u", "x", { nullable: false }),
    );
    expect(statements.filter((sql) => sql.startsWith("CREATE TABLE"))).toHaveLength(1);
    const table = await database.table("t");
    expect(table.columns.map(({ name }) => name)).toEqual(["id", "a", "b", "d"]);
    expect(table.uniques).toMatchObject([{ name: "t_b", columns: ["b"] }]);
    expect(table.indexes).toMatchObject([{ name: "t_d" }]);
  });

  it("adds and drops keys of all kinds", async () => {
    await database.script("CREATE TABLE p (id INTEGER PRIMARY KEY); CREATE TABLE t (a INT, b INT)");
    await database.apply(
      make.createPrimaryKey("t", { name: "t_pk", columns: ["a", "b"] }),
      make.createForeignKey("t", {
        name: "t_fk",
        columns: ["a"],
        references: { table: "p", columns: ["id"] },
        onDelete: "cascade",
      }),
      make.createForeignKey("t", { columns: ["b"], references: { table: "p", columns: ["id"] } }),
    );
    expect(await database.table("t")).toMatchObject({
      primaryKey: { name: "t_pk" },
      foreignKeys: [{ name: "t_fk" }, { name: null }],
    });
    await database.apply(
      make.renameConstraint("t", "t_fk", "t_new_fk"),
      make.dropPrimaryKey("t"),
      make.dropConstraint("t", { foreignKey: ["b"] }),
    );
    expect(await database.table("t")).toMatchObject({
      primaryKey: null,
      foreignKeys: [{ name: "t_new_fk" }],
    });
  });
});

describe("a rebuild that goes wrong", () => {
  it("leaves nothing behind when rows do not fit", async () => {
    await database.script("CREATE TABLE t (a TEXT, b TEXT); INSERT INTO t VALUES ('x', NULL)");
    const before = await database.rows("SELECT name, sql FROM sqlite_schema");
    const failing = database.apply(make.alterColumn("t", "b", { nullable: false, default: "'y'" }));
    await expect(failing).rejects.toMatchObject({
      code: "statement-failed",
      details: { engineCode: "SQLITE_CONSTRAINT_NOTNULL" },
    });
    expect(await database.rows("SELECT name, sql FROM sqlite_schema")).toEqual(before);
    expect(await database.rows("SELECT * FROM pragma_foreign_keys, pragma_legacy_alter_table")).toEqual([
      { foreign_keys: 1, legacy_alter_table: 0 },
    ]);
    await database.apply(make.alterColumn("t", "a", { default: "'y'" }));
  });

  it("is refused at the commit when rows point to nothing that were whole before", async () => {
    await database.script(`CREATE TABLE p (id INTEGER PRIMARY KEY); CREATE TABLE t (a INT, b INT);
      INSERT INTO p VALUES (1); INSERT INTO t VALUES (1, 1), (7, 1)`);
    const fk = make.createForeignKey("t", { columns: ["a"], references: { table: "p", columns: ["id"] } });
    await expect(database.apply(fk)).rejects.toMatchObject({
      code: "foreign-keys-broken",
      details: { violations: ["t (rowid 2) points to a missing row of p"] },
    });
    expect((await database.table("t")).foreignKeys).toEqual([]);
  });

  it("is refused when it makes a key to columns that are not unique, and not when there was one", async () => {
    await database.script(
      "CREATE TABLE p (id INT); CREATE TABLE t (a INT, b TEXT); INSERT INTO t VALUES (1, 'x')",
    );
    const fk = make.createForeignKey("t", { columns: ["a"], references: { table: "p", columns: ["id"] } });
    await expect(database.apply(fk)).rejects.toMatchObject({
      code: "foreign-keys-broken",
      details: { violations: ['foreign key mismatch - "t" referencing "p"'] },
    });
    await database.script("CREATE TABLE bad (a INT REFERENCES p (id))");
    await database.apply(change("t", "b"));
    expect((await database.table("t")).columns[1]?.default).toBe("'new'");
  });

  it("speaks of the table by its own name", async () => {
    await database.script("CREATE TABLE t (a TEXT); INSERT INTO t VALUES ('x'), ('x')");
    await expect(database.apply(make.createUniqueConstraint("t", { columns: ["a"] }))).rejects.toMatchObject({
      message: "UNIQUE constraint failed: t.a",
      hint: expect.stringContaining("Some rows break a rule"),
    });
  });

  it("may leave what was broken before", async () => {
    await database.script(`PRAGMA foreign_keys = OFF; CREATE TABLE p (id INTEGER PRIMARY KEY);
      CREATE TABLE t (a INT REFERENCES p, b TEXT); INSERT INTO t VALUES (7, 'x'); PRAGMA foreign_keys = ON`);
    await database.apply(change("t", "b"));
    expect((await database.table("t")).columns[1]?.default).toBe("'new'");
  });

  it.each([
    ["a view", "CREATE VIEW v AS SELECT b, a FROM t"],
    ["a view over a view", "CREATE VIEW v AS SELECT * FROM t; CREATE VIEW w AS SELECT b FROM v"],
    ["a trigger", "CREATE TRIGGER tr AFTER INSERT ON t BEGIN SELECT new.b; END"],
  ])("says so when %s still needs a column that goes", async (_, sql) => {
    await database.script(`CREATE TABLE t (a TEXT, b TEXT, UNIQUE (b)); ${sql}`);
    await expect(database.apply(make.dropColumn("t", "b"), change("t", "a"))).rejects.toThrow(
      /no such column/u,
    );
    expect((await database.table("t")).columns).toHaveLength(2);
  });
});
