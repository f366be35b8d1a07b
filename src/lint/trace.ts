import { planUpgrade, type Step } from "../core/graph/plan.ts";
import { required } from "../core/graph/traverse.ts";
import { cannotTrace } from "../core/errors/run.ts";
import type { Lexical } from "../core/sql/lexical.ts";
import { statementsOf } from "../core/sql/statements.ts";
import { dataCallsOf } from "../data/data-calls.ts";
import type { Statement, StatementWork } from "../dialects/dialect.ts";
import type { Database, Environment } from "../project/environment.ts";
import type { LoadedRevision } from "../revisions/load.ts";
import { noGuard } from "../run/loss-guard.ts";
import { withUsableLabels } from "../run/step.ts";
import type { StepContext } from "../run/step-entry.ts";
import { runBody, type StepTransport } from "../run/transport.ts";
import { onScratch } from "../workbench/scratch-run.ts";
import { saidInSql } from "../dialects/sql.ts";

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

/** Run steps on an empty database to which all before them has been done; null when none can be had. */
export async function traceOnScratch(
  environment: Environment,
  database: Database,
  asked: ReadonlySet<string>,
): Promise<readonly TracedRevision[] | null> {
  const { graph } = environment.scripts();
  const { steps } = planUpgrade(graph, [], "heads");
  const last = steps.findLastIndex(({ revision }) => asked.has(revision.id));
  return onScratch(environment, database, async (scratch) => {
    const traced: TracedRevision[] = [];
    let waiting: Step[] = [];
    for (const step of steps.slice(0, last + 1)) {
      if (!asked.has(step.revision.id)) {
        waiting.push(step);
        continue;
      }
      if (waiting.length > 0) await scratch.run(waiting);
      waiting = [];
      const revision = await environment.load(step.revision.path);
      const { connection } = scratch.database;
      if (!revision.transaction) {
        traced.push(await traceByItself(environment, scratch.database, step, revision));
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
    if (!revision.transaction) throw cannotTrace(step.revision.id, step.revision.path);
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
  await connection.run([savepoint("SAVEPOINT mig_trace")]);
  for (;;) {
    try {
      return await traceStep(environment, database, { step, revision, recreatesEnums, alone: false });
    } catch (error) {
      const again = withUsableLabels(error, { foreignKeysOff: true, recreatesEnums });
      if (again === null) throw error;
      recreatesEnums = true;
      await connection.run([savepoint("ROLLBACK TO SAVEPOINT mig_trace")]);
    }
  }
}

async function traceByItself(
  environment: Environment,
  database: Database,
  step: Step,
  revision: LoadedRevision,
): Promise<TracedRevision> {
  return traceStep(environment, database, { step, revision, recreatesEnums: false, alone: true });
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
  const one = async (statement: Statement): Promise<void> => {
    const wrapped = alone && statement.transactional;
    if (wrapped) await connection.begin({ foreignKeysOff: statement.foreignKeysOff });
    const started = environment.now().getTime();
    await connection.run([statement]);
    const durationMs = environment.now().getTime() - started;
    const work = await observer.workOf(statement.sql);
    if (wrapped) await connection.commit();
    statements.push({ sql: statement.sql, durationMs, inTransaction: !alone || wrapped, ...work });
  };
  const run = async (all: readonly Statement[]): Promise<void> => {
    for (const statement of all) for (const piece of piecesOf(statement, dialect.lexical)) await one(piece);
  };
  const begin = async (): Promise<void> => undefined;
  const transport: StepTransport = {
    begin,
    run,
    unguarded: (work) => work(),
    dataCalls: dataCallsOf(run, begin),
    check: () => undefined,
    recreatesEnums,
  };
  await runBody(contextOf(environment, database), step, revision, transport);
  return { revision: step.revision.id, path: step.revision.path, statements };
}

function contextOf(environment: Environment, database: Database): StepContext {
  const { settings, now, runner, toolVersion } = environment;
  return {
    ...database,
    root: settings.root,
    now,
    runner,
    toolVersion,
    report: () => undefined,
    signal: null,
    details: () => null,
    texts: null,
    requires: (revision) => required(environment.scripts().graph, [revision]),
    restart: false,
    elsewhere: null,
    insideRun: true,
    called: () => undefined,
    fold: null,
    besides: null,
    mode: "replay",
    guard: noGuard,
  };
}

/** Each statement of a text by itself. */
function piecesOf(statement: Statement, lexical: Lexical): readonly Statement[] {
  const pieces = statement.params.length > 0 ? [] : statementsOf(statement.sql, lexical);
  return pieces.length < 2 ? [statement] : pieces.map(({ sql }) => ({ ...statement, sql: saidInSql(sql) }));
}

function savepoint(sql: string): Statement {
  return { sql: saidInSql(sql), params: [], transactional: true, foreignKeysOff: false };
}
