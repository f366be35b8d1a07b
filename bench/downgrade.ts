import { line, writeHistory } from "./history.ts";
import { interleave, ratios } from "./measure.ts";
import { copyDatabase, mig, must, removeDatabase, type Scenario } from "./scenario.ts";

const count = 1000;

/** Taking back what the upgrade of the same history has made, a transaction each step both ways. */
export const downgrade: Scenario = {
  name: "downgrade on SQLite",
  async run({ folder, rounds }) {
    writeHistory(folder, { count, shape: line, dialect: "sqlite", url: "./app.db", transaction: "step" });
    must(folder, mig("upgrade", "head", "--quiet"));
    copyDatabase(folder, "app.db", "head.db");
    const up = `mig upgrade head, ${count} revisions`;
    const down = `mig downgrade base, ${count} revisions`;
    const times = await interleave(
      [
        {
          name: up,
          command: mig("upgrade", "head", "--quiet"),
          folder,
          before: () => removeDatabase(folder, "app.db"),
        },
        {
          name: down,
          command: mig("downgrade", "base", "--quiet", "--yes"),
          folder,
          before: () => copyDatabase(folder, "head.db", "app.db"),
        },
      ],
      Math.max(1, Math.floor(rounds / 5)),
    );
    return ratios(times, down, { [up]: 1 });
  },
};
