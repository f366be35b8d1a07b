import { environmentOf, type Project } from "../project/environment.ts";
import { migrateTo, type MigrateResult } from "./migrate-to.ts";

export interface CreateOptions {
  /** Where to; `heads` when absent. */
  readonly target?: string;
  /** Say what would be run, and touch nothing. */
  readonly dryRun?: boolean;
}

/**
 * Make an empty database the short way: what the revisions say of its structure is put together and made at once, what
 * they do to rows is run, and the heads are stamped, all in one transaction. Throws not-empty where there are tables.
 */
export async function create(
  project: Project,
  { target = "heads", ...options }: CreateOptions = {},
): Promise<MigrateResult> {
  return migrateTo(environmentOf(project), "upgrade", { ...options, target, create: true });
}
