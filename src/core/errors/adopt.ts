import { MigError, failure, plainFailure, type Failure, type PlainFailure } from "../errors.ts";
import { messageOf } from "../thrown.ts";
import { failureIn, stepFailed } from "./run.ts";
import { firstOf } from "../counted.ts";

/** The result of asking a signature, where it was no answer. */
export type NoAnswer = { readonly error: unknown } | { readonly answer: unknown };

export const signatureFailed: Failure<[revision: string, path: string, got: NoAnswer]> = failure(
  "signature-failed",
  1,
  "`isApplied` of a revision threw, or answered neither true nor false. That is never taken for an answer; nothing was stamped.",
  (revision, path, got) => {
    const details = { revision, path };
    if ("answer" in got) {
      const answer = typeof got.answer === "string" ? `"${got.answer}"` : String(got.answer);
      return {
        message: `isApplied of ${revision} failed: it answered ${answer}, not true or false.`,
        hint: `Let isApplied in ${path} return what the probe says, such as probe.column("users", "email").`,
        details,
      };
    }
    return {
      message: `isApplied of ${revision} failed: ${got.error instanceof Error ? got.error.message : String(got.error)}`,
      hint: `Correct isApplied in ${path}: ask with probe.table or probe.column before you read rows.`,
      details,
      cause: got.error,
    };
  },
);

export const mixedState: PlainFailure<"mixed-state"> = plainFailure("mixed-state", {
  exitCode: 3,
  meaning:
    "Some of what revisions make is in the database and some is not, so that it matches no place in the history. Nothing was stamped.",
  message: ({ near, problems }) =>
    `The database matches no place in the history; compared with ${near.length === 0 ? "base" : near.join(", ")}:\n${problems.map(({ text }) => `  ${text}`).join("\n")}`,
  hint: ({ repairable }) =>
    repairable
      ? "All of it can be set right without losing anything: `mig adopt --repair` does so, and MIG_REPAIR=true lets a start do so before it goes on. `mig adopt --dry-run` shows the statements."
      : "`mig adopt --dry-run` shows them revision by revision, with what can be done; or say yourself where it stands: mig stamp <revision>.",
});

export const repairFailed: Failure<[error: unknown]> = failure(
  "repair-failed",
  1,
  "A statement that was to set a mixed state right failed. All of them were rolled back, and nothing was stamped; the journal has the error.",
  (error) => ({
    message: `The database could not be set right: ${messageOf(error)}`,
    hint: "It is as it was. `mig adopt --dry-run` shows what is to be done: change what stands in the way by hand, and try again.",
    details: failureIn(error)?.details ?? {},
    cause: error,
  }),
);

export const unsureState: PlainFailure<"unsure-state"> = plainFailure("unsure-state", {
  exitCode: 3,
  meaning: "Revisions leave nothing in the structure that tells whether they were run. Nothing was stamped.",
  message: ({ at, unsure }) =>
    at.length === 0
      ? `The database is not empty, and nothing tells whether ${unsure.join(", ")} ${wasOrWere(unsure)} run on it.`
      : `The database is at ${at.join(", ")}, but nothing tells whether ${unsure.join(", ")} ${wasOrWere(unsure)} run after that.`,
  hint: ({ at, unsure }) => unsureHint(at, unsure),
});

export const unmanagedDatabase: PlainFailure<"unmanaged-database"> = plainFailure("unmanaged-database", {
  exitCode: 3,
  meaning:
    "The database has what the revisions make, and no version table that says which of them were run. Nothing was run.",
  message: ({ there, at }) =>
    `The database has what the revisions make (${firstOf(there)}), and nothing says which of them were run on it${at.length === 0 ? "" : `; it looks like ${at.join(", ")}`}.`,
  hint: ({ oldTables }) =>
    `${takenOver(oldTables)}\`mig adopt --dry-run\` shows where it stands, and \`mig upgrade heads --adopt\` goes on from there; in an application, \`migrate({ adopt: true })\`. To run them all the same: \`mig stamp base\` first.`,
});

/** How to go on from the table of another tool. */
function takenOver(oldTables: readonly string[]): string {
  const [table] = oldTables;
  if (table === undefined) return "";
  const how = /(?:^|\.)__drizzle_migrations$/u.test(table)
    ? "`mig import drizzle` takes it over, together with drizzle-kit's folder"
    : `\`mig import table ${table}\` takes it over, in an application \`migrate({ importTable: "${table}" })\``;
  return `${oldTables.join(" and ")} may say what was run: ${how}. Otherwise `;
}

/**
 * The failure of a step on a database that has no heads, with the advice to adopt it where what the step
 * makes is there already: the revision is right then, and somebody else has made the database.
 */
export function failedUnmanaged(error: unknown): unknown {
  if (!stepFailed.is(error) || !isThereAlready(error)) return error;
  const state = error.details["rolledBack"] === true ? " It was rolled back." : "";
  return new MigError(error.code, error.exitCode, {
    message: error.message,
    hint: `If the database was made before mig kept it, leave the revision as it is: \`mig adopt --dry-run\` shows where the database stands, and mig upgrade heads --adopt goes on from there. Otherwise correct the revision.${state}`,
    details: error.details,
    cause: error.cause,
  });
}

// duplicate_table, _column, _object, _schema, _function; SQLite has words alone.
const duplicates: readonly unknown[] = ["42P07", "42701", "42710", "42P06", "42723"];

function isThereAlready({ details, message }: MigError): boolean {
  return duplicates.includes(details["engineCode"]) || /already exists|duplicate column name/u.test(message);
}

/** What to do about revisions of which nothing tells whether they were run. */
export function unsureHint(at: readonly string[], unsure: readonly string[]): string {
  const them = unsure.length === 1 ? "it" : "them";
  const toRun =
    at.length === 0 ? "mig upgrade heads without --adopt" : `mig stamp ${at.join(" ")} and mig upgrade heads`;
  return `Give ${unsure.join(", ")} an isApplied, or decide by hand: ${toRun} to run ${them} and all that follows ${at.length === 0 ? "the base" : "there"}, mig stamp <revision> for the last that was run.`;
}

function wasOrWere(revisions: readonly string[]): string {
  return revisions.length === 1 ? "was" : "were";
}
