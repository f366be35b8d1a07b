import { everywhere, onPostgres, type Rule } from "../rule.ts";

export type TableRule =
  | "drop-table"
  | "empty-table"
  | "drop-referenced-table"
  | "drop-referencing-table"
  | "rebuild-by-hand"
  | "rename-table"
  | "rename-schema"
  | "schema-not-empty"
  | "drop-view"
  | "rename-view"
  | "view-rewritten"
  | "refresh-not-concurrent"
  | "table-without-key"
  | "table-without-comment"
  | "many-columns"
  | "table-padding";

/** What may hurt about tables and views. */
export const tableRules: Readonly<Record<TableRule, Rule>> = {
  "drop-table": everywhere(
    "data-loss",
    "warning",
    "The rows are gone for good, and code that still names the table stops working at once.",
    "Release code that no longer uses the table, rename or export it, and drop it in a later revision.",
  ),
  "empty-table": everywhere(
    "data-loss",
    "warning",
    "All rows of the table are gone for good.",
    "Delete what must go by a condition, in batches, and keep a copy.",
  ),
  "drop-referenced-table": everywhere(
    "may-fail",
    "warning",
    "Foreign keys of other tables refer to the table: the drop is refused, or leaves rows behind that refer to nothing.",
    "Drop the foreign keys that refer to it first.",
  ),
  "drop-referencing-table": onPostgres(
    "lock",
    "notice",
    "Dropping a table also locks every table that its foreign keys refer to, for readers too, until the transaction ends.",
    "Drop its foreign keys first, in revisions of their own.",
  ),
  "rebuild-by-hand": everywhere(
    "breaking",
    "warning",
    "Indexes, triggers and policies go with the old table, on PostgreSQL by CASCADE the views that read it and the foreign keys that refer to it too; on SQLite a view that reads it makes the rename fail.",
    "Write the change as an operation (op.alterColumn, op.dropConstraint …), which keeps all that belongs to the table; or make again by statements what goes.",
  ),
  "rename-table": everywhere(
    "breaking",
    "warning",
    "While a release is rolled out some code says the old name and some the new one, and one of them fails.",
    "Make a view under the old name in the same revision, and drop it when no code says that name any more.",
  ),
  "rename-schema": everywhere(
    "breaking",
    "warning",
    "Everything in the schema has another name from now on, and code that says the old one fails.",
    "Release while nothing runs, or move table by table with views under the old names.",
  ),
  "schema-not-empty": everywhere(
    "may-fail",
    "notice",
    "A schema can be dropped only when nothing is in it.",
    "Drop what is in it first.",
  ),
  "drop-view": everywhere(
    "breaking",
    "warning",
    "Code that reads the view stops working until it is there again.",
    "Make the new view and drop the old one in the same transaction, or release code that no longer reads it.",
  ),
  "rename-view": everywhere(
    "breaking",
    "warning",
    "Code that reads the view by its old name fails.",
    "Make a view under the old name that reads the new one, and drop it when no code says that name any more.",
  ),
  "view-rewritten": onPostgres(
    "lock",
    "warning",
    "Another tablespace or access method has all rows of a materialized view written again, and nobody can read it meanwhile.",
    "Do it while nobody reads the view.",
  ),
  "refresh-not-concurrent": onPostgres(
    "lock",
    "warning",
    "REFRESH MATERIALIZED VIEW lets nobody read the view until it is filled.",
    "REFRESH MATERIALIZED VIEW CONCURRENTLY, for which the view needs a unique index.",
  ),
  "table-without-key": everywhere(
    "design",
    "warning",
    "Without a primary key no row can be named: neither batches, nor logical replication, nor seeds can tell rows apart.",
    "Give the table a primary key.",
  ),
  "table-without-comment": onPostgres(
    "design",
    "off",
    "Nobody says what the table is for.",
    "Give it a `comment`.",
  ),
  "many-columns": everywhere(
    "design",
    "notice",
    "A table of more than 100 columns is written as a whole for each change of one of them.",
    "Put what is seldom read together into a table of its own.",
  ),
  "table-padding": onPostgres(
    "design",
    "off",
    "The order of the columns leaves bytes empty in every row.",
    "Put the widest columns of fixed size first, and text last.",
  ),
};
