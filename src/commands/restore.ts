import { existsSync } from "node:fs";
import { basename, resolve } from "node:path";
import { noBackup } from "../core/errors/backup.ts";
import { confirmationNeeded, declined } from "../core/errors/run.ts";
import type { Backup } from "../dialects/dialect.ts";
import {
  describeBackup,
  journaledBackups,
  restoreRequest,
  type JournaledBackup,
  type KeptBackup,
} from "../runtime/backup.ts";
import type { Database, Environment } from "../runtime/environment.ts";
import type { JournalEntry } from "../runtime/journal.ts";
import { ensureTables, locked } from "../runtime/run-plan.ts";

export interface RestoreOptions {
  /** A path or a schema, or its last part; the last backup of the journal by default. */
  readonly backup?: string;
}

export interface RestoreResult {
  readonly backup: Backup;
  /** Where the database stood, and where it stands now. */
  readonly from: readonly string[];
  readonly to: readonly string[];
}

/**
 * Bring the database back to a backup. What was written since then is lost, except the journal: it goes on,
 * and tells of the restore.
 */
export async function restore(
  environment: Environment,
  options: RestoreOptions = {},
): Promise<RestoreResult> {
  return environment.connected((database) =>
    locked(environment, database, async () => {
      const { connection, versionTable, journal, dialect } = database;
      const before = await journal.read(connection, { limit: null, status: null });
      const backup = chosen(journaledBackups(before), options.backup ?? null);
      await agree(environment, backup);
      const from = await versionTable.read(connection);
      const started = environment.now();
      await dialect.restore(connection, backup, await restoreRequest(environment, database));
      await ensureTables(database);
      const to = await versionTable.read(connection);
      const now = environment.now();
      await goOn(database, before, {
        revision: to.join(", ") || "base",
        direction: "restore",
        status: "applied",
        startedAt: started.toISOString(),
        finishedAt: now.toISOString(),
        durationMs: now.getTime() - started.getTime(),
        checksum: null,
        errorMessage: null,
        statement: null,
        statementIndex: null,
        toolVersion: environment.toolVersion,
        runner: environment.runner,
        details: JSON.stringify({ restored: backup.place }),
      });
      return { backup, from, to };
    }),
  );
}

export interface BackupsResult {
  /** Oldest first. */
  readonly backups: readonly (KeptBackup & {
    /** The first step that was tried after it. */
    readonly before: { readonly revision: string; readonly direction: string };
    /** False when its file is gone; a schema is not looked for. */
    readonly exists: boolean;
  })[];
}

/** The backups that the journal knows. Reads only. */
export async function backups(environment: Environment): Promise<BackupsResult> {
  return environment.reading(async ({ connection, journal }) => {
    const entries = await journal.read(connection, { limit: null, status: null });
    const found = journaledBackups(entries).map(({ backup, revision, direction }) => ({
      ...backup,
      before: { revision, direction },
      exists: backup.kind === "schema" || existsSync(backup.place),
    }));
    return { backups: found };
  });
}

/** The named backup, or the last; a file need not be known to the journal. */
function chosen(known: readonly JournaledBackup[], name: string | null): Backup & { readonly at?: string } {
  const fits = ({ backup }: JournaledBackup): boolean =>
    name === null || [backup.place, basename(backup.place)].includes(name) || backup.place === resolve(name);
  const found = known.findLast(fits)?.backup;
  if (found !== undefined) return found;
  if (name !== null && existsSync(resolve(name))) return { kind: "file", place: resolve(name), tables: null };
  if (name !== null && /^mig_backup_\w+$/u.test(name)) return { kind: "schema", place: name, tables: null };
  throw noBackup(name);
}

async function agree(
  { settings, confirm }: Environment,
  backup: Backup & { readonly at?: string },
): Promise<void> {
  if (settings.confirmBreaking) return;
  const reason = `restore ${describeBackup(backup)}: what was written since ${backup.at ?? "then"} is lost`;
  if (confirm === null) throw confirmationNeeded([reason]);
  if (!(await confirm(`  ${reason}\nGo on?`))) throw declined();
}

/** Write again what the journal of the backup does not know yet, and what has just been done. */
async function goOn(
  { connection, journal }: Database,
  before: readonly JournalEntry[],
  last: JournalEntry,
): Promise<void> {
  const known = (await journal.read(connection, { limit: null, status: null })).length;
  await connection.run([...before.slice(known), last].map((entry) => journal.insert(entry)));
}
