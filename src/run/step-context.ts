import { required } from "../core/graph/traverse.ts";
import type { Step } from "../core/graph/plan.ts";
import type { Database, Environment } from "../project/environment.ts";
import type { Confirmed } from "./confirm.ts";
import { createLossGuard, noGuard } from "./loss-guard.ts";
import type { StepContext } from "./step-entry.ts";

/** What the steps of one run share. */
export interface SharedBySteps {
  /** What somebody has agreed to; null: anything, or nothing can be lost. */
  readonly confirmed: Confirmed | null;
  readonly texts: ReadonlySet<string> | null;
  readonly restart: boolean;
  readonly mode: "live" | "replay";
  readonly called: StepContext["called"];
  /** What the journal keeps of a step in addition. */
  readonly details: (step: Step) => Readonly<Record<string, unknown>>;
}

/** What the steps of a run are run with. */
export function stepContext(
  environment: Environment,
  database: Database,
  shared: SharedBySteps,
): StepContext {
  const { settings, now, runner, toolVersion, report, signal, randomHex } = environment;
  const { confirmed, details, ...others } = shared;
  return {
    ...database,
    ...others,
    insideRun: false,
    fold: null,
    onSideEffect: null,
    root: settings.root,
    now,
    runner,
    toolVersion,
    report,
    signal,
    details(step) {
      const all = details(step);
      return Object.keys(all).length === 0 ? null : JSON.stringify(all);
    },
    patience: {
      limitMs: settings.busyTimeout,
      random: () => Number.parseInt(randomHex(4), 16) / 2 ** 32,
    },
    requires: (revision) => required(environment.scripts().graph, [revision]),
    elsewhere: shared.mode === "live" ? anotherConnection(environment) : null,
    guard: confirmed === null ? noGuard : createLossGuard(database, confirmed, settings.confirmAbove),
  };
}

/** What steps on a copy are run with: nobody is asked, and nothing is kept. */
export function replayContext(environment: Environment, database: Database): StepContext {
  return stepContext(environment, database, {
    confirmed: null,
    texts: null,
    restart: false,
    mode: "replay",
    called: () => undefined,
    details: () => ({}),
  });
}

/** Another session of a server; a file that is busy is so for every connection. */
function anotherConnection({ settings, connected }: Environment): StepContext["elsewhere"] {
  if (settings.client !== undefined || settings.dialect === "sqlite") return null;
  return (line) => connected(({ connection }) => connection.run([line]));
}
