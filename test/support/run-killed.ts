import { spawn } from "node:child_process";
import { join } from "node:path";
import { compiledSource } from "./ask.ts";
import type { Project } from "./project.ts";

/** Run an upgrade, killed at a call of the database; the number of calls when it came to its end. */
export async function runKilled(project: Project, mode = "", place = 0): Promise<number | null> {
  const program = join(await compiledSource(), "test/support/killed-upgrade-process.js");
  return new Promise((done, fail) => {
    const child = spawn(process.execPath, [program, project.folder, mode, String(place)], {
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
