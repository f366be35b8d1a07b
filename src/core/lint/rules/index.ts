import { everywhere, onPostgres, type Rule } from "../rule.ts";

export type IndexRule =
  | "index-not-concurrent"
  | "drop-index-not-concurrent"
  | "reindex-not-concurrent"
  | "invalid-index-kept"
  | "concurrent-build-bug"
  | "partitioned-index"
  | "replaced-index"
  | "index-in-use"
  | "duplicate-index"
  | "wide-index"
  | "many-indexes"
  | "hash-index";

/** What may hurt about indexes. */
export const indexRules: Readonly<Record<IndexRule, Rule>> = {
  "index-not-concurrent": onPostgres(
    "lock",
    "error",
    "CREATE INDEX lets nobody write to the table until the whole index is built.",
    "Build it with `{ concurrently: true }` (`CREATE INDEX CONCURRENTLY`) in a revision of its own that says `transaction = false`.",
  ),
  "drop-index-not-concurrent": onPostgres(
    "lock",
    "warning",
    "DROP INDEX waits for everybody who uses the table, and whoever comes after it waits behind it.",
    "Drop it with `{ concurrently: true }` (`DROP INDEX CONCURRENTLY`) in a revision of its own that says `transaction = false`.",
  ),
  "reindex-not-concurrent": onPostgres(
    "lock",
    "error",
    "REINDEX lets nobody write to the table, or read by the index, until it is built again.",
    "REINDEX … CONCURRENTLY, in a revision that says `transaction = false`.",
  ),
  "invalid-index-kept": onPostgres(
    "refused",
    "error",
    "A concurrent build that failed leaves an invalid index behind. With IF NOT EXISTS the next attempt takes it for the finished one: queries do not use it, and a unique one does not hold.",
    "Leave IF NOT EXISTS out: mig drops an index that a cut short build left invalid and builds it again.",
  ),
  "concurrent-build-bug": onPostgres(
    "refused",
    "error",
    "PostgreSQL 14.0 to 14.3 may leave rows out of an index that is built or rebuilt CONCURRENTLY.",
    "Upgrade the server to 14.4 or later first.",
  ),
  "partitioned-index": onPostgres(
    "lock",
    "error",
    "An index on a partitioned table is built on all partitions at once, and nobody writes to any of them meanwhile. CONCURRENTLY is refused there.",
    "CREATE INDEX … ON ONLY the parent, build one CONCURRENTLY on each partition, then ALTER INDEX … ATTACH PARTITION.",
  ),
  "replaced-index": everywhere(
    "lock",
    "warning",
    "Between the drop and the end of the new build queries have no index.",
    "Build the new index under another name first, then drop the old one, then rename.",
  ),
  "index-in-use": onPostgres(
    "lock",
    "warning",
    "The statistics of the server say that queries use the index, and they will be slower without it.",
    "Look for the queries in pg_stat_statements, or make the index that replaces it first.",
  ),
  "duplicate-index": everywhere(
    "design",
    "warning",
    "Another index of the table begins with the same columns, so that this one costs every write and helps no query.",
    "Keep the longer one, or the unique one.",
  ),
  "wide-index": everywhere(
    "design",
    "notice",
    "An index of more than three columns that is not unique is seldom used for its last ones, and every write pays for them.",
    "Keep the columns that queries filter by; on PostgreSQL `include` the others.",
  ),
  "many-indexes": everywhere(
    "design",
    "notice",
    "The table has more than ten indexes, all of which every write has to keep.",
    "Drop what pg_stat_user_indexes says is never scanned.",
  ),
  "hash-index": onPostgres(
    "design",
    "notice",
    "A hash index serves equality alone, and can neither be unique, nor sorted by, nor have several columns.",
    "A btree, the default, serves the same queries.",
  ),
};
