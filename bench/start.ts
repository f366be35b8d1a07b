import { spawnSync } from "node:child_process";
import { join } from "node:path";
import { line, writeHistory } from "./history.ts";
import { interleave, ratios, type Contender, type Ratio } from "./measure.ts";
import { mig, type Scenario } from "./scenario.ts";

/** How long commands take that only look, beside a Node that does nothing. */
export const start: Scenario = {
  name: "commands that look",
  async run({ folder, rounds }) {
    const small = await looking(join(folder, "10"), 10, ["heads", "current", "history"], 1.5, rounds);
    const large = await looking(join(folder, "5000"), 5000, ["heads", "current"], 2, rounds);
    return [...small, ...large];
  },
};

async function looking(
  folder: string,
  count: number,
  commands: readonly string[],
  goal: number,
  rounds: number,
): Promise<readonly Ratio[]> {
  writeHistory(folder, { count, shape: line, dialect: "sqlite", url: "./app.db" });
  const [program, ...args] = mig("stamp", "head");
  spawnSync(program, args, { cwd: folder });
  const idle: Contender = { name: "node -e 0", command: [process.execPath, "-e", "0"], folder };
  const named = commands.map((command) => ({
    name: `mig ${command}, ${count} revisions`,
    command: mig(command),
    folder,
  }));
  const times = await interleave([idle, ...named], rounds);
  return named.flatMap(({ name }) => ratios(times, name, { [idle.name]: goal }));
}
