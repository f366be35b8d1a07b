/** What may hurt about tables and views. */
export const tableRules = {
  "drop-table": {
    kind: "data-loss",
    severity: "warning",
    why: "The rows are gone for good, and code that still names the table stops working at once.",
    safe: "Release code that no longer uses the table, rename or export it, and drop it in a later revision.",
  },
  "empty-table": {
    kind: "data-loss",
    severity: "warning",
    why: "All rows of the table are gone for good.",
    safe: "Delete what must go by a condition, in batches, and keep a copy.",
  },
  "drop-referenced-table": {
    kind: "may-fail",
    severity: "warning",
    why: "Foreign keys of other tables refer to the table: the drop is refused, or leaves rows behind that refer to nothing.",
    safe: "Drop the foreign keys that refer to it first.",
  },
  "drop-referencing-table": {
    kind: "lock",
    dialect: "postgresql",
    severity: "notice",
    why: "Dropping a table also locks every table that its foreign keys refer to, for readers too, until the transaction ends.",
    safe: "Drop its foreign keys first, in revisions of their own.",
  },
  "rebuild-by-hand": {
    kind: "breaking",
    severity: "warning",
    why: "Indexes, triggers and policies go with the old table, on PostgreSQL by CASCADE the views that read it and the foreign keys that refer to it too; on SQLite a view that reads it makes the rename fail.",
    safe: "Write the change as an operation (op.alterColumn, op.dropConstraint …), which keeps all that belongs to the table; or make again by statements what goes.",
  },
  "rename-table": {
    kind: "breaking",
    severity: "warning",
    why: "While a release is rolled out some code says the old name and some the new one, and one of them fails.",
    safe: "Make a view under the old name in the same revision, and drop it when no code says that name any more.",
  },
  "rename-schema": {
    kind: "breaking",
    severity: "warning",
    why: "Everything in the schema has another name from now on, and code that says the old one fails.",
    safe: "Release while nothing runs, or move table by table with views under the old names.",
  },
  "schema-not-empty": {
    kind: "may-fail",
    severity: "notice",
    why: "A schema can be dropped only when nothing is in it.",
    safe: "Drop what is in it first.",
  },
  "drop-view": {
    kind: "breaking",
    severity: "warning",
    why: "Code that reads the view stops working until it is there again.",
    safe: "Make the new view and drop the old one in the same transaction, or release code that no longer reads it.",
  },
  "rename-view": {
    kind: "breaking",
    severity: "warning",
    why: "Code that reads the view by its old name fails.",
    safe: "Make a view under the old name that reads the new one, and drop it when no code says that name any more.",
  },
  "view-rewritten": {
    kind: "lock",
    dialect: "postgresql",
    severity: "warning",
    why: "Another tablespace or access method has all rows of a materialized view written again, and nobody can read it meanwhile.",
    safe: "Do it while nobody reads the view.",
  },
  "refresh-not-concurrent": {
    kind: "lock",
    dialect: "postgresql",
    severity: "warning",
    why: "REFRESH MATERIALIZED VIEW lets nobody read the view until it is filled.",
    safe: "REFRESH MATERIALIZED VIEW CONCURRENTLY, for which the view needs a unique index.",
  },
  "table-without-key": {
    kind: "design",
    severity: "warning",
    why: "Without a primary key no row can be named: neither batches, nor logical replication, nor seeds can tell rows apart.",
    safe: "Give the table a primary key.",
  },
  "table-without-comment": {
    kind: "design",
    dialect: "postgresql",
    severity: "off",
    why: "Nobody says what the table is for.",
    safe: "Give it a `comment`.",
  },
  "many-columns": {
    kind: "design",
    severity: "notice",
    why: "A table of more than 100 columns is written as a whole for each change of one of them.",
    safe: "Put what is seldom read together into a table of its own.",
  },
  "table-padding": {
    kind: "design",
    dialect: "postgresql",
    severity: "off",
    why: "The order of the columns leaves bytes empty in every row.",
    safe: "Put the widest columns of fixed size first, and text last.",
  },
} as const;

export type TableRule = keyof typeof tableRules;
