import type { Direction, Plan } from "../core/graph/plan.ts";
import { planDowngrade, planOnly, planUpgrade } from "../core/graph/plan.ts";
import { parseRange } from "../core/graph/expression.ts";
import { badUsage, confirmationNeeded, declined, notEmpty } from "../core/errors/run.ts";
import { formatName } from "../core/schema/names.ts";
import { isAtHeads } from "../core/graph/heads.ts";
import { dueRepeatables } from "../run/repeatable.ts";
import { lookAhead } from "../run/confirm.ts";
import type { Database, Environment } from "../project/environment.ts";
import { completedFromJournal } from "../run/from-journal.ts";
import { requireBodies } from "../run/require-bodies.ts";
import { runPlan } from "../run/run.ts";
import { offlinePlan } from "../offline/plan.ts";
import { scriptOf } from "../offline/script.ts";
import type { Repeatable } from "../revisions/repeatable.ts";
import { adoptFirst, refuseUnmanaged } from "./adopt.ts";
import { currentHeads } from "./current.ts";
import { importFirst } from "./import-table.ts";

/** What a run takes in either direction. */
export interface MigrateOptions {
  /** Where to: `head`, `heads`, an id, `label@head`, `+1`, `-1`, `base`; with `sql` also a range `a:b`. */
  readonly target: string;
  /** Say what would be run, and touch nothing. */
  readonly dryRun?: boolean;
  /** A step without a transaction that was interrupted starts over, rather than after what of it is done. */
  readonly restart?: boolean;
  /** Return the script instead of running it; nothing is connected to. */
  readonly sql?: boolean;
}

export interface UpgradeOptions extends MigrateOptions {
  /** Run this one revision, whatever is applied; the heads stay, unless it is what comes next. */
  readonly only?: boolean;
  /** False leaves repeatable scripts as they are. */
  readonly repeatables?: boolean;
  /** The database is empty, and is made at once. */
  readonly create?: boolean;
  /** Find first where the database stands when nobody stamped it, and stamp it. */
  readonly adopt?: boolean;
  /** Take over this table of another tool first, once; where it says nothing, `adopt` may. */
  readonly importTable?: string;
}

export interface DowngradeOptions extends MigrateOptions {
  /** Take back also what has no file here, by the text that the journal keeps of it. */
  readonly fromJournal?: boolean;
}

/** What an upgrade or a downgrade came to, or would come to. */
export interface MigrateResult {
  readonly from: readonly string[];
  readonly to: readonly string[];
  readonly dryRun: boolean;
  readonly steps: readonly MigrateStep[];
  /** The repeatable scripts that were run, or would be; absent where there are none. */
  readonly repeatables?: readonly string[];
  /** Something worth saying, for example why there is nothing to do. */
  readonly note?: string;
  readonly sql?: string;
  /** What somebody would have to agree to, when it is not run. */
  readonly breaking?: readonly string[];
  /** Revisions in code that declare nothing: what they lose is known when they run, and stops them then. */
  readonly undeclared?: readonly string[];
}

/** One step of a run. */
export interface MigrateStep {
  readonly revision: string;
  readonly direction: Direction;
  readonly message: string;
  /** The heads of the database after the step. */
  readonly heads: readonly string[];
}

/** Upgrade or downgrade: the same run over another plan. */
export async function migrateTo(
  given: Environment,
  direction: Direction,
  options: UpgradeOptions & DowngradeOptions,
): Promise<MigrateResult> {
  if (options.sql === true) refuseWithScript(options);
  const { environment, fromJournal } =
    options.fromJournal === true
      ? await completedFromJournal(given)
      : { environment: given, fromJournal: new Set<string>() };
  const { graph } = environment.scripts();
  // What is wrong with the scripts is reported before anything runs.
  const repeats = direction === "upgrade" && options.only !== true && options.repeatables !== false;
  const scripts = repeats ? await environment.repeatables() : [];
  if (options.sql === true) return script(environment, direction, options.target, scripts);
  if (parseRange(options.target) !== null) {
    throw badUsage(
      `A range (${options.target}) makes sense only for a script.`,
      "Add --sql, or name the target alone.",
    );
  }
  const planFor = (heads: readonly string[]): Plan =>
    options.only === true
      ? planOnly(graph, heads, options.target)
      : direction === "upgrade"
        ? planUpgrade(graph, heads, options.target)
        : planDowngrade(graph, heads, options.target);
  const request = { environment, direction, options, planFor, scripts, fromJournal };
  return options.dryRun === true ? preview(request) : run(request);
}

/** A run that was asked for. */
interface Request {
  readonly environment: Environment;
  readonly direction: Direction;
  readonly options: UpgradeOptions & DowngradeOptions;
  readonly planFor: (heads: readonly string[]) => Plan;
  /** The repeatable scripts that may be due after it. */
  readonly scripts: readonly Repeatable[];
  /** The revisions whose text comes from the journal. */
  readonly fromJournal: ReadonlySet<string>;
}

/** Refuse options that look at the database together with one that does not. */
function refuseWithScript({
  fromJournal,
  only,
  adopt,
  importTable,
}: UpgradeOptions & DowngradeOptions): void {
  const looking = Object.entries({
    "--from-journal": fromJournal === true,
    "--only": only === true,
    "--adopt": adopt === true,
    "--import-table": importTable !== undefined,
  }).find(([, isGiven]) => isGiven)?.[0];
  if (looking !== undefined)
    throw badUsage(`${looking} needs the database, --sql does not look at it.`, "Leave one of them out.");
}

async function script(
  environment: Environment,
  direction: Direction,
  target: string,
  scripts: readonly Repeatable[],
): Promise<MigrateResult> {
  const { graph } = environment.scripts();
  const plan = offlinePlan(graph, direction, target);
  const sql = await scriptOf(environment, plan, {
    fresh: plan.from.length === 0,
    repeatables: isAtHeads(graph, plan.to) ? scripts : [],
  });
  return { ...planned(plan), sql };
}

/** What would be run, as far as it is known without running it. */
async function preview({ environment, options, planFor, scripts }: Request): Promise<MigrateResult> {
  const readOnly = { readOnly: true };
  if (options.create === true) await environment.connected(requireEmpty, readOnly);
  const heads = await headsBefore(environment, options);
  const plan = planFor(heads);
  // Nothing is lost by the first steps of all; to look at each of them would take longer than the plan.
  const isFirst = heads.length === 0;
  if (!isFirst) await requireBodies(environment, plan.steps);
  const { reasons, unknown } = isFirst
    ? { reasons: [], unknown: [] }
    : await environment.connected((database) => lookAhead(environment, database, plan.steps), readOnly);
  const due =
    isAtHeads(environment.scripts().graph, plan.to) && scripts.length > 0
      ? await environment.reading((records) => dueRepeatables(environment, records))
      : [];
  return {
    ...planned(plan),
    ...(due.length === 0 ? {} : { repeatables: due.map(({ name }) => name) }),
    ...(reasons.length === 0 ? {} : { breaking: reasons }),
    ...(unknown.length === 0 ? {} : { undeclared: unknown }),
  };
}

async function run(request: Request): Promise<MigrateResult> {
  const { environment, options, planFor, scripts, fromJournal } = request;
  const { only = false, create = false, restart = false } = options;
  // Who names no revision, or runs none, gets no file either.
  const makes = !(await environment.isMissing()) || planFor([]).steps.length > 0 || scripts.length > 0;
  return environment.connected(
    async (database) => {
      if (only) await agreeToOnly(environment, options.target);
      const { from, to, steps, note, repeatables } = await runPlan(environment, database, planFor, {
        ...(only ? { details: { only } } : create ? { details: { create }, create } : {}),
        fromJournal,
        repeatables: scripts.length > 0,
        first: () => before(request, database),
        restart,
      });
      return {
        from,
        to,
        dryRun: false,
        steps: steps.map(({ revision, direction, message, heads }) => ({
          revision,
          direction,
          message,
          heads,
        })),
        ...(repeatables.length === 0 ? {} : { repeatables }),
        ...(note === null ? {} : { note }),
      };
    },
    { makes },
  );
}

/** What is done and looked at under the lock before the heads are read. */
async function before({ environment, direction, options }: Request, database: Database): Promise<void> {
  const { importTable, create, adopt } = options;
  if (importTable !== undefined)
    await importFirst(environment, database, { table: importTable, dryRun: false });
  if (create === true) await requireEmpty(database);
  else if (adopt === true) await adoptFirst(environment, database, { dryRun: false });
  else if (direction === "upgrade") await refuseUnmanaged(environment, database);
}

async function requireEmpty({ connection, dialect, scope, versionTable }: Database): Promise<void> {
  const heads = await versionTable.read(connection);
  const { tables, views } = await dialect.introspect(connection, scope);
  const there = [...tables, ...views].map(formatName);
  if (there.length > 0 || heads.length > 0) throw notEmpty({ objects: there, heads });
}

/** A revision that is run out of its turn may do again what is done, or miss what it rests on. */
async function agreeToOnly({ settings, confirm }: Environment, target: string): Promise<void> {
  if (settings.confirmBreaking) return;
  const reason = `${target} alone is run, whatever is applied; what it does may be done already, or rest on what is not.`;
  if (confirm === null) throw confirmationNeeded([reason]);
  if (!(await confirm(`  ${reason}\nGo on?`))) throw declined();
}

/** The heads that a run would start from: those of the old table where it gives any, those found, or those that are there. */
async function headsBefore(
  environment: Environment,
  { importTable, adopt }: UpgradeOptions,
): Promise<readonly string[]> {
  const look = <T>(work: (database: Database) => Promise<T>): Promise<T> =>
    environment.connected(work, { readOnly: true });
  if (importTable !== undefined) {
    const imported = await look((database) =>
      importFirst(environment, database, { table: importTable, dryRun: true }),
    );
    const stamped = imported?.stamped ?? [];
    if (stamped.length > 0) return stamped;
  }
  if (adopt !== true) return currentHeads(environment);
  const { heads } = await look((database) => adoptFirst(environment, database, { dryRun: true }));
  return heads;
}

function planned(plan: Plan): MigrateResult {
  const steps = plan.steps.map(({ revision, direction, headsAfter }) => ({
    revision: revision.id,
    direction,
    message: revision.message,
    heads: headsAfter,
  }));
  return {
    from: plan.from,
    to: plan.to,
    dryRun: true,
    steps,
    ...(plan.note === null ? {} : { note: plan.note }),
  };
}
