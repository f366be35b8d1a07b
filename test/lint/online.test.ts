import { symlinkSync } from "node:fs";
import { join, resolve } from "node:path";
import { afterEach, describe, expect, it } from "vitest";
import { lint } from "../../src/commands/lint.ts";
import { revision } from "../../src/commands/revision.ts";
import { upgrade } from "../../src/commands/upgrade.ts";
import { createProject, type Project } from "../support/project.ts";

const open: Project[] = [];
afterEach(async () => {
  for (const project of open.splice(0)) await project.remove();
});

const before = `import { pgTable, bigint, text, integer } from "drizzle-orm/pg-core";
export const teams = pgTable("teams", { id: bigint("id", { mode: "number" }).primaryKey() });
export const users = pgTable("users", {
  id: bigint("id", { mode: "number" }).primaryKey(), email: text("email"), age: integer("age"), team: bigint("team", { mode: "number" }),
});
`;

const after = `import { pgTable, bigint, text, integer, index, check, unique } from "drizzle-orm/pg-core";
import { sql } from "drizzle-orm";
export const teams = pgTable("teams", { id: bigint("id", { mode: "number" }).primaryKey() });
export const users = pgTable("users", {
  id: bigint("id", { mode: "number" }).primaryKey(), email: text("email").notNull(), age: integer("age"),
  team: bigint("team", { mode: "number" }).references(() => teams.id),
}, (t) => [index("users_team").on(t.team), unique("users_email").on(t.email), check("users_age", sql\`age > 0\`)]);
`;

describe("what autogenerate writes", () => {
  it.each([
    ["has nothing to find with --online", true],
    ["has all that --online would have written in another way without it", false],
  ])("%s", async (_, online) => {
    const project = await createProject("postgresql");
    open.push(project);
    symlinkSync(resolve("node_modules"), join(project.folder, "node_modules"));
    project.write("schema.ts", before);
    await revision(await project.open({ schema: "./schema.ts" }), { message: "before", autogenerate: true });
    await upgrade(await project.open(), { target: "head" });
    project.write("schema.ts", after);
    await revision(await project.open({ schema: "./schema.ts" }), {
      message: "after",
      autogenerate: true,
      online,
    });
    const { findings, ok } = await lint(await project.open());
    const serious = findings.filter(({ severity }) => severity !== "notice").map(({ rule }) => rule);
    expect([ok, [...new Set(serious)].sort()]).toEqual(
      online
        ? [true, []]
        : [
            false,
            [
              "check-validated",
              "foreign-key-validated",
              "index-not-concurrent",
              "set-not-null",
              "unique-constraint-built",
            ],
          ],
    );
  });
});
