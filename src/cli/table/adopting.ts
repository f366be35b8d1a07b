import type { ImportResult } from "../../commands/import-history.ts";
import type { TableImportResult } from "../../commands/import-table.ts";
import { badUsage } from "../../core/errors/run.ts";
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
      repair: flag("Set a mixed state right first, where nothing is lost by it"),
    },
    async run({ open }, { repair, ...options }) {
      const { adopt } = await import("../../commands/adopt.ts");
      return adopt(await open(repair === undefined ? {} : { overrides: { repair } }), options);
    },
    print: async (result, style) => (await import("../print/adopt.ts")).printAdopt(result, style),
    found: ({ state }) => state === "mixed" || state === "unsure",
  }),
  command({
    name: "pull",
    describe: "Write the tables of the database as a Drizzle schema, and say what Drizzle cannot express",
    arguments: {
      file: optional("the file to write; where the configuration looks for the schema, when not given"),
    },
    options: {
      force: flag("Write over a file that is there"),
      dryRun: flag("Print the schema, and write nothing"),
    },
    async run({ open }, { file, ...options }) {
      const { pull } = await import("../../commands/pull.ts");
      return pull(await open(), { ...options, ...(file === null ? {} : { file }) });
    },
    print: async (result, style) => (await import("../print/pull.ts")).printPull(result, style),
  }),
  command({
    name: "import",
    describe:
      "Turn the history of drizzle-kit into revisions and stamp a database that it was run on, or take over the table in which another tool keeps what it has run",
    arguments: {
      from: required("what wrote the history: drizzle; or table, for a table of names or Alembic's"),
      source: optional(
        "the folder of drizzle-kit (drizzle.config's `out`, else ./drizzle, when not given), or the name of the table",
      ),
    },
    options: {
      dryRun: flag("Show what would be written and stamped, and touch nothing"),
      noProof: flag("Import migrations of drizzle-kit that cannot be run on an empty database as well"),
    },
    async run({ open }, { from, source, noProof, ...options }): Promise<ImportResult | TableImportResult> {
      if (from === "table") {
        if (source === null)
          throw badUsage(
            "mig import table does not know which table.",
            "Name it: mig import table alembic_version",
          );
        const { importTable } = await import("../../commands/import-table.ts");
        return importTable(await open(), { ...options, table: source });
      }
      const { importHistory } = await import("../../commands/import-history.ts");
      return importHistory(await open(), {
        from,
        ...options,
        ...(source === null ? {} : { folder: source }),
        proof: noProof !== true,
      });
    },
    print: async (result, style) =>
      "table" in result
        ? (await import("../print/imported-table.ts")).printTableImport(result, style)
        : (await import("../print/imported.ts")).printImport(result, style),
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
