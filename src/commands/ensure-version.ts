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
  const table = environment.settings.versionTable;
  if (options.sql === true)
    return { table, sql: `${versionTable(await environment.dialect(), table).create.sql};\n` };
  await environment.connected(ensureTables);
  return { table };
}
