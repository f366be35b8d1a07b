import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it, onTestFinished } from "vitest";
import { check } from "../../src/commands/check.ts";
import { diff } from "../../src/commands/diff.ts";
import { revision } from "../../src/commands/revision.ts";
import type { Environment } from "../../src/project/environment.ts";
import { dialects } from "../support/project.ts";
import { createDrizzleProject } from "../support/scenario.ts";

describe.each(dialects)("what differs from a Drizzle schema on %s", (dialect) => {
  const table = dialect === "sqlite" ? "sqliteTable" : "pgTable";
  const core = dialect === "sqlite" ? "sqlite-core" : "pg-core";
  const schema = `import { integer, ${table}, text } from "drizzle-orm/${core}";
export const users = ${table}("users", { id: integer().primaryKey(), full_name: text(), email: text().notNull(), age: integer().notNull() });
`;

  it("is said in the same words by check, diff and revision, and never as a placeholder", async () => {
    const project = await createDrizzleProject(dialect);
    onTestFinished(() => project.remove());
    project.write("schema.ts", schema);
    const open = (): Promise<Environment> => project.open({ schema: "schema.ts" });
    await (
      await open()
    ).connected(async ({ connection }) => {
      await connection.query("CREATE TABLE users (id integer PRIMARY KEY NOT NULL, name text, age integer)");
      await connection.query("INSERT INTO users (id) VALUES (1)");
    });
    const checked = await check(await open());
    const diffed = await diff(await open());
    const written = await revision(await open(), { autogenerate: true, message: "more" });

    const summaries = checked.operations.map(({ summary }) => summary);
    expect(diffed.changes).toEqual(summaries);
    expect(written.changes).toEqual(summaries);
    expect(summaries.toSorted()).toEqual([
      "add column users.email text not null",
      "add column users.full_name text",
      "alter column users.age: not null",
      "drop column users.name",
    ]);
    for (const { warnings } of [checked, diffed, written])
      expect(warnings.join("\n")).toContain(
        "if it was renamed, keep its data with --rename users.name:users.full_name",
      );

    const file = readFileSync(join(project.folder, written.path ?? ""), "utf8");
    const placeholders = file.split("\n").filter((line) => line.includes("/* placeholder */"));
    expect(placeholders).toHaveLength(2);
    expect(file.match(/a placeholder: /gu)).toHaveLength(2);
    expect(file).not.toContain('""');
  });
});
