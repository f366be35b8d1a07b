#!/usr/bin/env node
import { closeSync } from "node:fs";
import module from "node:module";

// Compiled code is kept between runs where Node can (22.8 and later).
(module as { enableCompileCache?: () => unknown }).enableCompileCache?.();

// A reader that has seen enough (`mig history | head`) is no failure, and no reason to stop amid a run; nor is a
// terminal that was closed.
for (const stream of [process.stdout, process.stderr])
  stream.on("error", (error: NodeJS.ErrnoException) => {
    if (error.code === "EIO") process.off("exit", leaveTerminal).once("exit", leaveTerminal);
    else if (error.code !== "EPIPE") throw error;
  });

// While a run is at work, the first of these asks it to stop where it can go on later; the second ends the process.
const stop = new AbortController();
let isArmed = false;
const arm = (): void => {
  if (isArmed) return;
  isArmed = true;
  for (const signal of ["SIGINT", "SIGTERM"] as const) process.once(signal, () => stop.abort());
};

const { run } = await import("./run.ts");
const { stdout, stderr, env } = process;
const host = {
  stdout,
  stderr,
  env,
  cwd: () => process.cwd(),
  signals: process,
  // Opened when something is asked: only then is anything read from it.
  get stdin() {
    return process.stdin;
  },
};
process.exitCode = await run(process.argv.slice(2), host, { signal: stop.signal, arm });

/** Node 20 aborts where it cannot put a terminal back as it was; what is closed it leaves alone. */
function leaveTerminal(): void {
  for (const descriptor of [0, 1, 2]) closeSync(descriptor);
}
