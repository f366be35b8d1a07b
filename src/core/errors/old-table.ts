import { plainFailure, type PlainFailure } from "../errors.ts";

export const foreignTable: PlainFailure<"foreign-table"> = plainFailure("foreign-table", {
  exitCode: 1,
  meaning:
    "A table that is not of mig has the name of its version table or journal. It was not touched, and nothing was run.",
  message: ({ table, setting }) =>
    `${table} is not mig's own: it does not have the columns of a ${setting === "versionTable" ? "version table" : "journal"}, for which \`${setting}\` names it.`,
  hint: ({ table, setting }) =>
    `If another tool kept its migrations there, \`mig import table ${table}\` carries them over and keeps the table under another name; an application says \`migrate({ importTable: "${table}" })\`. Otherwise choose another name: \`${setting}\` in the configuration.`,
});

export const unknownHistoryTable: PlainFailure<"unknown-history-table"> = plainFailure(
  "unknown-history-table",
  {
    exitCode: 2,
    meaning:
      "The table given to `mig import table` does not look like one in which a tool keeps what it has run. Nothing was written.",
    message: ({ table, why }) => `${table} cannot be read as a table of migrations: ${why}.`,
    hint: "It needs a column of names (name, filename, version …) and may have a status, an error and a time; Alembic's has version_num. For other histories `mig adopt` finds where the database stands.",
  },
);

export const unclearOldTable: PlainFailure<"unclear-old-table"> = plainFailure("unclear-old-table", {
  exitCode: 3,
  meaning:
    "The table that a run was to take over first does not say clearly what was run. Nothing was written or run.",
  message: ({ table, why }) => `${table} was not taken over: ${why}`,
  hint: ({ table }) => `\`mig import table ${table} --dry-run\` shows what each of its rows means.`,
});

export const tableOfKit: PlainFailure<"table-of-drizzle-kit"> = plainFailure("table-of-drizzle-kit", {
  exitCode: 2,
  meaning: "The table given to `mig import table` is drizzle-kit's own. Nothing was written.",
  message: ({ table }) =>
    `${table} is drizzle-kit's own table, which names migrations by hashes of their files.`,
  hint: "mig import drizzle [folder] turns these files into revisions and reads the table itself.",
});
