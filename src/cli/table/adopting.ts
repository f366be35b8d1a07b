import { command, type Command } from "../command.ts";
import { flag, optional, required, text } from "../options.ts";

/** Commands that take over databases and histories from elsewhere. */
export const adopting: readonly Command[] = [
  command({
    name: "adopt",
    describe:
      "Find where an unmanaged database stands and stamp it, showing the evidence; exit code 3 if it is unclear",
    options: {
      dryRun: flag("Show where it stands and why, and write nothing"),
      stamp: flag("Stamp without asking on a terminal; elsewhere nobody is asked"),
      again: flag("Look although the version table has rows, and put them right"),
    },
    async run({ open }, options) {
      const { adopt } = await import("../../commands/adopt.ts");
      return adopt(await open(), options);
    },
    print: async (result, style) => (await import("../print/adopt.ts")).printAdopt(result, style),
    found: ({ state }) => state === "mixed" || state === "unsure",
  }),
  command({
    name: "import",
    describe: "Turn the history of drizzle-kit into revisions, and stamp a database that it was run on",
    arguments: {
      from: required("what wrote the history: drizzle"),
      folder: optional("its folder; drizzle.config's `out`, else ./drizzle, when not given"),
    },
    options: {
      dryRun: flag("Show what would be written and stamped, and touch nothing"),
      noProof: flag("Import migrations that cannot be run on an empty database as well"),
    },
    async run({ open }, { from, folder, noProof, ...options }) {
      const { importHistory } = await import("../../commands/import-history.ts");
      return importHistory(await open(), {
        from,
        ...options,
        ...(folder === null ? {} : { folder }),
        proof: noProof !== true,
      });
    },
    print: async (result, style) => (await import("../print/imported.ts")).printImport(result, style),
    found: ({ blocked }) => blocked,
  }),
  command({
    name: "squash",
    describe: "Write one revision that replaces others and does what they do",
    arguments: { range: required("lowest:highest, both included; :highest begins at the first revision") },
    options: {
      message: text("What the revision does; its first line names the file", "TEXT", "m"),
      revId: text("The id, instead of a random one", "ID"),
      versionPath: text("The revision folder to write to, where there are several", "FOLDER"),
    },
    async run({ open }, { range, revId: revisionId, ...options }) {
      const { squash } = await import("../../commands/squash.ts");
      return squash(await open(), { range, ...options, ...(revisionId === undefined ? {} : { revisionId }) });
    },
    print: async (result, style) => (await import("../print/squash.ts")).printSquash(result, style),
  }),
];
