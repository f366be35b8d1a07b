import { detect } from "../adopt/adopt.ts";
import { noSuchObject } from "../core/errors/database.ts";
import { unclearOldTable } from "../core/errors/old-table.ts";
import { changeOfRows, rowsOf, storedRows } from "../core/graph/heads.ts";
import { required } from "../core/graph/traverse.ts";
import { viewFor } from "../core/graph/view.ts";
import { formatName, parseName, sibling } from "../core/schema/names.ts";
import type { Schema, Table } from "../core/schema/schema.ts";
import { everything } from "../core/schema/scope.ts";
import { isJournal, kindOf, readOldRows, type OldKind, type OldRow } from "../import/old-table.ts";
import { revisionNamed } from "../import/revision-named.ts";
import { shownByStructure } from "../adopt/shown.ts";
import { environmentOf, type Database, type Environment, type Project } from "../project/environment.ts";
import type { JournalEntry } from "../records/journal.ts";
import { archivedName } from "../records/own-table.ts";
import { inItsOwn } from "../run/own-transaction.ts";
import { locked } from "../run/run.ts";
import { sql } from "../dialects/sql.ts";

export interface TableImportOptions {
  /** The table in which another tool keeps what it has run. */
  readonly table: string;
  /** Say what would be written, and touch nothing. */
  readonly dryRun?: boolean;
}

export interface TableImportResult {
  readonly table: string;
  /** `heads`: the table names where the database stands, as Alembic's; `rows`: each migration that was tried. */
  readonly kind: OldKind;
  readonly dryRun: boolean;
  readonly rows: readonly MappedRow[];
  /** Names for which there is no one revision. */
  readonly unmapped: readonly { readonly name: string; readonly candidates: readonly string[] }[];
  /** Revisions that the table does not name, and all that they make is in the database: they count as run. */
  readonly shown: readonly string[];
  /** Revisions that neither the table nor the structure says were run, though ones that rest on them were. */
  readonly missing: readonly string[];
  /** The rows that the version table was given; null when nothing was written. */
  readonly stamped: readonly string[] | null;
  /** The name under which the old table is kept, where its own is that of one of ours. */
  readonly keptAs: string | null;
  /** True when something keeps the table from being taken over. */
  readonly blocked: boolean;
  /** Why nothing was written, or nothing need be. */
  readonly note: string;
}

/** A row of another tool's table, and the revision that it means. */
export interface MappedRow extends Pick<OldRow, "status" | "errorMessage" | "at"> {
  readonly name: string;
  /** Null when there is no one revision for it. */
  readonly revision: string | null;
  /** What of the name has told. */
  readonly by: "id" | "file" | "slug" | "number" | null;
}

/** Take over the table in which another tool keeps what it has run: its rows become heads and lines of the journal. */
export async function importTable(
  project: Project,
  { table: name, dryRun = false }: TableImportOptions,
): Promise<TableImportResult> {
  const environment = environmentOf(project);
  return environment.connected(
    (database) =>
      dryRun
        ? takeOver(environment, database, name, dryRun)
        : locked(environment, database, () => takeOver(environment, database, name, dryRun)),
    { readOnly: dryRun, makes: false },
  );
}

/**
 * Take it over as the first part of a run, under its lock. Null where there is nothing to take over any more: no such table,
 * or a database that is managed already. What keeps it from being taken over is thrown.
 */
export async function importFirst(
  environment: Environment,
  database: Database,
  { table: name, dryRun }: Required<TableImportOptions>,
): Promise<TableImportResult | null> {
  const { connection, dialect, versionTable } = database;
  const schema = await dialect.introspect(connection, everything);
  const [old, versions] = await tablesCalled(database, schema, [name, environment.settings.versionTable]);
  if (old === undefined || old === null || isJournal(old)) return null;
  if (old !== versions && (await versionTable.read(connection)).length > 0) return null;
  const result = await takeOver(environment, database, name, dryRun);
  if (result.blocked) throw unclearOldTable({ table: result.table, why: whyBlocked(result) });
  const text = `Took over ${result.table}: the database stands at ${(result.stamped ?? []).join(", ") || "base"}.`;
  if (!dryRun && result.stamped !== null) environment.report({ kind: "notice", level: "info", text });
  return result;
}

function whyBlocked({ unmapped, missing, note }: TableImportResult): string {
  if (unmapped.length > 0)
    return `it has ${unmapped.map(({ name }) => name).join(", ")}, for which there is no one revision.`;
  return missing.length === 0
    ? note
    : `neither it nor what is in the database says that ${missing.join(", ")} ${missing.length === 1 ? "was" : "were"} run, on which others rest.`;
}

async function takeOver(
  environment: Environment,
  database: Database,
  name: string,
  dryRun: boolean,
): Promise<TableImportResult> {
  const { connection, dialect, versionTable } = database;
  const { settings } = environment;
  const schema = await dialect.introspect(connection, everything);
  const called = await tablesCalled(database, schema, [name, settings.versionTable, settings.journalTable]);
  const old = called[0];
  if (old === undefined || old === null) throw noSuchObject("table", name, null);
  const table = formatName(old);
  const kind = kindOf(table, old);
  const isVersions = called[1] === old;
  const archive = isVersions || called[2] === old ? freeName(schema, old) : null;
  const about = { table, kind, dryRun, keptAs: null };
  if (isVersions && kind === "heads")
    return { ...about, ...nothing, note: `${table} is the version table already, and is used as it is.` };
  const found = await connection.query(sql`SELECT * FROM ${dialect.identifier(table)}`);
  const read =
    kind === "heads"
      ? found.map((row): OldRow => ({
          names: [headOf(row)],
          status: "applied",
          errorMessage: null,
          at: null,
        }))
      : readOldRows(table, old, found);
  const position = await positionOf(environment, database, read, kind);
  if (archive === null) await database.journal.requireOurs(connection);
  const heads = isVersions ? [] : await versionTable.read(connection);
  const note =
    heads.length > 0
      ? `The database is managed already: it is at ${heads.join(", ")}.`
      : position.unmapped.length > 0
        ? "Nothing was written, since not every name is of a revision. Name the files or revisions as the table does, or leave the table alone: mig adopt finds where the database stands."
        : position.missing.length > 0
          ? `Nothing was written: neither ${table} nor what is in the database says that ${position.missing.join(", ")} ${position.missing.length === 1 ? "was" : "were"} run, on which others rest that were. mig adopt finds where the database stands; or say it yourself: mig stamp <revision>.`
          : "";
  const { rows, unmapped, shown, missing } = position;
  const seen = { ...about, rows, unmapped, shown, missing, note, blocked: note !== "" };
  if (note !== "") return { ...seen, stamped: null };
  if (!dryRun) await carryOver(environment, database, { old, archive, position, kind });
  return { ...seen, stamped: position.heads, keptAs: archive };
}

const nothing = {
  rows: [],
  unmapped: [],
  shown: [],
  missing: [],
  stamped: null,
  blocked: false,
} as const;

interface Position extends Pick<TableImportResult, "rows" | "unmapped" | "shown" | "missing"> {
  readonly heads: readonly string[];
}

/** Where the rows put the database. */
async function positionOf(
  environment: Environment,
  database: Database,
  read: readonly OldRow[],
  kind: OldKind,
): Promise<Position> {
  const { graph: files } = environment.scripts();
  const takenBy = new Map<string, string>();
  const unmapped = new Map<string, readonly string[]>();
  const rows = read.map(({ names, ...row }): MappedRow => {
    const [name = ""] = names;
    const found = names.map((each) => revisionNamed(files.files, each));
    const one = found.find((each) => each.revision !== null && (kind === "rows" || each.by === "id"));
    const taken = one?.revision == null ? undefined : takenBy.get(one.revision);
    if (one?.revision == null || (taken !== undefined && taken !== name)) {
      const others =
        one?.revision == null
          ? found.flatMap((each) => ("candidates" in each ? each.candidates : []))
          : [one.revision];
      unmapped.set(name, others);
      return { name, revision: null, by: null, ...row };
    }
    takenBy.set(one.revision, name);
    return { name, revision: one.revision, by: one.by, ...row };
  });
  const said = new Set(
    rows.flatMap(({ revision, status }) => (status === "applied" ? (revision ?? []) : [])),
  );
  const graph = viewFor(files, [], ...said);
  const neededBy = (applied: ReadonlySet<string>): ReadonlySet<string> =>
    required(
      graph,
      [...applied].map((id) => graph.aliases.get(id) ?? id),
    );
  const missingOf = (applied: ReadonlySet<string>): readonly string[] =>
    kind === "heads"
      ? []
      : [...neededBy(applied)]
          .filter((id) => !applied.has(id) && !applied.has(graph.storedAs.get(id) ?? id))
          .sort();
  // Alembic's table leaves nothing out. To look at the structure takes long, and is done where something may be left out.
  const isWhole = kind === "heads" || unmapped.size > 0 || (said.size > 0 && missingOf(said).length === 0);
  const named = new Set(rows.flatMap(({ revision }) => revision ?? []));
  const shown = isWhole
    ? []
    : shownByStructure(
        graph,
        { named, applied: said },
        (await detect({ ...environment, report: () => undefined }, database)).evidence,
      );
  const applied = new Set([...said, ...shown]);
  return {
    rows,
    unmapped: [...unmapped].map(([name, candidates]) => ({ name, candidates })),
    shown,
    missing: missingOf(applied),
    heads: storedRows(graph, rowsOf(graph, neededBy(applied))),
  };
}

/** All of it in one transaction, so that the old table is there as it was or all is carried over. */
async function carryOver(
  environment: Environment,
  database: Database,
  taken: {
    readonly old: Table;
    readonly archive: string | null;
    readonly position: Position;
    readonly kind: OldKind;
  },
): Promise<void> {
  const { connection, dialect, journal, versionTable } = database;
  const { old, archive, position } = taken;
  const table = formatName(old);
  await inItsOwn(connection, async () => {
    if (archive !== null) {
      // Without its namespace, in which it stays.
      const to = dialect.identifier(formatName({ schema: null, name: parseName(archive)?.name ?? archive }));
      await connection.query(sql`ALTER TABLE ${dialect.identifier(table)} RENAME TO ${to}`);
    }
    await connection.run([versionTable.create, journal.create]);
    await versionTable.move(connection, changeOfRows([], position.heads));
    await connection.run(linesOf(environment, table, taken).map((entry) => journal.insert(entry)));
  });
}

/** A line for each attempt that the table tells of; one for all where it tells of none. */
function linesOf(
  { now, runner, toolVersion }: Environment,
  table: string,
  { position, kind }: { readonly position: Position; readonly kind: OldKind },
): readonly JournalEntry[] {
  const line = (
    revision: string,
    direction: string,
    row: Pick<MappedRow, "status" | "at" | "errorMessage">,
    imported: string,
  ): JournalEntry => {
    const at = row.at ?? now().toISOString();
    return {
      revision,
      direction,
      status: row.status,
      startedAt: at,
      finishedAt: at,
      durationMs: null,
      checksum: null,
      errorMessage: row.errorMessage,
      statement: null,
      statementIndex: null,
      toolVersion,
      runner,
      details: JSON.stringify({ imported }),
    };
  };
  if (kind === "heads") {
    const applied = { status: "applied", at: null, errorMessage: null } as const;
    return [line(position.heads.join(", "), "adopt", applied, `the heads of ${table}`)];
  }
  const applied = { status: "applied", at: null, errorMessage: null } as const;
  return [
    ...position.shown.map((id) =>
      line(id, "adopt", applied, `what it makes is there, and ${table} does not name it`),
    ),
    ...position.rows.map((row) => line(row.revision ?? "", "upgrade", row, `${row.name} of ${table}`)),
  ];
}

function headOf(row: Readonly<Record<string, unknown>>): string {
  const [, value] = Object.entries(row).find(([column]) => column.toLowerCase() === "version_num") ?? [];
  return String(value);
}

/** The tables that names mean on this connection, whose search path may lead anywhere. */
async function tablesCalled(
  { connection, dialect }: Database,
  { tables }: Schema,
  names: readonly string[],
): Promise<readonly (Table | null)[]> {
  const located = await dialect.locate(connection, [...names, ...tables.map(formatName)]);
  const place = (name: string): string => located.get(name) ?? dialect.identifier(name);
  return names.map((name) => tables.find((table) => place(formatName(table)) === place(name)) ?? null);
}

/** `migrations_before_mig`, or with a number where that is taken. */
function freeName({ tables, views }: Schema, table: Table): string {
  const taken = new Set([...tables, ...views].map(formatName));
  const archive = archivedName(table);
  for (let count = 1; ; count++) {
    const free = formatName(count === 1 ? archive : sibling(archive, `${archive.name}_${count}`));
    if (!taken.has(free)) return free;
  }
}
