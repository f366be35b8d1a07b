import type { MigrateOptions } from "../../commands/migrate-to.ts";
import { badUsage } from "../../core/errors/run.ts";
import type { Command, OpenedWith } from "../command.ts";
import { command } from "../command.ts";
import { flag, many, number, optional, required, text } from "../options.ts";

const sql = flag("Print the script instead of running it; no database is needed");
const dryRun = flag("Print the plan and touch nothing");
const migrating = {
  sql,
  dryRun,
  tag: text("A word of your own: MIG_TAG of the environment, for configuration and revisions", "TAG"),
  lockTimeout: number("How long to wait for another runner", "SECONDS"),
  backup: flag("Take a backup before the first step"),
  backupTo: text("The same, to this file or folder", "PATH"),
  restart: flag("Run a step that was interrupted from its beginning, whatever of it is done"),
};

/** Commands that move the database along the history. */
export const moving: readonly Command[] = [
  command({
    name: "upgrade",
    describe: "Bring the database up to a revision",
    arguments: {
      revision: required("where to: heads, head, an id, label@head, +1; with --sql also FROM:TO"),
    },
    options: {
      ...migrating,
      adopt: flag("Adopt the database first when nobody stamped it, see mig adopt"),
      repair: flag("With --adopt: set a mixed state right first, where nothing is lost by it"),
      importTable: text("Take over this table of another tool first, once, see mig import", "TABLE"),
      noRepeatable: flag("Leave the repeatable scripts as they are"),
      only: flag("Run this one revision, whatever is applied; the heads stay unless it comes next"),
    },
    async run({ open }, { revision, adopt, importTable, only, noRepeatable, ...settings }) {
      const { upgrade } = await import("../../commands/upgrade.ts");
      return upgrade(await open(openedWith(settings)), {
        ...migration(revision, settings),
        ...(adopt === true ? { adopt } : {}),
        ...(importTable === undefined ? {} : { importTable }),
        ...(only === true ? { only } : {}),
        ...(noRepeatable === true ? { repeatables: false } : {}),
      });
    },
    print: async (result, style) => (await import("../print/plan.ts")).printPlan(result, style),
  }),
  command({
    name: "create",
    describe: "Make an empty database at once: its structure at the heads, and the rows of data steps",
    arguments: { revision: optional("where to: heads, head, an id, label@head; heads when absent") },
    options: { dryRun, tag: migrating.tag, lockTimeout: migrating.lockTimeout },
    async run({ open }, { revision, ...settings }) {
      const { create } = await import("../../commands/create.ts");
      return create(await open(openedWith(settings)), {
        ...(revision === null ? {} : { target: revision }),
        ...(settings.dryRun === undefined ? {} : { dryRun: settings.dryRun }),
      });
    },
    print: async (result, style) => (await import("../print/plan.ts")).printPlan(result, style),
  }),
  command({
    name: "downgrade",
    describe: "Take the database back down to a revision",
    arguments: { revision: required("where to: base, an id, -1, label@base; with --sql FROM:TO") },
    options: {
      ...migrating,
      fromJournal: flag("Take back also what has no file here, by the text that the journal keeps of it"),
    },
    async run({ open }, { revision, fromJournal, ...settings }) {
      const { downgrade } = await import("../../commands/downgrade.ts");
      return downgrade(await open(openedWith(settings)), {
        ...migration(revision, settings),
        ...(fromJournal === true ? { fromJournal } : {}),
      });
    },
    print: async (result, style) => (await import("../print/plan.ts")).printPlan(result, style),
  }),
  command({
    name: "restore",
    describe: "Bring the database back to a backup, the last one when none is named",
    arguments: { backup: optional("a file or a schema, as mig backups names it") },
    options: { foreign: flag("Put back also a file that is not known to be a backup of this database") },
    async run({ open }, { backup, foreign }) {
      const { restore } = await import("../../commands/restore.ts");
      return restore(await open(), {
        ...(backup === null ? {} : { backup }),
        ...(foreign === undefined ? {} : { foreign }),
      });
    },
    print: async (result, style) => (await import("../print/backups.ts")).printRestore(result, style),
  }),
  command({
    name: "backups",
    describe: "Show the backups that were taken before runs",
    run: async ({ open }) => (await import("../../commands/restore.ts")).backups(await open()),
    print: async (result, style) => (await import("../print/backups.ts")).printBackups(result, style),
  }),
  command({
    name: "stamp",
    describe: "Say where the database stands, without running anything",
    arguments: { revisions: many("the revisions it is at: heads, base, ids, labels") },
    options: {
      sql,
      dryRun,
      purge: flag("Empty the version table first, whatever it holds"),
      tag: migrating.tag,
    },
    async run({ open }, { revisions, tag, ...options }) {
      const { stamp } = await import("../../commands/stamp.ts");
      return stamp(await open(openedWith({ tag })), { targets: revisions, ...options });
    },
    print: async (result, style) => (await import("../print/plan.ts")).printStamp(result, style),
  }),
  command({
    name: "resolve",
    describe: "Record what a person has found out about a revision, without running anything",
    arguments: { revision: required("an id, a label, head") },
    options: {
      applied: flag("All of it is there; also accepts a file that was edited since"),
      reverted: flag("Nothing of it is there"),
    },
    async run({ open }, { revision, applied, reverted }) {
      if ((applied === true) === (reverted === true))
        throw badUsage("mig resolve must be told how the revision stands.", "Give --applied or --reverted.");
      const { resolve } = await import("../../commands/resolve.ts");
      return resolve(await open(), { revision, as: applied === true ? "applied" : "reverted" });
    },
    print: async (result, style) => (await import("../print/doctor.ts")).printResolved(result, style),
  }),
  command({
    name: "unlock",
    describe: "Take the lock away from a runner that will not give it back",
    run: async ({ open }) => (await import("../../commands/unlock.ts")).unlock(await open()),
    print: async ({ holder }) =>
      holder === null ? "Nobody holds the lock.\n" : `The lock was taken away from ${holder}.\n`,
  }),
  command({
    name: "ensure-version",
    aliases: ["ensure_version"],
    describe: "Make the version table and the journal where they are missing",
    options: { sql },
    async run({ open }, options) {
      const { ensureVersion } = await import("../../commands/ensure-version.ts");
      return ensureVersion(await open(), options);
    },
    print: async (result) => result.sql ?? `${result.table} is there.\n`,
  }),
];

interface Given {
  readonly sql?: boolean;
  readonly dryRun?: boolean;
  readonly restart?: boolean;
  readonly tag?: string | undefined;
  readonly lockTimeout?: number;
  readonly backup?: boolean;
  readonly backupTo?: string;
  readonly repair?: boolean;
}

function openedWith({ tag, lockTimeout, backup, backupTo, repair }: Given): OpenedWith {
  const copy = backupTo ?? backup;
  const overrides = {
    ...(lockTimeout === undefined ? {} : { lockTimeout: lockTimeout * 1000 }),
    ...(copy === undefined ? {} : { backup: copy }),
    ...(repair === undefined ? {} : { repair }),
  };
  return { overrides, ...(tag === undefined ? {} : { variables: { MIG_TAG: tag } }) };
}

function migration(target: string, { sql: asScript, dryRun: dry, restart }: Given): MigrateOptions {
  return {
    target,
    ...(asScript === undefined ? {} : { sql: asScript }),
    ...(dry === undefined ? {} : { dryRun: dry }),
    ...(restart === undefined ? {} : { restart }),
  };
}
