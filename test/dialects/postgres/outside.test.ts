import { expect, it } from "vitest";
import { readOutside } from "../../../src/dialects/postgres/outside.ts";

const statements = [
  "CREATE UNIQUE INDEX CONCURRENTLY IF NOT EXISTS i ON ONLY app.t (a)",
  "CREATE INDEX CONCURRENTLY ON t (a)",
  "CREATE INDEX IF NOT EXISTS i ON t (a)",
  "CREATE INDEX i ON t (a)",
  "DROP INDEX CONCURRENTLY IF EXISTS app.i",
  "DROP INDEX i",
  "ALTER TABLE IF EXISTS app.t DETACH PARTITION p CONCURRENTLY",
  "ALTER TABLE t DETACH PARTITION p",
  "ALTER TABLE t ADD COLUMN a int",
  "REINDEX TABLE CONCURRENTLY t",
  "VACUUM t",
  "ANALYZE",
  "CLUSTER",
  "CHECKPOINT",
  "REFRESH MATERIALIZED VIEW v",
  "ALTER SYSTEM SET a = 1",
  "CREATE DATABASE d",
  "DROP DATABASE IF EXISTS d",
  "CREATE TABLESPACE s LOCATION '/x'",
  "SELECT 1",
];

it("reads what a statement may have done when nobody knows whether it ran", async () => {
  const read = statements.map((sql) => `${sql}\n  ${JSON.stringify(readOutside(sql))}\n`);
  await expect(read.join("")).toMatchFileSnapshot("golden/outside.txt");
});
