import { MigError, plainFailure, type PlainFailure } from "../errors.ts";
import { messageOf } from "../thrown.ts";
import { indented } from "../counted.ts";

export const noSchemaFiles: PlainFailure<"no-schema-files"> = plainFailure("no-schema-files", {
  exitCode: 2,
  meaning: "The setting `schema` is missing or names no file.",
  message: ({ configuration, patterns }) =>
    patterns.length === 0
      ? `${configuration} has no \`schema\`.`
      : `No file matches \`schema\` of ${configuration}: ${patterns.join(", ")}.`,
  hint: 'Set `schema` to the files of your Drizzle schema, for example "./src/db/schema.ts" or a glob.',
});

export const proofFailed: PlainFailure<"proof-failed"> = plainFailure("proof-failed", {
  exitCode: 1,
  meaning:
    "The revision that autogenerate made was run on a scratch copy and did not give the expected structure; it was not written.",
  message: ({ direction, differences }, cause) =>
    cause === undefined
      ? `The ${direction} does not give the expected structure on a scratch copy:\n${indented(differences)}`
      : `The ${direction} fails on a scratch copy: ${messageOf(cause)}`,
  hint: (_, cause) =>
    `${adviceOf(cause) ?? "Please report it."} \`mig revision --autogenerate --no-proof\` writes the revision as it is, to be corrected by hand.`,
});

export const noBaseline: PlainFailure<"no-baseline"> = plainFailure("no-baseline", {
  exitCode: 1,
  meaning: "The database matches the Drizzle schema, but no revision makes its tables.",
  message: ({ tables }) => `The database matches the schema, but no revision makes its tables (${tables}).`,
  hint: "Add --baseline: a first revision is written that makes them, and the database is stamped with it.",
});

export const onlineInOneTransaction: PlainFailure<"online-in-one-transaction"> = plainFailure(
  "online-in-one-transaction",
  {
    exitCode: 2,
    meaning: 'Online forms need revisions without a transaction, which `transaction: "run"` refuses.',
    message:
      'The changes block tables that are in use, and their online forms need revisions without a transaction, which `transaction: "run"` refuses.',
    hint: 'Set `transaction: "step"`, or write the plain forms: leave --online and `onlineAbove` away.',
  },
);

/** What the engine, or what is known of it, advises; null where that is nothing. */
function adviceOf(cause: unknown): string | null {
  const advice = cause instanceof MigError ? cause.details["engineHint"] : null;
  return typeof advice === "string" ? advice : null;
}
