import { migrateTo, type DowngradeOptions, type MigrateResult } from "./migrate-to.ts";
import { environmentOf, type Project } from "../project/environment.ts";

/** Take the database back down to a target. */
export async function downgrade(project: Project, options: DowngradeOptions): Promise<MigrateResult> {
  return migrateTo(environmentOf(project), "downgrade", options);
}
