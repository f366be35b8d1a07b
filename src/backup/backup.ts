import { existsSync } from "node:fs";
import { isAbsolute, join } from "node:path";
import type { Step } from "../core/graph/plan.ts";
import type { Backup, BackupRequest, Connection, RestoreRequest } from "../dialects/dialect.ts";
import { urlOf, type Database, type Environment } from "../project/environment.ts";
import { unreadableDetails } from "../core/errors/journal.ts";
import { readDetails } from "../records/details.ts";
import type { JournalEntry } from "../records/journal.ts";

/** A backup as the journal keeps it, in the `details` of the steps of its run. */
export interface KeptBackup extends Backup {
  /** When it was taken, ISO 8601 in UTC. */
  readonly at: string;
}

/** A backup with the step that it was taken before. */
export interface JournaledBackup {
  readonly backup: KeptBackup;
  readonly revision: string;
  readonly direction: string;
}

/** Take a backup before steps, when the settings say so; null when they do not, or nothing is to run. */
export async function backUp(
  environment: Environment,
  database: Database,
  steps: readonly Step[],
): Promise<KeptBackup | null> {
  const { settings, now, report } = environment;
  if (settings.backup === false || steps.length === 0) return null;
  const at = now();
  const request: BackupRequest = {
    ...(await restoreRequest(environment, database, at)),
    place: placeOf(settings.backup, settings.root),
    folder: settings.root,
  };
  const backup = await database.dialect.backup(database.connection, request);
  report({ kind: "notice", level: "info", text: `Backup: ${describeBackup(backup)}` });
  return { ...backup, at: at.toISOString() };
}

/** What a dialect has to know to put a backup back. */
export async function restoreRequest(
  { settings, env }: Environment,
  { scope }: Database,
  at: Date,
): Promise<RestoreRequest> {
  const url = settings.client === undefined ? await urlOf(settings) : null;
  const stamp = at.toISOString().replaceAll(/[-:.]/gu, "").toLowerCase();
  return { url, env, scope, versionTable: settings.versionTable, stamp };
}

/** Whether the file or the schema of a backup is still there. */
export async function isThere(connection: Connection, { kind, place }: Backup): Promise<boolean> {
  if (kind !== "schema") return existsSync(place);
  const rows = await connection.query("SELECT 1 FROM pg_namespace WHERE nspname = $1", [place]);
  return rows.length > 0;
}

/** The backups that a journal knows, oldest first, each once. */
export function journaledBackups(entries: readonly JournalEntry[]): readonly JournaledBackup[] {
  const found = new Map<string, JournaledBackup>();
  for (const { details, revision, direction } of entries) {
    const backup = backupIn(details);
    if (backup !== undefined && !found.has(backup.place))
      found.set(backup.place, { backup, revision, direction });
  }
  return [...found.values()];
}

/** A damaged line must not keep the backups of others from being found. */
function backupIn(details: string | null): KeptBackup | undefined {
  try {
    return readDetails(details)["backup"] as KeptBackup | undefined;
  } catch (error) {
    if (unreadableDetails.is(error)) return undefined;
    throw error;
  }
}

/** A backup in words. */
export function describeBackup({ kind, place, tables }: Backup): string {
  if (kind === "file") return place;
  if (kind === "dump") return `${place} (pg_dump)`;
  return `schema ${place}${tables === null ? "" : ` (${tables.length === 0 ? "structure" : tables.join(", ")})`}`;
}

function placeOf(backup: boolean | string, root: string): string | null {
  if (typeof backup === "boolean") return null;
  // A slash at the end says that it is a folder, and must stay.
  return isAbsolute(backup) ? backup : join(root, backup);
}
