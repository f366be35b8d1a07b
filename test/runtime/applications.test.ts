import { cpSync, readdirSync } from "node:fs";
import { join, resolve } from "node:path";
import { describe, expect, it, onTestFinished } from "vitest";
import { check } from "../../src/commands/check.ts";
import { downgrade } from "../../src/commands/downgrade.ts";
import { revision } from "../../src/commands/revision.ts";
import { upgrade } from "../../src/commands/upgrade.ts";
import { dialects, type Project } from "../support/project.ts";
import { createDrizzleProject } from "../support/scenario.ts";

const home = resolve(import.meta.dirname, "../fixtures");

/** Relations that are left in the database, but for our own. */
async function relations(project: Project): Promise<readonly unknown[]> {
  const environment = await project.open();
  return environment.connected(({ connection, dialect }) =>
    connection.query(
      dialect.name === "sqlite"
        ? "SELECT name FROM sqlite_schema WHERE name NOT LIKE 'sqlite_%' AND name NOT LIKE 'mig_%'"
        : "SELECT relname FROM pg_class WHERE relnamespace::regnamespace::text NOT IN ('pg_catalog', 'information_schema', 'pg_toast') AND relname NOT LIKE 'mig_%'",
    ),
  );
}

describe.each(dialects)("the schema of an application on %s", (dialect) => {
  it.each(readdirSync(join(home, dialect)).sort())(
    "is made by one revision, matches at once, and goes without a trace: %s",
    async (name) => {
      const project = await createDrizzleProject(dialect);
      onTestFinished(() => project.remove());
      cpSync(join(home, dialect, name), join(project.folder, "schema"), { recursive: true });
      const open = (): ReturnType<Project["open"]> =>
        project.open(
          { dialect, url: project.url, schema: "schema/index.ts" },
          { confirm: () => Promise.resolve(true) },
        );
      const written = await revision(await open(), { autogenerate: true, message: name });
      expect(written.proven).toBe(true);
      await upgrade(await open(), { target: "head" });
      expect(await check(await open())).toMatchObject({ ok: true, operations: [], warnings: [] });
      await downgrade(await open(), { target: "base" });
      expect(await relations(project)).toEqual([]);
      await upgrade(await open(), { target: "head" });
      expect(await check(await open())).toMatchObject({ ok: true, operations: [] });
    },
  );
});
