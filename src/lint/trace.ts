import { planUpgrade, type Step } from "../core/graph/plan.ts";
import { cannotTrace } from "../core/errors/run.ts";
import { dataCallsOf } from "../data/data-calls.ts";
import { statement, type Statement } from "../dialects/dialect.ts";
import type { Database, Environment } from "../project/environment.ts";
import type { LoadedRevision } from "../revisions/load.ts";
import { withUsableLabels } from "../run/step.ts";
import { replayContext } from "../run/step-context.ts";
import type { StepContext } from "../run/step-entry.ts";
import { statementPieces } from "../run/statement-pieces.ts";
import { runBody } from "../run/body.ts";
import { watchedTransport, type StepTransport } from "../run/transport.ts";
import { onScratch } from "../workbench/scratch-run.ts";
import type { StatementWork } from "../dialects/observer.ts";

/** What the statements of one revision did when it was run. */
export interface TracedRevision {
  readonly revision: string;
  readonly path: string;
  readonly statements: readonly TracedStatement[];
}

/** What one statement did when it was run. */
export interface TracedStatement extends StatementWork {
  readonly sql: string;
  readonly durationMs: number;
  /** False: it ran by itself, so that its locks were gone when they were looked for. */
  readonly inTransaction: boolean;
}

/** The steps up to the last one that is asked about. */
export function upToAsked(steps: readonly Step[], asked: ReadonlySet<string>): readonly Step[] {
  return steps.slice(0, steps.findLastIndex(({ revision }) => asked.has(revision.id)) + 1);
}

/** Run steps on an empty database to which all before them has been done; null when none can be had. */
export async function traceOnScratch(
  environment: Environment,
  database: Database,
  asked: ReadonlySet<string>,
): Promise<readonly TracedRevision[] | null> {
  const { graph } = environment.scripts();
  const steps = upToAsked(planUpgrade(graph, [], "heads").steps, asked);
  return onScratch(environment, database, async (scratch) => {
    const traced: TracedRevision[] = [];
    let waiting: Step[] = [];
    for (const step of steps) {
      if (!asked.has(step.revision.id)) {
        waiting.push(step);
        continue;
      }
      if (waiting.length > 0) await scratch.run(waiting);
      waiting = [];
      const revision = await environment.load(step.revision.path);
      const { connection } = scratch.database;
      if (!revision.transaction) {
        const options = { step, revision, recreatesEnums: false, alone: true };
        traced.push(await traceStep(environment, scratch.database, options));
        await scratch.pass(step);
        continue;
      }
      await connection.begin({ foreignKeysOff: true });
      try {
        traced.push(await traceInside(environment, scratch.database, step, revision));
      } finally {
        await connection.rollback();
      }
      waiting.push(step);
    }
    return traced;
  });
}

/** Run steps on the database itself, in one transaction that is rolled back. */
export async function traceAndRollBack(
  environment: Environment,
  database: Database,
  steps: readonly Step[],
): Promise<readonly TracedRevision[]> {
  const loaded: (readonly [Step, LoadedRevision])[] = [];
  for (const step of steps) {
    const revision = await environment.load(step.revision.path);
    if (!revision.transaction) throw cannotTrace({ revision: step.revision.id, path: step.revision.path });
    loaded.push([step, revision]);
  }
  const traced: TracedRevision[] = [];
  await database.connection.begin({ foreignKeysOff: true });
  try {
    for (const [step, revision] of loaded)
      traced.push(await traceInside(environment, database, step, revision));
  } finally {
    await database.connection.rollback();
  }
  return traced;
}

/** One step in the transaction that is open. */
async function traceInside(
  environment: Environment,
  database: Database,
  step: Step,
  revision: LoadedRevision,
): Promise<TracedRevision> {
  const { connection } = database;
  let recreatesEnums = false;
  await connection.run([statement("SAVEPOINT mig_trace")]);
  for (;;) {
    try {
      return await traceStep(environment, database, { step, revision, recreatesEnums, alone: false });
    } catch (error) {
      const again = withUsableLabels(error, { foreignKeysOff: true, recreatesEnums });
      if (again === null) throw error;
      recreatesEnums = true;
      await connection.run([statement("ROLLBACK TO SAVEPOINT mig_trace")]);
    }
  }
}

async function traceStep(
  environment: Environment,
  database: Database,
  {
    step,
    revision,
    recreatesEnums,
    alone,
  }: {
    readonly step: Step;
    readonly revision: LoadedRevision;
    readonly recreatesEnums: boolean;
    /** Each statement in a transaction of its own, if in any. */
    readonly alone: boolean;
  },
): Promise<TracedRevision> {
  const { connection, dialect } = database;
  const observer = await dialect.observe(connection);
  const statements: TracedStatement[] = [];
  const one = async (piece: Statement): Promise<void> => {
    const wrapped = alone && piece.transactional;
    if (wrapped) await connection.begin({ foreignKeysOff: piece.foreignKeysOff });
    const started = environment.now().getTime();
    await connection.run([piece]);
    const durationMs = environment.now().getTime() - started;
    const work = await observer.workOf(piece.sql);
    if (wrapped) await connection.commit();
    statements.push({ sql: piece.sql, durationMs, inTransaction: !alone || wrapped, ...work });
  };
  const run = async (all: readonly Statement[]): Promise<void> => {
    for (const whole of all) for (const piece of statementPieces(whole, dialect.lexical)) await one(piece);
  };
  const begin = async (): Promise<void> => undefined;
  const transport: StepTransport = {
    begin,
    run,
    unguarded: (work) => work(),
    dataCalls: dataCallsOf(run, begin),
    check: () => undefined,
    recreatesEnums,
    stays: false,
    asked: null,
  };
  const context = contextOf(environment, database);
  await runBody(
    context,
    step,
    revision,
    watchedTransport(context, step, revision, () => transport),
  );
  return { revision: step.revision.id, path: step.revision.path, statements };
}

function contextOf(environment: Environment, database: Database): StepContext {
  return {
    ...replayContext(environment, database),
    insideRun: true,
    report: () => undefined,
    signal: null,
  };
}
