import { hostname, userInfo } from "node:os";
import { join } from "node:path";
import { noUrl } from "../core/errors/run.ts";
import { everything, type Scope } from "../core/schema/scope.ts";
import { attempted } from "../core/thrown.ts";
import type { Access, Connection, Dialect } from "../dialects/dialect.ts";
import { lockTable } from "../dialects/lock-table.ts";
import { openAccess, openDialect } from "../dialects/open-dialect.ts";
import type { Surroundings } from "../settings/surroundings.ts";
import { journal, type Journal } from "../records/journal.ts";
import type { RevisionProject, RevisionSource } from "../revisions/source.ts";
import { type Expected, guarded } from "../settings/own-functions.ts";
import type { Settings } from "../settings/settings.ts";
import { versionTable, type VersionTable } from "../records/version-table.ts";

const opened: unique symbol = Symbol("opened");

/** A project that `openProject` opened. All commands take it; what it holds is theirs alone. */
export interface Project {
  /** Nothing but `openProject` makes a project. */
  readonly [opened]: true;
}

/** What a project is to the commands. */
export function environmentOf(project: Project): Environment {
  return project as Environment;
}

/** All that a command works with: settings, revisions, and the database when it is asked for. */
export interface Environment extends Project, RevisionProject {
  readonly dialect: () => Promise<Dialect>;
  /** Read where the database stands and what was tried; far less code is loaded for it than for `connected`. */
  readonly reading: <T>(work: (records: Records) => Promise<T>) => Promise<T>;
  /** Whether there is no database yet, so that connecting to write would make it: a file of SQLite. */
  readonly isMissing: () => Promise<boolean>;
  /** Do something with a connection, which is closed afterwards. */
  readonly connected: <T>(work: (database: Database) => Promise<T>, options?: ConnectedOptions) => Promise<T>;
  /** Host, process and user, as the journal names a runner. */
  readonly runner: string;
}

/** What work does with a connection. */
export interface ConnectedOptions {
  readonly readOnly?: boolean;
  /** False: it has nothing to write where there is no database yet, so that an empty one in memory takes its place. */
  readonly makes?: boolean;
}

/** An open database with the tables that are our own. */
export interface Records {
  readonly connection: Connection;
  readonly versionTable: VersionTable;
  readonly journal: Journal;
}

/** An open database with its version table and journal, and all that can be done to it. */
export interface Database extends Records {
  readonly dialect: Dialect;
  /** What of the database is ours to look at. */
  readonly scope: Scope;
}

/** The environment of settings; nothing is opened or read before it is needed. */
export function createEnvironment(
  settings: Settings,
  surroundings: Surroundings,
  revisions: RevisionSource,
): Environment {
  let dialect: Promise<Dialect> | null = null;
  const getDialect = (): Promise<Dialect> => (dialect ??= openDialect(settings.dialect));
  const isMissing = async (): Promise<boolean> =>
    settings.client === undefined && (await openAccess(settings.dialect)).isMissing(await urlOf(settings));
  return {
    [opened]: true,
    ...surroundings,
    ...revisions,
    settings,
    dialect: getDialect,
    runner: `${hostname()}:${process.pid}:${userName()}`,
    async reading(work) {
      return closing(
        await openRecords(settings, await openAccess(settings.dialect), true, surroundings),
        work,
      );
    },
    isMissing,
    async connected(work, { readOnly = false, makes = true } = {}) {
      const known = await getDialect();
      const standsIn = !makes && (await isMissing());
      const records = await openRecords(settings, known, readOnly || standsIn, surroundings);
      return closing(
        { ...records, dialect: known.forEngine(records.connection), scope: scopeOf(settings) },
        work,
      );
    },
  };
}

async function closing<R extends Records, T>(records: R, work: (records: R) => Promise<T>): Promise<T> {
  try {
    return await work(records);
  } finally {
    await records.connection.close();
  }
}

async function openRecords(
  settings: Settings,
  access: Access,
  readOnly: boolean,
  surroundings: Surroundings,
): Promise<Records> {
  const connection = await access.connect({
    ...(settings.client === undefined ? { url: await urlOf(settings) } : { client: settings.client }),
    ...(settings.driver === null ? {} : { driver: settings.driver }),
    ...(settings.ssl === null ? {} : { ssl: settings.ssl }),
    lockTimeout: settings.statementLockTimeout,
    statementTimeout: settings.statementTimeout,
    patience: {
      limitMs: settings.busyTimeout,
      random: () => Number.parseInt(surroundings.randomHex(4), 16) / 2 ** 32,
      report: (text) => surroundings.report({ kind: "notice", level: "warning", text }),
    },
    readOnly,
  });
  const { versionTable: versions, journalTable } = settings;
  try {
    const located = await access.locate(connection, [versions, journalTable]);
    // A step may change what names without a schema mean.
    const ours = { ...access, identifier: (name: string) => located.get(name) ?? access.identifier(name) };
    return {
      connection,
      versionTable: versionTable(ours, versions),
      journal: journal(ours, journalTable),
    };
  } catch (error) {
    await attempted(connection.close());
    throw error;
  }
}

/**
 * What a step may touch: all of the database but our own tables. The filters of the settings are about what
 * the Drizzle schema is compared with, not about what a revision may speak of.
 */
function scopeOf(settings: Settings): Scope {
  const { versionTable: versions, journalTable } = settings;
  return { ...everything, ownTables: [versions, journalTable, lockTable(versions)] };
}

const address: Expected = {
  fits: (given) => given === null || given === undefined || typeof given === "string",
  what: "a text",
};

/** The url of the settings; a file of SQLite is made absolute, so that it does not depend on where we stand. */
export async function urlOf(settings: Settings): Promise<string> {
  const url =
    typeof settings.url === "function"
      ? await guarded("url", settings.source, address, settings.url)()
      : settings.url;
  if (url === null || url === undefined || url === "") throw noUrl({ configuration: settings.source });
  const [, folder] = /^pglite:(?!\/|:memory:$|[a-z]:[\\/])([^]+)$/iu.exec(url) ?? [];
  if (folder !== undefined) return `pglite:${join(settings.root, folder)}`;
  if (settings.dialect !== "sqlite" || url === ":memory:" || /^\/|^[a-z]:[\\/]|^\w+:\/\//iu.test(url))
    return url;
  const [, file] = /^file:([^]*)$/iu.exec(url) ?? [];
  if (file === undefined) return join(settings.root, url);
  if (/^(?:\/|[a-z]:[\\/]|:memory:)/iu.test(file)) return url;
  // The rest is a url already, with parameters and its own escapes; the folder is a path.
  return `file:${settings.root.replaceAll(/[%?#]/gu, encodeURIComponent)}/${file}`;
}

function userName(): string {
  try {
    return userInfo().username;
  } catch {
    // A container may run under a user id without a name.
    return String(process.getuid?.() ?? "unknown");
  }
}
