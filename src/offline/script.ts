import type { Plan } from "../core/graph/plan.ts";
import { make } from "../core/operations/make.ts";
import { emptySchema } from "../core/schema/schema.ts";
import { withParameters } from "../core/sql/parameters.ts";
import { repeatedDirection } from "../records/journal.ts";
import { loadedRepeatable } from "../revisions/load.ts";
import type { Repeatable } from "../revisions/repeatable.ts";
import type { StampPlan } from "../core/graph/stamp.ts";
import type { Dialect, Statement } from "../dialects/dialect.ts";
import { renderScript, type ScriptedStatement, type ScriptedStep } from "../rendering/sql-script.ts";
import type { Environment } from "../project/environment.ts";
import { compileOffline } from "./offline.ts";
import { versionTable } from "../records/version-table.ts";

/** The script of a plan, made without a database; `fresh` adds what makes the version table. */
export async function scriptOf(
  environment: Environment,
  plan: Plan,
  options: { readonly fresh: boolean; readonly repeatables: readonly Repeatable[] },
): Promise<string> {
  const dialect = await environment.dialect();
  const table = versionTable(dialect, environment.settings.versionTable);
  const scripts = options.repeatables.map((script) => repeated(dialect, script, plan.to));
  const steps = (await compileOffline(environment, plan)).map(
    ({ step, transaction, statements }): ScriptedStep => ({
      revision: step.revision.id,
      direction: step.direction,
      message: step.revision.message,
      from: step.from,
      to: step.to,
      statements: statements.map((each) => scripted(dialect, each, transaction)),
      versionStatements: table.script(step.rows),
    }),
  );
  const transaction = environment.settings.transaction ?? "step";
  const preamble = options.fresh ? [table.create.sql] : [];
  const restamp =
    plan.restamp === null
      ? []
      : [stampStep(plan.from, steps[0]?.from ?? plan.to, table.script(plan.restamp))];
  return renderScript({
    dialect: dialect.name,
    transaction,
    preamble,
    steps: [...restamp, ...steps, ...scripts],
  });
}

/** The script of a stamp. */
export async function stampScript(
  environment: Environment,
  plan: StampPlan,
  options: { readonly fresh: boolean },
): Promise<string> {
  const dialect = await environment.dialect();
  const table = versionTable(dialect, environment.settings.versionTable);
  const step = stampStep(plan.from, plan.to, table.script(plan.rows));
  const preamble = options.fresh ? [table.create.sql] : [];
  return renderScript({ dialect: dialect.name, transaction: "step", preamble, steps: [step] });
}

function stampStep(
  from: readonly string[],
  to: readonly string[],
  versionStatements: readonly string[],
): ScriptedStep {
  return {
    revision: to.join(", "),
    direction: "stamp",
    message: "",
    from,
    to,
    statements: [],
    versionStatements,
  };
}

/** A repeatable script, after which the database stands where it stood. */
function repeated(dialect: Dialect, script: Repeatable, heads: readonly string[]): ScriptedStep {
  const { transaction } = loadedRepeatable(script);
  const statements = dialect.compile([make.execute(script.text)], emptySchema);
  return {
    revision: script.name,
    direction: repeatedDirection,
    message: script.name,
    from: heads,
    to: heads,
    statements: statements.map((each) => scripted(dialect, each, transaction)),
    versionStatements: [],
  };
}

function scripted(
  dialect: Dialect,
  { sql, params, transactional, foreignKeysOff }: Statement,
  inTransaction: boolean,
): ScriptedStatement {
  const transaction = transactional && inTransaction;
  return { sql: inline(dialect, sql, params), transactional: transaction, foreignKeysOff };
}

/** A statement with its parameters written into it. */
function inline(dialect: Dialect, sql: string, params: readonly unknown[]): string {
  if (params.length === 0) return sql;
  return withParameters(sql, dialect.lexical, (position) => dialect.literal(params[position - 1]));
}
