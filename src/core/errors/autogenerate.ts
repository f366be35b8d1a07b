import { failure, MigError, type Failure } from "../errors.ts";
import { messageOf } from "../thrown.ts";
import { indented } from "../counted.ts";

/** The setting `schema` leads to no file. */
export const noSchemaFiles: Failure<[source: string, patterns: readonly string[]]> = failure(
  "no-schema-files",
  2,
  "The setting `schema` is missing or names no file.",
  (source, patterns) => ({
    message:
      patterns.length === 0
        ? `${source} has no \`schema\`.`
        : `No file matches \`schema\` of ${source}: ${patterns.join(", ")}.`,
    hint: 'Set `schema` to the files of your Drizzle schema, for example "./src/db/schema.ts" or a glob.',
    details: { source, patterns },
  }),
);

/** A revision that autogenerate made does not do what it should on a scratch copy. */
export const proofFailed: Failure<
  [direction: "upgrade" | "downgrade", differences: readonly string[], cause: unknown]
> = failure(
  "proof-failed",
  1,
  "The revision that autogenerate made was run on a scratch copy and did not lead where it should; it was not written.",
  (direction, differences, cause) => ({
    message:
      cause === undefined
        ? `The ${direction} does not lead where it should on a scratch copy:\n${indented(differences)}`
        : `The ${direction} fails on a scratch copy: ${messageOf(cause)}`,
    hint: `${adviceOf(cause) ?? "This is worth a report."} \`mig revision --autogenerate --no-proof\` writes the revision as it is, to be corrected by hand.`,
    details: { direction, differences },
    cause,
  }),
);

/** There are tables and no revisions, nothing differs, and nobody can be asked for a baseline. */
export const noBaseline: Failure<[tables: number]> = failure(
  "no-baseline",
  1,
  "The database matches the Drizzle schema, but no revision makes its tables.",
  (tables) => ({
    message: `The database matches the schema, but no revision makes its tables (${tables}).`,
    hint: "Add --baseline: a first revision is written that makes them, and the database is stamped with it.",
    details: { tables },
  }),
);

/** Autogenerate has chosen online forms, and every run is one transaction. */
export const onlineInOneTransaction: Failure<[]> = failure(
  "online-in-one-transaction",
  2,
  'Online forms need revisions without a transaction, which `transaction: "run"` refuses.',
  () => ({
    message:
      'The changes block tables that are in use, and their online forms need revisions without a transaction, which `transaction: "run"` refuses.',
    hint: 'Set `transaction: "step"`, or write the plain forms: leave --online and `onlineAbove` away.',
  }),
);

/** What the engine, or what is known of it, advises; null where that is nothing. */
function adviceOf(cause: unknown): string | null {
  const advice = cause instanceof MigError ? cause.details["engineHint"] : null;
  return typeof advice === "string" ? advice : null;
}
