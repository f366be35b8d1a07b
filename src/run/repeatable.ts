import { repeatableFailed } from "../core/errors/repeatable.ts";
import { stepFailed } from "../core/errors/run.ts";
import { stopIfAsked } from "../data/session.ts";
import type { Database, Environment, Records } from "../project/environment.ts";
import { repeatedDirection } from "../records/journal.ts";
import { loadedRepeatable, type LoadedRevision } from "../revisions/load.ts";
import type { Repeatable } from "../revisions/repeatable.ts";
import { runSingleStep, stepWithoutRevision } from "./single-step.ts";
import { confirmBreaking } from "./confirm.ts";
import { isDue, repeatableStates } from "./repeatable-state.ts";
import { stepContext } from "./step-context.ts";

/**
 * Run the repeatable scripts that are due on a database that stands at `heads`, one after the other, each as a step
 * of its own that leaves the heads alone. Returns the names of those that were run. Throws repeatable-failed.
 */
export async function runRepeatables(
  environment: Environment,
  database: Database,
  heads: readonly string[],
): Promise<readonly string[]> {
  const due = (await dueRepeatables(environment, database)).map((script) => ({
    script,
    step: stepWithoutRevision(script.name, script.path, "upgrade", heads),
    loaded: loadedRepeatable(script),
  }));
  if (due.length === 0) return [];
  const loaded = new Map(due.map((each) => [each.script.path, each.loaded]));
  const confirmed = await confirmBreaking(
    { ...environment, load: async (path) => loaded.get(path) ?? environment.load(path) },
    database,
    due.map(({ step }) => step),
    new Set(),
  );
  const context = stepContext(environment, database, {
    confirmed,
    texts: null,
    restart: true,
    mode: "live",
    called: () => undefined,
    details: () => ({}),
  });
  for (const { script, step, loaded: code } of due) {
    stopIfAsked(environment.signal, `before the repeatable script ${script.name}`, true);
    environment.report({ kind: "notice", level: "info", text: `Running repeatable script ${script.name}` });
    await runSingleStep(context, step, code, repeatedDirection).catch((error: unknown) => {
      // Told by its code there.
      throw failed(script, code, error);
    });
  }
  return due.map(({ script }) => script.name);
}

/** The scripts that an upgrade to the heads would run now, in order; reads only. */
export async function dueRepeatables(
  environment: Pick<Environment, "repeatables">,
  records: Pick<Records, "connection" | "journal">,
): Promise<readonly Repeatable[]> {
  const scripts = await environment.repeatables();
  if (scripts.length === 0) return [];
  const states = await repeatableStates(scripts, records);
  const names = new Set(states.filter(isDue).map(({ name }) => name));
  return scripts.filter(({ name }) => names.has(name));
}

function failed({ name, path }: Repeatable, { transaction }: LoadedRevision, error: unknown): unknown {
  return stepFailed.is(error) ? repeatableFailed(name, path, error.cause, transaction) : error;
}
