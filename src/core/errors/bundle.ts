import { plainFailure, type PlainFailure } from "../errors.ts";

export const missingRevision: PlainFailure<"not-in-bundle"> = plainFailure("not-in-bundle", {
  exitCode: 1,
  meaning: "The bundle does not hold the revision that is asked for.",
  message: ({ path }) => `The bundle does not hold ${path}.`,
  hint: "Write the bundle again with `mig bundle`.",
});

export const cannotBundle: PlainFailure<"cannot-bundle"> = plainFailure("cannot-bundle", {
  exitCode: 1,
  meaning: "A revision imports a file that cannot become part of a bundle.",
  message: ({ path, specifier, why }) =>
    `${path} imports ${JSON.stringify(specifier)}, which cannot be bundled: ${why}.`,
  hint: "Import JavaScript, TypeScript or JSON by a relative path, or a package by its name.",
});

export const bundlerMissing: PlainFailure<"bundler-missing"> = plainFailure("bundler-missing", {
  exitCode: 1,
  meaning: "Bundling needs the package `rolldown`, which is not installed.",
  message: "The package rolldown, which bundles the revisions, is not installed.",
  hint: "Install it for development: npm install --save-dev rolldown.",
});

export const unknownDatabase: PlainFailure<"unknown-db"> = plainFailure("unknown-db", {
  exitCode: 2,
  meaning: "What was given to migrate() as `db` is not a Drizzle database whose driver is known.",
  message: ({ why }) => `The given db cannot be used: ${why}.`,
  hint: "Give the value that drizzle(…) returned, or the driver's own client as `client`, or a url.",
});
