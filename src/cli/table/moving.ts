import type { Command, OpenedWith } from "../command.ts";
import { command } from "../command.ts";
import { flag, many, number, required, text } from "../options.ts";

const sql = flag("Print the script instead of running it; no database is needed");
const dryRun = flag("Print the plan and touch nothing");
const migrating = {
  sql,
  dryRun,
  tag: text("A word of your own: MIG_TAG of the environment, for configuration and revisions", "TAG"),
  lockTimeout: number("How long to wait for another runner", "SECONDS"),
};

/** Commands that move the database along the history. */
export const moving: readonly Command[] = [
  command({
    name: "upgrade",
    describe: "Bring the database up to a revision",
    arguments: {
      revision: required("where to: heads, head, an id, label@head, +1; with --sql also FROM:TO"),
    },
    options: migrating,
    async run({ open }, { revision, tag, lockTimeout, ...options }) {
      const { upgrade } = await import("../../commands/upgrade.ts");
      return upgrade(await open(openedWith(tag, lockTimeout)), { target: revision, ...options });
    },
    print: async (result, style) => (await import("../print/plan.ts")).printPlan(result, style),
  }),
  command({
    name: "downgrade",
    describe: "Take the database back down to a revision",
    arguments: { revision: required("where to: base, an id, -1, label@base; with --sql FROM:TO") },
    options: migrating,
    async run({ open }, { revision, tag, lockTimeout, ...options }) {
      const { downgrade } = await import("../../commands/downgrade.ts");
      return downgrade(await open(openedWith(tag, lockTimeout)), { target: revision, ...options });
    },
    print: async (result, style) => (await import("../print/plan.ts")).printPlan(result, style),
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
      return stamp(await open(openedWith(tag, undefined)), { targets: revisions, ...options });
    },
    print: async (result, style) => (await import("../print/plan.ts")).printStamp(result, style),
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

function openedWith(tag: string | undefined, seconds: number | undefined): OpenedWith {
  return {
    ...(seconds === undefined ? {} : { overrides: { lockTimeout: seconds * 1000 } }),
    ...(tag === undefined ? {} : { variables: { MIG_TAG: tag } }),
  };
}
