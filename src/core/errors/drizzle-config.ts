import { plainFailure, type PlainFailure } from "../errors.ts";

export const unservedDialect: PlainFailure<"unserved-dialect"> = plainFailure("unserved-dialect", {
  exitCode: 2,
  meaning: "A drizzle.config is for a database that mig does not know.",
  message: ({ path, dialect }) => `${path} is for ${dialect}; mig knows postgresql, sqlite and turso.`,
  hint: "Name another configuration with -c where the project has one for PostgreSQL or SQLite.",
});

export const unservedDriver: PlainFailure<"unserved-driver"> = plainFailure("unserved-driver", {
  exitCode: 2,
  meaning: "A drizzle.config names a driver that mig cannot use, and there is no other url.",
  message: ({ path, driver }) => `mig cannot use the driver ${driver} that ${path} names.`,
  hint: ({ instead }) => instead,
});
