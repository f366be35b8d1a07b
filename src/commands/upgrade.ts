import { migrateTo, type MigrateOptions, type MigrateResult } from "./migrate-to.ts";
import { environmentOf, type Project } from "../project/environment.ts";

/** Bring the database up to a target. */
export async function upgrade(project: Project, options: MigrateOptions): Promise<MigrateResult> {
  const environment = environmentOf(project);
  return migrateTo(environment, "upgrade", options);
}
