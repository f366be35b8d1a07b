import { failure, plainFailure, type Failure, type PlainFailure } from "../errors.ts";
import { messageOf } from "../thrown.ts";
import { failureIn } from "./run.ts";

export const badRepeatable: Failure<[path: string, problem: string, hint: string]> = failure(
  "bad-repeatable",
  1,
  "A file in the folder `repeatable` is no repeatable script, or its header says what cannot be.",
  (path, problem, hint) => ({
    message: `The repeatable script ${path} cannot be read: ${problem}.`,
    hint,
    details: { path },
  }),
);

export const unknownRepeatable: PlainFailure<"unknown-repeatable"> = plainFailure("unknown-repeatable", {
  exitCode: 1,
  meaning: "A repeatable script depends on a script that does not exist.",
  message: ({ name, path, dependency }) =>
    `The repeatable script ${name} (${path}) depends on ${dependency}, and there is no such script.`,
  hint: ({ known }) =>
    `A script is named by its file without .sql${known.length === 0 ? "." : `; there are ${known.join(", ")}.`}`,
});

export const repeatableCycle: PlainFailure<"repeatable-cycle"> = plainFailure("repeatable-cycle", {
  exitCode: 1,
  meaning: "Repeatable scripts depend on each other in a circle, so that none of them can be the first.",
  message: ({ names }) =>
    `Repeatable scripts depend on each other in a circle: ${[...names, names[0] ?? ""].join(" -> ")}.`,
  hint: "Take one `-- depends-on` away; functions may call what is made after them.",
});

export const repeatableFailed: Failure<[name: string, path: string, error: unknown, isWhole: boolean]> =
  failure(
    "repeatable-failed",
    1,
    "A repeatable script failed while it ran. The revisions that were applied before it stay; the journal has the error.",
    (name, path, error, isWhole) => {
      const known = failureIn(error);
      const state = isWhole
        ? "It was rolled back"
        : "It ran without a transaction: what was done before the failing statement stays";
      return {
        message: `The repeatable script ${name} failed: ${messageOf(error)}`,
        hint: `${known?.hint ?? `See ${path}.`} ${state}, and the next upgrade tries it again.`,
        details: { ...known?.details, name, path },
        cause: error,
      };
    },
  );

export const repeatableUnfit: Failure<[name: string, path: string, error: unknown]> = failure(
  "repeatable-unfit",
  1,
  "On a scratch copy a repeatable script fails after the revision that autogenerate was to write.",
  (name, path, error) => {
    return {
      message: `After the new revision the repeatable script ${name} (${path}) would fail: ${messageOf(error)}`,
      hint: "Correct the script, or write the revision all the same: mig revision --autogenerate --no-proof",
      details: { ...failureIn(error)?.details, name, path },
      cause: error,
    };
  },
);
