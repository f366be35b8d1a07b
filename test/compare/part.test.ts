import { describe, expect, it, onTestFinished } from "vitest";
import type { Comparison } from "../../src/compare/compare.ts";
import { touchedPart } from "../../src/compare/part.ts";
import { applyOperation } from "../../src/core/operations/apply.ts";
import { make } from "../../src/core/operations/make.ts";
import type { Operation } from "../../src/core/operations/operations.ts";
import { emptySchema } from "../../src/core/schema/schema.ts";
import { formatName } from "../../src/core/schema/names.ts";
import { revision } from "../../src/commands/revision.ts";
import { statement } from "../../src/dialects/dialect.ts";
import { saidInSql } from "../../src/dialects/sql.ts";
import { createDrizzleProject } from "../support/scenario.ts";

const live = [
  make.createEnum({ name: "mood", values: ["sad", "glad"] }),
  make.createTable({
    name: "users",
    columns: [{ name: "id", type: "integer" }],
    primaryKey: { columns: ["id"] },
  }),
  make.createTable({
    name: "groups",
    columns: [{ name: "id", type: "integer" }],
    primaryKey: { columns: ["id"] },
  }),
  make.createTable({
    name: "posts",
    columns: [
      { name: "id", type: "integer" },
      { name: "author", type: "integer" },
      { name: "group", type: "integer" },
    ],
    foreignKeys: [
      { columns: ["author"], references: { table: "users", columns: ["id"] } },
      { columns: ["group"], references: { table: "groups", columns: ["id"] } },
    ],
  }),
  make.createTable({ name: "days", columns: [{ name: "felt", type: "mood" }] }),
  make.createTable({ name: "odd name", columns: [{ name: "id", type: "integer" }] }),
  ...["a", "b", "c", "d", "e", "f"].flatMap((name) => [
    make.createTable({ name, columns: [{ name: "id", type: "integer" }] }),
    make.createIndex(name, { name: `${name}_by_id`, columns: ["id"] }),
  ]),
  make.createView({ name: "all_posts", query: "select id, author from posts" }),
  make.createView({ name: "authors", query: "select u.id from users u join all_posts p on p.author = u.id" }),
].reduce(applyOperation, emptySchema);

/** What a copy for these operations holds; null: all. */
function kept(...operations: readonly Operation[]): readonly string[] | null {
  const wanted = operations.reduce(applyOperation, live);
  const part = touchedPart({ live, wanted } as Comparison, operations);
  if (part === null) return null;
  const { tables, views } = part.comparison.live;
  const names = [...tables, ...views].map(formatName);
  expect(names.filter((name) => part.leftOut.some((table) => formatName(table) === name))).toEqual([]);
  return names;
}

describe("the part that operations can touch", () => {
  const column = { name: "more", type: "text" };
  it.each<[what: string, operation: Operation, kept: readonly string[] | null]>([
    ["a table alone", make.addColumn("a", column), ["a"]],
    ["a table in capitals", make.dropIndex("b", "b_by_id"), ["b"]],
    ["a new table", make.createTable({ name: "more", columns: [column] }), []],
    [
      "a table with those that refer to it, the views over it, and what these read",
      make.addColumn("users", column),
      ["users", "posts", "all_posts", "authors"],
    ],
    [
      "a table under its old name and its new one",
      make.renameTable("groups", "teams"),
      ["groups", "posts", "all_posts"],
    ],
    ["a type with the tables that have it", make.addEnumValue("mood", "calm"), ["days"]],
    ["a view that another one reads", make.dropView("authors"), ["all_posts", "authors"]],
    ["SQL, which may be about anything", make.execute("select 1"), null],
    ["rows", make.bulkInsert("a", [{ id: 1 }]), null],
    ["a namespace, which many things may be in", make.createSchema("more"), null],
    ["a name of more than one word", make.addColumn("odd name", column), null],
    [
      "a name that is taken by what would be left out",
      make.createUniqueConstraint("a", { name: "b_by_id", columns: ["id"] }),
      null,
    ],
    ["a type that a table stands for", make.createEnum({ name: "c", values: ["one"] }), ["c"]],
  ])("is all there is for the copy of %s", (_, operation, expected) => {
    expect(kept(operation)).toEqual(expected);
  });

  it("is everything where it is most of it", () => {
    const names = ["a", "b", "c", "d", "e", "f", "days"];
    expect(kept(...names.map((name) => make.addColumn(name, column)))).toBeNull();
  });
});

describe("a proof among tables that it leaves alone", () => {
  const module = (more: string): string => `import { integer, pgTable, text } from "drizzle-orm/pg-core";
export const users = pgTable("users", { id: integer().primaryKey(), ${more} });
${["a", "b", "c", "d"].map((name) => `export const ${name} = pgTable("${name}", { id: integer().primaryKey() });`).join("\n")}\n`;
  const tables = [
    "CREATE TABLE users (id integer PRIMARY KEY, name text)",
    ...["a", "b", "c", "d"].map((name) => `CREATE TABLE ${name} (id integer PRIMARY KEY)`),
  ];

  it.each<[what: string, more: readonly string[], schema: string, fails: RegExp | null]>([
    ["goes well", [], "title: text()", null],
    [
      "knows of a function that reads both",
      ["CREATE FUNCTION both_of() RETURNS bigint BEGIN ATOMIC SELECT count(name) FROM users, a; END"],
      "title: text()",
      /both_of/u,
    ],
    [
      "knows of a rule of another table",
      ["CREATE RULE seen AS ON INSERT TO a DO ALSO SELECT name FROM users"],
      "",
      /seen|depend/u,
    ],
  ])("%s", async (_, more, schema, fails) => {
    const project = await createDrizzleProject("postgresql");
    onTestFinished(() => project.remove());
    project.write("schema.ts", module(schema));
    const open = (): ReturnType<typeof project.open> => project.open({ schema: "schema.ts" });
    const opened = await open();
    await opened.connected(({ connection }) =>
      connection.run([...tables, ...more].map((sql) => statement(saidInSql(sql)))),
    );
    const made = revision(await open(), { autogenerate: true });
    if (fails === null) expect((await made).proven).toBe(true);
    else await expect(made).rejects.toThrow(fails);
  });
});
