import { everywhere, onPostgres, type Rule } from "../rule.ts";

export type ConstraintRule =
  | "foreign-key-validated"
  | "column-with-reference"
  | "several-foreign-keys"
  | "drop-foreign-key"
  | "foreign-key-without-index"
  | "foreign-key-type-differs"
  | "cascading-delete"
  | "check-validated"
  | "validated-at-once"
  | "unique-constraint-built"
  | "primary-key-built"
  | "column-with-key"
  | "exclusion-constraint"
  | "rows-may-not-fit";

/** What may hurt about constraints. */
export const constraintRules: Readonly<Record<ConstraintRule, Rule>> = {
  "foreign-key-validated": onPostgres(
    "lock",
    "error",
    "A foreign key that is checked when it is added lets nobody write to either table until every row has been looked at.",
    "Add it with `validated: false` (`NOT VALID`), and validate it in a later transaction, which lets others write.",
  ),
  "column-with-reference": onPostgres(
    "lock",
    "error",
    "REFERENCES beside a new column locks the table, and the one that it refers to, in one statement.",
    "Add the column, then the foreign key with `validated: false`, then validate it in a later transaction.",
  ),
  "several-foreign-keys": onPostgres(
    "lock",
    "notice",
    "Each foreign key locks the table that it refers to until the transaction ends; several of them wait for each other's readers, and can deadlock with the application.",
    "A revision for each foreign key to a table that is in use.",
  ),
  "drop-foreign-key": onPostgres(
    "lock",
    "notice",
    "Dropping a foreign key locks both tables for reading too, for as long as the transaction lasts.",
    "A revision of its own, so that the locks are held for a moment.",
  ),
  "foreign-key-without-index": everywhere(
    "design",
    "warning",
    "Without an index on the columns of the foreign key every delete in the table it refers to reads this whole table.",
    "Make an index that begins with these columns.",
  ),
  "foreign-key-type-differs": everywhere(
    "design",
    "warning",
    "The columns are of another type than those they refer to, so that comparing them may use no index or overflow.",
    "Give both the same type.",
  ),
  "cascading-delete": everywhere(
    "design",
    "off",
    "ON DELETE CASCADE deletes rows that nobody named, and all of them in one statement.",
    "Delete the rows that refer to it first, in batches.",
  ),
  "check-validated": onPostgres(
    "lock",
    "error",
    "A check that is looked at when it is added locks the table, for readers too, until every row has been looked at.",
    "Add it with `validated: false` (`NOT VALID`), and validate it in a later transaction, which lets others read and write.",
  ),
  "validated-at-once": onPostgres(
    "lock",
    "error",
    "A constraint that is validated in the transaction that added it is validated under the strong lock of adding it, which NOT VALID was meant to avoid.",
    "Validate it in a revision of its own, or in one that says `transaction = false`.",
  ),
  "unique-constraint-built": onPostgres(
    "lock",
    "error",
    "A unique constraint builds its index while nobody can read or write the table.",
    "Build a unique index concurrently in a revision that says `transaction = false`, then make it the constraint: UNIQUE USING INDEX.",
  ),
  "primary-key-built": onPostgres(
    "lock",
    "error",
    "A primary key builds its index, and looks for NULL in every row, while nobody can read or write the table.",
    "Make the columns NOT NULL and build a unique index concurrently, then make it the key: PRIMARY KEY USING INDEX.",
  ),
  "column-with-key": onPostgres(
    "lock",
    "error",
    "UNIQUE or PRIMARY KEY beside a new column builds an index while nobody can read or write the table.",
    "Add the column, build a unique index concurrently, then make it the constraint: UNIQUE USING INDEX.",
  ),
  "exclusion-constraint": onPostgres(
    "lock",
    "error",
    "An exclusion constraint builds its index while nobody can read or write the table, and there is no other way to add one.",
    "Make a new table that has it, copy the rows in batches, then swap the two.",
  ),
  "rows-may-not-fit": everywhere(
    "may-fail",
    "notice",
    "The statement fails if a row does not fit, and what rows hold differs from database to database.",
    "Count the rows that do not fit, and put them right in a revision before this one.",
  ),
};
