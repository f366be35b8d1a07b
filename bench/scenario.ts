import { spawnSync } from "node:child_process";
import { copyFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import type { Ratio } from "./measure.ts";

/** What a scenario finds around it. */
export interface Surroundings {
  /** A folder of its own, removed afterwards. */
  readonly folder: string;
  /** How many rounds are measured. */
  readonly rounds: number;
  /** Say why something is left out. */
  readonly skip: (what: string) => void;
}

/** One thing that is measured. */
export interface Scenario {
  readonly name: string;
  readonly run: (surroundings: Surroundings) => Promise<readonly Ratio[]>;
}

/** The root of the project. */
export const root: string = join(import.meta.dirname, "..");

/** The command line as it is published. */
export function mig(...args: readonly string[]): [string, ...string[]] {
  return [process.execPath, join(root, "dist/cli/main.js"), ...args];
}

/** Whether a program can be run here. */
export function isThere(program: string, ...args: readonly string[]): boolean {
  return spawnSync(program, args, { stdio: "ignore" }).status === 0;
}

/** Remove a SQLite database with what lies beside it. */
export function removeDatabase(folder: string, file: string): void {
  for (const ending of ["", "-journal", "-wal", "-shm"]) rmSync(join(folder, file + ending), { force: true });
}

/** Put a copy of a SQLite database in the place of another. */
export function copyDatabase(folder: string, from: string, to: string): void {
  removeDatabase(folder, to);
  copyFileSync(join(folder, from), join(folder, to));
}

/** Run what a scenario begins with; throws when it fails. */
export function must(folder: string, [program, ...args]: readonly [string, ...string[]]): void {
  const { status, stderr } = spawnSync(program, args, { cwd: folder, encoding: "utf8" });
  if (status !== 0) throw new Error(`${[program, ...args].join(" ")} ended with ${status}:\n${stderr}`);
}
