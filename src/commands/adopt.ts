import { isOfDatabase } from "../core/adopt/objects.ts";
import { mixedState, unmanagedDatabase, unsureState } from "../core/errors/adopt.ts";
import { declined } from "../core/errors/run.ts";
import { changeOfRows } from "../core/graph/heads.ts";
import { formatName } from "../core/schema/names.ts";
import { looksOld } from "../import/old-table.ts";
import { carryOut, isRepairable, textsOf } from "../adopt/carry-out.ts";
import { detect, nothingSeen, type Detection } from "../adopt/adopt.ts";
import { environmentOf, type Database, type Environment, type Project } from "../project/environment.ts";
import { recordingRefusals, type RefusedWork } from "../run/refused.ts";
import { ensureTables, locked, setHeads } from "../run/run.ts";

export interface AdoptOptions {
  /** Show where the database stands, and write nothing. */
  readonly dryRun?: boolean;
  /** Stamp without asking. */
  readonly stamp?: boolean;
  /** Look although the version table has rows, and put right where they say that the database stands. */
  readonly again?: boolean;
}

export interface AdoptResult extends Omit<Detection, "state"> {
  /** `managed`: the version table has rows already, so that nothing was looked at. */
  readonly state: "managed" | Detection["state"];
  /** The database as people know it, without a password. */
  readonly database: string;
  readonly stamped: boolean;
  /** What was done to set a mixed state right, in words; see the setting `repair`. */
  readonly repaired: readonly string[];
  readonly dryRun: boolean;
}

/** Find where a database stands that nobody stamped, and stamp it when that is clear. */
export async function adopt(project: Project, options: AdoptOptions = {}): Promise<AdoptResult> {
  const environment = environmentOf(project);
  const { dryRun = false, stamp = false, again = false } = options;
  return environment.connected(
    (database) =>
      dryRun
        ? adoptInto(environment, database, { dryRun, ask: false, again })
        : locked(environment, database, () =>
            adoptInto(environment, database, { dryRun, ask: !stamp, again }),
          ),
    { readOnly: dryRun, makes: false },
  );
}

/** Adopt as the first part of a run, under its lock; what keeps it from being adopted is thrown. */
export async function adoptFirst(
  environment: Environment,
  database: Database,
  { dryRun }: { readonly dryRun: boolean },
): Promise<AdoptResult> {
  let place = "";
  const refused = (about: string | null): RefusedWork | null =>
    dryRun ? null : { revision: (about ?? place) || "base", direction: "adopt" };
  const result = await recordingRefusals(environment, database, refused, async () => {
    const found = await adoptInto(environment, database, { dryRun, ask: false, again: false });
    const { state, heads, nearest, discrepancies, unsure } = found;
    place = [...heads, ...nearest].join(", ");
    if (state === "mixed") {
      const repairable = isRepairable(found);
      if (dryRun && repairable && environment.settings.repair) return { ...found, heads: nearest };
      throw mixedState({ near: nearest, problems: discrepancies, repairable });
    }
    if (state === "unsure") throw unsureState({ at: heads, unsure });
    return found;
  });
  if (result.stamped) {
    const { heads } = result;
    const text = `Adopted: the database stands at ${heads.join(", ")}.`;
    environment.report({ kind: "notice", level: "info", text });
  }
  return result;
}

/**
 * Refuse to run revisions from the start on a database that `mig` never ran on and that has what they make:
 * `IF NOT EXISTS` would let them pass over it. Where the version table is there, somebody has decided.
 */
export async function refuseUnmanaged(environment: Environment, database: Database): Promise<void> {
  if (await database.versionTable.isThere(database.connection)) return;
  const quiet = { ...environment, report: () => undefined };
  const { state, known, heads, nearest } = await detect(quiet, database);
  const hasTheirs = known.some(isOfDatabase);
  const isSigned = known.length === 0 && state === "found";
  if (!hasTheirs && !isSigned) return;
  const { tables } = await database.dialect.introspect(database.connection, {
    ...database.scope,
    ownTables: [],
  });
  throw unmanagedDatabase({
    there: known,
    at: [...heads, ...nearest],
    oldTables: tables.filter(looksOld).map(formatName),
  });
}

async function adoptInto(
  environment: Environment,
  database: Database,
  { dryRun, ask, again }: { readonly dryRun: boolean; readonly ask: boolean; readonly again: boolean },
): Promise<AdoptResult> {
  const { connection, versionTable, journal } = database;
  await journal.requireOurs(connection);
  const rows = await versionTable.read(connection);
  if (rows.length > 0 && !again) {
    const about = { database: connection.label, dryRun, repaired: [], stamped: false };
    return { ...nothingSeen, ...about, state: "managed", heads: rows };
  }
  const first = await detect(environment, database);
  const repairs = environment.settings.repair && !dryRun && isRepairable(first) ? first.repairs : [];
  if (repairs.length > 0) await carryOut(environment, database, first);
  const detection =
    repairs.length === 0 ? first : await detect({ ...environment, report: () => undefined }, database);
  const about = { database: connection.label, dryRun, repaired: textsOf(repairs) };
  if (dryRun || detection.state !== "found" || detection.heads.length === 0)
    return { ...detection, ...about, stamped: false };
  await agree(environment, detection, ask && repairs.length === 0);
  await ensureTables(database);
  await record(environment, database, detection);
  await setHeads(database, changeOfRows(rows, detection.heads));
  return { ...detection, ...about, stamped: true };
}

/** A stamp writes to our own tables alone and can be taken back, so that it goes ahead where nobody can be asked. */
async function agree({ settings, confirm }: Environment, { heads }: Detection, ask: boolean): Promise<void> {
  if (!ask || confirm === null || settings.confirmBreaking) return;
  if (!(await confirm(`The database stands at ${heads.join(", ")}. Stamp it?`))) throw declined();
}

/** The journal keeps why the database was taken to be there. */
async function record(
  { now, runner, toolVersion }: Environment,
  { connection, journal }: Database,
  { heads, evidence, differences, by, weak }: Detection,
): Promise<void> {
  const at = now().toISOString();
  const seen = evidence.map(({ revision, applied, signature }) => ({ revision, applied, signature }));
  const entry = journal.insert({
    revision: heads.join(", "),
    direction: "adopt",
    status: "applied",
    startedAt: at,
    finishedAt: at,
    durationMs: 0,
    checksum: null,
    errorMessage: null,
    statement: null,
    statementIndex: null,
    toolVersion,
    runner,
    details: JSON.stringify({ adopted: { by, weak, evidence: seen, differences } }),
  });
  await connection.run([entry]);
}
