import { describe, expect, it } from "vitest";
import { applyOperations } from "../../../src/core/operations/apply.ts";
import { make } from "../../../src/core/operations/make.ts";
import type { Operation } from "../../../src/core/operations/operations.ts";
import { lossesOfSql } from "../../../src/core/operations/sql-losses.ts";
import { emptySchema } from "../../../src/core/schema/schema.ts";

const told = (sql: string): readonly string[] => lossesOfSql(sql, emptySchema).map(({ text }) => text);

describe("what plain SQL takes away", () => {
  it.each<[string, readonly string[]]>([
    ["DROP TABLE users", ["drops table users"]],
    [
      'drop table if exists public."Users", auth.sessions cascade',
      ["drops table Users", "drops table auth.sessions"],
    ],
    ["-- why\n/* and\nhow */ DROP TABLE `odd name`", ["drops table odd name"]],
    ["TRUNCATE ONLY a, b RESTART IDENTITY", ["empties table a", "empties table b"]],
    ["DELETE FROM users;", ["empties table users"]],
    ["DELETE FROM users AS u", ["empties table users"]],
    [
      'ALTER TABLE Users DROP COLUMN name, DROP IF EXISTS "Age"',
      ["drops column users.name", "drops column users.Age"],
    ],
    ["ALTER TABLE users DROP name", ["drops column users.name"]],
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
  ])("nothing: %s", (sql) => {
    expect(told(sql)).toEqual([]);
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
    const texts = (sql: string): readonly string[] => lossesOfSql(sql, before).map(({ text }) => text);
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
