import { cpSync, readdirSync, renameSync } from "node:fs";
import { basename, join, resolve } from "node:path";
import { describe, expect, it, onTestFinished } from "vitest";
import { check } from "../../src/commands/check.ts";
import { downgrade } from "../../src/commands/downgrade.ts";
import { revision } from "../../src/commands/revision.ts";
import { upgrade } from "../../src/commands/upgrade.ts";
import { dialects, type Project } from "../support/project.ts";
import { createDrizzleProject, lead, readBy, storyOf } from "../support/scenario.ts";

const home = resolve(import.meta.dirname, "../fixtures");

/** Applications that have a second version: files that are named `<file>.next.ts` take the place of `<file>.ts`. */
function withSecondVersion(dialect: Project["dialect"]): readonly string[] {
  return readdirSync(join(home, dialect))
    .filter((name) => readdirSync(join(home, dialect, name)).some(isNext))
    .sort();
}

const isNext = (file: string): boolean => file.endsWith(".next.ts");

function bringVersions(project: Project, name: string): void {
  for (const version of ["before", "after"]) {
    const folder = join(project.folder, version);
    cpSync(join(home, project.dialect, name), folder, { recursive: true });
    if (version === "after")
      for (const file of readdirSync(folder).filter(isNext))
        renameSync(join(folder, file), join(folder, `${basename(file, ".next.ts")}.ts`));
    project.write(`${version}.ts`, `export * from "./${version}/index.js";\n`);
  }
}

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
      const { config, declares = [] } = await storyOf(dialect, name, home);
      const open = (): ReturnType<Project["open"]> =>
        project.open(
          { dialect, url: project.url, ...config, schema: "schema/index.ts" },
          { confirm: () => Promise.resolve(true) },
        );
      const written = await revision(await open(), { autogenerate: true, message: name });
      expect(written.proven).toBe(true);
      await upgrade(await open(), { target: "head" });
      const checked = await check(await open());
      expect(checked).toMatchObject({ ok: true, operations: [] });
      expect(checked.warnings).toEqual(declares.map((each) => expect.stringMatching(each)));
      await downgrade(await open(), { target: "base" });
      expect(await relations(project)).toEqual([]);
      await upgrade(await open(), { target: "head" });
      expect(await check(await open())).toMatchObject({ ok: true, operations: [] });
    },
  );

  it.each(withSecondVersion(dialect))("is led to its second version and back: %s", async (name) => {
    const project = await createDrizzleProject(dialect);
    onTestFinished(() => project.remove());
    bringVersions(project, name);
    const story = await storyOf(dialect, name, home);
    const written = await lead(project, story);
    for (const warning of story.warns ?? []) expect(written.warnings.join("\n")).toMatch(warning);
    // 1.0 has no such setting.
    if (story.config?.casing === undefined)
      expect(await readBy(project, "drizzle-orm-v1", story)).toEqual([]);
  });
});
