import { describe, expect, it } from "vitest";
import { leadPair } from "../support/pair.ts";
import { dialects } from "../support/project.ts";

describe.each(dialects)("a column that tells rows apart on %s", (dialect) => {
  const [table, token, value] =
    dialect === "sqlite"
      ? ["sqliteTable", "text()", "lower(hex(randomblob(16)))"]
      : ["pgTable", "uuid()", "gen_random_uuid()"];
  const schema = (more: string): string =>
    `export const users = ${table}("users", { id: integer().primaryKey(), ${more} });`;
  const rows = ["INSERT INTO users (id) VALUES (1), (2), (3)"];
  const edit = { [`${value} /* placeholder */`]: value };

  it("gets another value for each row where it comes", async () => {
    const made = await leadPair(dialect, {
      before: schema(""),
      after: schema(`token: ${token}.notNull().unique()`),
      rows,
      edit,
    });
    expect(made.warnings.join()).toContain(`get ${value}, a placeholder`);
  });

  it("gets another value for each row where it comes back", async () => {
    await leadPair(dialect, {
      before: schema(`token: ${token}.notNull().unique()`),
      after: schema(""),
      rows: [
        `INSERT INTO users (id, token) SELECT x, ${value} FROM (VALUES (1), (2), (3)) AS y${dialect === "sqlite" ? "" : "(x)"}`,
      ].map((sql) => (dialect === "sqlite" ? sql.replace("SELECT x", "SELECT column1") : sql)),
      edit,
    });
  });
});
