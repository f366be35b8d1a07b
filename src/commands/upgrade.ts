import { migrateTo, type UpgradeOptions, type MigrateResult } from "./migrate-to.ts";
import { environmentOf, type Project } from "../project/environment.ts";

/** Bring the database up to a target. */
export async function upgrade(project: Project, options: UpgradeOptions): Promise<MigrateResult> {
  return migrateTo(environmentOf(project), "upgrade", options);
}
