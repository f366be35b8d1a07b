import { describe, it } from "vitest";
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
