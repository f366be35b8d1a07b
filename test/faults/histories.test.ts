import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { downgrade } from "../../src/commands/downgrade.ts";
import { log } from "../../src/commands/log.ts";
import { upgrade } from "../../src/commands/upgrade.ts";
import {
  ableToFail,
  arbitraryFaults,
  arbitraryHistory,
  projectOf,
  stateOf,
  writeRevision,
  type Fault,
  type History,
} from "../support/histories.ts";
import { noPooler, startPooler } from "../support/pooler.ts";
import { dialects, type Project } from "../support/project.ts";
import { runKilled, runOn, type Target } from "../support/run-killed.ts";
import { openWire } from "../support/wire.ts";

/** A few in every run; more where others are drawn (`npm run properties -- test/faults`). */
const numRuns = process.env["MIG_TEST_SEED"] === undefined ? 2 : 20;

/** Do something with a project that is ready for a run in a direction. */
async function ready<T>(
  dialect: Project["dialect"],
  history: History,
  target: Target,
  work: (project: Project) => Promise<T>,
): Promise<T> {
  const project = await projectOf(dialect, history);
  try {
    if (target === "base") await runOn(project);
    else if (history.from !== "nothing")
      await upgrade(await project.open({ confirmBreaking: true }), { target: history.from });
    return await work(project);
  } finally {
    await project.remove();
  }
}

/** How many calls and messages a run has that nothing happens to, and what it leads to. */
interface Faultless {
  readonly calls: number;
  readonly messages: { readonly client: number; readonly server: number };
  readonly state: object;
}

async function faultless(dialect: Project["dialect"], history: History, target: Target): Promise<Faultless> {
  const counted = await ready(dialect, history, target, async (project) => ({
    calls: (await runKilled(project, "", 0, target)) ?? 0,
    state: await stateOf(project),
  }));
  if (dialect === "sqlite") return { ...counted, messages: { client: 0, server: 0 } };
  return ready(dialect, history, target, async (project) => {
    const wire = await openWire(project.url, null);
    const mig = await project.open({ url: wire.url, confirmBreaking: true, ...settingsOf(history) });
    await (target === "heads" ? upgrade(mig, { target }) : downgrade(mig, { target }));
    await wire.close();
    expect(await stateOf(project)).toEqual(counted.state);
    return { ...counted, messages: wire.messages() };
  });
}

function settingsOf({ sharing }: History): { readonly transaction?: "step" | "run" } {
  return sharing === null ? {} : { transaction: sharing };
}

/** Run into a fault; only the first run is known to come so far. */
async function runInto(
  fault: Fault,
  project: Project,
  history: History,
  target: Target,
  { calls, messages, isFirst }: Faultless & { readonly isFirst: boolean },
): Promise<void> {
  const attempt = async (url: string): Promise<unknown> => {
    const mig = await project.open({ url, confirmBreaking: true, ...settingsOf(history) });
    return (target === "heads" ? upgrade(mig, { target }) : downgrade(mig, { target })).then(
      () => null,
      (error: unknown) => error,
    );
  };
  if (fault.kind === "kill") {
    const place = 1 + Math.floor(fault.at * calls);
    const ended = await runKilled(project, fault.mode, place, target);
    if (isFirst) expect(ended).toBeNull();
    return;
  }
  if (fault.kind === "cut") {
    const message = 1 + Math.floor(fault.at * messages[fault.direction]);
    const wire = await openWire(project.url, { ...fault, message });
    await attempt(wire.url);
    if (isFirst) expect(wire.isCut()).toBe(true);
    await wire.close();
    return;
  }
  const able = ableToFail(history);
  const revision = able[Math.floor(fault.at * able.length)] ?? "";
  writeRevision(project, history, revision, true);
  const error = await attempt(project.url);
  writeRevision(project, history, revision, false);
  if (!isFirst) return;
  expect(error).toMatchObject({ code: "step-failed" });
  const { entries } = await log(await project.open());
  expect(entries.at(-1)).toMatchObject({
    revision: expect.stringMatching(new RegExp(`^(?:${revision}|s)$`, "u")),
    status: "errored",
  });
  expect(entries.at(-1)?.statement).toContain("nowhere");
}

describe.each(dialects)("any history on %s", (dialect) => {
  it.each(["heads", "base"] as const)(
    "comes to the same end on its way to %s, and has a whole journal, whatever happens to a run",
    { timeout: 900_000 },
    async (target) => {
      await fc.assert(
        fc.asyncProperty(arbitraryHistory, arbitraryFaults(dialect), async (history, faults) => {
          const undisturbed = await faultless(dialect, history, target);
          expect(undisturbed.state).toMatchObject({ incomplete: [] });
          for (const trial of faults)
            await ready(dialect, history, target, async (project) => {
              for (const [index, fault] of trial.entries())
                await runInto(fault, project, history, target, { ...undisturbed, isFirst: index === 0 });
              await runOn(project, target);
              expect(await stateOf(project), JSON.stringify(trial)).toEqual(undisturbed.state);
            });
        }),
        { numRuns, endOnFailure: true },
      );
    },
  );
});

describe("any history through a pooler, by four runners of two drivers at once", () => {
  it(
    "comes to the same end, and has a whole journal, whosever connection is cut",
    { timeout: 900_000 },
    async ({ skip }) => {
      skip(noPooler !== null, noPooler ?? "");
      const cuts = arbitraryFaults("postgresql").map((trials) =>
        trials.flat().flatMap((fault) => (fault.kind === "cut" ? [fault] : [])),
      );
      await fc.assert(
        fc.asyncProperty(arbitraryHistory, cuts, async (history, faults) => {
          const undisturbed = await faultless("postgresql", history, "heads");
          await ready("postgresql", history, "heads", async (project) => {
            const pooler = await startPooler(project.url, 2);
            const runners = ["postgres", "pg", "postgres", "pg"].map(async (driver, index) => {
              const fault = faults[index];
              const point =
                fault === undefined
                  ? null
                  : { ...fault, message: 1 + Math.floor(fault.at * undisturbed.messages[fault.direction]) };
              const wire = await openWire(pooler.url, point);
              const settings = { url: wire.url, driver, confirmBreaking: true, ...settingsOf(history) };
              const ended = await upgrade(await project.open(settings), { target: "heads" }).then(
                () => null,
                (error: unknown) => error,
              );
              await wire.close();
              return ended;
            });
            const ended = await Promise.all(runners);
            await pooler.stop();
            for (const each of ended)
              if (each !== null)
                expect(each).toMatchObject({
                  code: expect.stringMatching(
                    /^connection-|^(?:step|repeatable)-failed$|^lock-lost$/u,
                  ) as string,
                });
            await runOn(project);
            expect(await stateOf(project), JSON.stringify(faults)).toEqual(undisturbed.state);
          });
        }),
        { numRuns, endOnFailure: true },
      );
    },
  );
});
