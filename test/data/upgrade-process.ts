// A process of its own that upgrades the project in a folder to its heads, once or several times as one would
// start anew, and says when a batch is done.
import { writeSync } from "node:fs";
import { upgrade } from "../../src/commands/upgrade.ts";
import { openProject } from "../../src/project/open-project.ts";

const [folder = ".", times = "1"] = process.argv.slice(2);
for (let run = 0; run < Number(times); run += 1) {
  const environment = await openProject({
    folder,
    overrides: { confirmBreaking: true },
    report: (event) => {
      if (event.kind === "progress") writeSync(1, `${event.label} ${event.done}\n`);
    },
  });
  await upgrade(environment, { target: "heads" });
}
