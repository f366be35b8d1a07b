import { badUsage } from "../../core/errors/run.ts";
import { command, type Command } from "../command.ts";
import { choice, flag, many, optional, required, text, texts } from "../options.ts";

const message = text("What the revision does; its first line names the file", "TEXT", "m");
const branchLabel = texts("A label for the branch that starts here", "LABEL");
const versionPath = text("The revision folder to write to, where there are several", "FOLDER");
const revId = text("The id, instead of a random one", "ID");
const rename = texts("Take a rename as told, e.g. users.name:users.full_name", "FROM:TO");

/** Commands that write files, or help with writing them. */
export const authoring: readonly Command[] = [
  command({
    name: "init",
    describe: "Start a project: a configuration and a folder for revisions",
    arguments: { directory: optional("the folder of revisions, ./revisions when not given") },
    options: {
      template: text(
        "The template of new revisions, copied into the project (see mig templates)",
        "NAME",
        "t",
      ),
      dialect: choice("The database", ["postgresql", "sqlite"]),
      schema: text("The Drizzle schema", "PATH"),
    },
    async run({ folder, url }, { directory, ...options }) {
      const { init } = await import("../../commands/init.ts");
      return init({
        folder,
        ...options,
        ...(url === null ? {} : { url }),
        ...(directory === null ? {} : { revisions: directory }),
      });
    },
    print: async (result, style) => (await import("../print/init.ts")).printInit(result, style),
  }),
  command({
    name: "revision",
    describe: "Write a new revision",
    options: {
      message,
      autogenerate: flag("Fill it with the difference between the Drizzle schema and the database"),
      head: text("The revision to follow: an id, a label, label@head, base", "REVISION"),
      splice: flag("Allow --head to be a revision that others follow already"),
      branchLabel,
      versionPath,
      revId,
      dependsOn: texts("A revision that must be applied before", "REVISION"),
      template: text("The template: typescript, sql, data, or a folder of the project", "NAME"),
      rename,
      noProof: flag("Do not run the new revision up and down on a scratch copy first"),
      baseline: flag("Write what the database has already as the first revision, and stamp it"),
      online: flag("PostgreSQL: write what would block a table in steps that do not, whatever its size"),
      empty: flag("Write a file even when autogenerate finds no change"),
    },
    async run(
      { open },
      { branchLabel: branchLabels, revId: revisionId, rename: renames, noProof, ...options },
    ) {
      const { revision } = await import("../../commands/revision.ts");
      return revision(await open(), {
        ...options,
        ...(branchLabels === undefined ? {} : { branchLabels }),
        ...(revisionId === undefined ? {} : { revisionId }),
        ...(renames === undefined ? {} : { renames }),
        proof: noProof !== true,
      });
    },
    print: async (result, style) => (await import("../print/revision.ts")).printRevision(result, style),
  }),
  command({
    name: "merge",
    describe: "Write a revision that joins branches",
    arguments: { revisions: many("the revisions to join; heads for all heads") },
    options: { message, branchLabel, versionPath, revId, splice: flag("Allow revisions that are not heads") },
    async run({ open }, { branchLabel: branchLabels, revId: revisionId, ...options }) {
      const { merge } = await import("../../commands/merge.ts");
      return merge(await open(), {
        ...options,
        ...(branchLabels === undefined ? {} : { branchLabels }),
        ...(revisionId === undefined ? {} : { revisionId }),
      });
    },
    print: async (result, style) => (await import("../print/revision.ts")).printRevision(result, style),
  }),
  command({
    name: "edit",
    describe: "Open revisions in the editor of VISUAL or EDITOR",
    arguments: { revision: required("an id, a label, head, heads, or current") },
    run: async ({ open }, { revision }) =>
      (await import("../../commands/edit.ts")).edit(await open(), { revision }),
    print: async () => "",
  }),
  command({
    name: "templates",
    aliases: ["list-templates", "list_templates"],
    describe: "List the templates of the package",
    run: async () => (await import("../../commands/templates.ts")).templates(),
    print: async (result, style) => (await import("../print/files.ts")).printTemplates(result, style),
  }),
  command({
    name: "bundle",
    describe: "Write all revisions into one plain JavaScript module, for migrate({ bundle })",
    options: { output: text("The file to write; printed when not given", "FILE", "o") },
    async run({ open }, options) {
      const { bundle } = await import("../../commands/bundle.ts");
      return bundle(await open(), options);
    },
    print: async (result, style) =>
      result.text ?? (await import("../print/files.ts")).printFiles(result.written, style),
  }),
  command({
    name: "check",
    describe:
      "Whether revisions are pending or the database drifts from the Drizzle schema; exit code 3 if so",
    options: {
      rename,
      history: flag(
        "Also run the revisions on a scratch database, and compare what they make with what is there",
      ),
      revert: flag(
        "Write the revisions that bring the database to the schema: what was changed by hand, and back",
      ),
      accept: flag("Write the revision of what the database has and its revisions do not make, and stamp it"),
      message,
    },
    async run({ open }, { rename: renames = [], revert = false, accept = false, ...options }) {
      const { check } = await import("../../commands/check.ts");
      if (revert && accept) throw badUsage("--revert and --accept are opposites.", "Give one of them.");
      return check(await open(), {
        ...options,
        renames,
        ...(revert ? { write: "revert" as const } : accept ? { write: "accept" as const } : {}),
      });
    },
    print: async (result, style) => (await import("../print/check.ts")).printCheck(result, style),
    found: ({ ok, written }) => !ok && written.length === 0,
  }),
  command({
    name: "diff",
    describe: "Show the SQL between the database and the Drizzle schema, both ways",
    options: { rename },
    async run({ open }, { rename: renames = [] }) {
      const { diff } = await import("../../commands/diff.ts");
      return diff(await open(), { renames });
    },
    print: async (result, style) => (await import("../print/check.ts")).printDiff(result, style),
  }),
];
