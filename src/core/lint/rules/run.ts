import { everywhere, onPostgres, type Rule } from "../rule.ts";

export type RunRule =
  | "needs-no-transaction"
  | "transaction-statement"
  | "no-lock-timeout"
  | "slow-under-lock"
  | "backfill-with-schema"
  | "several-scans"
  | "not-repeatable"
  | "table-rewritten"
  | "table-locked"
  | "detach-partition"
  | "attach-partition"
  | "replica-identity"
  | "long-name"
  | "odd-name"
  | "unqualified-name";

/** What may hurt about how statements run together. */
export const runRules: Readonly<Record<RunRule, Rule>> = {
  "needs-no-transaction": everywhere(
    "refused",
    "error",
    "The engine refuses the statement within a transaction, and a revision runs in one unless it says otherwise.",
    "Say `export const transaction = false;`, in SQL `-- transaction: false`.",
  ),
  "transaction-statement": everywhere(
    "refused",
    "error",
    "mig opens and ends the transaction of a revision; a statement that does so too is refused.",
    "Leave BEGIN, COMMIT and ROLLBACK out; `transaction = false` runs each statement by itself.",
  ),
  "no-lock-timeout": onPostgres(
    "lock",
    "warning",
    "Nothing limits how long the statement waits for its lock, and whoever comes to the table after it waits behind it.",
    "Keep `statementLockTimeout`: mig tries again after a pause, in which the others get through.",
  ),
  "slow-under-lock": onPostgres(
    "lock",
    "error",
    "A statement before it in the same transaction has locked a table against everybody, and this one, which takes long, keeps that lock.",
    "Put it into a revision of its own.",
  ),
  "backfill-with-schema": onPostgres(
    "lock",
    "warning",
    "Rows are written in the transaction that changed the structure: its locks, and those of all the rows, are held until it ends.",
    "Write the rows in a revision of their own that says `transaction = false`, in batches: op.backfill or op.each.",
  ),
  "several-scans": onPostgres(
    "lock",
    "notice",
    "Several changes of the table read or write all of it, each by itself.",
    "Write them as one ALTER TABLE, which goes through the table once.",
  ),
  "not-repeatable": everywhere(
    "may-fail",
    "off",
    "The statement runs outside of a transaction, and fails when it is run a second time.",
    "IF EXISTS or IF NOT EXISTS, but not for an index that is built concurrently.",
  ),
  "table-rewritten": onPostgres(
    "lock",
    "error",
    "The statement writes the whole table again while nobody can read it.",
    "pg_repack or pg_squeeze, or REPACK CONCURRENTLY from PostgreSQL 19 on; VACUUM alone locks nobody out.",
  ),
  "table-locked": onPostgres(
    "lock",
    "warning",
    "The statement locks the table until the transaction ends.",
    "Leave it out: each statement takes the lock that it needs.",
  ),
  "detach-partition": onPostgres(
    "lock",
    "warning",
    "DETACH PARTITION locks the parent and the partition against everybody.",
    "DETACH PARTITION … CONCURRENTLY, in a revision that says `transaction = false`.",
  ),
  "attach-partition": onPostgres(
    "lock",
    "notice",
    "ATTACH PARTITION reads the whole partition under a lock, unless a check of it says what its bounds say.",
    "Add a check with the bounds as NOT VALID, validate it, then attach, then drop the check.",
  ),
  "replica-identity": onPostgres(
    "breaking",
    "notice",
    "What logical replication sends of changed rows is another from now on, which its subscribers may not understand.",
    "Look at the subscribers first.",
  ),
  "long-name": onPostgres(
    "refused",
    "error",
    "PostgreSQL cuts names after 63 bytes, so that the object has another name than the revision says, or the name of another one.",
    "Shorten the name.",
  ),
  "odd-name": everywhere(
    "design",
    "off",
    "The name must be quoted wherever SQL says it.",
    "Small letters, digits and underscores, and no word of SQL.",
  ),
  "unqualified-name": onPostgres(
    "design",
    "off",
    "Which table a name without a schema means depends on the search_path of the role that runs it.",
    "Name the schema.",
  ),
};
