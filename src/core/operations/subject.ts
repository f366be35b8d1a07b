import type { Operation } from "./operations.ts";

/** The table that an operation is about, or null where it is about something else. */
export function subjectOf({ kind, args }: Operation): string | null {
  if (kind === "createTable") return args[0].name;
  return aboutTables.has(kind) ? (args[0] as string) : null;
}

const aboutTables: ReadonlySet<Operation["kind"]> = new Set([
  "dropTable",
  "renameTable",
  "setTableComment",
  "addColumn",
  "dropColumn",
  "renameColumn",
  "alterColumn",
  "createPrimaryKey",
  "dropPrimaryKey",
  "createUniqueConstraint",
  "createCheckConstraint",
  "createForeignKey",
  "dropConstraint",
  "renameConstraint",
  "createIndex",
  "dropIndex",
  "renameIndex",
  "bulkInsert",
]);
