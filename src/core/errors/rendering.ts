import { plainFailure, type PlainFailure } from "../errors.ts";
import { messageOf } from "../thrown.ts";

export const customWithoutModule: PlainFailure<"custom-operation-without-module"> = plainFailure(
  "custom-operation-without-module",
  {
    exitCode: 1,
    meaning:
      "A comparator or rewriter returned an operation of the user's own whose definition does not say which module exports it.",
    message: ({ name }) =>
      `The operation ${name} cannot be written into a revision: its definition has no \`from\`.`,
    hint: 'Give defineOperation the module as a revision imports it, e.g. from: "../src/operations.ts".',
  },
);

export const templateIncomplete: PlainFailure<"template-incomplete"> = plainFailure("template-incomplete", {
  exitCode: 2,
  meaning: "The template's folder does not hold the file that is to be written from it.",
  message: ({ folder, wanted }) => `The template ${folder} has no ${wanted}.`,
  hint: "Add the file, or use one of the package's templates (mig templates).",
});

export const templateFailed: PlainFailure<"template-failed"> = plainFailure("template-failed", {
  exitCode: 1,
  meaning: "A template fails while it is filled in.",
  message: ({ path }, cause) => `The template ${path} cannot be filled in: ${messageOf(cause)}`,
  hint: "Compare it with the package's template of the same kind.",
});
