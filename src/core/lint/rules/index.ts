/** What may hurt about indexes. */
export const indexRules = {
  "index-not-concurrent": {
    kind: "lock",
    dialect: "postgresql",
    severity: "error",
    why: "CREATE INDEX lets nobody write to the table until the whole index is built.",
    safe: "Build it with `{ concurrently: true }` (`CREATE INDEX CONCURRENTLY`) in a revision of its own that says `transaction = false`.",
  },
  "drop-index-not-concurrent": {
    kind: "lock",
    dialect: "postgresql",
    severity: "warning",
    why: "DROP INDEX waits for everybody who uses the table, and whoever comes after it waits behind it.",
    safe: "Drop it with `{ concurrently: true }` (`DROP INDEX CONCURRENTLY`) in a revision of its own that says `transaction = false`.",
  },
  "reindex-not-concurrent": {
    kind: "lock",
    dialect: "postgresql",
    severity: "error",
    why: "REINDEX lets nobody write to the table, or read by the index, until it is built again.",
    safe: "REINDEX … CONCURRENTLY, in a revision that says `transaction = false`.",
  },
  "invalid-index-kept": {
    kind: "refused",
    dialect: "postgresql",
    severity: "error",
    why: "A concurrent build that failed leaves an invalid index behind. With IF NOT EXISTS the next attempt takes it for the finished one: queries do not use it, and a unique one does not hold.",
    safe: "Leave IF NOT EXISTS out: mig drops an index that an interrupted build left invalid and builds it again.",
  },
  "concurrent-build-bug": {
    kind: "refused",
    dialect: "postgresql",
    severity: "error",
    why: "PostgreSQL 14.0 to 14.3 may leave rows out of an index that is built or rebuilt CONCURRENTLY.",
    safe: "Upgrade the server to 14.4 or later first.",
  },
  "partitioned-index": {
    kind: "lock",
    dialect: "postgresql",
    severity: "error",
    why: "An index on a partitioned table is built on all partitions at once, and nobody writes to any of them meanwhile. CONCURRENTLY is refused there.",
    safe: "CREATE INDEX … ON ONLY the parent, build one CONCURRENTLY on each partition, then ALTER INDEX … ATTACH PARTITION.",
  },
  "replaced-index": {
    kind: "lock",
    severity: "warning",
    why: "Between the drop and the end of the new build queries have no index.",
    safe: "Build the new index under another name first, then drop the old one, then rename.",
  },
  "index-in-use": {
    kind: "lock",
    dialect: "postgresql",
    severity: "warning",
    why: "The statistics of the server say that queries use the index, and they will be slower without it.",
    safe: "Look for the queries in pg_stat_statements, or make the index that replaces it first.",
  },
  "duplicate-index": {
    kind: "design",
    severity: "warning",
    why: "Another index of the table begins with the same columns, so that this one costs every write and helps no query.",
    safe: "Keep the longer one, or the unique one.",
  },
  "wide-index": {
    kind: "design",
    severity: "notice",
    why: "An index of more than three columns that is not unique is seldom used for its last ones, and every write pays for them.",
    safe: "Keep the columns that queries filter by; on PostgreSQL `include` the others.",
  },
  "many-indexes": {
    kind: "design",
    severity: "notice",
    why: "The table has more than ten indexes, all of which every write has to keep.",
    safe: "Drop what pg_stat_user_indexes says is never scanned.",
  },
  "hash-index": {
    kind: "design",
    dialect: "postgresql",
    severity: "notice",
    why: "A hash index serves equality alone, and can neither be unique, nor sorted by, nor have several columns.",
    safe: "A btree, the default, serves the same queries.",
  },
} as const;

export type IndexRule = keyof typeof indexRules;
