import { failure, type Failure } from "../errors.ts";

/** A table of somebody else's has the name that one of ours is to have. */
export const foreignTable: Failure<
  [table: string, setting: "versionTable" | "journalTable", cause: unknown]
> = failure(
  "foreign-table",
  1,
  "A table that is not of mig has the name of its version table or journal. It was not touched, and nothing was run.",
  (table, setting, cause) => ({
    message: `${table} is not mig's own: it has not the columns of a ${setting === "versionTable" ? "version table" : "journal"}, for which \`${setting}\` names it.`,
    hint: `If another tool kept its migrations there, \`mig import table ${table}\` carries them over and keeps the table under another name; an application says \`migrate({ importTable: "${table}" })\`. Otherwise choose another name: \`${setting}\` in the configuration.`,
    details: { table, setting },
    cause,
  }),
);

/** The table keeps no migrations in a way that can be read. */
export const unknownHistoryTable: Failure<[table: string, why: string]> = failure(
  "unknown-history-table",
  2,
  "The table given to `mig import table` does not look like one in which a tool keeps what it has run. Nothing was written.",
  (table, why) => ({
    message: `${table} cannot be read as a table of migrations: ${why}.`,
    hint: "It needs a column of names (name, filename, version …) and may have a status, an error and a time; Alembic's has version_num. For other histories `mig adopt` finds where the database stands.",
    details: { table },
  }),
);

/** A run was to take the table over first, and it does not say clearly where the database stands. */
export const unclearOldTable: Failure<[table: string, why: string]> = failure(
  "unclear-old-table",
  3,
  "The table that a run was to take over first does not say clearly what was run. Nothing was written or run.",
  (table, why) => ({
    message: `${table} was not taken over: ${why}`,
    hint: `\`mig import table ${table} --dry-run\` shows what each of its rows means.`,
    details: { table },
  }),
);

/** The table is of drizzle-kit, whose migrations are imported together with it. */
export const tableOfKit: Failure<[table: string]> = failure(
  "table-of-drizzle-kit",
  2,
  "The table given to `mig import table` is drizzle-kit's own. Nothing was written.",
  (table) => ({
    message: `${table} is drizzle-kit's own table, which names migrations by hashes of their files.`,
    hint: "mig import drizzle [folder] turns these files into revisions and reads the table itself.",
    details: { table },
  }),
);
