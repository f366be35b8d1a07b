import { describe, expect, it } from "vitest";
import { applyOperations } from "../../../src/core/operations/apply.ts";
import { make } from "../../../src/core/operations/make.ts";
import type { Operation } from "../../../src/core/operations/operations.ts";
import { findColumn, tableOf, viewOf } from "../../../src/core/schema/lookup.ts";
import { emptySchema, type Schema } from "../../../src/core/schema/schema.ts";

const start: Schema = applyOperations(emptySchema, [
  make.createEnum({ name: "mood", values: ["happy", "sad"] }),
  make.createTable({
    name: "users",
    columns: [
      { name: "id", type: "integer", nullable: false },
      { name: "name", type: "text", default: "'nobody'" },
      { name: "state", type: "mood", default: "'sad'::mood" },
      { name: "states", type: "mood[]", default: "'{happy,sad}'::mood[]" },
      { name: "shout", type: "text", generated: { expression: "upper(name)", stored: true } },
    ],
    primaryKey: { name: "users_pkey", columns: ["id"] },
    uniques: [{ name: "users_name_key", columns: ["name"] }],
    checks: [
      { name: "long", expression: "length(name) > 2" },
      { name: "sane", expression: "state <> 'sad'::mood" },
    ],
  }),
  make.createTable({
    name: "posts",
    columns: [
      { name: "id", type: "integer" },
      { name: "author", type: "integer" },
    ],
    foreignKeys: [
      { name: "posts_author_fk", columns: ["author"], references: { table: "users", columns: ["id"] } },
    ],
  }),
  make.createIndex("users", { name: "users_both", columns: ["id", { expression: "lower(name)" }] }),
  make.createIndex("users", { name: "users_some", columns: ["id"], where: 'users."name" IS NOT NULL' }),
  make.createView({ name: "names", query: "SELECT name FROM users" }),
]);

const after = (...operations: Operation[]): Schema => applyOperations(start, operations);
const users = (schema: Schema) => tableOf(schema, "users");

describe("applying an operation to a structure", () => {
  it("drops with a column every index and constraint that involves it", () => {
    const table = users(after(make.dropColumn("users", "name")));
    expect(table.uniques).toEqual([]);
    expect(table.indexes).toEqual([]);
    expect(table.checks.map(({ name }) => name)).toEqual(["sane"]);
    expect(table.primaryKey?.columns).toEqual(["id"]);
  });

  it("drops with a column the keys of the table to itself that point to it, and no others", () => {
    const key = (name: string, table: string, column: string, target: string) => ({
      name,
      columns: [column],
      references: { table, columns: [target] },
    });
    const tree = applyOperations(emptySchema, [
      make.createTable({
        name: "a.tree",
        columns: ["id", "code", "parent", "twin"].map((name) => ({ name, type: "integer" })),
        uniques: [{ columns: ["id"] }, { columns: ["code"] }],
        foreignKeys: [
          key("up", "a.tree", "parent", "id"),
          key("across", "a.tree", "twin", "code"),
          key("away", "b.tree", "parent", "id"),
        ],
      }),
    ]);
    const left = (column: string): readonly (string | null)[] =>
      tableOf(applyOperations(tree, [make.dropColumn("a.tree", column)]), "a.tree").foreignKeys.map(
        ({ name }) => name,
      );
    expect(left("id")).toEqual(["across", "away"]);
    expect(left("code")).toEqual(["up", "away"]);
    expect(left("parent")).toEqual(["across"]);
  });

  it("carries a renamed column through keys, expressions and the keys of other tables", () => {
    const schema = after(
      make.renameColumn("users", "name", "full name"),
      make.renameColumn("users", "id", "key"),
    );
    const table = users(schema);
    expect(table.uniques[0]?.columns).toEqual(["full name"]);
    expect(table.checks[0]?.expression).toBe('length("full name") > 2');
    expect(table.indexes.map((index) => index.keys[1]?.expression ?? index.where)).toEqual([
      'lower("full name")',
      'users."full name" IS NOT NULL',
    ]);
    expect(findColumn(table, "shout")?.generated?.expression).toBe('upper("full name")');
    expect(findColumn(table, "full name")?.default).toBe("'nobody'");
    expect(tableOf(schema, "posts").foreignKeys[0]?.references.columns).toEqual(["key"]);
  });

  it("drops an index that only keeps the column, or only asks for it", () => {
    const schema = after(
      make.createIndex("users", { name: "keeping", columns: ["id"], include: ["state"] }),
      make.createIndex("users", { name: "asking", columns: ["id"], where: "state IS NULL" }),
      make.dropColumn("users", "state"),
    );
    expect(users(schema).indexes.map(({ name }) => name)).toEqual(["users_both", "users_some"]);
  });

  it("carries a renamed column through what a foreign key sets and what an index keeps", () => {
    const schema = after(
      make.createForeignKey("posts", {
        columns: ["id", "author"],
        references: { table: "posts", columns: ["author", "id"] },
        onDelete: "set null",
        onDeleteColumns: ["author"],
      }),
      make.createIndex("posts", { name: "keeping", columns: ["id"], include: ["author"] }),
      make.renameColumn("posts", "author", "writer"),
    );
    const posts = tableOf(schema, "posts");
    expect(posts.foreignKeys[1]).toMatchObject({
      columns: ["id", "writer"],
      references: { columns: ["writer", "id"] },
      onDeleteColumns: ["writer"],
    });
    expect(posts.indexes[0]?.include).toEqual(["writer"]);
  });

  it("carries a renamed table through foreign keys, expressions and views", () => {
    const schema = after(make.renameTable("users", "people"));
    expect(tableOf(schema, "posts").foreignKeys[0]?.references.table).toBe("people");
    expect(tableOf(schema, "people").indexes[1]?.where).toBe('people."name" IS NOT NULL');
    expect(viewOf(schema, "names")).toMatchObject({ query: "SELECT name FROM people", reads: ["people"] });
  });

  it("carries a renamed type and a renamed label through columns and constants", () => {
    const table = users(
      after(make.renameEnumValue("mood", "sad", "blue"), make.renameEnum("mood", "Humour")),
    );
    expect(findColumn(table, "state")).toMatchObject({ type: "Humour", default: `'blue'::"Humour"` });
    expect(findColumn(table, "states")).toMatchObject({
      type: "Humour[]",
      default: `'{happy,blue}'::"Humour"[]`,
    });
    expect(table.checks[1]?.expression).toBe(`state <> 'blue'::"Humour"`);
  });

  it("places new labels where they are asked for and maps constants of labels that are gone", () => {
    const schema = after(
      make.addEnumValue("mood", "fine", { before: "sad" }),
      make.addEnumValue("mood", "glad", { after: "happy" }),
      make.addEnumValue("mood", "odd"),
    );
    expect(schema.enums[0]?.values).toEqual(["happy", "glad", "fine", "sad", "odd"]);
    const changed = after(make.changeEnum("mood", ["happy", "fine"], { sad: "fine" }));
    expect(findColumn(users(changed), "state")?.default).toBe("'fine'::mood");
  });

  it("maps a default that is a label alone, and no other text", () => {
    const moods = applyOperations(start, [
      make.createTable({
        name: "m",
        columns: [
          { name: "mood", type: "mood", default: "'sad'" },
          { name: "moods", type: "mood[]", default: "'{sad,happy}'" },
          { name: "text", type: "text", default: "'sad'" },
        ],
      }),
    ]);
    for (const operation of [
      make.changeEnum("mood", ["happy", "blue"], { sad: "blue" }),
      make.renameEnumValue("mood", "sad", "blue"),
    ]) {
      const table = tableOf(applyOperations(moods, [operation]), "m");
      expect(table.columns.map((column) => column.default)).toEqual(["'blue'", "'{blue,happy}'", "'sad'"]);
    }
  });

  it("changes of a column only what the change says", () => {
    const table = users(
      after(make.alterColumn("users", "name", { type: "varchar(10)", default: null, nullable: false })),
    );
    expect(findColumn(table, "name")).toMatchObject({ type: "varchar(10)", default: null, nullable: false });
    expect(findColumn(table, "shout")?.generated).toEqual({ expression: "upper(name)", stored: true });
  });

  it("leaves the structure alone where SQL is run", () => {
    expect(after(make.execute("DROP TABLE users"), make.bulkInsert("users", [{ id: 1 }]))).toEqual(start);
  });

  it("takes AUTOINCREMENT away with the key that it belongs to, not that of the key to come", () => {
    const counting = { type: "integer", nullable: false, autoincrement: true };
    const made = applyOperations(emptySchema, [
      make.createTable({ name: "t", columns: [{ name: "a", ...counting }], primaryKey: { columns: ["a"] } }),
      make.addColumn("t", { name: "b", ...counting }),
      make.dropPrimaryKey("t"),
      make.createPrimaryKey("t", { columns: ["b"] }),
    ]);
    expect(made.tables[0]?.columns.map(({ name, autoincrement }) => [name, autoincrement])).toEqual([
      ["a", false],
      ["b", true],
    ]);
  });

  it.each([
    ["no-such-object", make.dropTable("nothing")],
    ["no-such-object", make.dropColumn("users", "nothing")],
    ["no-such-object", make.dropConstraint("users", { unique: ["id"] })],
    ["no-such-object", make.dropIndex("posts", "users_both")],
    ["no-such-object", make.dropPrimaryKey("posts")],
    ["no-such-object", make.renameEnumValue("mood", "angry", "cross")],
    ["object-exists", make.createTable({ name: "names", columns: [] })],
    ["object-exists", make.renameTable("users", "posts")],
    ["object-exists", make.renameColumn("users", "id", "name")],
    ["object-exists", make.createIndex("posts", { name: "users_both", columns: ["id"] })],
    ["object-exists", make.createPrimaryKey("users", { columns: ["name"] })],
    ["bad-name", make.dropTable("a.b.c")],
  ])("refuses with %s: %o", (code, operation) => {
    expect(() => after(operation)).toThrow(expect.objectContaining({ code }));
  });
});
