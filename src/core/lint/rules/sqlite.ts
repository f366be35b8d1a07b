/** What may hurt on SQLite alone. */
export const sqliteRules = {
  "table-rebuilt": {
    kind: "lock",
    dialect: "sqlite",
    severity: "warning",
    why: "SQLite cannot change this in place: the table is rebuilt and every row copied while nobody else can write to the database.",
    safe: "Put the changes of one table next to each other, since neighbours share one rebuild; run it while the application rests.",
  },
  "rows-rewritten": {
    kind: "lock",
    dialect: "sqlite",
    severity: "notice",
    why: "DROP COLUMN writes every row of the table again while nobody else can write to the database.",
    safe: "Run it while the application rests.",
  },
  "foreign-keys-pragma": {
    kind: "refused",
    dialect: "sqlite",
    severity: "error",
    why: "Within a transaction this PRAGMA does nothing and says nothing. mig heeds it for the statements that follow in the same script, and here none do: foreign keys stay enforced, and dropping a table deletes the rows that refer to it.",
    safe: "Put it into one script with the statements that it is for, or leave it out: where a table is rebuilt mig turns foreign keys off before the transaction, and looks at them before the commit.",
  },
  "renamed-before-rebuild": {
    kind: "data-loss",
    dialect: "sqlite",
    severity: "error",
    why: "Renaming the old table first makes the foreign keys of other tables follow it to its new name, and they go with it when it is dropped.",
    safe: "Make the new table under another name, copy the rows, drop the old one, then rename the new one; or write op.alterColumn.",
  },
  "refused-add-column": {
    kind: "refused",
    dialect: "sqlite",
    severity: "error",
    why: "ALTER TABLE … ADD COLUMN refuses UNIQUE, PRIMARY KEY, a default that is no constant, NOT NULL without a default, and STORED.",
    safe: "Write op.addColumn, which rebuilds the table where it must.",
  },
  "refused-drop-column": {
    kind: "refused",
    dialect: "sqlite",
    severity: "error",
    why: "ALTER TABLE … DROP COLUMN refuses a column that is in an index, a key, a check, a view or a trigger.",
    safe: "Write op.dropColumn, which rebuilds the table where it must.",
  },
  "newer-sqlite": {
    kind: "refused",
    dialect: "sqlite",
    severity: "warning",
    why: "Only SQLite 3.53 and later can do this by ALTER TABLE.",
    safe: "Write the operation (op.alterColumn, op.createCheckConstraint …), which rebuilds the table on older ones.",
  },
  "text-in-double-quotes": {
    kind: "design",
    dialect: "sqlite",
    severity: "warning",
    why: "Double quotes make a name. SQLite takes it for text where there is no such column, and for the column from the day there is one.",
    safe: "Put text in single quotes.",
  },
  "unknown-type": {
    kind: "design",
    dialect: "sqlite",
    severity: "warning",
    why: "SQLite takes any word for a type and keeps values by the letters in it, so that a misspelled one is never refused.",
    safe: "Correct the type; of one that is meant, turn the rule off by a comment.",
  },
  "table-not-strict": {
    kind: "design",
    dialect: "sqlite",
    severity: "off",
    why: "Without STRICT a column takes values of any type.",
    safe: "`strict: true`.",
  },
} as const;

export type SqliteRule = keyof typeof sqliteRules;
