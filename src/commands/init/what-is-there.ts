import { counted } from "../../core/counted.ts";
import { existsSync, readdirSync } from "node:fs";
import { basename, join, relative } from "node:path";
import { formatName } from "../../core/schema/names.ts";
import { readKitConfig } from "../../import/kit-config.ts";
import { openProject } from "../../project/open-project.ts";
import type { Environment } from "../../project/environment.ts";
import { wantedSchema } from "../../compare/wanted.ts";
import { noSchemaFiles } from "../../core/errors/autogenerate.ts";

/** What a new project finds in its folder and its database, and what that makes the next steps. */
export async function whatIsThere(
  folder: string,
  url: string | undefined,
): Promise<{ readonly noticed: readonly string[]; readonly steps: readonly string[] }> {
  const overrides = url === undefined ? {} : { overrides: { url } };
  const project = await attempt(() => openProject({ folder, envFile: true, ...overrides }));
  if (project === null) return { noticed: [], steps: [first] };
  const history = await kitHistory(project);
  const tables = (await attempt(() => tablesOf(project))) ?? [];
  const names = new Set(tables);
  const noticed = [
    ...(history === null ? [] : [`${history} holds a history of drizzle-kit.`]),
    ...(names.has("alembic_version") ? ["The database has an alembic_version."] : []),
    ...(tables.length === 0
      ? []
      : [`The database has ${counted(tables.length, "table")} that no revision makes.`]),
  ];
  if (history !== null)
    return { noticed, steps: [`mig import drizzle${history === "drizzle" ? "" : ` ${history}`}`] };
  if (names.has("alembic_version"))
    return { noticed, steps: ["Take its history over as docs/from-alembic.md says."] };
  return {
    noticed,
    steps:
      tables.length === 0
        ? [first]
        : [
            ...((await declaresNothing(project)) ? ["mig pull"] : []),
            "mig revision --autogenerate --baseline -m baseline",
          ],
  };
}

const first = 'mig revision --autogenerate -m "first tables", then mig upgrade heads';

async function kitHistory(project: Environment): Promise<string | null> {
  const kit = await attempt(() => readKitConfig(project.settings, null));
  const folder = kit?.folder ?? join(project.settings.root, "drizzle");
  if (!existsSync(folder)) return null;
  const holds =
    existsSync(join(folder, "meta", "_journal.json")) ||
    readdirSync(folder).some((name) => existsSync(join(folder, name, "migration.sql")));
  return holds ? relative(project.settings.root, folder) || basename(folder) : null;
}

/** Whether there are no files of a Drizzle schema yet. */
async function declaresNothing(project: Environment): Promise<boolean> {
  try {
    await wantedSchema(project);
    return false;
  } catch (error) {
    return noSchemaFiles.is(error);
  }
}

/** The tables of the default namespace. */
async function tablesOf(project: Environment): Promise<readonly string[]> {
  return project.connected(
    async ({ dialect, connection, scope }) => {
      const { tables } = await dialect.introspect(connection, { ...scope, schemas: null });
      return tables.map(formatName);
    },
    { readOnly: true },
  );
}

/** A new project is made whatever its surroundings are like. */
async function attempt<T>(work: () => Promise<T>): Promise<T | null> {
  try {
    return await work();
  } catch {
    // Be it a configuration that throws or a database that is not there.
    return null;
  }
}
