import { expect, onTestFinished } from "vitest";
import type { RevisionResult } from "../../src/commands/revision.ts";
import type { Project } from "./project.ts";
import { createDrizzleProject, lead, readBy, type Story } from "./scenario.ts";

/** Two schemas, as the statements of their modules, and what is told of the way between them. */
export interface Pair extends Story {
  readonly before: string;
  readonly after: string;
}

/** Lead one schema to the other and back, by every judge of a scenario; Drizzle 1.0 finds nothing left either. */
export async function leadPair(
  dialect: Project["dialect"],
  { before, after, ...story }: Pair,
): Promise<RevisionResult> {
  const project = await createDrizzleProject(dialect);
  onTestFinished(() => project.remove());
  project.write("before.ts", heads[dialect] + before);
  project.write("after.ts", heads[dialect] + after);
  const made = await lead(project, story);
  expect(await readBy(project, "drizzle-orm-v1", story), "what check finds on Drizzle 1.0").toEqual([]);
  return made;
}

const heads: Readonly<Record<Project["dialect"], string>> = {
  postgresql: `import { sql } from "drizzle-orm";
import * as pg from "drizzle-orm/pg-core";
const { bigint, boolean, check, customType, date, foreignKey, index, integer, json, jsonb, numeric, pgEnum } = pg;
const { pgMaterializedView, pgTable, pgView, primaryKey, serial, smallint, text, timestamp, unique } = pg;
const { uniqueIndex, uuid, varchar } = pg;
`,
  sqlite: `import { sql } from "drizzle-orm";
import * as lite from "drizzle-orm/sqlite-core";
const { blob, check, customType, foreignKey, index, integer, numeric, primaryKey, real, sqliteTable } = lite;
const { sqliteView, text, unique, uniqueIndex } = lite;
`,
};
