import { MigError } from "../core/errors.ts";
import { connectionFailed } from "../core/errors/database.ts";
import { kitMigrationFailed, unknownHistory } from "../core/errors/kit.ts";
import { noUrl } from "../core/errors/run.ts";
import { changeOfRows } from "../core/graph/heads.ts";
import { revisionOf } from "../core/graph/resolve.ts";
import { buildGraph, type RevisionGraph } from "../core/graph/revision-graph.ts";
import { environmentOf, type Database, type Environment, type Project } from "../project/environment.ts";
import { convertKit, joinOf, type Converted, type KitFault } from "../import/convert.ts";
import { readKitConfig } from "../import/kit-config.ts";
import { readKitRows, type KitRows } from "../import/kit-rows.ts";
import { positionOf, type KitPosition, type PendingMigration } from "../import/kit-position.ts";
import { readKit } from "../import/read.ts";
import { asRevision } from "../import/as-revision.ts";
import { writeConverted } from "../import/write.ts";
import { ensureTables, locked, setHeads } from "../run/run.ts";
import { shown } from "../revisions/directory.ts";
import { withEngine } from "../workbench/with-engine.ts";

export interface ImportOptions {
  /** What wrote the history; `drizzle` is known. */
  readonly from: string;
  /** The folder of the history; drizzle.config's `out`, else ./drizzle, when absent. */
  readonly folder?: string;
  /** Say what would be written and stamped, and touch nothing. */
  readonly dryRun?: boolean;
  /** False: import migrations that cannot be run on an empty database as well. */
  readonly proof?: boolean;
}

export interface ImportResult {
  /** The folder that was read, relative to the project. */
  readonly folder: string;
  readonly dryRun: boolean;
  readonly revisions: readonly ImportedRevision[];
  /** The files that were written, relative to the project. */
  readonly written: readonly string[];
  /** The rows that the version table was given; null when nothing was stamped. */
  readonly stamped: readonly string[] | null;
  /** Migrations that were not run on this database, in order. */
  readonly pending: readonly PendingMigration[];
  /** Migrations that have no row and count as run, since what they do is there. */
  readonly assumed: readonly string[];
  /** What kept migrations from being tried on an empty database, so that those listed have no way back. */
  readonly untried: (KitFault & { readonly migrations: readonly string[] }) | null;
  /** What the last snapshot says there is and the migrations do not make: `column users.name`. */
  readonly lacking: readonly string[];
  /** Rows of drizzle-kit's table that have no file. */
  readonly orphans: readonly string[];
  /** Migrations whose file is not as it was when it was run. */
  readonly edited: readonly string[];
  /** True when migrations were run that rest on one that was not, so that the database stands nowhere. */
  readonly blocked: boolean;
  /** Why nothing was stamped, or what else is worth saying. */
  readonly note: string;
}

/** A revision that was made of a migration. */
export interface ImportedRevision {
  readonly revision: string;
  readonly name: string;
  readonly downRevisions: readonly string[];
  /** False when the project had it already. */
  readonly isNew: boolean;
  /** Whether a way back could be computed. */
  readonly hasDowngrade: boolean;
  readonly remark: string | null;
  /** What was put right in its statements, so that they run. */
  readonly repairs: readonly string[];
}

/** Turn a history of drizzle-kit into revisions, and stamp a database that it was run on. */
export async function importHistory(project: Project, options: ImportOptions): Promise<ImportResult> {
  const environment = environmentOf(project);
  if (options.from !== "drizzle") throw unknownHistory({ from: options.from });
  const { settings } = environment;
  const { folder, table } = await readKitConfig(settings, options.folder ?? null);
  const migrations = readKit(folder);
  const { converted, fault, lacking } = await withEngine(environment, (database) =>
    convertKit(environment, database, migrations),
  );
  const dryRun = options.dryRun ?? false;
  if (!dryRun && options.proof !== false && fault?.name != null)
    throw kitMigrationFailed(fault.name, fault.statement, fault.why);
  const { graph } = environment.scripts();
  const fresh = converted.filter(({ id }) => !graph.nodes.has(id));
  const seen = await look(environment, async (database) => ({
    heads: await database.versionTable.read(database.connection),
    rows: await readKitRows(database.dialect, database.connection, table, migrations),
    live: database.dialect.canonical(await database.dialect.introspect(database.connection, database.scope)),
  }));
  const branches = buildGraph([...graph.files, ...fresh.map(asRevision)]);
  const join = joinOf(
    branches.heads.filter((id) => isOfKit(branches, converted, id)),
    Math.max(...migrations.map(({ when }) => when)),
  );
  const added = join === null ? fresh : [...fresh, join];
  const position = seen?.rows == null ? null : positionOf(branches, converted, seen.rows, seen.live);
  const written = dryRun ? [] : await writeConverted(environment, added);
  const note = noteOf(seen, table, position);
  const heads = note === null && position !== null ? joined(position.heads, join) : null;
  if (!dryRun && heads !== null) await stampHeads(environment, heads);
  return {
    folder: shown(settings, folder),
    dryRun,
    revisions: [...converted, ...(join === null ? [] : [join])].map((each) => ({
      revision: each.id,
      name: each.migration.name,
      downRevisions: each.downRevisions,
      isNew: added.includes(each),
      hasDowngrade: each.downgrade !== null,
      remark: each.remark,
      repairs: each.repairs,
    })),
    written,
    stamped: heads,
    pending: position?.pending ?? [],
    assumed: position?.assumed ?? [],
    untried:
      fault === null
        ? null
        : { ...fault, migrations: namesOf(fresh.filter(({ effect }) => effect === null)) },
    lacking,
    orphans: seen?.rows?.orphans ?? [],
    edited: seen?.rows?.edited ?? [],
    blocked: heads === null && (position?.blocking.length ?? 0) > 0,
    note: note ?? "",
  };
}

/** A migration, or what an earlier import joined them with; the project's own branches are not ours to join. */
function isOfKit(graph: RevisionGraph, converted: readonly Converted[], id: string): boolean {
  return (
    converted.some((each) => each.id === id) || joinOf(revisionOf(graph, id).downRevisions, 0)?.id === id
  );
}

/** A database that stands on all that the join follows stands on the join. */
function joined(heads: readonly string[], join: Converted | null): readonly string[] {
  return join !== null && join.downRevisions.every((id) => heads.includes(id)) ? [join.id] : heads;
}

function namesOf(converted: readonly Converted[]): readonly string[] {
  return converted.map(({ migration }) => migration.name);
}

/** Look at the database, if there is one. */
async function look<T>(
  environment: Environment,
  work: (database: Database) => Promise<T>,
): Promise<T | null> {
  try {
    return await environment.connected(work, { readOnly: true });
  } catch (error) {
    if (error instanceof MigError && [connectionFailed.code, noUrl.code].includes(error.code)) return null;
    throw error;
  }
}

/** Why nothing is stamped; null when nothing keeps from it. */
function noteOf(
  seen: { readonly heads: readonly string[]; readonly rows: KitRows | null } | null,
  table: string,
  position: KitPosition | null,
): string | null {
  if (seen === null) return "There is no database to stamp.";
  if (seen.heads.length > 0) return `The database is managed already: it is at ${seen.heads.join(", ")}.`;
  if (seen.rows === null || position === null)
    return `The database has no ${table}; mig adopt finds where it stands.`;
  if (seen.rows.applied.size === 0) return `${table} names none of these migrations; nothing to stamp.`;
  return position.blocking.length === 0
    ? null
    : `drizzle-kit has passed over ${position.blocking.join(", ")} and run what rests on it; nothing was stamped. ` +
        "Run what is missing by hand and import again, or stamp by hand when that is wanted: mig stamp " +
        position.heads.join(" ");
}

async function stampHeads(environment: Environment, heads: readonly string[]): Promise<void> {
  await environment.connected((database) =>
    locked(environment, database, async () => {
      await ensureTables(database);
      const before = await database.versionTable.read(database.connection);
      await setHeads(database, changeOfRows(before, heads));
    }),
  );
}
