import { describe, expect, it } from "vitest";
import { leadPair } from "../support/pair.ts";
import { dialects } from "../support/project.ts";

describe.each(dialects)("the order of changes on %s", (dialect) => {
  const table = dialect === "sqlite" ? "sqliteTable" : "pgTable";

  it("exchanges a primary key while the foreign keys that hang on it are away", async () => {
    const schema = (id: string, code: string, key: string, more: string): string => `
export const parents = ${table}("parents", { id: integer()${id}, code: integer()${code} });
export const pairs = ${table}("pairs", { a: integer().notNull(), b: integer().notNull() }, (t) => [${key}]);
export const children = ${table}("children", { id: integer().primaryKey(), parent: integer().references(() => parents.id), a: integer(), b: integer() }, (t) => [
  foreignKey({ columns: [t.a, t.b], foreignColumns: [pairs.a, pairs.b] }), ${more}
]);`;
    await leadPair(dialect, {
      before: schema(".primaryKey()", ".notNull().unique()", "primaryKey({ columns: [t.a, t.b] })", ""),
      after: schema(
        ".notNull().unique()",
        ".primaryKey()",
        "unique().on(t.a, t.b), primaryKey({ columns: [t.b] })",
        "",
      ),
      rows: [
        "INSERT INTO parents (id, code) VALUES (1, 10), (2, 20)",
        "INSERT INTO pairs (a, b) VALUES (1, 1), (2, 2)",
        "INSERT INTO children (id, parent, a, b) VALUES (1, 1, 2, 2), (2, 2, 1, 1)",
      ],
    });
  });

  it("takes a generated column that becomes a plain one that must have values, and back", async () => {
    const schema = (total: string, more = ""): string => `
export const lines = ${table}("lines", { id: integer().primaryKey(), price: integer().notNull(), total: integer()${total} }, (t) => [
  index("by_total").on(t.total), check("some", sql\`\${t.total} >= 0\`), ${more}
]);`;
    await leadPair(dialect, {
      before: schema(".generatedAlwaysAs(sql`price * 2`)"),
      after: schema(".notNull()", "uniqueIndex('one').on(t.id, t.total),"),
      rows: ["INSERT INTO lines (id, price) VALUES (1, 2), (2, 3)"],
      changed: ["total"],
      edit: dialect === "sqlite" ? { "rowid /* placeholder */": "price * 2" } : {},
    });
  });
});

describe("names of indexes and constraints", () => {
  const named = (a: string, b: string, c: string): string => `
export const t = pgTable("t", { x: integer(), y: integer(), z: integer() }, (t) => [
  index("${a}").on(t.x), index("${b}").on(t.y), index("${c}").on(t.z),
  check("${a}", sql\`x > 0\`), check("${b}", sql\`y > 0\`), check("${c}", sql\`z > 0\`),
]);`;

  it.each([
    ["by two that exchange them", named("b", "a", "c"), 6],
    ["in a circle of three", named("b", "c", "a"), 8],
    ["by one that follows another", named("b", "d", "c"), 4],
  ])("are taken %s", async (_, after, operations) => {
    const made = await leadPair("postgresql", { before: named("a", "b", "c"), after });
    expect(made.changes).toHaveLength(operations);
    expect(made.changes.every((change) => change.startsWith("rename"))).toBe(true);
  });
});

describe("primary keys of SQLite", () => {
  it("may be null as SQLite means it, alone, in pairs, and when they come and go", async () => {
    const schema = (id: string, pair: string): string => `
export const notes = sqliteTable("notes", { id: ${id}, body: text() });
export const places = sqliteTable("places", { x: integer().notNull(), y: text().notNull(), z: text() }, (t) => [${pair}]);`;
    await leadPair("sqlite", {
      before: schema("text().primaryKey()", "primaryKey({ columns: [t.x, t.y] })"),
      after: schema("text().notNull()", "primaryKey({ columns: [t.y, t.z] })"),
      rows: [
        "INSERT INTO notes (id, body) VALUES ('a', 'b')",
        "INSERT INTO places VALUES (1, 'a', 'b'), (2, 'b', 'c')",
      ],
    });
    await leadPair("sqlite", {
      before: schema("integer().primaryKey()", ""),
      after: schema("text().primaryKey()", "primaryKey({ columns: [t.x] })"),
      rows: [
        "INSERT INTO notes (id, body) VALUES (1, 'b')",
        "INSERT INTO places VALUES (1, 'a', 'b'), (2, 'b', 'c')",
      ],
      changed: ["notes.id"],
    });
  });
});
