import { describe, expect, it } from "vitest";
import { leadPair } from "../support/pair.ts";
import { dialects } from "../support/project.ts";

describe.each(dialects)("a key of an index made of text that is a bare column on %s", (dialect) => {
  it("is that column, at once and when it comes later", async () => {
    const table = dialect === "sqlite" ? "sqliteTable" : "pgTable";
    const schema = (keys: string): string => `
export const users = ${table}("users", { id: integer().primaryKey(), name: text(), "Odd Name": text() }, (t) => [
  index("first").on(sql\`name\`), ${keys}
]);`;
    const more =
      "index('by_name').on(sql`name desc`), index('odd').on(sql`\"Odd Name\"`, t.id), uniqueIndex('both').on(sql`(name)`, sql`lower(name)`), index('some').on(sql`name`).where(sql`name <> ''`),";
    const made = await leadPair(dialect, { before: schema(""), after: schema(more) });
    expect(made.changes).toHaveLength(4);
  });
});
