import { describe, expect, it } from "vitest";
import {
  mentionsColumn,
  relationsRead,
  renameColumnIn,
  renameColumnInTrigger,
} from "../../../src/core/schema/expressions.ts";
import { completeTable } from "../../../src/core/schema/complete.ts";
import { emptySchema } from "../../../src/core/schema/schema.ts";

describe("SQL text", () => {
  it.each([
    ["name > 1", "title > 1"],
    ["NAME > 1", "title > 1"],
    ['"name" > 1', '"title" > 1'],
    ['"NAME" > 1', '"NAME" > 1'],
    ["`name` || [name]", '"title" || "title"'],
    ["'name' || name", "'name' || title"],
    ["users.name = $$name$$", "users.title = $$name$$"],
    ["name(name)", "name(title)"],
    ["x::name -- name", "x::name -- name"],
    ["length(cast(name as name)) > 0", "length(cast(title as name)) > 0"],
    ["name 'x' || name", "name 'x' || title"],
    ["(name).name || users.name", "(title).name || users.title"],
    ["f(name => name)", "f(name => title)"],
    ["name COLLATE name", "title COLLATE name"],
    [
      "CAST(name AS double precision) + name::name(3)[] [1]",
      "CAST(title AS double precision) + title::name(3)[] [1]",
    ],
    ["name IS NOT NULL AND NOT name", "title IS NOT NULL AND NOT title"],
    ["names[name]", "names[title]"],
    ["name.other", "name.other"],
    ["E'\\'name' || name /* name */", "E'\\'name' || title /* name */"],
  ])("renames a column in %s", (before, after) => {
    expect(renameColumnIn(before, "name", "title")).toBe(after);
  });

  it("quotes a new name that must be quoted, and only that", () => {
    expect(renameColumnIn("a > 1", "a", "order")).toBe('"order" > 1');
    expect(renameColumnIn("a > 1", "a", 'Odd "one"')).toBe('"Odd ""one""" > 1');
  });

  it("tells columns from constants and functions", () => {
    expect(mentionsColumn("lower('name') = 'x'", "name")).toBe(false);
    expect(mentionsColumn("lower(name) = 'x'", "name")).toBe(true);
    expect(mentionsColumn("lower(name) = 'x'", "lower")).toBe(false);
  });

  it("finds the tables that a query reads", () => {
    const schema = {
      ...emptySchema,
      tables: ["users", "auth.users", "posts", "name"].map((name) => completeTable({ name, columns: [] })),
    };
    expect(relationsRead("SELECT u.name FROM users u, posts WHERE 'auth.users' = ''", schema)).toEqual([
      "posts",
      "users",
    ]);
    expect(relationsRead('SELECT 1 FROM "auth"."users" JOIN (name) ON true', schema)).toEqual([
      "auth.users",
      "name",
    ]);
  });

  it("renames a column in a trigger where it is surely the table's", () => {
    const sql = "CREATE TRIGGER t AFTER UPDATE OF name ON users BEGIN UPDATE log SET name = NEW.name; END";
    expect(renameColumnInTrigger(sql, "users", "name", "title")).toBe(
      "CREATE TRIGGER t AFTER UPDATE OF title ON users BEGIN UPDATE log SET name = NEW.title; END",
    );
  });
});
