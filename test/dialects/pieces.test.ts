import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { renameColumnIn } from "../../src/core/schema/expressions.ts";
import { statementsOf } from "../../src/core/sql/statements.ts";
import type { Connection } from "../../src/dialects/dialect.ts";
import { openDialect } from "../../src/dialects/open-dialect.ts";
import { createProject, type Project } from "../support/project.ts";
import { saidInSql } from "../../src/dialects/sql.ts";

/** Scripts whose pieces the engine must take one by one. */
const scripts: Record<"sqlite" | "postgresql", readonly [string, string, number][]> = {
  postgresql: [
    [
      "NEW.end and t.end in a routine",
      'CREATE TABLE t ("end" int); CREATE FUNCTION f() RETURNS SETOF int BEGIN ATOMIC SELECT t.end FROM t; SELECT 1 AS end; END; SELECT * FROM f()',
      3,
    ],
    [
      "a routine with nested cases",
      "CREATE FUNCTION g(a int) RETURNS int BEGIN ATOMIC SELECT CASE a WHEN 1 THEN CASE WHEN true THEN 2 END ELSE 3 END; END; SELECT g(1)",
      2,
    ],
    [
      "a procedure and a transaction",
      "CREATE OR REPLACE PROCEDURE p() BEGIN ATOMIC END; SELECT 1 AS begin; CALL p()",
      3,
    ],
    [
      "a dollar quote with a digit",
      "CREATE FUNCTION h() RETURNS int LANGUAGE plpgsql AS $f1$ BEGIN RETURN 1; END; $f1$; SELECT h()",
      2,
    ],
    ["dollar quotes in one another", "DO $a$ BEGIN PERFORM $b$;$b$; END $a$; SELECT 1", 2],
    ["arrays", "SELECT ARRAY ['[0-9]+', 'x;']; SELECT (ARRAY[1,2])[1]", 2],
    [
      "a rule with several commands",
      "CREATE TABLE r (a int); CREATE RULE q AS ON INSERT TO r DO ALSO (SELECT 1; SELECT 2); INSERT INTO r VALUES (1)",
      3,
    ],
    ["escape strings", "SELECT E'\\';'\n '\\';x' AS a; SELECT 1", 2],
    ["a name with a dollar", "CREATE TABLE a$b$c (d int); SELECT d FROM a$b$c", 2],
    ["nested comments", "SELECT 1 /* ; /* ; */ ; */ + 1; SELECT 2", 2],
  ],
  sqlite: [
    [
      "NEW.end in a trigger",
      'CREATE TABLE t (a, "end"); CREATE TRIGGER q AFTER UPDATE ON t WHEN NEW.end > 1 BEGIN UPDATE t SET a = NEW.end; SELECT OLD.end; END; UPDATE t SET a = 1',
      3,
    ],
    [
      "a column of the name end",
      'CREATE TABLE u (a, "end"); CREATE TRIGGER r AFTER INSERT ON u BEGIN UPDATE u SET end = CASE WHEN end THEN 1 END WHERE end = 1; DELETE FROM u WHERE end; END; INSERT INTO u VALUES (1, 2)',
      3,
    ],
    [
      "a trigger of the name begin",
      "CREATE TABLE v (begin); CREATE TEMP TRIGGER begin AFTER INSERT ON v BEGIN SELECT new.begin; END; INSERT INTO v VALUES (1)",
      3,
    ],
    ["names in brackets", "CREATE TABLE [a;b] (x); SELECT [x] FROM [a;b]", 2],
    ["comments that do not nest", "SELECT 1 /* ; /* ; */ + 1; SELECT 2", 2],
    ["a parameter that looks like a dollar quote", "SELECT 1 AS a; SELECT '$a$;' AS b", 2],
  ],
};

const expressions: Record<"sqlite" | "postgresql", readonly string[]> = {
  postgresql: [
    "length(cast(text as text)) > 0",
    "text::text <> ''::text",
    "text ~ 'text' OR text IN ('text', upper(text))",
    "(text COLLATE \"C\") > 'a'",
    "extract(year from date '2020-01-01') > 1 AND text IS NOT NULL",
    "substring(text from 1 for 2) IS DISTINCT FROM text",
    "position('a' in text) > 0 AND trim(both 'x' from text) <> 'text'",
    "CASE text WHEN 'text' THEN true ELSE text LIKE '%' END",
    "(ARRAY[text, 'text'])[1] = text",
    "timestamp '2020-01-01' AT TIME ZONE text IS NOT NULL",
    "text BETWEEN 'a' AND text AND NOT text SIMILAR TO text",
  ],
  sqlite: [
    "length(cast(text as text)) > 0",
    "text NOT NULL AND text NOTNULL",
    "text COLLATE nocase > 'text'",
    "CAST(text AS text(10)) || text <> ''",
    "text LIKE '%' ESCAPE 'x' OR text GLOB text",
    "CASE text WHEN 'text' THEN 1 ELSE text END",
    "`text` = \"text\" AND [text] <> 'text'",
    "text BETWEEN 'a' AND text OR text IN ('text', text)",
  ],
};

describe.each(["sqlite", "postgresql"] as const)("SQL as %s reads it", (name) => {
  let project: Project;
  beforeAll(async () => void (project = await createProject(name)));
  afterAll(() => project.remove());

  const connected = async <T>(work: (connection: Connection) => Promise<T>): Promise<T> =>
    (await project.open()).connected(({ connection }) => work(connection));

  it.each(scripts[name])("falls into statements that it takes one by one: %s", async (_, script, count) => {
    const { lexical } = await openDialect(name);
    const pieces = statementsOf(script, lexical);
    expect(pieces).toHaveLength(count);
    await connected(async (connection) => {
      // With a parameter list both drivers prepare, and a prepared statement is one.
      for (const { sql } of pieces) await connection.query(saidInSql(sql), []);
    });
    const between = pieces.map(({ sql, offset }, index) =>
      script.slice(offset + sql.length, pieces[index + 1]?.offset ?? script.length),
    );
    expect(between.join("")).toMatch(/^[;\s]*$/u);
  });

  it.each(expressions[name])("renames the column in %s as the engine does", async (expression) => {
    await connected(async (connection) => {
      const check = async (): Promise<string> => {
        const [row] = await connection.query(
          name === "sqlite"
            ? "SELECT sql AS text FROM sqlite_master WHERE name = 'renamed'"
            : "SELECT pg_get_constraintdef(oid) AS text FROM pg_constraint WHERE conname = 'c'",
        );
        return String(row?.["text"]).replace(/^[^]*?CHECK/u, "");
      };
      await connection.query("DROP TABLE IF EXISTS renamed");
      await connection.query(
        saidInSql(`CREATE TABLE renamed (text text, CONSTRAINT c CHECK (${expression}))`),
      );
      const before = await check();
      await connection.query("ALTER TABLE renamed RENAME COLUMN text TO body");
      // SQLite puts what it has renamed in quotes, which says the same.
      const plain = (sql: string): string => sql.replaceAll(/[`"[](body)[`"\]]/gu, "$1");
      expect(plain(renameColumnIn(before, "text", "body"))).toBe(plain(await check()));
    });
  });
});
