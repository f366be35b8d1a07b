import { operationsBetween, operationsLeft } from "../core/diff/between.ts";
import type { DiffRules } from "../core/diff/rules.ts";
import { MigError } from "../core/errors.ts";
import { proofFailed } from "../core/errors/autogenerate.ts";
import { statementFailed } from "../core/errors/database.ts";
import type { Direction } from "../core/graph/plan.ts";
import { describeOperation } from "../core/operations/describe.ts";
import { shortened } from "../core/operations/execute.ts";
import type { Operation } from "../core/operations/operations.ts";
import type { Schema } from "../core/schema/schema.ts";
import type { Comparison } from "./compare.ts";
import { layScripts, tryScripts } from "./proof-scripts.ts";
import type { Repeatable } from "../revisions/repeatable.ts";
import { isDue, repeatableStates } from "../run/repeatable-state.ts";
import { buildCopy, type Copy } from "./copy.ts";
import { touchedPart, type Part } from "./part.ts";
import type { Database, Environment } from "../project/environment.ts";
import { onScratch, type ScratchRun } from "../workbench/scratch-run.ts";

/** A revision that can be run on a scratch copy. */
export interface Provable {
  readonly upgrade: readonly Operation[];
  readonly downgrade: readonly Operation[];
  /** False: its statements are committed one by one. */
  readonly transaction: boolean;
}

/**
 * Run new revisions up and down on a scratch copy of the structure. After up, the copy must be what the
 * Drizzle schema asks for; after down, what it was before. Throws when it is not; false when no scratch
 * database can be had, or none that holds all that the live one has.
 */
export async function prove(
  environment: Environment,
  database: Database,
  comparison: Comparison,
  revisions: readonly Provable[],
): Promise<boolean> {
  if (await isProvenByPart(environment, database, comparison, revisions)) return true;
  const { unproven } = await tryOut(environment, database, { comparison, leftOut: [] }, revisions);
  if (unproven === null) return true;
  environment.report({ kind: "notice", level: "warning", text: `The revision was not proven: ${unproven}` });
  return false;
}

/**
 * Whether revisions are proven by a copy of what they can touch, which among hundreds of tables is made much sooner.
 * What fails there may want what was left out, so that a whole copy has the last word.
 */
async function isProvenByPart(
  environment: Environment,
  database: Database,
  comparison: Comparison,
  revisions: readonly Provable[],
): Promise<boolean> {
  // There a copy is made within the process, and costs little.
  if (database.dialect.traits.inProcess) return false;
  const operations = [...revisions.flatMap(({ upgrade }) => upgrade), ...back(revisions)];
  const part = touchedPart(comparison, operations);
  if (part === null) return false;
  try {
    const { unproven, missing } = await tryOut(environment, database, part, revisions);
    return unproven === null && missing.length === 0;
  } catch (error) {
    if (error instanceof MigError && error.code === proofFailed.code) return false;
    throw error;
  }
}

/**
 * What a new database lacks for first revisions, which make nothing of functions, extensions and the like: the engine's
 * word, and the statement; null where it lacks nothing, or nobody can tell.
 */
export async function lackingAtFirst(
  environment: Environment,
  database: Database,
  comparison: Comparison,
  revisions: readonly Provable[],
): Promise<string | null> {
  return onScratch(environment, database, async (bench) => {
    const copy = await copied(database, bench, { comparison, leftOut: [] }, { bare: true });
    if (copy instanceof MigError) return null;
    try {
      for (const { upgrade, transaction } of revisions)
        await bench.carryOut({ direction: "upgrade", operations: upgrade, transaction });
    } catch (error) {
      if (!MigError.is(error, "statement-failed") || !undefinedNames.has(error.details.engineCode ?? ""))
        throw error;
      return `${error.message} (\`${shortened(error.details.sql)}\`)`;
    }
    return null;
  });
}

function back(revisions: readonly Provable[]): readonly Operation[] {
  return revisions.toReversed().flatMap(({ downgrade }) => downgrade);
}

/** How revisions fared on a copy. */
interface Tried {
  /** Why that proves nothing; null: they are proven. */
  readonly unproven: string | null;
  /** What of the live database the copy lacks. */
  readonly missing: readonly string[];
}

async function tryOut(
  environment: Environment,
  database: Database,
  part: Part,
  revisions: readonly Provable[],
): Promise<Tried> {
  const tried = await onScratch(environment, database, (bench) => tryOn(bench, database, part, revisions));
  return tried ?? { unproven: "no scratch database can be made here.", missing: [] };
}

async function tryOn(
  bench: ScratchRun,
  database: Database,
  part: Part,
  revisions: readonly Provable[],
): Promise<Tried> {
  const { comparison } = part;
  const { scratch, standIns } = bench;
  const copy = await copied(database, bench, part);
  if (copy instanceof MigError) {
    const refused = MigError.is(copy, "statement-failed")
      ? `, which refuses \`${shortened(copy.details.sql)}\``
      : "";
    const why = `the structure cannot be copied to a scratch database${refused}: ${copy.message}`;
    return { unproven: why, missing: [] };
  }
  const { applied, due } = await scriptsOf(database, comparison);
  const missing = [...copy.missing, ...(await layScripts(scratch, bench.database.dialect, applied))];
  const start = await copy.structure();
  try {
    const { wanted, rules, left } = comparison;
    await lead(bench, copy, "upgrade", { revisions, goal: wanted, rules, left });
    await tryScripts(scratch, database.dialect, due, standIns);
    await lead(bench, copy, "downgrade", {
      revisions: revisions.toReversed(),
      goal: start,
      rules: database.dialect.rules,
      left: [],
    });
  } catch (error) {
    if (error instanceof MigError && hasNoRoom(error))
      return { unproven: `the server has not room enough for it. ${error.message} ${error.hint}`, missing };
    if (missing.length === 0 || !(error instanceof MigError) || !lacksSomething(error)) throw error;
    const what = missing.join(", ");
    const why = `it may need what cannot be copied to a scratch database: ${what} (${error.message})`;
    return { unproven: why, missing };
  }
  return { unproven: null, missing };
}

/** The repeatable scripts that the live database has been through as they are, and those that the next upgrade runs. */
async function scriptsOf(
  database: Database,
  { repeatables }: Comparison,
): Promise<Readonly<Record<"applied" | "due", readonly Repeatable[]>>> {
  if (repeatables.length === 0) return { applied: [], due: [] };
  const states = await repeatableStates(repeatables, database);
  const names = new Set(states.filter(isDue).map(({ name }) => name));
  return {
    applied: repeatables.filter(({ name }) => !names.has(name)),
    due: repeatables.filter(({ name }) => names.has(name)),
  };
}

/** The copy, or the statement that kept it from being made. */
async function copied(
  database: Database,
  bench: ScratchRun,
  part: Part,
  how?: { readonly bare: boolean },
): Promise<Copy | MigError> {
  try {
    return await buildCopy(database, bench, part, how);
  } catch (error) {
    if (statementFailed.is(error)) return error;
    throw error;
  }
}

/** Whether a proof failed for what the server can hold at once, which says nothing of the revision. */
function hasNoRoom({ cause }: MigError): boolean {
  const code = cause instanceof MigError ? cause.details["engineCode"] : null;
  return typeof code === "string" && code.startsWith("53");
}

/** Whether a proof failed for a name that the copy does not know: the database itself may. */
function lacksSomething({ cause }: MigError): boolean {
  const code = cause instanceof MigError ? cause.details["engineCode"] : null;
  return typeof code === "string" && undefinedNames.has(code);
}

/** Object, function, table, schema of that name: none. */
const undefinedNames: ReadonlySet<string> = new Set(["42704", "42883", "42P01", "3F000"]);

/** One way of the revisions, and where it should lead. */
interface Way {
  readonly revisions: readonly Provable[];
  readonly goal: Schema;
  readonly rules: DiffRules;
  /** What the user's hooks leave to be done. */
  readonly left: readonly Operation[];
}

/** Run one body of each, and compare where they lead with where they should. */
async function lead(
  bench: ScratchRun,
  copy: Copy,
  direction: Direction,
  { revisions, goal, rules, left }: Way,
): Promise<void> {
  try {
    for (const { transaction, ...bodies } of revisions)
      await bench.carryOut({ direction, operations: bodies[direction], transaction });
  } catch (error) {
    // A hook may have put in operations of the user's own, which may throw anything.
    throw proofFailed({ direction, differences: [] }, error);
  }
  const reached = await copy.structure();
  const wanted = await copy.normalize(goal, reached);
  const known = new Set(left.map(describeOperation));
  const between = direction === "upgrade" ? operationsLeft : operationsBetween;
  const differences = between(reached, wanted, rules)
    .map(describeOperation)
    .filter((each) => !known.has(each));
  if (differences.length > 0) throw proofFailed({ direction, differences });
}
