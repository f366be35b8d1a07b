import type { Facts } from "../core/lint/scene.ts";
import type { Dialect } from "../dialects/dialect.ts";
import type { Database, Environment } from "../project/environment.ts";

/** What rules may know of the database that revisions are for; of one that is not asked no more than its kind. */
export async function factsOf(environment: Environment, database: Database | null): Promise<Facts> {
  const dialect = database?.dialect ?? (await environment.dialect());
  const known =
    database === null
      ? { version: null, partitioned: [], scans: null }
      : await database.dialect.facts(database.connection);
  return {
    lockTimeout: environment.settings.statementLockTimeout,
    serverVersion: known.version,
    partitioned: new Set(known.partitioned),
    scans: known.scans,
    rebuilds: (operation, before) => rebuilds(dialect, operation, before),
  };
}

function rebuilds(dialect: Dialect, ...[operation, before]: Parameters<Facts["rebuilds"]>): boolean {
  if (!dialect.traits.rebuilds) return false;
  try {
    return dialect.compile([operation], before).some(({ foreignKeysOff }) => foreignKeysOff);
  } catch {
    // What it works on is not known here.
    return false;
  }
}
