import * as fc from "fast-check";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { everything } from "../../../src/core/schema/scope.ts";
import { plainIndex } from "../../../src/core/schema/schema.ts";
import { sqliteDatabase, type TestDatabase } from "../../support/sqlite-database.ts";

let database: TestDatabase;

beforeEach(async () => {
  database = await sqliteDatabase();
});
afterEach(() => database.connection.close());

describe("the text of a table", () => {
  it("names its columns in all four styles of quotes", async () => {
    await database.script(
      `CREATE TABLE [odd "table"] ("a""b" int, [c d] text, \`e\`\`f\` real, 'g''h' blob, "i,j)" , "select" any)`,
    );
    const table = await database.table('odd "table"');
    expect(table.columns.map(({ name, type }) => [name, type])).toEqual([
      ['a"b', "int"],
      ["c d", "text"],
      ["e`f", "real"],
      ["g'h", "blob"],
      ["i,j)", ""],
      ["select", "any"],
    ]);
  });

  it("may have comments, odd spaces and any case", async () => {
    await database.script(`create /* ( */ table t -- , (
      (a   INTEGER -- the "id"
        primary /* x */ key , b VARCHAR ( 10 ) not/**/null, c Decimal(10 , 2), d F32_BLOB( 3 ),
        e Unsigned  Big /* int */ INT default 1, f double precision not null)`);
    const table = await database.table("t");
    expect(table.columns.map(({ name, type, nullable }) => [name, type, nullable])).toEqual([
      ["a", "integer", false],
      ["b", "varchar(10)", false],
      ["c", "decimal(10,2)", true],
      ["d", "F32_BLOB(3)", true],
      ["e", "unsigned big int", true],
      ["f", "double precision", false],
    ]);
    expect(table.primaryKey?.columns).toEqual(["a"]);
  });

  it.each([
    ["DEFAULT 5", "5"],
    ["DEFAULT -5", "-5"],
    ["DEFAULT +5", "5"],
    ["DEFAULT - 1.5e3", "-1.5e3"],
    ["DEFAULT 'it''s'", "'it''s'"],
    ["DEFAULT x'ff'", "x'ff'"],
    ["DEFAULT NULL", null],
    ["DEFAULT true", "TRUE"],
    ["DEFAULT current_timestamp", "CURRENT_TIMESTAMP"],
    ["DEFAULT (current_timestamp)", "CURRENT_TIMESTAMP"],
    ["DEFAULT ((unixepoch()))", "unixepoch()"],
    ["DEFAULT ((1) + (2))", "(1) + (2)"],
    ["DEFAULT word", "'word'"],
    ["DEFAULT 5 NOT NULL", "5"],
  ])("reads %s as %s", async (clause, expected) => {
    await database.script(`CREATE TABLE t (a, b ${clause}, c)`);
    expect((await database.table("t")).columns.map((column) => column.default)).toEqual([
      null,
      expected,
      null,
    ]);
  });

  it.each([
    ["CREATE TABLE t (a INTEGER PRIMARY KEY, without TEXT)", false, false],
    ["CREATE TABLE t (a INTEGER PRIMARY KEY, b CHECK (without <> 'rowid'), without, strict)", false, false],
    ["CREATE TABLE t (a INTEGER PRIMARY KEY, CONSTRAINT without CHECK (a > 0))", false, false],
    ["CREATE TABLE t (a INTEGER PRIMARY KEY, b DEFAULT 'WITHOUT ROWID') -- WITHOUT ROWID", false, false],
    ["CREATE TABLE t (a INTEGER PRIMARY KEY, without INT) STRICT", false, true],
    ["CREATE TABLE t (a INTEGER PRIMARY KEY, without TEXT) STRICT, without /* it */ ROWID", true, true],
    ["CREATE TABLE t (a INTEGER PRIMARY KEY, strict INT) WITHOUT ROWID", true, false],
  ])("reads the options of %s, and nothing else, as its options", async (sql, withoutRowid, strict) => {
    await database.script(sql);
    expect(await database.table("t")).toMatchObject({ withoutRowid, strict });
  });

  it("tells every constraint of a column", async () => {
    await database.script(`CREATE TABLE p (x INT UNIQUE);
      CREATE TABLE t (
        id INTEGER CONSTRAINT pk PRIMARY KEY ON CONFLICT REPLACE AUTOINCREMENT,
        a TEXT CONSTRAINT a_set NOT NULL ON CONFLICT FAIL COLLATE NOCASE CONSTRAINT a_once UNIQUE ON CONFLICT IGNORE,
        b TEXT NULL CHECK (b <> ')') CONSTRAINT b_long CHECK ((length(b) > 3)) COLLATE binary,
        c INT REFERENCES P (X) ON DELETE SET NULL ON UPDATE CASCADE DEFERRABLE INITIALLY DEFERRED,
        d INT CONSTRAINT d_fk REFERENCES p(x) MATCH FULL NOT DEFERRABLE INITIALLY IMMEDIATE,
        e AS (a || b), f INT GENERATED ALWAYS AS (c + d) STORED NOT NULL)`);
    const table = await database.table("t");
    expect(table.primaryKey).toEqual({
      ...plainIndex,
      deferrable: null,
      name: "pk",
      nameExplicit: true,
      comment: null,
      columns: ["id"],
      onConflict: "replace",
    });
    expect(table.columns[0]).toMatchObject({ autoincrement: true, nullable: false });
    expect(table.columns[1]).toMatchObject({ collation: "NOCASE", nullable: false });
    expect(table.columns[2]).toMatchObject({ collation: null, nullable: true });
    expect(table.columns[5]).toMatchObject({ type: "", generated: { expression: "a || b", stored: false } });
    expect(table.columns[6]).toMatchObject({
      type: "int",
      nullable: false,
      generated: { expression: "c + d", stored: true },
    });
    expect(table.uniques).toMatchObject([{ name: "a_once", columns: ["a"], onConflict: "ignore" }]);
    expect(table.checks.map(({ name, expression }) => [name, expression])).toEqual([
      [null, "b <> ')'"],
      ["b_long", "length(b) > 3"],
    ]);
    expect(table.foreignKeys).toMatchObject([
      {
        name: null,
        columns: ["c"],
        references: { table: "p", columns: ["x"] },
        onDelete: "set null",
        onUpdate: "cascade",
        deferrable: "deferred",
      },
      { name: "d_fk", columns: ["d"], matchFull: true, deferrable: null },
    ]);
  });

  it("tells the constraints of the table, with or without commas between them", async () => {
    await database.script(`CREATE TABLE p (a, b, PRIMARY KEY (a, b));
      CREATE TABLE t (a INT, b INT,
        CONSTRAINT pk PRIMARY KEY (B DESC, a COLLATE nocase) ON CONFLICT ABORT
        CONSTRAINT u UNIQUE (b, a) CHECK (a > b),
        CONSTRAINT fk FOREIGN KEY (a, b) REFERENCES p ON DELETE RESTRICT DEFERRABLE) WITHOUT ROWID, STRICT`);
    const table = await database.table("t");
    expect(table).toMatchObject({
      strict: true,
      withoutRowid: true,
      primaryKey: { name: "pk", columns: ["b", "a"], onConflict: null },
      uniques: [{ name: "u", columns: ["b", "a"] }],
      checks: [{ name: null, expression: "a > b" }],
      foreignKeys: [
        {
          name: "fk",
          columns: ["a", "b"],
          references: { table: "p", columns: ["a", "b"] },
          onDelete: "restrict",
          deferrable: "immediate",
        },
      ],
    });
  });

  it("counts ids where AUTOINCREMENT stands in the key of the table", async () => {
    await database.script("CREATE TABLE t (id INTEGER, PRIMARY KEY (id AUTOINCREMENT))");
    expect((await database.table("t")).columns[0]?.autoincrement).toBe(true);
  });

  it("reads a table made from a query, and one that was altered", async () => {
    await database.script(`CREATE TABLE a AS SELECT 1 AS x, 'y' AS "the y";
      ALTER TABLE a ADD COLUMN z INT DEFAULT 3;
      ALTER TABLE a RENAME COLUMN x TO "new x"`);
    expect((await database.table("a")).columns.map(({ name }) => name)).toEqual(["new x", "the y", "z"]);
  });
});

describe("what belongs to a table", () => {
  it("holds indexes with order, collation, expressions and conditions", async () => {
    await database.script(`CREATE TABLE t (a TEXT, b TEXT, UNIQUE (a));
      CREATE UNIQUE INDEX IF NOT EXISTS i1 ON t (A DESC, b COLLATE nocase ASC) WHERE ((b IS NOT NULL));
      CREATE INDEX "i 2" ON "t" (lower(a) COLLATE rtrim, (b || ',') DESC, 'b')`);
    const { indexes } = await database.table("t");
    expect(indexes.map(({ name, unique, where }) => [name, unique, where])).toEqual([
      ["i 2", false, null],
      ["i1", true, "b IS NOT NULL"],
    ]);
    expect(indexes[1]?.keys).toMatchObject([
      { column: "a", descending: true, collation: null },
      { column: "b", descending: false, collation: "NOCASE" },
    ]);
    expect(indexes[0]?.keys).toMatchObject([
      { column: null, expression: "lower(a)", collation: "RTRIM" },
      { column: null, expression: "b || ','", descending: true },
      { column: "b", expression: null },
    ]);
  });

  it("holds triggers; one on a view belongs to the view", async () => {
    await database.script(`CREATE TABLE t (a); CREATE VIEW v AS SELECT a FROM t;
      CREATE TRIGGER tr AFTER INSERT ON T BEGIN SELECT CASE WHEN new.a THEN 1 ELSE 2 END; END;
      CREATE TRIGGER vr INSTEAD OF INSERT ON v BEGIN INSERT INTO t VALUES (new.a); END`);
    const { tables, views } = await database.schema();
    expect(tables[0]?.triggers.map(({ name }) => name)).toEqual(["tr"]);
    expect(views[0]?.attachments).toEqual([expect.stringContaining("CREATE TRIGGER vr")]);
  });
});

describe("a view", () => {
  it.each([
    ["SELECT * FROM a", ["a"]],
    ["SELECT b AS a, c FROM b", ["b"]],
    ["SELECT 1 FROM a x, main.b JOIN [c] ON x.id = c.id, (SELECT * FROM d)", ["a", "b", "c", "d"]],
    [
      "WITH q AS (SELECT * FROM B) SELECT (SELECT count(*) FROM c), a FROM q WHERE x IN (SELECT id FROM d)",
      ["b", "c", "d"],
    ],
    ["SELECT 'from a', \"a\", a.a FROM /* from c */ b a", ["b"]],
    ["SELECT 1 FROM a UNION SELECT d FROM b", ["a", "b"]],
    ["SELECT 1", []],
  ])("%s reads %j", async (query, expected) => {
    for (const name of ["a", "b", "c", "d"])
      await database.script(`CREATE TABLE ${name} (id, a, b, c, d, x)`);
    await database.script(`CREATE VIEW v AS ${query}`);
    expect((await database.schema()).views[0]).toMatchObject({ query: query.trim(), reads: expected });
  });

  it("may name its columns", async () => {
    await database.script(`CREATE VIEW IF NOT EXISTS "a view" (x, "y z") AS SELECT 1, 2`);
    expect((await database.schema()).views).toMatchObject([
      { name: "a view", columns: ["x", "y z"], query: "SELECT 1, 2" },
    ]);
  });
});

describe("a structure that was read before", () => {
  const name = fc.constantFrom("a", "B", "c_data");
  const write = (text: (one: string, other: string) => string): fc.Arbitrary<string> =>
    fc.tuple(name, name).map(([one, other]) => text(one, other));
  const statement = fc.oneof(
    write((one, other) => `CREATE TABLE ${one} (id INTEGER PRIMARY KEY, n int, m REFERENCES ${other})`),
    write((one, other) => `CREATE TABLE ${one} (n int PRIMARY KEY, id int, m REFERENCES ${other} (N))`),
    write((one) => `DROP TABLE ${one}`),
    write((one, other) => `ALTER TABLE ${one} RENAME TO ${other}`),
    write((one) => `ALTER TABLE ${one} RENAME COLUMN n TO k`),
    write((one) => `ALTER TABLE ${one} ADD COLUMN x text`),
    write((one, other) => `CREATE INDEX i_${other} ON ${one} (n)`),
    write((one, other) => `CREATE UNIQUE INDEX i_${other} ON ${one} (n) WHERE n > 0`),
    write((one) => `DROP INDEX i_${one}`),
    write((one, other) => `CREATE VIEW ${one} AS SELECT * FROM ${other}`),
    write((one) => `DROP VIEW ${one}`),
    write((one, other) => `CREATE TRIGGER t_${other} AFTER INSERT ON ${one} BEGIN SELECT 1; END`),
    write((one) => `DROP TRIGGER t_${one}`),
    write(() => `CREATE VIRTUAL TABLE c USING fts5(body)`),
    write(() => `DROP TABLE c`),
    fc.constantFrom("SAVEPOINT s", "ROLLBACK TO s", "RELEASE s"),
    write((one) => `UPDATE sqlite_schema SET sql = replace(sql, ' int', ' text') WHERE name = '${one}'`),
  );

  it("is read as it is now, whatever has changed in it since", async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(statement, { minLength: 20, maxLength: 60 }), async (statements) => {
        const fresh = await sqliteDatabase();
        const { connection, dialect } = fresh;
        // As most drivers are: a text of the catalogue may be written.
        (connection.client as { unsafeMode(): void }).unsafeMode();
        await fresh.script(
          "PRAGMA writable_schema = ON; CREATE TABLE a (n int); CREATE TABLE B (n int REFERENCES a)",
        );
        for (const each of statements) {
          // Many are refused: what they would drop is not there.
          await Promise.allSettled([fresh.script(each)]);
          const unread = await dialect.connect({ client: connection.client });
          expect(await dialect.introspect(connection, everything), each).toEqual(
            await dialect.introspect(unread, everything),
          );
        }
        await connection.close();
      }),
      { numRuns: 12 },
    );
  });
});

describe("the tables of a database", () => {
  it("are neither virtual ones nor what these keep their data in", async () => {
    await database.script(`CREATE VIRTUAL TABLE docs USING fts5(body); CREATE VIRTUAL TABLE boxes USING rtree(id, a, b);
      CREATE TABLE docs_archive (a INTEGER PRIMARY KEY AUTOINCREMENT)`);
    expect((await database.schema()).tables.map(({ name }) => name)).toEqual(["docs_archive"]);
  });

  it("are those of the scope, whose foreign keys may point outside", async () => {
    await database.script(`CREATE TABLE Users (Id INTEGER PRIMARY KEY); CREATE TABLE posts (u REFERENCES users);
      CREATE TABLE mig_version (v); CREATE VIEW v AS SELECT * FROM posts`);
    const scope = { schemas: null, tables: ["p*"], ownTables: ["mig_version"] };
    const schema = await database.dialect.introspect(database.connection, scope);
    expect(schema.tables.map(({ name }) => name)).toEqual(["posts"]);
    expect(schema.tables[0]?.foreignKeys[0]?.references).toEqual({
      schema: null,
      table: "Users",
      columns: ["Id"],
    });
    expect(schema.views).toEqual([]);
  });
});
