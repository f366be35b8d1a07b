import { command, type Command } from "../command.ts";
import { flag } from "../options.ts";

/** Commands that take over databases and histories from elsewhere. */
export const adopting: readonly Command[] = [
  command({
    name: "adopt",
    describe: "Find where a database stands that nobody stamped, and stamp it; exit code 3 if it is unclear",
    options: {
      dryRun: flag("Show where it stands and why, and write nothing"),
      stamp: flag("Stamp without asking"),
    },
    async run({ open }, options) {
      const { adopt } = await import("../../commands/adopt.ts");
      return adopt(await open(), options);
    },
    print: async (result, style) => (await import("../print/adopt.ts")).printAdopt(result, style),
    found: ({ state }) => state === "mixed" || state === "unsure",
  }),
];
