import type { Plan, Step } from "../core/graph/plan.ts";
import { planUpgrade } from "../core/graph/plan.ts";
import type { StampPlan } from "../core/graph/stamp.ts";
import { applyOperation } from "../core/operations/apply.ts";
import type { Operation } from "../core/operations/operations.ts";
import { emptySchema, type Schema } from "../core/schema/schema.ts";
import type { Dialect, Statement } from "../dialects/dialect.ts";
import { renderScript, type ScriptedStatement, type ScriptedStep } from "../rendering/sql-script.ts";
import type { Environment } from "./environment.ts";
import { recordStep, replay } from "./replay.ts";
import { versionTable } from "./version-table.ts";

/** The script of a plan, made without a database; `fresh` adds what makes the version table. */
export async function scriptOf(
  environment: Environment,
  plan: Plan,
  options: { readonly fresh: boolean },
): Promise<string> {
  const dialect = await environment.dialect();
  const table = versionTable(dialect, environment.settings.versionTable);
  let structure: Schema | null = null;
  const steps: ScriptedStep[] = [];
  for (const step of plan.steps) {
    const revision = await environment.load(step.revision.path);
    const operations = await recordStep(environment, step, revision, { purpose: "script", mode: "a script" });
    // What the tables look like is asked only when a statement depends on it: it needs all steps before.
    if (structure === null && operations.some((each) => dialect.readsSchema(each)))
      structure = await structureAt(environment, plan, step);
    const statements = compile(dialect, operations, structure ?? emptySchema);
    structure = structure === null ? null : operations.reduce(applyOperation, structure);
    steps.push({
      revision: step.revision.id,
      direction: step.direction,
      message: step.revision.message,
      from: step.from,
      to: step.to,
      statements: statements.map((each) => scripted(dialect, each, revision.transaction)),
      versionStatements: table.script(step.rows),
    });
  }
  const { transaction } = environment.settings;
  return renderScript({
    dialect: dialect.name,
    transaction,
    preamble: options.fresh ? [table.create.sql] : [],
    steps,
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
  const step: ScriptedStep = {
    revision: plan.to.join(", "),
    direction: "stamp",
    message: "",
    from: plan.from,
    to: plan.to,
    statements: [],
    versionStatements: table.script(plan.rows),
  };
  const preamble = options.fresh ? [table.create.sql] : [];
  return renderScript({ dialect: dialect.name, transaction: "step", preamble, steps: [step] });
}

/** The structure right before a step, from a replay of everything that is applied by then. */
async function structureAt(environment: Environment, plan: Plan, step: Step): Promise<Schema> {
  const { graph } = environment.scripts();
  const before = step.headsBefore.flatMap((head) => planUpgrade(graph, [], head).steps);
  const once = [...new Map(before.map((each) => [each.revision.id, each])).values()];
  return replay(environment, once, `the script from ${plan.from.join(", ") || "base"}`);
}

/** Operations that need no structure are compiled with their neighbours all the same, so that order is kept. */
function compile(dialect: Dialect, operations: readonly Operation[], before: Schema): readonly Statement[] {
  const statements: Statement[] = [];
  let schema = before;
  for (let at = 0; at < operations.length;) {
    const first = operations[at];
    if (first === undefined) break;
    const reads = dialect.readsSchema(first);
    let end = at + 1;
    while (reads && operations[end] !== undefined && dialect.readsSchema(operations[end] ?? first)) end += 1;
    const group = operations.slice(at, end);
    statements.push(...dialect.compile(group, schema));
    schema = group.reduce(applyOperation, schema);
    at = end;
  }
  return statements;
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
  let next = 0;
  const quoted = /'(?:[^']|'')*'|"(?:[^"]|"")*"|\$(\d+)|\?/gu;
  return sql.replace(quoted, (match, number?: string) => {
    if (number !== undefined) return dialect.literal(params[Number(number) - 1]);
    return match === "?" ? dialect.literal(params[next++]) : match;
  });
}
