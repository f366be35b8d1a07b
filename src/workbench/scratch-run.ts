import type { Step } from "../core/graph/plan.ts";
import type { Operation } from "../core/operations/operations.ts";
import type { Schema } from "../core/schema/schema.ts";
import type { Scratch } from "../dialects/dialect.ts";
import type { Database, Environment } from "../project/environment.ts";
import { journal } from "../records/journal.ts";
import { ensureTables, runPlan, setHeads } from "../run/run.ts";
import { versionTable } from "../records/version-table.ts";
import type { AppliedStep } from "../settings/events.ts";
import { runAsStep, type StepOfOperations } from "./as-step.ts";
import { createOthers } from "./others.ts";
import { withStandInRoles } from "./stand-in-roles.ts";

/** A database that is thrown away, on which steps are run for what they do to the structure. */
export interface ScratchRun {
  readonly database: Database;
  readonly scratch: Scratch;
  /** What the roles that operations make are called there, by their own names. */
  readonly standIns: ReadonlyMap<string, string>;
  /** `called` gets what the bodies ask for: operations, and null for a call that reads or moves rows. */
  run(steps: readonly Step[], called?: (operation: Operation | null) => void): Promise<void>;
  /** Run operations as a revision with them would be run. Throws what a statement fails with. */
  carryOut(step: StepOfOperations): Promise<void>;
  /** Take a step for done without running it, so that those after it can be. */
  pass(step: Step): Promise<void>;
  /** Do something to the database; what others make is brought in where it is asked for. */
  among<T>(work: () => Promise<T>): Promise<T>;
  /** What is there, without what others make. */
  structure(): Promise<Schema>;
}

const own = ["mig_version", "mig_journal"] as const;

/** Do something with an empty database of the same kind; null when none can be had. */
export async function onScratch<T>(
  environment: Environment,
  { dialect: real, connection }: Database,
  work: (scratch: ScratchRun) => Promise<T>,
): Promise<T | null> {
  const scratch: Scratch | null = await real.scratch(connection);
  if (scratch === null) return null;
  const { dialect, standIns } = withStandInRoles(real, scratch);
  const [versions, log] = own;
  const database: Database = {
    dialect,
    connection: scratch.connection,
    versionTable: versionTable(dialect, versions),
    journal: journal(dialect, log),
    // Nothing but what the steps make is there.
    scope: { schemas: dialect.traits.namespaces ? ["*"] : null, tables: null, ownTables: own },
  };
  const quiet: Environment = {
    ...environment,
    report: () => undefined,
    confirm: null,
    settings: {
      ...environment.settings,
      versionTable: versions,
      journalTable: log,
      transaction: "step",
      confirmBreaking: true,
      backup: false,
      onStep: null,
    },
  };
  let tables: Promise<unknown> | null = null;
  const others = createOthers(dialect, connection, scratch.connection);
  try {
    return await work({
      database,
      scratch,
      standIns,
      among: others.among,
      async carryOut(step) {
        await (tables ??= ensureTables(database));
        await runAsStep(quiet, database, step);
      },
      async run(steps, called = () => undefined) {
        const to = steps.at(-1)?.headsAfter ?? [];
        const done = new Set<string>();
        const settings = { ...quiet.settings, onStep: (step: AppliedStep) => void done.add(step.revision) };
        await others.among(async () => {
          const left = steps.filter(({ revision }) => !done.has(revision.id));
          await runPlan(
            { ...quiet, settings },
            database,
            (from) => ({ from, to, steps: left, restamp: null, note: null }),
            {
              mode: "replay",
              called: (_, operation) => called(operation),
            },
          );
        });
      },
      async pass(step) {
        await ensureTables(database);
        await setHeads(database, step.rows);
      },
      structure: async () =>
        others.without(dialect.canonical(await dialect.introspect(database.connection, database.scope))),
    });
  } finally {
    await scratch.drop();
  }
}
