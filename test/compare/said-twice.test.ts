import { describe, expect, it } from "vitest";
import { leadPair } from "../support/pair.ts";
import { dialects } from "../support/project.ts";

describe.each(dialects)("a thing said twice on %s", (dialect) => {
  it("is one, when it is made and when it comes later", async () => {
    const table = dialect === "sqlite" ? "sqliteTable" : "pgTable";
    const schema = (id: string, owner: string, more: string, keys = ""): string => `
export const people = ${table}("people", { id: integer()${id}, code: text()${more} }, (t) => [${keys}]);
export const pets = ${table}("pets", { id: integer().primaryKey().unique(), owner: integer()${owner} }, (t) => [
  foreignKey({ columns: [t.owner], foreignColumns: [people.id] }).onDelete("cascade"),
]);
export const links = ${table}("links", { a: integer(), b: integer() }, (t) => [
  primaryKey({ columns: [t.a, t.b] }), unique().on(t.a, t.b),
  foreignKey({ name: "one", columns: [t.a], foreignColumns: [people.id] }),
  foreignKey({ name: "two", columns: [t.a], foreignColumns: [people.id] }),
]);`;
    const made = await leadPair(dialect, {
      before: schema(".primaryKey()", "", ""),
      after: schema(
        ".primaryKey().unique()",
        ".references(() => people.id)",
        ".unique()",
        'primaryKey({ name: "people_key", columns: [t.id] }), uniqueIndex("code_once").on(t.code)',
      ),
    });
    expect(made.changes.length).toBeGreaterThan(0);
  });
});
