import type { Environment } from "../project/environment.ts";
import { migrateTo, type MigrateOptions, type MigrateResult } from "./migrate-to.ts";

/** Bring the database up to a target. */
export async function upgrade(environment: Environment, options: MigrateOptions): Promise<MigrateResult> {
  return migrateTo(environment, "upgrade", options);
}
