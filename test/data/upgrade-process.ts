// A process of its own that upgrades the project in a folder to its heads, once or several times as one would
// start over, and says when a step starts. `MIG_TEST_DIE=<batches> <ms>` kills it that long after so many batches.
import { writeSync } from "node:fs";
import { Worker } from "node:worker_threads";
import { upgrade } from "../../src/commands/upgrade.ts";
import { openProject } from "../../src/project/open-project.ts";

const [folder = ".", times = "1"] = process.argv.slice(2);
const batchDone = killer(process.env["MIG_TEST_DIE"] ?? "");
for (let run = 0; run < Number(times); run += 1) {
  const environment = await openProject({
    folder,
    overrides: { confirmBreaking: true },
    report: (event) => {
      if (event.kind === "step-started") writeSync(1, `started ${event.revision}\n`);
      if (event.kind === "progress") batchDone();
    },
  });
  await upgrade(environment, { target: "heads" });
}
process.exit();

/** On a thread of its own: a driver that never waits would not let a timer of this one come to its turn. */
function killer(when: string): () => void {
  if (when === "") return () => undefined;
  const [batches = 1, ms = 0] = when.split(" ").map(Number);
  const done = new Int32Array(new SharedArrayBuffer(4));
  new Worker(
    `const { done, batches, ms } = require("node:worker_threads").workerData;
    for (let seen = 0; seen < batches; seen = Atomics.load(done, 0)) Atomics.wait(done, 0, seen);
    Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, ms);
    process.kill(process.pid, "SIGKILL");`,
    { eval: true, workerData: { done, batches, ms } },
  ).unref();
  return () => {
    const seen = Atomics.add(done, 0, 1) + 1;
    Atomics.notify(done, 0);
    // The next batch is not begun, however late the other thread is on a loaded machine.
    if (seen >= batches + Math.sign(ms)) Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0);
  };
}
