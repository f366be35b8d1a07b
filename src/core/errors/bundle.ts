import { failure, type Failure } from "../errors.ts";

/** A bundle whose list names a revision that it does not hold. */
export const missingRevision: Failure<[path: string]> = failure(
  "not-in-bundle",
  1,
  "The bundle does not hold the revision that is asked for.",
  (path) => ({
    message: `The bundle does not hold ${path}.`,
    hint: "Write the bundle again with `mig bundle`.",
    details: { path },
  }),
);

/** A module that cannot be part of a bundle. */
export const cannotBundle: Failure<[path: string, specifier: string, why: string]> = failure(
  "cannot-bundle",
  1,
  "A revision imports a file that cannot become part of a bundle.",
  (path, specifier, why) => ({
    message: `${path} imports ${JSON.stringify(specifier)}, which cannot be bundled: ${why}.`,
    hint: "Import JavaScript, TypeScript or JSON by a relative path, or a package by its name.",
    details: { path, specifier },
  }),
);

/** A package that bundles is not there; it is needed for nothing else. */
export const bundlerMissing: Failure<[]> = failure(
  "bundler-missing",
  1,
  "Bundling needs the package `rolldown`, which is not installed.",
  () => ({
    message: "The package rolldown is not installed, which bundles the revisions.",
    hint: "Install it for development: npm install --save-dev rolldown.",
  }),
);

/** The database that was handed in is not one that the tool can work with. */
export const unknownDatabase: Failure<[why: string]> = failure(
  "unknown-db",
  2,
  "What was given to migrate() as `db` is not a Drizzle database whose driver is known.",
  (why) => ({
    message: `The given db cannot be used: ${why}.`,
    hint: "Give the value that drizzle(…) returned, or the driver's own client as `client`, or a url.",
  }),
);
