import { onSqlite, type Rule } from "../rule.ts";

export type SqliteRule =
  | "table-rebuilt"
  | "rows-rewritten"
  | "foreign-keys-pragma"
  | "renamed-before-rebuild"
  | "refused-add-column"
  | "refused-drop-column"
  | "newer-sqlite"
  | "text-in-double-quotes"
  | "unknown-type"
  | "table-not-strict";

/** What may hurt on SQLite alone. */
export const sqliteRules: Readonly<Record<SqliteRule, Rule>> = {
  "table-rebuilt": onSqlite(
    "lock",
    "warning",
    "SQLite cannot change this in place: the table is made anew and every row copied while nobody else can write to the database.",
    "Put the changes of one table beside each other, since neighbours share one rebuild; run it while the application rests.",
  ),
  "rows-rewritten": onSqlite(
    "lock",
    "notice",
    "DROP COLUMN writes every row of the table again while nobody else can write to the database.",
    "Run it while the application rests.",
  ),
  "foreign-keys-pragma": onSqlite(
    "refused",
    "error",
    "Within a transaction this PRAGMA does nothing and says nothing. mig heeds it for the statements that follow in the same script, and here none do: foreign keys stay enforced, and dropping a table deletes the rows that refer to it.",
    "Put it into one script with the statements that it is for, or leave it out: where a table is made anew mig turns foreign keys off before the transaction, and looks at them before the commit.",
  ),
  "renamed-before-rebuild": onSqlite(
    "data-loss",
    "error",
    "Renaming the old table first makes the foreign keys of other tables follow it to its new name, and they go with it when it is dropped.",
    "Make the new table under another name, copy the rows, drop the old one, then rename the new one; or write op.alterColumn.",
  ),
  "refused-add-column": onSqlite(
    "refused",
    "error",
    "ALTER TABLE … ADD COLUMN refuses UNIQUE, PRIMARY KEY, a default that is no constant, NOT NULL without a default, and STORED.",
    "Write op.addColumn, which makes the table anew where it must.",
  ),
  "refused-drop-column": onSqlite(
    "refused",
    "error",
    "ALTER TABLE … DROP COLUMN refuses a column that is in an index, a key, a check, a view or a trigger.",
    "Write op.dropColumn, which makes the table anew where it must.",
  ),
  "newer-sqlite": onSqlite(
    "refused",
    "warning",
    "Only SQLite 3.53 and later can do this by ALTER TABLE.",
    "Write the operation (op.alterColumn, op.createCheckConstraint …), which makes the table anew on older ones.",
  ),
  "text-in-double-quotes": onSqlite(
    "design",
    "warning",
    "Double quotes make a name. SQLite takes it for text where there is no such column, and for the column from the day there is one.",
    "Put text in single quotes.",
  ),
  "unknown-type": onSqlite(
    "design",
    "warning",
    "SQLite takes any word for a type and keeps values by the letters in it, so that a misspelled one is never refused.",
    "Correct the type; of one that is meant, turn the rule off by a comment.",
  ),
  "table-not-strict": onSqlite(
    "design",
    "off",
    "Without STRICT a column takes values of any type.",
    "`strict: true`.",
  ),
};
