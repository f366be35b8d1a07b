import type { Direction, Plan } from "../core/graph/plan.ts";
import { planDowngrade, planOnly, planUpgrade } from "../core/graph/plan.ts";
import { parseRange } from "../core/graph/expression.ts";
import { badUsage, confirmationNeeded, declined, notEmpty } from "../core/errors/run.ts";
import { formatName } from "../core/schema/names.ts";
import { unrelatedRange } from "../core/errors/target.ts";
import { isAtHeads } from "../core/graph/heads.ts";
import { dueRepeatables } from "../run/repeatable.ts";
import { lookAhead } from "../run/confirm.ts";
import type { Database, Environment } from "../project/environment.ts";
import { completedFromJournal } from "../run/from-journal.ts";
import { requireBodies } from "../run/require-bodies.ts";
import { runPlan } from "../run/run.ts";
import { scriptOf } from "../offline/script.ts";
import { adoptFirst, refuseUnmanaged } from "./adopt.ts";
import { currentHeads } from "./current.ts";
import { importFirst } from "./import-table.ts";

export interface MigrateOptions {
  /** Where to: `head`, `heads`, an id, `label@head`, `+1`, `-1`, `base`; with `sql` also a range `a:b`. */
  readonly target: string;
  /** Say what would be run, and touch nothing. */
  readonly dryRun?: boolean;
  /** A step without a transaction that was interrupted starts over, rather than after what of it is done. */
  readonly restart?: boolean;
  /** Upgrade: run this one revision, whatever is applied; the heads stay, unless it is what comes next. */
  readonly only?: boolean;
  /** Downgrade: take back also what has no file here, by the text that the journal keeps of it. */
  readonly fromJournal?: boolean;
  /** Upgrade: false leaves repeatable scripts as they are. */
  readonly repeatables?: boolean;
  /** Return the script instead of running it; nothing is connected to. */
  readonly sql?: boolean;
  /** Upgrade: the database is empty, and is made at once. */
  readonly create?: boolean;
  /** Upgrade: find first where the database stands when nobody stamped it, and stamp it. */
  readonly adopt?: boolean;
  /** Upgrade: take over this table of another tool first, once; where it says nothing, `adopt` may. */
  readonly importTable?: string;
}

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
  options: MigrateOptions,
): Promise<MigrateResult> {
  const asksJournal = direction === "downgrade" && options.fromJournal === true;
  if (asksJournal && options.sql === true)
    throw badUsage("--from-journal needs the database, --sql does not look at it.", "Leave one of them out.");
  const { environment, fromJournal } = asksJournal
    ? await completedFromJournal(given)
    : { environment: given, fromJournal: new Set<string>() };
  const { graph } = environment.scripts();
  const only = direction === "upgrade" && options.only === true;
  if (only && options.sql === true)
    throw badUsage("--only needs the database, --sql does not look at it.", "Leave one of them out.");
  const planFor = (heads: readonly string[]): Plan =>
    only
      ? planOnly(graph, heads, options.target)
      : direction === "upgrade"
        ? planUpgrade(graph, heads, options.target)
        : planDowngrade(graph, heads, options.target);
  // What is wrong with the scripts is said before anything runs.
  const repeats = direction === "upgrade" && !only && options.repeatables !== false;
  const scripts = repeats ? await environment.repeatables() : [];
  const adopts = direction === "upgrade" && options.adopt === true;
  const oldTable = direction === "upgrade" ? options.importTable : undefined;
  const isNew = direction === "upgrade" && options.create === true;
  if (options.sql === true) {
    const looking = adopts ? "--adopt" : oldTable === undefined ? null : "--import-table";
    if (looking !== null)
      throw badUsage(`${looking} needs the database, --sql does not look at it.`, "Leave one of them out.");
    const plan = offlinePlan(environment, direction, options.target);
    return {
      ...planned(plan, true),
      sql: await scriptOf(environment, plan, {
        fresh: plan.from.length === 0,
        repeatables: isAtHeads(graph, plan.to) ? scripts : [],
      }),
    };
  }
  if (parseRange(options.target) !== null) {
    throw badUsage(
      `A range (${options.target}) makes sense only for a script.`,
      "Add --sql, or name the target alone.",
    );
  }
  if (options.dryRun === true) {
    if (isNew) await environment.connected(requireEmpty, { readOnly: true });
    const imported = oldTable === undefined ? null : await importedHeads(environment, oldTable);
    const heads = imported ?? (adopts ? await adoptedHeads(environment) : await currentHeads(environment));
    const plan = planFor(heads);
    // Nothing is lost by the first steps of all; to look at each of them would take longer than the plan.
    if (heads.length > 0) await requireBodies(environment, plan.steps);
    const { reasons, unknown } =
      heads.length === 0
        ? { reasons: [], unknown: [] }
        : await environment.connected((database) => lookAhead(environment, database, plan.steps), {
            readOnly: true,
          });
    const due =
      isAtHeads(graph, plan.to) && scripts.length > 0
        ? await environment.reading((records) => dueRepeatables(environment, records))
        : [];
    return {
      ...planned(plan, true),
      ...(due.length === 0 ? {} : { repeatables: due.map(({ name }) => name) }),
      ...(reasons.length === 0 ? {} : { breaking: reasons }),
      ...(unknown.length === 0 ? {} : { undeclared: unknown }),
    };
  }
  // Who names no revision, or runs none, gets no file either.
  const makes = !(await environment.isMissing()) || planFor([]).steps.length > 0 || scripts.length > 0;
  return environment.connected(
    async (database) => {
      if (only) await agreeToOnly(environment, options.target);
      const { from, to, steps, note, repeatables } = await runPlan(environment, database, planFor, {
        ...(only ? { details: { only: true } } : {}),
        ...(isNew ? { details: { create: true }, create: true } : {}),
        fromJournal,
        repeatables: repeats,
        first: async () => {
          if (oldTable !== undefined)
            await importFirst(environment, database, { table: oldTable, dryRun: false });
          if (isNew) await requireEmpty(database);
          else if (adopts) await adoptFirst(environment, database, { dryRun: false });
          else if (direction === "upgrade") await refuseUnmanaged(environment, database);
        },
        restart: options.restart ?? false,
      });
      const shown = steps.map(({ revision, direction: taken, message, heads }) => ({
        revision,
        direction: taken,
        message,
        heads,
      }));
      return {
        from,
        to,
        dryRun: false,
        steps: shown,
        ...(repeatables.length === 0 ? {} : { repeatables }),
        ...(note === null ? {} : { note }),
      };
    },
    { makes },
  );
}

async function requireEmpty({ connection, dialect, scope, versionTable }: Database): Promise<void> {
  const heads = await versionTable.read(connection);
  const { tables, views } = await dialect.introspect(connection, scope);
  const there = [...tables, ...views].map(formatName);
  if (there.length > 0 || heads.length > 0) throw notEmpty(there, heads);
}

/** A revision that is run out of its turn may do again what is done, or miss what it rests on. */
async function agreeToOnly({ settings, confirm }: Environment, target: string): Promise<void> {
  if (settings.confirmBreaking) return;
  const reason = `${target} alone is run, whatever is applied; what it does may be done already, or rest on what is not.`;
  if (confirm === null) throw confirmationNeeded([reason]);
  if (!(await confirm(`  ${reason}\nGo on?`))) throw declined();
}

/** The heads that the old table would give; null where there is none, or it gives none. */
async function importedHeads(environment: Environment, table: string): Promise<readonly string[] | null> {
  const result = await environment.connected(
    (database) => importFirst(environment, database, { table, dryRun: true }),
    { readOnly: true },
  );
  const heads = result?.stamped ?? [];
  return heads.length === 0 ? null : heads;
}

/** The heads that the database would be stamped with, or has. */
async function adoptedHeads(environment: Environment): Promise<readonly string[]> {
  const { heads } = await environment.connected(
    (database) => adoptFirst(environment, database, { dryRun: true }),
    { readOnly: true },
  );
  return heads;
}

/** Without a database the start is the range's left side, or base for an upgrade. */
function offlinePlan(environment: Environment, direction: Direction, target: string): Plan {
  const { graph } = environment.scripts();
  const range = parseRange(target);
  if (direction === "upgrade") {
    const from = startOf(environment, range?.start ?? null);
    const plan = planUpgrade(graph, from, range === null ? target : (range.end ?? "heads"));
    // Nothing to do is right between a place and itself; downwards it would be an empty script.
    const same = range === null || sameSet(from, startOf(environment, range.end ?? "heads"));
    if (plan.steps.length === 0 && !same) throw unrelatedRange(target, range.start ?? "base");
    return plan;
  }
  if (range === null) {
    throw badUsage(
      "A script of a downgrade must know where it starts.",
      `Give a range: mig downgrade <from>:${target} --sql`,
    );
  }
  return planDowngrade(graph, startOf(environment, range.start ?? "heads"), range.end ?? "base");
}

function sameSet(a: readonly string[], b: readonly string[]): boolean {
  return a.length === b.length && a.every((each) => b.includes(each));
}

/** The heads of a database on which a revision, and all that it needs, is applied. */
function startOf(environment: Environment, name: string | null): readonly string[] {
  if (name === null || name === "base") return [];
  const { graph } = environment.scripts();
  const { to } = planUpgrade(graph, [], name);
  const squash = graph.aliases.get(name);
  // Who says the last of the squashed revisions has a database whose row still says so.
  return squash === undefined ? to : to.map((id) => (id === squash ? name : id));
}

function planned(plan: Plan, dryRun: boolean): MigrateResult {
  const steps = plan.steps.map(({ revision, direction, headsAfter }) => ({
    revision: revision.id,
    direction,
    message: revision.message,
    heads: headsAfter,
  }));
  return { from: plan.from, to: plan.to, dryRun, steps, ...(plan.note === null ? {} : { note: plan.note }) };
}
