import { join } from "node:path";
import { braid, writeHistory } from "./history.ts";
import { interleave, ratios } from "./measure.ts";
import { mig, type Scenario } from "./scenario.ts";

const count = 20_000;

/** A long history full of merges and dependencies: reading its files, and planning the way through all of it. */
export const plan: Scenario = {
  name: "a plan over 20,000 revisions",
  async run({ folder, rounds, skip }) {
    writeHistory(folder, { count, shape: braid, dialect: "sqlite", url: "./app.db" });
    const read = "reading the files";
    const own = `mig upgrade heads --dry-run, ${count} revisions`;
    const contenders = [
      {
        name: read,
        command: [process.execPath, join(import.meta.dirname, "read-files.mjs"), "revisions"],
        folder,
      },
      { name: own, command: mig("upgrade", "heads", "--dry-run", "--json"), folder },
    ] as const;
    const times = await interleave(contenders, Math.ceil(rounds / 3));
    const base = times.get(read) ?? [];
    const more = (times.get(own) ?? []).map(
      ({ milliseconds }, round) => milliseconds - (base[round]?.milliseconds ?? 0),
    );
    skip(
      `(${own}: ${Math.min(...more).toFixed(0)} to ${Math.max(...more).toFixed(0)} ms more than reading; the goal is 300)`,
    );
    return ratios(times, own, { [read]: 3 });
  },
};
