import { journal } from "../runtime/journal.ts";
import { versionTable } from "../runtime/version-table.ts";
import type { Environment } from "../runtime/environment.ts";
import { ensureTables } from "../runtime/run-plan.ts";

export interface EnsureVersionResult {
  readonly table: string;
  readonly sql?: string;
}

/** Make the version table and the journal where they are missing. */
export async function ensureVersion(
  environment: Environment,
  options: { readonly sql?: boolean } = {},
): Promise<EnsureVersionResult> {
  const { versionTable: table, journalTable } = environment.settings;
  if (options.sql === true) {
    const dialect = await environment.dialect();
    const made = [versionTable(dialect, table).create, journal(dialect, journalTable).create];
    return { table, sql: made.map(({ sql }) => `${sql};\n`).join("") };
  }
  await environment.connected(ensureTables);
  return { table };
}
