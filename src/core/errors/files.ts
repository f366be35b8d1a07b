import { counted, indented } from "../counted.ts";
import { failure, type Failure } from "../errors.ts";

/** One thing that is wrong with a file, with its line where it is known. */
export interface FileProblem {
  readonly path: string;
  readonly line: number | null;
  readonly problem: string;
}

const place = ({ path, line }: FileProblem): string => (line === null ? path : `${path}:${line}`);

/** Headers of revision files that cannot be read. */
export const badHeaders: Failure<[problems: readonly FileProblem[]]> = failure(
  "bad-revision-header",
  1,
  "The header of a revision file cannot be read without running it: an id or a down revision is missing, or is no literal.",
  (problems) => ({
    message:
      problems.length === 1 && problems[0] !== undefined
        ? `${place(problems[0])}: ${problems[0].problem}`
        : `${counted(new Set(problems.map(({ path }) => path)).size, "revision file")} cannot be read:\n${problems.map((each) => `  ${place(each)}: ${each.problem}`).join("\n")}`,
    hint: problems.every((each) => each.path.endsWith(".sql"))
      ? "A revision in SQL begins with comments that say `-- revision: …` and `-- down-revision: …`, and its parts with `-- upgrade` and `-- downgrade`."
      : 'A revision exports literals: export const revision = "…"; export const downRevision = "…" or null or a list.',
    details: { problems },
  }),
);

/** Where the syntax of a file is at fault; the line counts from 1, the column from 0. */
export interface SyntaxFault {
  readonly path: string;
  readonly line: number;
  readonly column: number;
  readonly problem: string;
  /** The text of the file. */
  readonly source: string;
}

/** A revision, configuration or schema file that fails when it is loaded. */
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

/** A revision file without the function that the step needs. */
export const missingBody: Failure<[path: string, direction: string, dialect: string | null]> = failure(
  "missing-body",
  1,
  "A revision has no body for the direction, or for the dialect, in which it is to run.",
  (path, direction, dialect) => ({
    message: `${path} has no ${direction}${dialect === null ? "" : ` for ${dialect}`}.`,
    hint: bodyHint(path, direction),
    details: { path, direction, dialect },
  }),
);

function bodyHint(path: string, direction: string): string {
  if (!path.endsWith(".sql"))
    return `Export a function \`${direction}(op)\`, or one per dialect; an empty function says that nothing is to be done.`;
  return direction === "downgrade"
    ? "It only goes forward. Undo what it did by a new revision, or add a part `-- downgrade`; an empty part says that nothing is to be done."
    : "Add a part `-- upgrade`, or one per dialect such as `-- upgrade:sqlite`; an empty part says that nothing is to be done.";
}

/** A part of an SQL revision that cannot be told. */
export const badSqlPart: Failure<[path: string, line: number, part: string, problem: string]> = failure(
  "bad-sql-part",
  1,
  "An SQL revision has a part for a dialect that does not exist, or the same part twice.",
  (path, line, part, problem) => ({
    message: `${path}:${line}: \`-- ${part}\`: ${problem}.`,
    hint: "Parts are `-- upgrade`, `-- downgrade`, and `-- upgrade:postgresql` or `-- downgrade:sqlite` for one dialect.",
    details: { path, line, part },
  }),
);

/** No configuration was found. */
export const noConfig: Failure<[folder: string]> = failure(
  "no-config",
  2,
  "There is neither a migrate.config.ts nor a drizzle.config.ts in the folder or above it.",
  (folder) => ({
    message: `There is no migrate.config.ts in ${folder} or above it.`,
    hint: "Write one with `mig init`, or name one with --config.",
    details: { folder },
  }),
);

/** A configuration that was named is not there. */
export const noConfigFile: Failure<[path: string]> = failure(
  "no-config-file",
  2,
  "The file, or the folder with a configuration, that --config or MIG_CONFIG names is not there.",
  (path) => ({
    message: `There is no configuration ${path}.`,
    hint: "Name a file, or a folder that holds a migrate.config.ts or a drizzle.config.ts; without --config it is found from here upwards.",
    details: { path },
  }),
);

/** What the operating system refused to do with a file or folder. */
export const fileRefused: Failure<[path: string, code: string, cause: unknown]> = failure(
  "file-refused",
  1,
  "The operating system refused to read or write a file or folder of the project.",
  (path, code, cause) => ({
    message: `${path}: ${refusals.get(code)?.[0] ?? (cause instanceof Error ? cause.message : code)}.`,
    hint: refusals.get(code)?.[1] ?? "See to the file or folder, then run the command again.",
    details: { path, errno: code },
    cause,
  }),
);

/** What the codes of Node mean to people, and what to do. */
const refusals: ReadonlyMap<string, readonly [problem: string, hint: string]> = new Map([
  ["EACCES", ["permission denied", "Give this user the right to it, or run the command as one who has it."]],
  ["EPERM", ["permission denied", "Give this user the right to it, or run the command as one who has it."]],
  ["EISDIR", ["it is a folder, where a file is needed", "Name a file in it."]],
  ["ENOTDIR", ["a part of the path is a file, where a folder is needed", "Correct the path."]],
  ["ENOENT", ["there is no such file or folder", "Correct the path, or make it."]],
  ["ENOSPC", ["the disk is full", "Make room on the disk, then run the command again."]],
  ["EROFS", ["the disk can only be read", "Use a folder that can be written to."]],
]);

/** A file of environment variables that was named is not there. */
export const noEnvFile: Failure<[path: string]> = failure(
  "no-env-file",
  2,
  "The file of environment variables that --env-file or MIG_ENV_FILE names is not there.",
  (path) => ({
    message: `There is no file ${path}.`,
    hint: "Name another one with --env-file, or read none with --no-env-file.",
    details: { path },
  }),
);

/** The configuration does not say what is needed, or says it wrongly. */
export const badConfig: Failure<[path: string, problems: readonly string[]]> = failure(
  "bad-config",
  2,
  "The configuration lacks a setting or has one of the wrong kind.",
  (path, problems) => ({
    message: problems.length === 1 ? `${path}: ${problems[0]}` : `${path}:\n${indented(problems)}`,
    hint: "docs/configuration.md lists every setting.",
    details: { path, problems },
  }),
);

/** A file that would be written is there already. */
export const fileExists: Failure<[path: string]> = failure(
  "file-exists",
  2,
  "A file that the command would write is there already; nothing is overwritten.",
  (path) => ({
    message: `${path} exists already.`,
    hint: "Move it away, or choose another name.",
    details: { path },
  }),
);

/** There is no such template. */
export const unknownTemplate: Failure<[name: string, known: readonly string[]]> = failure(
  "unknown-template",
  2,
  "The template is neither one of the package's nor one of the project's.",
  (name, known) => ({
    message: `There is no template ${name}.`,
    hint: `Known templates: ${known.join(", ")}.`,
    details: { name, known },
  }),
);

/** A hook that runs after a revision was written has failed. */
export const hookFailed: Failure<[name: string, path: string, output: string]> = failure(
  "post-write-hook-failed",
  1,
  "A post-write hook failed; the revision file was taken away again.",
  (name, path, output) => ({
    message: `The post-write hook ${name} failed for ${path}${output === "" ? "." : `:\n${output}`}`,
    hint: "Run the hook's command by hand on a revision, or take it out of the configuration.",
    details: { name, path },
  }),
);

/** The folder for a new revision is not one of the configured ones. */
export const unknownLocation: Failure<[path: string, known: readonly string[]]> = failure(
  "unknown-version-path",
  2,
  "--version-path names a folder that is not among the configured revision folders, or is needed and missing.",
  (path, known) => ({
    message:
      path === ""
        ? "There are several revision folders; say which one is meant."
        : `${path} is not one of the revision folders.`,
    hint: `Give --version-path with one of: ${known.join(", ")}.`,
    details: { path, known },
  }),
);

/** The editor could not be run. */
export const editorFailed: Failure<[editor: string, cause: unknown]> = failure(
  "editor-failed",
  1,
  "The editor of VISUAL or EDITOR could not be started or ended with an error.",
  (editor, cause) => ({
    message: `The editor ${editor} failed${cause instanceof Error ? `: ${cause.message}` : "."}`,
    hint: "Set EDITOR to the program you write with.",
    details: { editor },
    cause,
  }),
);

/** The time zone is unknown. */
export const unknownTimeZone: Failure<[zone: string]> = failure(
  "unknown-time-zone",
  2,
  "The configured time zone is not one that the runtime knows.",
  (zone) => ({
    message: `There is no time zone ${zone}.`,
    hint: "Give a name of the IANA database such as Europe/Berlin, or leave the setting out for UTC.",
    details: { zone },
  }),
);

/** There is nothing that a Drizzle module could declare. */
export const nothingToPull: Failure<[database: string]> = failure(
  "nothing-to-pull",
  1,
  "mig pull finds no table and no view in the database, within the namespaces and tables that it looks at.",
  (database) => ({
    message: `${database} has no tables to declare.`,
    hint: "Is it the right database? schemaFilter and tablesFilter say where to look; without them it is the schema public.",
    details: { database },
  }),
);
