import { existsSync } from "node:fs";
import { basename, resolve } from "node:path";
import { foreignBackup, noBackup } from "../core/errors/backup.ts";
import { confirmationNeeded, declined } from "../core/errors/run.ts";
import { ifPossible, messageOf } from "../core/thrown.ts";
import type { Backup, Restoration } from "../dialects/dialect.ts";
import {
  describeBackup,
  isThere,
  journaledBackups,
  restoreRequest,
  type JournaledBackup,
  type KeptBackup,
} from "../backup/backup.ts";
import { environmentOf, type Database, type Environment, type Project } from "../project/environment.ts";
import type { JournalEntry } from "../records/journal.ts";
import { ensureTables, locked } from "../run/run.ts";
import type { KeptText } from "../records/journal-texts.ts";

export interface RestoreOptions {
  /** A path or a schema, or its last part; the last backup of the journal by default. */
  readonly backup?: string;
  /** Put back also what is not known to be a backup of this database. */
  readonly foreign?: boolean;
}

export interface RestoreResult {
  readonly backup: Backup;
  /** Where the database stood, and where it stands now. */
  readonly from: readonly string[];
  readonly to: readonly string[];
}

/**
 * Bring the database back to a backup, which is looked at first. What was written since then is lost, except
 * the journal: it goes on, and tells of the restore, also of one that failed.
 */
export async function restore(project: Project, options: RestoreOptions = {}): Promise<RestoreResult> {
  const environment = environmentOf(project);
  // Who names no backup gets no file either.
  if (await environment.isMissing()) choose([], options.backup ?? null);
  return environment.connected((database) =>
    locked(environment, database, async () => {
      const { connection, versionTable, journal, dialect } = database;
      const before = await journal.read(connection, { limit: null, status: null }).catch((error: unknown) => {
        // What is damaged can still be replaced by what is named.
        if (options.backup === undefined) throw error;
        return [];
      });
      const texts = (await ifPossible(journal.texts.all(connection))) ?? [];
      const chosenOne = choose(journaledBackups(before), options.backup ?? null);
      const { backup } = chosenOne;
      const started = environment.now();
      const entry = (outcome: Partial<JournalEntry>): JournalEntry => {
        const now = environment.now();
        return {
          revision: "base",
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
          ...outcome,
        };
      };
      const from = (await ifPossible(versionTable.read(connection))) ?? [];
      const failed = async (error: unknown): Promise<never> => {
        const errored = entry({
          revision: named(from),
          status: "errored",
          errorMessage: messageOf(error),
        });
        try {
          await connection.run([journal.insert(errored)]);
        } catch {
          // A database that takes no line, since it has no journal or is damaged, must not hide why.
        }
        throw error;
      };
      const request = await restoreRequest(environment, database, started);
      const restoration = await dialect.prepareRestore(connection, backup, request).catch(failed);
      try {
        if (!chosenOne.known && options.foreign !== true) refuseForeign(environment, backup, restoration);
        await agree(environment, backup, restoration);
        // Part of what is put back, so that a process that is killed cannot come between.
        const lines = [...before, entry({ revision: named(restoration.heads ?? []) })];
        const additions = [
          versionTable.create,
          journal.create,
          ...lines.flatMap((line) => journal.insertOnce(line)),
        ];
        await restoration.run(additions).catch(failed);
      } finally {
        await restoration.discard();
      }
      await keepAgain(database, texts);
      const to = await versionTable.read(connection);
      await finish(database, entry({ revision: named(to) }));
      return { backup, from, to };
    }),
  );
}

export interface BackupsResult {
  /** Oldest first. */
  readonly backups: readonly (KeptBackup & {
    /** The first step that was tried after it. */
    readonly before: { readonly revision: string; readonly direction: string };
    /** False when its file or its schema is gone. */
    readonly exists: boolean;
  })[];
}

/** The backups that the journal knows. Reads only. */
export async function backups(project: Project): Promise<BackupsResult> {
  const environment = environmentOf(project);
  return environment.reading(async ({ connection, journal }) => {
    const entries = await journal.read(connection, { limit: null, status: null });
    const found: BackupsResult["backups"][number][] = [];
    for (const { backup, revision, direction } of journaledBackups(entries))
      found.push({ ...backup, before: { revision, direction }, exists: await isThere(connection, backup) });
    return { backups: found };
  });
}

interface Choice {
  readonly backup: Backup & { readonly at?: string };
  /** Whether the journal has it. */
  readonly known: boolean;
}

/** The named backup, or the last; a file need not be known to the journal. */
function choose(journaled: readonly JournaledBackup[], name: string | null): Choice {
  const fits = ({ backup }: JournaledBackup): boolean =>
    name === null || [backup.place, basename(backup.place)].includes(name) || backup.place === resolve(name);
  const found = journaled.findLast(fits)?.backup;
  if (found !== undefined) return { backup: found, known: true };
  const unknown = (kind: Backup["kind"], place: string): Choice => ({
    backup: { kind, place, tables: null },
    known: false,
  });
  if (name !== null && existsSync(resolve(name))) {
    // One that was moved is known by its checksum, which is compared.
    const moved = journaled.findLast(({ backup }) => basename(backup.place) === basename(name))?.backup;
    if (moved?.checksum !== undefined) return { backup: { ...moved, place: resolve(name) }, known: true };
    return unknown("file", resolve(name));
  }
  if (name !== null && /^mig_backup_\w+$/u.test(name)) return unknown("schema", name);
  throw noBackup({ name });
}

/** A file that the journal does not know must at least come from a database with these revisions. */
function refuseForeign({ scripts, settings }: Environment, { place }: Backup, { heads }: Restoration): void {
  if (heads === null)
    throw foreignBackup({
      place,
      why: `the journal does not have it, and it has no table ${settings.versionTable}`,
    });
  const { revisions, aliases, files } = scripts().graph;
  const ids = new Set([...revisions.keys(), ...aliases.keys(), ...files.map(({ id }) => id)]);
  const strange = heads.filter((head) => !ids.has(head));
  if (strange.length > 0)
    throw foreignBackup({
      place,
      why: `the journal does not have it, and it stands at ${strange.join(", ")}, which is no revision here`,
    });
}

async function agree(
  { settings, confirm }: Environment,
  backup: Choice["backup"],
  { newer }: Restoration,
): Promise<void> {
  if (settings.confirmBreaking) return;
  const reasons = [
    `restore ${describeBackup(backup)}: what was written since ${backup.at ?? "then"} is lost`,
    ...newer.map((each) => `drops ${each}, which the backup does not have`),
  ];
  if (confirm === null) throw confirmationNeeded(reasons);
  if (!(await confirm(`${reasons.map((reason) => `  ${reason}\n`).join("")}Go on?`))) throw declined();
}

/** The lines that were written again have lost their texts, and a backup of an older version has no place for them. */
async function keepAgain(database: Database, texts: readonly KeptText[]): Promise<void> {
  const known = await ensureTables(database);
  const lost = texts.filter(({ checksum }) => known?.has(checksum) === false);
  if (lost.length > 0) await database.connection.run(lost.map((each) => database.journal.texts.keep(each)));
}

/** The line of the restore was written before it could be known how long it takes. */
async function finish({ connection, journal }: Database, entry: JournalEntry): Promise<void> {
  const last = await journal.last(connection, entry.revision, entry.direction);
  if (last !== null) await connection.run([journal.update(last.id, entry)]);
}

function named(heads: readonly string[]): string {
  return heads.join(", ") || "base";
}
