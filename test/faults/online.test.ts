import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it, onTestFinished } from "vitest";
import { current } from "../../src/commands/current.ts";
import { log } from "../../src/commands/log.ts";
import { revision } from "../../src/commands/revision.ts";
import { upgrade } from "../../src/commands/upgrade.ts";
import { catalogue } from "../support/catalogue.ts";
import { createProject, type Project } from "../support/project.ts";
import { everyNth, killings } from "../support/run-killed.ts";
import { createDrizzleProject } from "../support/scenario.ts";

const before = `import { integer, pgEnum, pgTable, text } from "drizzle-orm/pg-core";
export const mood = pgEnum("mood", ["sad", "happy"]);
export const people = pgTable("people", { id: integer(), mood: mood(), name: text() });
export const notes = pgTable("notes", { id: integer().primaryKey(), person: integer() });
`;
const after = `import { check, index, integer, pgEnum, pgTable, text, unique } from "drizzle-orm/pg-core";
import { sql } from "drizzle-orm";
export const mood = pgEnum("mood", ["sad", "so-so", "happy"]);
export const people = pgTable("people", { id: integer().primaryKey(), mood: mood().default("so-so").notNull(), name: text() },
  (t) => [unique("people_name").on(t.name)]);
export const notes = pgTable("notes", { id: integer().primaryKey(), person: integer().references(() => people.id) },
  (t) => [index("notes_person").on(t.person), check("notes_id", sql\`\${t.id} > 0\`)]);
`;

interface File {
  readonly path: string;
  readonly text: string;
}

/** The revisions that autogenerate writes for the two schemas, the second of them online. */
async function revisions(): Promise<readonly (readonly File[])[]> {
  const project = await createDrizzleProject("postgresql");
  onTestFinished(() => project.remove());
  project.write("before.ts", before);
  project.write("after.ts", after);
  const first = await revision(await project.open({ schema: "before.ts" }), { autogenerate: true });
  await upgrade(await project.open(), { target: "head" });
  await fill(project);
  const second = await revision(await project.open({ schema: "after.ts" }), {
    autogenerate: true,
    online: true,
  });
  expect(second.files.map(({ transaction }) => transaction)).toContain(false);
  return [first, second].map(({ files }) =>
    files.map(({ path }) => ({ path, text: readFileSync(join(project.folder, path), "utf8") })),
  );
}

async function fill(project: Project): Promise<void> {
  await (
    await project.open()
  ).connected(async ({ connection }) => {
    await connection.query("INSERT INTO people SELECT n, 'sad', 'p' || n FROM generate_series(1, 50) AS n");
    await connection.query("INSERT INTO notes SELECT n, n FROM generate_series(1, 50) AS n");
  });
}

describe("an online change that is killed", () => {
  it.each(["before", "during"] as const)(
    "comes to the same end when it is run again: %s a call of the database",
    { timeout: 900_000 },
    async (mode) => {
      const [first = [], second = []] = await revisions();
      const made = async (): Promise<Project> => {
        const project = await createProject("postgresql");
        onTestFinished(() => project.remove());
        for (const { path, text } of first) project.write(path, text);
        await upgrade(await project.open(), { target: "head" });
        await fill(project);
        for (const { path, text } of second) project.write(path, text);
        return project;
      };
      const outcome = async (project: Project): Promise<object> => {
        const mig = await project.open();
        const { entries } = await log(mig);
        return mig.connected(async ({ connection }) => ({
          heads: (await current(mig)).heads,
          facts: (await catalogue("postgresql", connection)).named,
          invalid: await connection.query("SELECT indexrelid FROM pg_index WHERE NOT indisvalid"),
          applied: entries.filter(({ status }) => status === "applied").map((entry) => entry.revision),
          open: entries.filter(({ status }) => status === "running"),
        }));
      };
      const places = everyNth(19, mode === "before" ? 0 : 4);
      const { calls, expected, failures } = await killings({ made, outcome, mode, places });
      expect(calls).toBeGreaterThan(60);
      expect(expected).toMatchObject({ invalid: [], open: [] });
      expect(failures).toEqual([]);
    },
  );
});
