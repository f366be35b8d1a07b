/** What may hurt about columns. */
export const columnRules = {
  "set-not-null": {
    kind: "lock",
    dialect: "postgresql",
    severity: "error",
    why: "SET NOT NULL reads the whole table while nobody else can read or write it.",
    safe: "Add a check `column IS NOT NULL` with `validated: false`, validate it in a later transaction, then set NOT NULL: PostgreSQL sees the check and reads nothing.",
  },
  "drop-not-null": {
    kind: "breaking",
    severity: "notice",
    why: "Code that reads the column has never met NULL there.",
    safe: "Let the code that reads it run first.",
  },
  "not-null-without-default": {
    kind: "may-fail",
    severity: "error",
    why: "A column that is NOT NULL and has no default cannot be added to a table with rows, and code that does not know it can no longer insert.",
    safe: "Give it a default, or add it nullable, fill it, and make it NOT NULL later.",
  },
  "volatile-default": {
    kind: "lock",
    dialect: "postgresql",
    severity: "error",
    why: "A default that differs from row to row writes the whole table and its indexes again while nobody can read it.",
    safe: "Add the column without the default, set the default for new rows, then fill the old ones in batches with op.backfill.",
  },
  "numbered-column": {
    kind: "lock",
    dialect: "postgresql",
    severity: "error",
    why: "A serial or identity column numbers every row: the whole table and its indexes are written again while nobody can read it.",
    safe: "Add a plain bigint column and a sequence for new rows, fill the old ones in batches with op.backfill.",
  },
  "stored-generated-column": {
    kind: "lock",
    dialect: "postgresql",
    severity: "error",
    why: "A stored generated column is computed for every row: the whole table is written again while nobody can read it.",
    safe: "Add a plain column that a trigger fills, fill the old rows in batches; from PostgreSQL 18 on make it VIRTUAL (`stored: false`).",
  },
  "type-change": {
    kind: "lock",
    dialect: "postgresql",
    severity: "error",
    why: "The change of type writes the whole table and its indexes again, or reads all of it, while nobody else can read it.",
    safe: "Add a column of the new type, write to both, fill the old rows in batches, then read the new one and drop the old.",
  },
  "type-of-viewed-column": {
    kind: "refused",
    dialect: "postgresql",
    severity: "error",
    why: "PostgreSQL refuses to change the type of a column that a view reads.",
    safe: "Write op.alterColumn, which drops the views and makes them again, or do so in the SQL.",
  },
  "statistics-lost": {
    kind: "design",
    dialect: "postgresql",
    severity: "notice",
    why: "The change of type throws away what the planner knows of the column, so that queries may run badly until the next ANALYZE.",
    safe: "ANALYZE the table after it.",
  },
  "default-changed": {
    kind: "breaking",
    severity: "notice",
    why: "Code that leaves the column out of its inserts gets another value from now on.",
    safe: "Let the code give the value itself, then change the default.",
  },
  "drop-column": {
    kind: "data-loss",
    severity: "warning",
    why: "The values are gone for good, and code that still names the column stops working at once.",
    safe: "Release code that no longer reads or writes the column, then drop it in a later revision.",
  },
  "drop-computed-column": {
    kind: "breaking",
    severity: "warning",
    why: "Code that still reads the column stops working at once.",
    safe: "Release code that no longer reads the column, then drop it in a later revision.",
  },
  "values-replaced": {
    kind: "data-loss",
    severity: "warning",
    why: "The values that the rows hold are replaced, and nothing brings them back.",
    safe: "Keep the old values in another column until nobody can want them.",
  },
  "rename-column": {
    kind: "breaking",
    severity: "warning",
    why: "While a release is rolled out some code says the old name and some the new one, and one of them fails.",
    safe: "Add the new column and write to both, move the readers over, then drop the old one; or release while nothing runs.",
  },
} as const;

export type ColumnRule = keyof typeof columnRules;
