import { migrateTo, type MigrateOptions, type MigrateResult } from "./migrate-to.ts";
import { environmentOf, type Project } from "../project/environment.ts";

/** Take the database back down to a target. */
export async function downgrade(project: Project, options: MigrateOptions): Promise<MigrateResult> {
  const environment = environmentOf(project);
  return migrateTo(environment, "downgrade", options);
}
