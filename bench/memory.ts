import { line, writeHistory } from "./history.ts";
import { interleave, ratios } from "./measure.ts";
import { mig, removeDatabase, type Scenario } from "./scenario.ts";

const [many, few] = [5000, 500];

/** What a long run holds in memory, beside a tenth of it. */
export const memory: Scenario = {
  name: "memory of a long run",
  async run({ folder, rounds }) {
    const contender = (count: number): Parameters<typeof interleave>[0][number] => {
      const project = `${folder}/${count}`;
      writeHistory(project, { count, shape: line, dialect: "sqlite", url: "./app.db" });
      return {
        name: `mig upgrade head, ${count} revisions`,
        command: mig("upgrade", "head", "--quiet"),
        folder: project,
        memory: true,
        before: () => removeDatabase(project, "app.db"),
      };
    };
    const [long, short] = [contender(many), contender(few)];
    const measured = await interleave([long, short], Math.max(1, Math.floor(rounds / 7)));
    return ratios(measured, long.name, { [short.name]: 1.2 }, "megabytes");
  },
};
