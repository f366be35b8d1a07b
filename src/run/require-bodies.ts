import type { Step } from "../core/graph/plan.ts";
import { badSqlPart, missingBody } from "../core/errors/files.ts";
import { keptTextFailed } from "../core/errors/journal.ts";
import { MigError } from "../core/errors.ts";
import type { Environment } from "../project/environment.ts";

/**
 * Refuse steps of which one has no body, before the first of them runs: a way down that ends at a revision
 * which only goes forward would destroy what stands above it, and then stop. Throws missing-body,
 * bad-sql-part, and kept-text-failed.
 */
export async function requireBodies(environment: Environment, steps: readonly Step[]): Promise<void> {
  for (const { revision, direction } of steps) {
    try {
      (await environment.load(revision.path)).body(direction, environment.settings.dialect);
    } catch (error) {
      // What cannot be loaded fails when it is its turn, and the journal has it then.
      if (error instanceof MigError && foreseen.has(error.code)) throw error;
    }
  }
}

const foreseen: ReadonlySet<string> = new Set([missingBody.code, badSqlPart.code, keptTextFailed.code]);
