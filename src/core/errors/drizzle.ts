import { failure, plainFailure, type Failure, type PlainFailure } from "../errors.ts";
import { messageOf } from "../thrown.ts";

/** Where in the user's modules something was found. */
export interface Origin {
  readonly path: string;
  /** The name it is exported by, or null when it is only referred to. */
  readonly exportName: string | null;
}

export const ormMissing: Failure<[part: string, cause: unknown]> = failure(
  "drizzle-missing",
  1,
  "The package drizzle-orm is not installed in the project, or is too old.",
  (part, cause) => ({
    message: `Cannot load ${part}.`,
    hint: "Install it next to drizzle-mig: npm install drizzle-orm",
    details: { part },
    cause,
  }),
);

export const noTables: PlainFailure<"no-tables"> = plainFailure("no-tables", {
  exitCode: 1,
  meaning: "The schema files of the configuration export no table, view, enum or namespace of Drizzle.",
  message: ({ paths }) =>
    `No table is exported by ${paths.length === 0 ? "any schema file: none was found" : paths.join(", ")}.`,
  hint: "Point `schema` of the configuration to the files that export the tables.",
});

export const wrongDialect: Failure<[what: string, kind: string, dialect: string, at: Origin]> = failure(
  "wrong-dialect",
  1,
  "A schema file exports a table or view of another dialect than the configured one.",
  (what, kind, dialect, at) => ({
    message: `${what} in ${at.path} is a ${kind}, but the dialect is ${dialect}.`,
    hint: "Set `dialect` of the configuration, or leave the file out of `schema`.",
    details: { what, kind, dialect, path: at.path, exportName: at.exportName },
  }),
);

export const declaredTwice: PlainFailure<"declared-twice"> = plainFailure("declared-twice", {
  exitCode: 1,
  meaning: "Two different tables, views or enums of the Drizzle schema have the same name in the database.",
  message: ({ kind, name, first, second }) =>
    `The ${kind} ${name} is declared twice: ${describe(first)} and ${describe(second)}.`,
  hint: "Rename one of them, or export one and import it elsewhere.",
});

export const columnTwice: Failure<[table: string, column: string, keys: readonly string[], at: Origin]> =
  failure(
    "column-twice",
    1,
    "Two columns of a table have the same name in the database.",
    (table, column, keys, at) => ({
      message: `Column ${column} of table ${table} (${at.path}) is declared twice, as ${keys.join(" and ")}.`,
      hint: "Give one of them another name.",
      details: { table, column, keys, path: at.path },
    }),
  );

export const columnMissing: Failure<[what: string, table: string, column: string, at: Origin]> = failure(
  "column-missing",
  1,
  "A key, constraint or index of the Drizzle schema names a column that its table does not have.",
  (what, table, column, at) => ({
    message: `The ${what} of table ${table} (${at.path}) names the column ${column}, which the table does not have.`,
    hint: "Use the columns that the callback of the table gets as its argument.",
    details: { what, table, column, path: at.path },
  }),
);

export const extraConfigLost: Failure<[table: string, place: string, found: string, at: Origin]> = failure(
  "extra-config-lost",
  1,
  "The extra configuration of a table holds something that Drizzle would ignore silently.",
  (table, place, found, at) => ({
    message: `Entry ${place} of the extra configuration of table ${table} (${at.path}) is ${found}, which Drizzle ignores.`,
    hint: "Return a flat array of index(...).on(...), unique().on(...), check(...), primaryKey(...), foreignKey(...) of the table's own dialect.",
    details: { table, place, found, path: at.path },
  }),
);

export const unreadable: Failure<[what: string, at: Origin, cause: unknown]> = failure(
  "unreadable-schema",
  1,
  "Drizzle fails to evaluate the configuration of a table or view.",
  (what, at, cause) => ({
    message: `Drizzle cannot evaluate ${what} (${at.path}): ${messageOf(cause)}`,
    hint: "A column that does not exist, or a circular import, is the usual reason.",
    details: { what, path: at.path, exportName: at.exportName },
    cause,
  }),
);

export const referenceMissing: Failure<
  [table: string, columns: readonly string[], why: string, at: Origin, cause: unknown]
> = failure(
  "reference-missing",
  1,
  "A foreign key of the Drizzle schema points to a table or column that is not there.",
  (table, columns, why, at, cause) => ({
    message: `The foreign key of table ${table}${columns.length === 0 ? "" : ` on ${columns.join(", ")}`} (${at.path}) ${why}.`,
    hint: "Check the table and column it refers to, and that the two files do not import each other before both are loaded.",
    details: { table, columns, path: at.path },
    cause,
  }),
);

export const referenceMismatch: Failure<
  [table: string, columns: readonly string[], foreign: readonly string[], at: Origin]
> = failure(
  "reference-mismatch",
  1,
  "A foreign key has another number of columns than it refers to.",
  (table, columns, foreign, at) => ({
    message: `The foreign key of table ${table} (${at.path}) has ${columns.length} column(s), ${columns.join(", ")}, but refers to ${foreign.length}: ${foreign.join(", ")}.`,
    hint: "Give `columns` and `foreignColumns` of the same length, in the same order.",
    details: { table, columns, foreign, path: at.path },
  }),
);

export const builderShared: Failure<[table: string, key: string, name: string, at: Origin]> = failure(
  "builder-shared",
  1,
  "A column builder without a name is used under two keys; Drizzle keeps the first key as the name of both columns.",
  (table, key, name, at) => ({
    message: `Column ${key} of table ${table} (${at.path}) would be called ${name}, since its builder was first used under that key.`,
    hint: "Make a new builder for each column, or give the column its name: text('…').",
    details: { table, key, name, path: at.path },
  }),
);

export const primaryKeyTwice: Failure<[table: string, at: Origin]> = failure(
  "primary-key-twice",
  1,
  "A table of the Drizzle schema declares more than one primary key.",
  (table, at) => ({
    message: `Table ${table} (${at.path}) declares more than one primary key.`,
    hint: "Use primaryKey({ columns: [...] }) for a key of several columns, without .primaryKey() on a column.",
    details: { table, path: at.path },
  }),
);

export const indexUnnamed: Failure<[table: string, at: Origin]> = failure(
  "index-unnamed",
  1,
  "An index over an expression has no name, and none can be made from its columns.",
  (table, at) => ({
    message: `An index over an expression of table ${table} (${at.path}) has no name.`,
    hint: "Give it one: index('name').on(...)",
    details: { table, path: at.path },
  }),
);

function describe({ path, exportName }: Origin): string {
  return exportName === null ? `in ${path}` : `as ${exportName} in ${path}`;
}

export const defaultNotEncoded: Failure<[table: string, column: string, cause: unknown]> = failure(
  "default-not-encoded",
  1,
  "A column's own encoder throws on the value of its `.default(...)`.",
  (table, column, cause) => ({
    message: `The default of ${table}.${column} cannot be written as SQL: ${messageOf(cause)}`,
    hint: "Give a value of the kind the column holds, or write the default as SQL: .default(sql`...`).",
    details: { table, column },
    cause,
  }),
);
