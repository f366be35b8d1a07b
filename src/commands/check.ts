import { compareWithRenames } from "../compare/autogenerate.ts";
import { declarationsOf } from "../compare/declarations.ts";
import { driftOf, type Drift } from "../compare/drift.ts";
import { compareWithHistory } from "../compare/history.ts";
import { saidOf } from "../core/diff/change.ts";
import { operationsBetween } from "../core/diff/between.ts";
import { badUsage } from "../core/errors/run.ts";
import { planUpgrade } from "../core/graph/plan.ts";
import { describeOperation } from "../core/operations/describe.ts";
import type { Operation } from "../core/operations/operations.ts";
import { goneScripts, isDue, repeatableStates, type RepeatableState } from "../run/repeatable-state.ts";
import { environmentOf, type Database, type Environment, type Project } from "../project/environment.ts";
import { revisionFiles } from "../revisions/source.ts";
import { changeText, findChangedHistory } from "../run/changed-history.ts";
import { revision, type RevisionResult } from "./revision.ts";

export interface CheckOptions {
  /** Renames that are taken as told: `users.name:users.full_name`. */
  readonly renames?: readonly string[];
  /** Also run the revisions on a scratch database, and compare what they make with what is there. */
  readonly history?: boolean;
  /**
   * Write a revision: `accept` makes what the database has and its revisions do not make, and stamps the database
   * with it; `revert` writes another one after it that leads to the Drizzle schema, so that both can be run on
   * databases that did not stray.
   */
  readonly write?: "revert" | "accept";
  readonly message?: string;
}

export interface CheckResult {
  /** True when nothing is pending and the database matches the Drizzle schema, and its revisions where these are asked. */
  readonly ok: boolean;
  /** Revisions that are not applied yet, in order. */
  readonly pending: readonly string[];
  /** What would make the database match. */
  readonly operations: readonly CheckedOperation[];
  /** Repeatable scripts that the next upgrade to the heads runs; absent where there are none. */
  readonly repeatables?: readonly RepeatableState[];
  /** The same, by who has what. */
  readonly drift: readonly Drift[];
  /** How the database differs from what its revisions make; null where that is not asked. */
  readonly history: readonly Drift[] | null;
  /** The revisions that were written, in their order. */
  readonly written: readonly WrittenByCheck[];
  readonly warnings: readonly string[];
}

/** One operation that would lead from the database to the Drizzle schema. */
export interface CheckedOperation {
  readonly kind: Operation["kind"];
  readonly args: readonly unknown[];
  readonly summary: string;
}

/** A revision that `check` has written. */
export interface WrittenByCheck extends RevisionResult {
  /** With `accept`, what the Drizzle schema has to say to match the database, as code; null where it does already. */
  readonly declare: string | null;
}

/**
 * Whether the database is at head and matches the Drizzle schema. Writes nothing to the database, not even the
 * version table, unless a revision is accepted.
 */
export async function check(project: Project, options: CheckOptions = {}): Promise<CheckResult> {
  const environment = environmentOf(project);
  const { write, message } = options;
  if (message !== undefined && write === undefined)
    throw badUsage("A message is for the revision that --revert or --accept writes.", "Add one of them.");
  const { declare, ...found } = await environment.connected(
    (database) => looked(environment, database, options),
    { readOnly: true },
  );
  if (write === undefined) return { ...found, written: [] };
  const accepted = await revision(project, {
    autogenerate: true,
    accept: true,
    message: write === "accept" && message !== undefined ? message : "what was changed by hand",
  });
  const written: WrittenByCheck[] = [{ ...accepted, declare: write === "accept" ? declare : null }];
  if (write === "revert") {
    // The revisions are read once: the one that has just been written is among them now.
    const { settings, modules } = environment;
    const reread: Environment = { ...environment, ...revisionFiles(settings, modules) };
    const reverted = await revision(reread, {
      autogenerate: true,
      message: message ?? "back to the schema",
      renames: options.renames ?? [],
    });
    written.push({ ...reverted, declare: null });
  }
  return { ...found, written: written.filter(({ path }) => path !== null) };
}

type Looked = Omit<CheckResult, "written"> & Pick<WrittenByCheck, "declare">;

async function looked(environment: Environment, database: Database, options: CheckOptions): Promise<Looked> {
  const { graph } = environment.scripts();
  const heads = await database.versionTable.read(database.connection);
  const pending =
    graph.nodes.size === 0 ? [] : planUpgrade(graph, heads, "heads").steps.map((step) => step.revision.id);
  const changed = (await findChangedHistory(environment, database, heads)).map(changeText);
  const history = options.history === true ? await historyDrift(environment, database) : null;
  // A project of SQL alone has nothing to compare but its revisions.
  const isDeclared = environment.settings.schema.length > 0 || history === null;
  const compared = isDeclared ? await schemaDrift(environment, database, options) : nothingDeclared;
  const { warnings, ...found } = compared;
  const states = await repeatableStates(await environment.repeatables(), database);
  const repeatables = states.filter(isDue);
  return {
    ok: pending.length + found.operations.length + repeatables.length + (history?.length ?? 0) === 0,
    pending,
    history,
    ...found,
    ...(repeatables.length === 0 ? {} : { repeatables }),
    warnings: [...changed, ...goneScripts(states), ...warnings],
  };
}

type SchemaDrift = Pick<Looked, "operations" | "drift" | "declare" | "warnings">;

const nothingDeclared: SchemaDrift = { operations: [], drift: [], declare: null, warnings: [] };

async function schemaDrift(
  environment: Environment,
  database: Database,
  { renames = [], write }: CheckOptions,
): Promise<SchemaDrift> {
  const found = await compareWithRenames({ ...environment, choose: null }, database, renames);
  const said = saidOf(found.changes);
  return {
    operations: said.map((operation) => ({
      kind: operation.kind,
      args: operation.args,
      summary: describeOperation(operation),
    })),
    drift: driftOf(said, found.live),
    declare: write === "accept" ? await declarationsOf(environment, database, found.live, said) : null,
    warnings: [...found.warnings, ...found.unasked],
  };
}

async function historyDrift(environment: Environment, database: Database): Promise<readonly Drift[]> {
  const { live: made, wanted: there, rules } = await compareWithHistory(environment, database);
  return driftOf(operationsBetween(there, made, rules), there);
}
