import type { Environment } from "../project/environment.ts";
import { migrateTo, type MigrateOptions, type MigrateResult } from "./migrate-to.ts";

/** Take the database back down to a target. */
export async function downgrade(environment: Environment, options: MigrateOptions): Promise<MigrateResult> {
  return migrateTo(environment, "downgrade", options);
}
