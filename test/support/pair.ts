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
  project.write("before.ts", headOf(dialect) + before);
  project.write("after.ts", headOf(dialect) + after);
  const made = await lead(project, story);
  expect(await readBy(project, "drizzle-orm-v1", story), "what check finds on Drizzle 1.0").toEqual([]);
  return made;
}

/** What stands before the statements of a pair. */
export function headOf(dialect: Project["dialect"]): string {
  return heads[dialect];
}

const heads: Readonly<Record<Project["dialect"], string>> = {
  postgresql: `import { sql } from "drizzle-orm";
import * as pg from "drizzle-orm/pg-core";
const { bigint, bigserial, boolean, char, check, cidr, customType, date, doublePrecision, foreignKey, index, inet } = pg;
const { integer, interval, json, jsonb, line, macaddr, numeric, pgEnum, pgMaterializedView, pgPolicy, pgRole } = pg;
const { pgSchema, pgSequence, pgTable, pgTableCreator, pgView, point, primaryKey, real, serial, smallint } = pg;
const { smallserial, text, time, timestamp, unique, uniqueIndex, uuid, varchar } = pg;
`,
  sqlite: `import { sql } from "drizzle-orm";
import * as lite from "drizzle-orm/sqlite-core";
const { blob, check, customType, foreignKey, index, integer, numeric, primaryKey, real, sqliteTable } = lite;
const { sqliteView, text, unique, uniqueIndex } = lite;
`,
};
