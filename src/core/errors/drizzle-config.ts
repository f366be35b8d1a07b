import { failure, type Failure } from "../errors.ts";

/** A drizzle.config speaks of a database that `mig` does not know. */
export const unservedDialect: Failure<[path: string, dialect: string]> = failure(
  "unserved-dialect",
  2,
  "A drizzle.config is for a database that mig does not know.",
  (path, dialect) => ({
    message: `${path} is for ${dialect}; mig knows postgresql, sqlite and turso.`,
    hint: "Name another configuration with -c where the project has one for PostgreSQL or SQLite.",
    details: { path, dialect },
  }),
);

/** A drizzle.config names a driver by which no database can be reached from here. */
export const unservedDriver: Failure<[path: string, driver: string, instead: string]> = failure(
  "unserved-driver",
  2,
  "A drizzle.config names a driver that mig cannot use, and there is no other url.",
  (path, driver, instead) => ({
    message: `mig cannot use the driver ${driver} that ${path} names.`,
    hint: instead,
    details: { path, driver },
  }),
);
