import { failure, type Failure } from "../errors.ts";
import { messageOf } from "../thrown.ts";

/** An operation of the user's own cannot be written into a file. */
export const customWithoutModule: Failure<[name: string]> = failure(
  "custom-operation-without-module",
  1,
  "A comparator or rewriter returned an operation of the user's own whose definition does not say which module exports it.",
  (name) => ({
    message: `The operation ${name} cannot be written into a revision: its definition has no \`from\`.`,
    hint: 'Give defineOperation the module as a revision imports it, e.g. from: "../src/operations.ts".',
    details: { name },
  }),
);

/** A template folder lacks a file. */
export const templateIncomplete: Failure<[folder: string, wanted: string]> = failure(
  "template-incomplete",
  2,
  "The template's folder does not hold the file that is to be written from it.",
  (folder, wanted) => ({
    message: `The template ${folder} has no ${wanted}.`,
    hint: "Add the file, or use one of the package's templates (mig templates).",
    details: { folder, wanted },
  }),
);

/** A template cannot be filled in. */
export const templateFailed: Failure<[path: string, cause: unknown]> = failure(
  "template-failed",
  1,
  "A template fails while it is filled in.",
  (path, cause) => ({
    message: `The template ${path} cannot be filled in: ${messageOf(cause)}`,
    hint: "Compare it with the package's template of the same kind.",
    details: { path },
    cause,
  }),
);
