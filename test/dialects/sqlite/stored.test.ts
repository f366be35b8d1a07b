import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { make } from "../../../src/core/operations/make.ts";
import type { Operation } from "../../../src/core/operations/operations.ts";
import { sqliteDatabase, type TestDatabase } from "../../support/sqlite-database.ts";

let database: TestDatabase;

beforeEach(async () => {
  database = await sqliteDatabase();
});
afterEach(() => database.connection.close());

/** A table with all that the model has no words for. */
const written = `CREATE TABLE t ( -- people
  id INTEGER CONSTRAINT pk PRIMARY KEY ON CONFLICT FAIL AUTOINCREMENT, -- the id
  -- what they are called
  a VARCHAR(10) CONSTRAINT a_set NOT NULL ON CONFLICT IGNORE COLLATE NOCASE /* any case */,
  b TEXT DEFAULT 'it''s' CONSTRAINT b_once UNIQUE ON CONFLICT REPLACE,
  c INT REFERENCES p (id) MATCH SIMPLE ON DELETE SET NULL NOT NULL DEFERRABLE INITIALLY DEFERRED,
  d INT AS (c + 1), -- computed
  e REAL,
  CONSTRAINT u UNIQUE (a COLLATE RTRIM DESC, [b] ASC) ON CONFLICT ROLLBACK CHECK ("t"."e" > 0 /* ! */)
  , CONSTRAINT fk FOREIGN KEY (c, e) REFERENCES q(x, y) ON UPDATE CASCADE -- the end
)`;

async function textAfter(...operations: readonly Operation[]): Promise<string> {
  await database.script(`CREATE TABLE p (id INTEGER PRIMARY KEY); CREATE TABLE q (x, y, UNIQUE (x, y)); ${written};
    CREATE UNIQUE INDEX i ON t (lower(a) /* folded */, b ASC)`);
  await database.apply(...operations);
  const [row] = await database.rows("SELECT sql FROM sqlite_schema WHERE name = 't'");
  return String(row?.["sql"]);
}

/** The text as it was, with lines exchanged; the engine puts the name into quotes. */
function textWith(...changes: readonly (readonly [from: string, to: string])[]): string {
  return changes
    .reduce((text, [from, to]) => text.replace(from, () => to), written)
    .replace("TABLE t", 'TABLE "t"')
    .replace('"t"."e"', `"e"`);
}

describe("the text of a table that is rebuilt", () => {
  it.each<[string, readonly Operation[], readonly (readonly [string, string])[]]>([
    ["a default", [make.alterColumn("t", "b", { default: "'x'" })], [["DEFAULT 'it''s'", "DEFAULT 'x'"]]],
    ["a default that goes", [make.alterColumn("t", "b", { default: null })], [[" DEFAULT 'it''s'", ""]]],
    [
      "a column that gets another name",
      [make.renameColumn("t", "e", "f"), make.alterColumn("t", "b", { default: null })],
      [
        [" DEFAULT 'it''s'", ""],
        ["e REAL", '"f" REAL'],
        ['"t"."e"', '"f"'],
        ["(c, e)", '(c, "f")'],
      ],
    ],
    ["a type", [make.alterColumn("t", "a", { type: "text" })], [["VARCHAR(10)", "text"]]],
    [
      "a collation",
      [make.alterColumn("t", "a", { collation: "RTRIM" })],
      [["COLLATE NOCASE", 'COLLATE "RTRIM"']],
    ],
    [
      "the counting of ids",
      [make.alterColumn("t", "id", { autoincrement: false })],
      [[" AUTOINCREMENT", ""]],
    ],
    [
      "a column that goes",
      [make.dropColumn("t", "d"), make.alterColumn("t", "e", { type: "numeric" })],
      [
        ["  d INT AS (c + 1), -- computed\n", ""],
        ["e REAL", "e numeric"],
      ],
    ],
    [
      "a column with its comment and its constraints",
      [make.dropColumn("t", "b")],
      [
        [`  b TEXT DEFAULT 'it''s' CONSTRAINT b_once UNIQUE ON CONFLICT REPLACE,\n`, ""],
        ["\n  CONSTRAINT u UNIQUE (a COLLATE RTRIM DESC, [b] ASC) ON CONFLICT ROLLBACK CHECK", " CHECK"],
      ],
    ],
    [
      "columns that come",
      [
        make.addColumn("t", { name: "n", type: "text", default: "lower('N')" }),
        make.addColumn("t", { name: "m", type: "text" }),
      ],
      [["  e REAL,", `  e REAL,\n  "n" text DEFAULT (lower('N')),\n  "m" text,`]],
    ],
    [
      "a constraint that comes",
      [make.createUniqueConstraint("t", { name: "v", columns: ["e"] })],
      [["CASCADE -- the end", `CASCADE, -- the end\n  CONSTRAINT "v" UNIQUE ("e")`]],
    ],
    [
      "the last constraint, which goes",
      [make.dropConstraint("t", "fk")],
      [["\n  , CONSTRAINT fk FOREIGN KEY (c, e) REFERENCES q(x, y) ON UPDATE CASCADE -- the end", "\n  "]],
    ],
    [
      "a foreign key of a column",
      [make.dropConstraint("t", { foreignKey: ["c"] })],
      [
        [" REFERENCES p (id) MATCH SIMPLE ON DELETE SET NULL", ""],
        [" DEFERRABLE INITIALLY DEFERRED", ""],
      ],
    ],
    [
      "constraints that get other names, or their first",
      [make.renameConstraint("t", "b_once", "b_1"), make.renameConstraint("t", "fk", "k 2")],
      [
        ["b_once", '"b_1"'],
        ["CONSTRAINT fk", 'CONSTRAINT "k 2"'],
      ],
    ],
    [
      "a column that is renamed before, in the same step",
      [
        make.renameColumn("t", "e", "f"),
        make.renameTable("p", "persons"),
        make.alterColumn("t", "b", { default: "'x'" }),
      ],
      [
        ["DEFAULT 'it''s'", "DEFAULT 'x'"],
        ["e REAL", '"f" REAL'],
        ['"t"."e" > 0', '"f" > 0'],
        ["(c, e)", '(c, "f")'],
        ["REFERENCES p", 'REFERENCES "persons"'],
      ],
    ],
  ])("is as it was written but for %s", async (_, operations, changes) => {
    expect(await textAfter(...operations)).toBe(textWith(...changes));
  });

  it.each([
    ["a INT CONSTRAINT why DEFAULT 1 -- so", "a INT CONSTRAINT why DEFAULT 3 -- so"],
    ["a INT DEFAULT 1 NOT NULL DEFAULT 2", "a INT NOT NULL DEFAULT 3"],
  ])("says a default where it was said: %s", async (column, expected) => {
    await database.script(`CREATE TABLE t (b, ${column}\n)`);
    await database.apply(make.alterColumn("t", "a", { default: "3" }));
    const [row] = await database.rows("SELECT sql FROM sqlite_schema WHERE name = 't'");
    expect(row?.["sql"]).toBe(`CREATE TABLE "t" (b, ${expected}\n)`);
  });

  it("keeps how an expression is written whose column gets another name", async () => {
    await database.script("CREATE TABLE t (a INT, b INT, CHECK (( a  > /* so */ 0 )))");
    await database.apply(make.renameColumn("t", "a", "c"), make.alterColumn("t", "b", { default: "1" }));
    const [row] = await database.rows("SELECT sql FROM sqlite_schema WHERE name = 't'");
    expect(row?.["sql"]).toBe('CREATE TABLE "t" ("c" INT, b INT DEFAULT 1, CHECK (( c  > /* so */ 0 )))');
  });

  it("leaves the text of its indexes alone", async () => {
    await textAfter(make.alterColumn("t", "e", { type: "numeric" }));
    expect(await database.rows("SELECT sql FROM sqlite_schema WHERE name = 'i'")).toEqual([
      { sql: "CREATE UNIQUE INDEX i ON t (lower(a) /* folded */, b ASC)" },
    ]);
  });

  it("does what it says: conflicts are solved as before", async () => {
    await textAfter(make.alterColumn("t", "e", { type: "numeric" }));
    await database.script(`INSERT INTO p VALUES (1); PRAGMA foreign_keys = OFF;
      INSERT INTO t (a, b, c, e) VALUES ('x', 'once', 1, 2); INSERT INTO t (a, b, c, e) VALUES (NULL, 'none', 1, 2);
      INSERT INTO t (a, b, c, e) VALUES ('y', 'once', 1, 2)`);
    expect(await database.rows("SELECT a, b FROM t")).toEqual([{ a: "y", b: "once" }]);
  });
});
