import { journal } from "../records/journal.ts";
import { versionTable } from "../records/version-table.ts";
import { ensureTables } from "../run/run.ts";
import { environmentOf, type Project } from "../project/environment.ts";

export interface EnsureVersionResult {
  readonly table: string;
  readonly sql?: string;
}

/** Make the version table and the journal where they are missing. */
export async function ensureVersion(
  project: Project,
  options: { readonly sql?: boolean } = {},
): Promise<EnsureVersionResult> {
  const environment = environmentOf(project);
  const { versionTable: table, journalTable } = environment.settings;
  if (options.sql === true) {
    const dialect = await environment.dialect();
    const made = [versionTable(dialect, table).create, journal(dialect, journalTable).create];
    return { table, sql: made.map(({ sql }) => `${sql};\n`).join("") };
  }
  await environment.connected(ensureTables);
  return { table };
}
