import { failure, type Failure, type FailureText, type MigError } from "../errors.ts";
import { messageOf } from "../thrown.ts";
import { connectionLost } from "./database.ts";
import { firstOf, indented } from "../counted.ts";

/** Somebody else changed the version table while we ran. */
export const headsMovedAway: Failure<[table: string, id: string]> = failure(
  "heads-moved",
  1,
  "The version table no longer holds what the step starts from, or holds already what it leads to: somebody changed it during the run. The step was rolled back.",
  (table, id) => ({
    message: `${table} was changed by somebody else during this run: its row ${id} is not as it was.`,
    hint: "See where the database stands with `mig current`, then run the command again.",
    details: { table, id },
  }),
);

/** A step of a run failed. */
export const stepFailed: Failure<
  [
    revision: string,
    direction: string,
    path: string,
    error: unknown,
    extra: { readonly rolledBack: boolean; readonly applied: readonly string[] },
  ]
> = failure(
  "step-failed",
  1,
  "A revision failed while it ran. In a transaction nothing of it remains; the journal has the error.",
  (revision, direction, path, error, { rolledBack, applied }): FailureText => {
    const known = failureIn(error);
    // The answer to a COMMIT may be what was lost.
    const lost = rolledBack && known?.code === connectionLost.code;
    const state = lost
      ? "It is done as a whole or not at all; `mig current` says which."
      : rolledBack
        ? "It was rolled back."
        : "It ran without a transaction: what was done before the failing statement stays.";
    return {
      message: `The ${direction} of ${revision} failed: ${messageOf(error)}`,
      hint: `${known?.hint ?? `See ${path}.`} ${state}${applied.length === 0 ? "" : ` Done before it: ${applied.join(", ")}.`}`,
      details: {
        revision,
        direction,
        path,
        rolledBack: lost ? null : rolledBack,
        applied,
        innerCode: known?.code ?? null,
        ...known?.details,
      },
      cause: error,
    };
  },
);

/** A body that runs on a copy wanted to change something else than the database. */
export const effectOnCopy: Failure<[call: string]> = failure(
  "effect-on-copy",
  1,
  "A body that was run on a copy, or for a script, wanted to write a file, start a program or send something.",
  (call) => ({
    message: `${call} would change what is not the database, and this is a copy.`,
    hint: 'Ask for it: `if (op.mode === "live") …`.',
    details: { call },
  }),
);

/** What a revision without a transaction does cannot be rolled back. */
export const cannotTrace: Failure<[revision: string, path: string]> = failure(
  "cannot-trace",
  2,
  "`mig lint --trace --live` was asked for a revision that says `transaction = false`, so that what it does could not be rolled back. Nothing was run.",
  (revision, path) => ({
    message: `${revision} (${path}) says \`transaction = false\`, so that what it does could not be rolled back.`,
    hint: "Leave --live out: it is run on a scratch database then.",
    details: { revision, path },
  }),
);

/** A database that is to be made is there already. */
export const notEmpty: Failure<[objects: readonly string[], heads: readonly string[]]> = failure(
  "not-empty",
  2,
  "`mig create` makes an empty database, and this one has tables, views or heads. Nothing was run.",
  (objects, heads) => ({
    message: `The database is not empty: ${
      objects.length === 0 ? `it stands at ${heads.join(", ")}` : `it has ${firstOf(objects, 3)}`
    }.`,
    hint:
      heads.length > 0
        ? "Use `mig upgrade heads`."
        : "Use `mig upgrade heads`; where nobody stamped it, `mig adopt` says where it stands.",
    details: { objects, heads },
  }),
);

/** A revision without a transaction was interrupted, and now does something else than before. */
export const resumeRefused: Failure<[revision: string, what: string]> = failure(
  "resume-refused",
  1,
  "A revision with `transaction = false` was interrupted, and asks for other statements than the first time: which of them are done cannot be known. Nothing was run.",
  (revision, what) => ({
    message: `${revision} cannot go on where it was interrupted: ${what}.`,
    hint: "Let it begin with what it began with then; or edit it so that it does what is left, and run it from its beginning with --restart.",
    details: { revision },
  }),
);

/** Files of applied revisions are not what was run, and the settings say that this is an error. */
export const changedHistory: Failure<[texts: readonly string[]]> = failure(
  "changed-history",
  1,
  'The files of applied revisions were edited since or are gone, and the configuration says `changedHistory: "error"`. Nothing was run.',
  (texts) => ({
    message: `The history was changed since it was applied:\n${indented(texts)}`,
    hint: 'mig doctor says what to do about each; `changedHistory: "warn"` lets a run go on.',
    details: { changed: texts },
  }),
);

/** A call on `op` came after its step had ended. */
export const calledTooLate: Failure<[]> = failure(
  "called-too-late",
  1,
  "A revision used `op` after its step had ended, through a call that was not awaited. The call did nothing.",
  () => ({
    message: "op was used after its step had ended.",
    hint: "Write `await` before everything in the revision that takes time.",
  }),
);

/** `op.db` was asked for while earlier calls were still at work. */
export const notAwaited: Failure<[]> = failure(
  "not-awaited",
  1,
  "`op.db` was used while earlier calls on `op` had not been awaited, so their order would be by chance.",
  () => ({
    message: "op.db was used while earlier calls on op were still running.",
    hint: "Write `await` before the calls that come before it. Where these rebuild a table without a transaction, `await op.query(…)` in between waits for it.",
  }),
);

/** Something that needs a live database was used where there is none. */
export const needsDatabase: Failure<[what: string, mode: string]> = failure(
  "needs-database",
  1,
  "The revision reads data, which a script or a replay has no database for.",
  (what, mode) => ({
    message: `${what} needs a live database; ${mode} has none.`,
    hint: "Run this part of the history on the database itself, or write the step with op.execute alone.",
    details: { what, mode },
  }),
);

/** A step would end its own transaction. */
export const transactionControl: Failure<[word: string, sql: string]> = failure(
  "transaction-control",
  1,
  "A revision runs BEGIN, COMMIT or ROLLBACK inside the transaction that its step runs in, which would keep half of a step that fails.",
  (word, sql) => ({
    message: `A step runs in a transaction of its own, and ${word} would end it.`,
    hint: `Take ${word} out of the revision, or let it say \`transaction = false\` so that its statements run one by one.`,
    details: { sql, index: null, position: null },
  }),
);

/** A run needs a confirmation that nobody can give. */
export const confirmationNeeded: Failure<
  [reasons: readonly string[], stopped?: StoppedStep, revision?: string | null]
> = failure(
  "confirmation-needed",
  1,
  "A step loses data or is marked breaking, and there is no terminal to ask on; or a step came to a loss that nobody has agreed to, and was stopped before it.",
  (reasons, stopped, revision) => ({
    message: `The run needs a confirmation:\n${indented([...reasons, ...(stopped === undefined ? [] : [stoppedText(stopped)])])}`,
    hint: `Give --yes, or set MIG_CONFIRM_BREAKING=true, when this is wanted.${stopped === undefined ? "" : " A revision that says `breaking = { tables: […], columns: […] }` is asked about before the run."}`,
    details: {
      reasons,
      ...(revision == null ? {} : { revision }),
      ...stopped,
      // An application has no command line.
      hintForApplications:
        "When this is wanted, give migrate() `confirmBreaking: true`, or set MIG_CONFIRM_BREAKING=true in its environment.",
    },
  }),
);

/** A placeholder of autogenerate that nobody has replaced would be written into rows. */
export const placeholderLeft: Failure<
  [path: string, line: number | null, place: string, rows: string, revision: string]
> = failure(
  "placeholder-left",
  1,
  "A revision still holds a `/* placeholder */` of autogenerate, and there are rows that would get it. The step was rolled back.",
  (path, line, place, rows, revision) => ({
    message: `${path}${line === null ? "" : `:${line}`}: ${rows} would get a placeholder as ${place}.`,
    hint: "Write the value that they should have in its place, and take the comment away; --yes takes the placeholder as it is.",
    details: { path, line, revision },
  }),
);

/** A step that was stopped before a loss. */
export interface StoppedStep {
  readonly revision: string;
  readonly direction: string;
  readonly path: string;
  /** What of it had been run before, in a few words each. */
  readonly ran: readonly string[];
  readonly rolledBack: boolean;
}

function stoppedText({ revision, ran, rolledBack }: StoppedStep): string {
  const kept = rolledBack ? "was rolled back" : "stays";
  const before =
    ran.length === 0 ? "nothing of it had been run" : `what had been run ${kept}: ${ran.join("; ")}`;
  return `${revision} was stopped before that; ${before}`;
}

/** A person said no. */
export const declined: Failure<[]> = failure(
  "declined",
  1,
  "A confirmation was answered with no; nothing was run.",
  () => ({
    message: "Not confirmed; nothing was run.",
    hint: "Run the command again when it is wanted.",
  }),
);

/** No url is configured. */
export const noUrl: Failure<[source: string]> = failure(
  "no-url",
  2,
  "The configuration has no url and no client.",
  (source) => ({
    message: `${source} has no \`url\`.`,
    hint: "Set `url` in the configuration, or MIG_URL, or --url.",
    details: { source },
  }),
);

/** The database is not at head. */
export const notAtHead: Failure<[current: readonly string[], heads: readonly string[]]> = failure(
  "not-at-head",
  1,
  "Autogenerate compares with the live database, which must be at head first.",
  (current, heads) => ({
    message: `The database is at ${current.length === 0 ? "base" : current.join(", ")}, not at ${heads.join(", ")}.`,
    hint: "Run `mig upgrade heads` first.",
    details: { current, heads },
  }),
);

/** The database is not at all heads, and a check was asked for. */
export const headsNotCurrent: Failure<[current: readonly string[], heads: readonly string[]]> = failure(
  "database-not-at-heads",
  3,
  "`current --check-heads` found that the database is not on all heads.",
  (current, heads) => ({
    message: `The database is at ${current.length === 0 ? "base" : current.join(", ")}, not on all heads: ${heads.join(", ")}.`,
    hint: "Run `mig upgrade heads`.",
    details: { current, heads },
  }),
);

/** A setting of the command line makes no sense with another. */
export const badUsage: Failure<[message: string, hint: string]> = failure(
  "bad-usage",
  2,
  "Options or arguments that do not go together.",
  (message, hint) => ({ message, hint }),
);

/** What was thrown, where it is one of ours, of whatever copy of the package. */
export function failureIn(thrown: unknown): MigError | null {
  return thrown instanceof Error && thrown.name === "MigError" ? (thrown as MigError) : null;
}
