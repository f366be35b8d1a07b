import { describe, expect, it } from "vitest";
import { applyOperations } from "../../../src/core/operations/apply.ts";
import { make } from "../../../src/core/operations/make.ts";
import type { Operation } from "../../../src/core/operations/operations.ts";
import { lossesOfSql } from "../../../src/core/operations/sql-losses.ts";
import { lexical as postgresql } from "../../../src/dialects/postgres/lexical.ts";
import { lexical as sqlite } from "../../../src/dialects/sqlite/lexical.ts";
import { emptySchema } from "../../../src/core/schema/schema.ts";

const told = (sql: string): readonly string[] =>
  lossesOfSql(sql, emptySchema, postgresql).map(({ text }) => text);

describe("what plain SQL takes away", () => {
  it.each<[string, readonly string[]]>([
    ["DROP TABLE users", ["drops table users"]],
    [
      'drop table if exists public."Users", auth.sessions cascade',
      ["drops table Users", "drops table auth.sessions"],
    ],
    ["TRUNCATE ONLY a, b RESTART IDENTITY", ["empties table a", "empties table b"]],
    ["DELETE FROM users;", ["empties table users"]],
    ["DELETE FROM users AS u", ["empties table users"]],
    [
      'ALTER TABLE Users DROP COLUMN name, DROP IF EXISTS "Age"',
      ["drops column users.name", "drops column users.Age"],
    ],
    ["ALTER TABLE users DROP name", ["drops column users.name"]],
    ["DROP /*x*/ TABLE t", ["drops table t"]],
    ["DROP TABLE IF EXISTS a; SELECT 1; TRUNCATE b", ["drops table a", "empties table b"]],
    ["WITH gone AS (DELETE FROM t RETURNING *) SELECT count(*) FROM gone", ["empties table t"]],
    ["WITH a AS (DELETE FROM t WHERE x RETURNING *), b AS (DELETE FROM u) SELECT 1", ["empties table u"]],
    ["INSERT INTO old WITH x AS (DELETE FROM t RETURNING *) SELECT * FROM x", ["empties table t"]],
    ["EXPLAIN (ANALYZE) DELETE FROM t", ["empties table t"]],
    ["DELETE FROM ONLY (t) * WHERE true", ["empties table t"]],
    ["DELETE FROM t WHERE 1 = 1 RETURNING id", ["empties table t"]],
    ["ALTER TABLE t ADD COLUMN a text DEFAULT 'x', DROP COLUMN IF EXISTS b CASCADE", ["drops column t.b"]],
  ])("%s", (sql, losses) => {
    expect(told(sql)).toEqual(losses);
  });

  it.each([
    "DELETE FROM users WHERE id = 1",
    "ALTER TABLE users DROP CONSTRAINT users_name_key",
    "ALTER TABLE users ALTER COLUMN name DROP NOT NULL, ALTER age DROP DEFAULT",
    "DROP INDEX users_name",
    "DROP VIEW v",
    "INSERT INTO log VALUES ('DROP TABLE users')",
    "CREATE TABLE t (id integer)",
    "DROP SCHEMA empty",
    "ALTER TABLE t ALTER COLUMN a SET DEFAULT 'please drop name'",
    "ALTER TABLE t ADD COLUMN a text DEFAULT 'please drop name', ADD b text",
    "ALTER TABLE t ADD CONSTRAINT c FOREIGN KEY (a) REFERENCES b ON DELETE CASCADE",
    "CREATE FUNCTION f() RETURNS void BEGIN ATOMIC DELETE FROM t; END",
    "CREATE RULE r AS ON INSERT TO t DO DELETE FROM u",
    "DO $f1$ BEGIN DROP TABLE t; END $f1$",
    "SELECT 'DELETE FROM t'",
    "WITH a AS (DELETE FROM t WHERE id = 1 RETURNING *) SELECT 1",
    "MERGE INTO t USING u ON t.id = u.id WHEN MATCHED THEN DELETE",
  ])("nothing: %s", (sql) => {
    expect(told(sql)).toEqual([]);
  });

  it.each([
    ["-- why\n/* and\nhow */ DROP TABLE `odd name`", ["drops table odd name"]],
    ["DROP TABLE [a ; b]", ["drops table a ; b"]],
    ["CREATE TRIGGER t AFTER DELETE ON u BEGIN DELETE FROM v; END; DELETE FROM main.u", ["empties table u"]],
    ["DELETE FROM t LIMIT 1", []],
  ])("on SQLite: %s", (sql, losses) => {
    expect(lossesOfSql(sql, emptySchema, sqlite).map(({ text }) => text)).toEqual(losses);
  });

  it.each<[string, readonly string[]]>([
    ["DROP SCHEMA auth CASCADE", ["drops table auth.sessions with its schema"]],
    ["DROP SCHEMA IF EXISTS empty, public CASCADE", ["drops table users with its schema"]],
    ["DROP SCHEMA auth", []],
    ["DROP TYPE mood CASCADE", ["drops column users.mood with its type"]],
    ["DROP TYPE auth.mood CASCADE", ["drops column auth.sessions.mood with its type"]],
    ["DROP TYPE mood", []],
    [
      "DROP OWNED BY somebody",
      [
        "may drop table users with all that a role owns",
        "may drop table auth.sessions with all that a role owns",
      ],
    ],
  ])("counts in what goes along with what holds it: %s", (sql, losses) => {
    const of = (name: string, mood: string): readonly Operation[] => [
      make.createEnum({ name: mood, values: ["sad", "happy"] }),
      make.createTable({
        name,
        columns: [
          { name: "id", type: "integer" },
          { name: "mood", type: mood },
        ],
      }),
    ];
    const before = applyOperations(emptySchema, [
      make.createSchema("auth"),
      make.createSchema("empty"),
      ...of("users", "mood"),
      ...of("auth.sessions", "auth.mood"),
    ]);
    expect(lossesOfSql(sql, before, postgresql).map(({ text }) => text)).toEqual(losses);
  });

  it("counts in what goes along by foreign keys, however far", () => {
    const pointing = (name: string, table: string, onDelete?: "cascade" | "set null"): Operation =>
      make.createTable({
        name,
        columns: [
          { name: "id", type: "integer" },
          { name: "ref", type: "integer" },
        ],
        foreignKeys: [
          {
            columns: ["ref"],
            references: { table, columns: ["id"] },
            ...(onDelete === undefined ? {} : { onDelete }),
          },
        ],
      });
    const before = applyOperations(emptySchema, [
      make.createTable({ name: "p", columns: [{ name: "id", type: "integer" }] }),
      pointing("c", "p", "cascade"),
      pointing("d", "c", "set null"),
      pointing("e", "c"),
    ]);
    const texts = (sql: string): readonly string[] =>
      lossesOfSql(sql, before, postgresql).map(({ text }) => text);
    expect(texts("DELETE FROM p")).toEqual([
      "empties table p",
      "takes rows of c along, which refer to p",
      "takes values of d.ref along, which refer to c",
    ]);
    expect(texts("TRUNCATE p CASCADE")).toEqual([
      "empties table p",
      "takes rows of c along, which refer to p",
      "takes rows of d along, which refer to c",
      "takes rows of e along, which refer to c",
    ]);
    expect(texts("DELETE FROM d")).toEqual(["empties table d"]);
  });
});
