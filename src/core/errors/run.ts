import {
  failure,
  plainFailure,
  type Failure,
  type FailureText,
  type MigError,
  type PlainFailure,
} from "../errors.ts";
import { messageOf } from "../thrown.ts";
import { connectionLost } from "./database.ts";
import { firstOf, indented } from "../counted.ts";

export const headsMovedAway: PlainFailure<"heads-moved"> = plainFailure("heads-moved", {
  exitCode: 1,
  meaning:
    "The version table no longer holds what the step starts from, or holds already what it leads to: somebody changed it during the run. The step was rolled back.",
  message: ({ table, id }) =>
    `${table} was changed by somebody else during this run: its row ${id} is not as it was.`,
  hint: "See where the database stands with `mig current`, then run the command again.",
});

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

export const effectOnCopy: PlainFailure<"effect-on-copy"> = plainFailure("effect-on-copy", {
  exitCode: 1,
  meaning:
    "A body that was run on a copy, or for a script, tried to write a file, start a program or send something.",
  message: ({ call }) =>
    `${call} would have an effect outside the database, and the revision is running on a copy.`,
  hint: 'Do it only in a live run: `if (op.mode === "live") …`.',
});

export const cannotTrace: PlainFailure<"cannot-trace"> = plainFailure("cannot-trace", {
  exitCode: 2,
  meaning:
    "`mig lint --trace --live` was asked for a revision that says `transaction = false`, so that what it does could not be rolled back. Nothing was run.",
  message: ({ revision, path }) =>
    `${revision} (${path}) says \`transaction = false\`, so that what it does could not be rolled back.`,
  hint: "Leave --live out: it is run on a scratch database then.",
});

export const notEmpty: PlainFailure<"not-empty"> = plainFailure("not-empty", {
  exitCode: 2,
  meaning: "`mig create` makes an empty database, and this one has tables, views or heads. Nothing was run.",
  message: ({ objects, heads }) =>
    `The database is not empty: ${
      objects.length === 0 ? `it stands at ${heads.join(", ")}` : `it has ${firstOf(objects, 3)}`
    }.`,
  hint: ({ heads }) =>
    heads.length > 0
      ? "Use `mig upgrade heads`."
      : "Use `mig upgrade heads`; where nobody stamped it, `mig adopt` says where it stands.",
});

export const resumeRefused: PlainFailure<"resume-refused"> = plainFailure("resume-refused", {
  exitCode: 1,
  meaning:
    "A revision with `transaction = false` was interrupted, and asks for other statements than the first time: which of them are done cannot be known. Nothing was run.",
  message: ({ revision, what }) => `${revision} cannot go on where it was interrupted: ${what}.`,
  hint: "Restore the statements that it began with; or edit it so that it does only what is left, and run it from its beginning with --restart.",
});

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

export const calledTooLate: PlainFailure<"called-too-late"> = plainFailure("called-too-late", {
  exitCode: 1,
  meaning:
    "A revision used `op` after its step had ended, through a call that was not awaited. The call did nothing.",
  message: "op was used after its step had ended.",
  hint: "Write `await` before everything in the revision that takes time.",
});

export const notAwaited: PlainFailure<"not-awaited"> = plainFailure("not-awaited", {
  exitCode: 1,
  meaning:
    "`op.db` was used while earlier calls on `op` had not been awaited, so their order would be left to chance.",
  message: "op.db was used while earlier calls on op were still running.",
  hint: "Write `await` before the calls that come before it. Where these rebuild a table without a transaction, `await op.query(…)` in between waits for it.",
});

export const needsDatabase: PlainFailure<"needs-database"> = plainFailure("needs-database", {
  exitCode: 1,
  meaning: "The revision reads data, which a script or a replay has no database for.",
  message: ({ what, mode }) => `${what} needs a live database; ${mode} has none.`,
  hint: "Run this part of the history on the database itself, or write the step with op.execute alone.",
});

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

export const placeholderLeft: PlainFailure<"placeholder-left"> = plainFailure("placeholder-left", {
  exitCode: 1,
  meaning:
    "A revision still holds a `/* placeholder */` of autogenerate, and there are rows that would get it. The step was rolled back.",
  message: ({ path, line, place, rows }) =>
    `${path}${line === null ? "" : `:${line}`}: ${rows} would get a placeholder as ${place}.`,
  hint: "Write the value that they should have in its place, and take the comment away; --yes takes the placeholder as it is.",
});

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

export const declined: PlainFailure<"declined"> = plainFailure("declined", {
  exitCode: 1,
  meaning: "A confirmation was answered with no; nothing was run.",
  message: "Not confirmed; nothing was run.",
  hint: "Run the command again if you change your mind.",
});

export const noUrl: PlainFailure<"no-url"> = plainFailure("no-url", {
  exitCode: 2,
  meaning: "The configuration has no url and no client.",
  message: ({ configuration }) => `${configuration} has no \`url\`.`,
  hint: "Set `url` in the configuration, or MIG_URL, or --url.",
});

export const notAtHead: PlainFailure<"not-at-head"> = plainFailure("not-at-head", {
  exitCode: 1,
  meaning: "Autogenerate compares with the live database, which must be at head first.",
  message: ({ current, heads }) =>
    `The database is at ${current.length === 0 ? "base" : current.join(", ")}, not at ${heads.join(", ")}.`,
  hint: "Run `mig upgrade heads` first.",
});

export const headsNotCurrent: PlainFailure<"database-not-at-heads"> = plainFailure("database-not-at-heads", {
  exitCode: 3,
  meaning: "`current --check-heads` found that the database is not on all heads.",
  message: ({ current, heads }) =>
    `The database is at ${current.length === 0 ? "base" : current.join(", ")}, not on all heads: ${heads.join(", ")}.`,
  hint: "Run `mig upgrade heads`.",
});

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
