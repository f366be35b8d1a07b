import { command, type Command } from "../command.ts";
import { choice, flag, number, required, text } from "../options.ts";

const verbose = flag("Show everything that the headers say", "v");

/** Commands that look and change nothing. */
export const reading: readonly Command[] = [
  command({
    name: "history",
    describe: "Show the revisions, newest first",
    options: {
      verbose,
      revRange: text("Only START:END; either side may be left out, e.g. -3:current", "RANGE", "r"),
      indicateCurrent: flag(
        "Mark where the database stands, and files that were edited after they were applied",
        "i",
      ),
    },
    async run({ open }, { revRange, indicateCurrent = false }) {
      const { history } = await import("../../commands/history.ts");
      return history(await open(), {
        indicateCurrent,
        ...(revRange === undefined ? {} : { range: revRange }),
      });
    },
    print: async (result, style, { verbose: all = false }) =>
      (await import("../print/history.ts")).printHistory(result, style, all),
  }),
  command({
    name: "show",
    describe: "Show all about revisions",
    arguments: { revision: required("an id, a label, head, heads, or current") },
    run: async ({ open }, { revision }) =>
      (await import("../../commands/show.ts")).show(await open(), { revision }),
    print: async ({ revisions }, style) => (await import("../print/entry.ts")).printEntries(revisions, style),
  }),
  command({
    name: "heads",
    describe: "Show the revisions that nothing follows",
    options: { verbose, resolveDependencies: flag("Only those that no other revision depends on") },
    async run({ open }, { resolveDependencies = false }) {
      const { heads } = await import("../../commands/heads.ts");
      return heads(await open(), { resolveDependencies });
    },
    print: async ({ heads }, style, { verbose: all = false }) => {
      const { printEntries, printLines } = await import("../print/entry.ts");
      if (heads.length === 0) return "There are no revisions yet.\n";
      return all ? printEntries(heads, style) : printLines(heads, style);
    },
  }),
  command({
    name: "branches",
    describe: "Show where the history branches",
    options: { verbose },
    run: async ({ open }) => (await import("../../commands/branches.ts")).branches(await open()),
    print: async (result, style, { verbose: all = false }) =>
      (await import("../print/branches.ts")).printBranches(result, style, all),
  }),
  command({
    name: "current",
    describe: "Show where the database stands",
    options: { verbose, checkHeads: flag("End with exit code 3 when it is not on all heads") },
    async run({ open }, { checkHeads = false }) {
      const { current } = await import("../../commands/current.ts");
      return current(await open(), { checkHeads });
    },
    print: async (result, style, { verbose: all = false }) =>
      (await import("../print/current.ts")).printCurrent(result, style, all),
  }),
  command({
    name: "doctor",
    describe: "Look at all that a run leans on, and say what is wrong and what to do",
    run: async ({ open }) => (await import("../../commands/doctor.ts")).doctor(await open()),
    print: async (result, style) => (await import("../print/doctor.ts")).printDoctor(result, style),
    found: ({ ok }) => !ok,
  }),
  command({
    name: "log",
    describe: "Show every step that was ever tried on the database",
    options: {
      last: number("Only the newest", "COUNT", "n"),
      status: choice("Only steps that came to this", ["running", "applied", "errored"]),
    },
    async run({ open }, { last, status }) {
      const { log } = await import("../../commands/log.ts");
      return log(await open(), {
        ...(last === undefined ? {} : { last }),
        ...(status === undefined ? {} : { status }),
      });
    },
    print: async (result, style, { status }) =>
      (await import("../print/log.ts")).printLog(result, style, status),
  }),
  command({
    name: "completion",
    describe: "Print the script that teaches bash or zsh to complete mig: mig completion >> ~/.bashrc",
    run: async () => ({ script: await (await import("../help.ts")).completionScript() }),
    print: async ({ script }) => script,
  }),
];
