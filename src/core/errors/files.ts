import { counted, indented } from "../counted.ts";
import { failure, plainFailure, type Failure, type PlainFailure } from "../errors.ts";

/** One thing that is wrong with a file, with its line where it is known. */
export interface FileProblem {
  readonly path: string;
  readonly line: number | null;
  readonly problem: string;
}

const place = ({ path, line }: FileProblem): string => (line === null ? path : `${path}:${line}`);

export const badHeaders: PlainFailure<"bad-revision-header"> = plainFailure("bad-revision-header", {
  exitCode: 1,
  meaning:
    "The header of a revision file cannot be read without running it: an id or a down revision is missing, or is no literal.",
  message: ({ problems }) =>
    problems.length === 1 && problems[0] !== undefined
      ? `${place(problems[0])}: ${problems[0].problem}`
      : `${counted(new Set(problems.map(({ path }) => path)).size, "revision file")} cannot be read:\n${problems.map((each) => `  ${place(each)}: ${each.problem}`).join("\n")}`,
  hint: ({ problems }) =>
    problems.every((each) => each.path.endsWith(".sql"))
      ? "A revision in SQL begins with comments that say `-- revision: …` and `-- down-revision: …`, and its parts with `-- upgrade` and `-- downgrade`."
      : 'A revision exports literals: export const revision = "…"; export const downRevision = "…" or null or a list.',
});

/** Where the syntax of a file is at fault; the line counts from 1, the column from 0. */
export interface SyntaxFault {
  readonly path: string;
  readonly line: number;
  readonly column: number;
  readonly problem: string;
  /** The text of the file. */
  readonly source: string;
}

export const moduleFailed: Failure<[path: string, cause: unknown, fault?: SyntaxFault | null]> = failure(
  "module-failed",
  1,
  "A TypeScript file of the project (configuration, schema or revision) failed while it was loaded.",
  (path, cause, fault = null) => ({
    message:
      fault === null
        ? `${path} cannot be loaded: ${importProblem(path, cause)}`
        : `${path} cannot be loaded: ${fault.path}:${fault.line}:${fault.column + 1}: ${fault.problem}`,
    hint:
      fault === null
        ? "Correct the file; it is loaded as an ES module, with the path aliases of its tsconfig.json."
        : "Correct the syntax of the file.",
    details:
      fault === null
        ? { path }
        : { path: fault.path, line: fault.line, source: fault.source, position: offsetOf(fault) },
    cause,
  }),
);

/** What went wrong, and where, if that is another file; Node lists who asked for a missing module on lines of their own. */
function importProblem(path: string, cause: unknown): string {
  if (!(cause instanceof Error)) return String(cause);
  const [asker]: unknown[] =
    "requireStack" in cause && Array.isArray(cause.requireStack) ? cause.requireStack : [];
  const [problem = ""] = cause.message.split("\nRequire stack:");
  return typeof asker !== "string" || asker === path ? problem : `${problem}, which ${asker} imports`;
}

function offsetOf({ source, line, column }: SyntaxFault): number {
  const before = source.split("\n").slice(0, line - 1);
  return before.reduce((sum, each) => sum + each.length + 1, column);
}

export const missingBody: PlainFailure<"missing-body"> = plainFailure("missing-body", {
  exitCode: 1,
  meaning: "A revision has no body for the direction, or for the dialect, in which it is to run.",
  message: ({ path, direction, dialect }) =>
    `${path} has no ${direction}${dialect === null ? "" : ` for ${dialect}`}.`,
  hint: ({ path, direction }) => bodyHint(path, direction),
});

function bodyHint(path: string, direction: string): string {
  if (!path.endsWith(".sql"))
    return `Export a function \`${direction}(op)\`, or one per dialect; an empty function says that nothing is to be done.`;
  return direction === "downgrade"
    ? "It only goes forward. Undo what it did by a new revision, or add a part `-- downgrade`; an empty part says that nothing is to be done."
    : "Add a part `-- upgrade`, or one per dialect such as `-- upgrade:sqlite`; an empty part says that nothing is to be done.";
}

export const badSqlPart: PlainFailure<"bad-sql-part"> = plainFailure("bad-sql-part", {
  exitCode: 1,
  meaning: "An SQL revision has a part for a dialect that does not exist, or the same part twice.",
  message: ({ path, line, part, problem }) => `${path}:${line}: \`-- ${part}\`: ${problem}.`,
  hint: "Parts are `-- upgrade`, `-- downgrade`, and `-- upgrade:postgresql` or `-- downgrade:sqlite` for one dialect.",
});

export const noConfig: PlainFailure<"no-config"> = plainFailure("no-config", {
  exitCode: 2,
  meaning: "There is neither a migrate.config.ts nor a drizzle.config.ts in the folder or above it.",
  message: ({ folder }) => `There is no migrate.config.ts in ${folder} or above it.`,
  hint: "Write one with `mig init`, or name one with --config.",
});

export const noConfigFile: PlainFailure<"no-config-file"> = plainFailure("no-config-file", {
  exitCode: 2,
  meaning: "The file, or the folder with a configuration, that --config or MIG_CONFIG names is not there.",
  message: ({ path }) => `There is no configuration ${path}.`,
  hint: "Name a file, or a folder that holds a migrate.config.ts or a drizzle.config.ts; without --config it is found from here upwards.",
});

export const fileRefused: Failure<[path: string, code: string, cause: unknown]> = failure(
  "file-refused",
  1,
  "The operating system refused to read or write a file or folder of the project.",
  (path, code, cause) => ({
    message: `${path}: ${refusals.get(code)?.[0] ?? (cause instanceof Error ? cause.message : code)}.`,
    hint: refusals.get(code)?.[1] ?? "Check the file or folder, then run the command again.",
    details: { path, errno: code },
    cause,
  }),
);

/** What the codes of Node mean to people, and what to do. */
const refusals: ReadonlyMap<string, readonly [problem: string, hint: string]> = new Map([
  [
    "EACCES",
    ["permission denied", "Grant this user the permission, or run the command as a user who has it."],
  ],
  [
    "EPERM",
    ["permission denied", "Grant this user the permission, or run the command as a user who has it."],
  ],
  ["EISDIR", ["it is a folder, where a file is needed", "Name a file in it."]],
  ["ENOTDIR", ["a part of the path is a file, where a folder is needed", "Correct the path."]],
  ["ENOENT", ["there is no such file or folder", "Correct the path, or make it."]],
  ["ENOSPC", ["the disk is full", "Make room on the disk, then run the command again."]],
  ["EROFS", ["the disk can only be read", "Use a folder that can be written to."]],
]);

export const noEnvFile: PlainFailure<"no-env-file"> = plainFailure("no-env-file", {
  exitCode: 2,
  meaning: "The file of environment variables that --env-file or MIG_ENV_FILE names is not there.",
  message: ({ path }) => `There is no file ${path}.`,
  hint: "Name another one with --env-file, or read none with --no-env-file.",
});

export const badConfig: PlainFailure<"bad-config"> = plainFailure("bad-config", {
  exitCode: 2,
  meaning: "The configuration lacks a setting or has one of the wrong kind.",
  message: ({ path, problems }) =>
    problems.length === 1 ? `${path}: ${problems[0]}` : `${path}:\n${indented(problems)}`,
  hint: "docs/configuration.md lists every setting.",
});

export const fileExists: PlainFailure<"file-exists"> = plainFailure("file-exists", {
  exitCode: 2,
  meaning: "A file that the command would write is there already; nothing is overwritten.",
  message: ({ path }) => `${path} exists already.`,
  hint: ({ replaceable = false }) =>
    `Move it away, or ${replaceable ? "write over it with --force" : "choose another name"}.`,
});

export const unknownTemplate: PlainFailure<"unknown-template"> = plainFailure("unknown-template", {
  exitCode: 2,
  meaning: "The template is neither one of the package's nor one of the project's.",
  message: ({ name }) => `There is no template ${name}.`,
  hint: ({ known }) => `Known templates: ${known.join(", ")}.`,
});

export const hookFailed: PlainFailure<"post-write-hook-failed"> = plainFailure("post-write-hook-failed", {
  exitCode: 1,
  meaning: "A post-write hook failed; the revision file was taken away again.",
  message: ({ name, path, output }) =>
    `The post-write hook ${name} failed for ${path}${output === "" ? "." : `:\n${output}`}`,
  hint: "Run the hook's command by hand on a revision, or take it out of the configuration.",
});

export const unknownLocation: PlainFailure<"unknown-version-path"> = plainFailure("unknown-version-path", {
  exitCode: 2,
  meaning:
    "--version-path names a folder that is not among the configured revision folders, or is needed and missing.",
  message: ({ path }) =>
    path === ""
      ? "There are several revision folders; say which one is meant."
      : `${path} is not one of the revision folders.`,
  hint: ({ known }) => `Give --version-path with one of: ${known.join(", ")}.`,
});

export const editorFailed: PlainFailure<"editor-failed"> = plainFailure("editor-failed", {
  exitCode: 1,
  meaning: "The editor of VISUAL or EDITOR could not be started or ended with an error.",
  message: ({ editor }, cause) =>
    `The editor ${editor} failed${cause instanceof Error ? `: ${cause.message}` : "."}`,
  hint: "Set EDITOR to the program you write with.",
});

export const unknownTimeZone: PlainFailure<"unknown-time-zone"> = plainFailure("unknown-time-zone", {
  exitCode: 2,
  meaning: "The configured time zone is not one that the runtime knows.",
  message: ({ zone }) => `There is no time zone ${zone}.`,
  hint: "Give a name of the IANA database such as Europe/Berlin, or leave the setting out for UTC.",
});

export const nothingToPull: PlainFailure<"nothing-to-pull"> = plainFailure("nothing-to-pull", {
  exitCode: 1,
  meaning:
    "mig pull finds no table and no view in the database, within the namespaces and tables that it looks at.",
  message: ({ database }) => `${database} has no tables to declare.`,
  hint: "Check that this is the right database. schemaFilter and tablesFilter say where to look; by default that is the schema public.",
});
