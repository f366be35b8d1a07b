/** What may hurt about constraints. */
export const constraintRules = {
  "foreign-key-validated": {
    kind: "lock",
    dialect: "postgresql",
    severity: "error",
    why: "A foreign key that is checked when it is added lets nobody write to either table until every row has been looked at.",
    safe: "Add it with `validated: false` (`NOT VALID`), and validate it in a later transaction, which lets others write.",
  },
  "column-with-reference": {
    kind: "lock",
    dialect: "postgresql",
    severity: "error",
    why: "REFERENCES on a new column locks the table, and the one that it refers to, in one statement.",
    safe: "Add the column, then the foreign key with `validated: false`, then validate it in a later transaction.",
  },
  "several-foreign-keys": {
    kind: "lock",
    dialect: "postgresql",
    severity: "notice",
    why: "Each foreign key locks the table that it refers to until the transaction ends; several of them wait for each other's readers, and can deadlock with the application.",
    safe: "A revision for each foreign key to a table that is in use.",
  },
  "drop-foreign-key": {
    kind: "lock",
    dialect: "postgresql",
    severity: "notice",
    why: "Dropping a foreign key locks both tables for reading too, for as long as the transaction lasts.",
    safe: "A revision of its own, so that the locks are held for a moment.",
  },
  "foreign-key-without-index": {
    kind: "design",
    severity: "warning",
    why: "Without an index on the columns of the foreign key every delete in the table it refers to reads this whole table.",
    safe: "Make an index that begins with these columns.",
  },
  "foreign-key-type-differs": {
    kind: "design",
    severity: "warning",
    why: "The columns are of another type than those they refer to, so that comparing them may use no index or overflow.",
    safe: "Give both the same type.",
  },
  "cascading-delete": {
    kind: "design",
    severity: "off",
    why: "ON DELETE CASCADE deletes rows that nobody named, and all of them in one statement.",
    safe: "Delete the rows that refer to it first, in batches.",
  },
  "check-validated": {
    kind: "lock",
    dialect: "postgresql",
    severity: "error",
    why: "A check that is looked at when it is added locks the table, for readers too, until every row has been looked at.",
    safe: "Add it with `validated: false` (`NOT VALID`), and validate it in a later transaction, which lets others read and write.",
  },
  "validated-at-once": {
    kind: "lock",
    dialect: "postgresql",
    severity: "error",
    why: "A constraint that is validated in the transaction that added it is validated under the strong lock of adding it, which NOT VALID was meant to avoid.",
    safe: "Validate it in a revision of its own, or in one that says `transaction = false`.",
  },
  "unique-constraint-built": {
    kind: "lock",
    dialect: "postgresql",
    severity: "error",
    why: "A unique constraint builds its index while nobody can read or write the table.",
    safe: "Build a unique index concurrently in a revision that says `transaction = false`, then make it the constraint: UNIQUE USING INDEX.",
  },
  "primary-key-built": {
    kind: "lock",
    dialect: "postgresql",
    severity: "error",
    why: "A primary key builds its index, and looks for NULL in every row, while nobody can read or write the table.",
    safe: "Make the columns NOT NULL and build a unique index concurrently, then make it the key: PRIMARY KEY USING INDEX.",
  },
  "column-with-key": {
    kind: "lock",
    dialect: "postgresql",
    severity: "error",
    why: "UNIQUE or PRIMARY KEY on a new column builds an index while nobody can read or write the table.",
    safe: "Add the column, build a unique index concurrently, then make it the constraint: UNIQUE USING INDEX.",
  },
  "exclusion-constraint": {
    kind: "lock",
    dialect: "postgresql",
    severity: "error",
    why: "An exclusion constraint builds its index while nobody can read or write the table, and there is no other way to add one.",
    safe: "Make a new table that has it, copy the rows in batches, then swap the two.",
  },
  "rows-may-not-fit": {
    kind: "may-fail",
    severity: "notice",
    why: "The statement fails if a row does not fit, and what rows hold differs from database to database.",
    safe: "Count the rows that do not fit, and put them right in a revision before this one.",
  },
} as const;

export type ConstraintRule = keyof typeof constraintRules;
