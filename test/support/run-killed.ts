import { spawn } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { expect } from "vitest";
import { downgrade } from "../../src/commands/downgrade.ts";
import { upgrade } from "../../src/commands/upgrade.ts";
import { compiledSource } from "./ask.ts";
import type { Project } from "./project.ts";

/** Where a run is killed: before a call of the database, or while it is under way. */
export type Moment = "before" | "during";

/** Where a run leads: up to the heads or down to base. */
export type Target = "heads" | "base";

/**
 * Run an upgrade, or a downgrade to base, in a process that is killed at a call of the database; the number of calls
 * when it came to its end.
 */
export async function runKilled(
  project: Project,
  mode: Moment | "" = "",
  place = 0,
  target: Target = "heads",
): Promise<number | null> {
  const program = join(await compiledSource(), "test/support/killed-upgrade-process.js");
  return new Promise((done, fail) => {
    const child = spawn(process.execPath, [program, project.folder, mode, String(place), target], {
      stdio: ["ignore", "pipe", "pipe"],
    });
    let [said, errors] = ["", ""];
    child.stdout.on("data", (text: Buffer) => (said += text.toString()));
    child.stderr.on("data", (text: Buffer) => (errors += text.toString()));
    child.on("close", (code, signal) => {
      if (code === 0) done(Number(said));
      else if (signal === "SIGKILL") done(null);
      else fail(new Error(errors));
    });
  });
}

/** The same run in this process, to its end. */
export async function runOn(project: Project, target: Target = "heads"): Promise<void> {
  const mig = await project.open({ confirmBreaking: true });
  await (target === "heads" ? upgrade(mig, { target }) : downgrade(mig, { target }));
}

/** Run a process of the tests, named by its file, on a project that has a revision which kills it. */
export async function runDeadly({ folder }: Project, file: string): Promise<void> {
  const program = join(await compiledSource(), file.replace(/\.ts$/u, ".js"));
  const child = spawn(process.execPath, [program, folder], { stdio: "inherit" });
  expect(await once(child, "close")).toEqual([null, "SIGKILL"]);
}

/** What was to come out of a run that was killed and run again. */
export interface Killing {
  /** A project that is ready for the run. */
  readonly made: () => Promise<Project>;
  /** All that can be seen of how a run went. */
  readonly outcome: (project: Project) => Promise<object>;
  readonly mode: Moment;
  /** Which of the calls, of so many, a run is killed at. */
  readonly places: (calls: number) => readonly number[];
}

/** Kill runs at their calls, run them again, and compare; gives what came out where that differs from a run that nobody has killed. */
export async function killings({ made, outcome, mode, places }: Killing): Promise<{
  readonly calls: number;
  readonly expected: object;
  readonly failures: readonly unknown[];
}> {
  const faultless = await made();
  const calls = (await runKilled(faultless)) ?? 0;
  const expected = await outcome(faultless);
  const failures: unknown[] = [];
  const next = [...places(calls)];
  const work = async (): Promise<void> => {
    for (let place = next.shift(); place !== undefined; place = next.shift()) {
      const project = await made();
      await runKilled(project, mode, place);
      const again = await runOn(project).then(
        () => null,
        (error: unknown) => error,
      );
      const found = again ?? (await outcome(project));
      if (JSON.stringify(found) !== JSON.stringify(expected)) failures.push({ place, found });
    }
  };
  await Promise.all([work(), work()]);
  return { calls, expected, failures };
}

/** Every n-th of the calls; with MIG_TEST_FAULTS=all every one. */
export function everyNth(stride: number, offset = 0): Killing["places"] {
  const every = process.env["MIG_TEST_FAULTS"] === "all" ? 1 : stride;
  return (calls) =>
    Array.from({ length: calls }, (_, index) => index + 1).filter((place) => (place + offset) % every === 0);
}
