import { afterAll, afterEach, beforeAll, expect, test } from "vitest";
import { emptySchema } from "../../../src/core/schema/schema.ts";
import type { Connection } from "../../../src/dialects/dialect.ts";
import { postgres } from "../../../src/dialects/postgres/index.ts";
import { saidInSql } from "../../../src/dialects/sql.ts";
import { createPostgresDatabase, type PostgresDatabase } from "../../support/databases.ts";
import { everything } from "../../support/postgres-databases.ts";

/** The only one of its kind in a database: what tells of it in the structure. */
const cases: readonly (readonly [what: string, sql: string, part: string])[] = [
  ["a namespace", "CREATE SCHEMA lone", '"namespaces":["lone"]'],
  ["an enum", "CREATE TYPE lone AS ENUM ('a')", '"enums":[{"schema":null,"name":"lone"'],
  ["a sequence", "CREATE SEQUENCE lone", '"sequences":[{"schema":null,"name":"lone"'],
  ["a table", "CREATE TABLE lone ()", '"name":"lone","columns":[]'],
  ["a table of a name that is taken", 'CREATE TABLE "pg_class" (lone text)', '"name":"lone","type"'],
  ["a view", "CREATE VIEW lone AS SELECT 1 AS one", '"views":[{"schema":null,"name":"lone"'],
  ["a materialized view", "CREATE MATERIALIZED VIEW lone AS SELECT 1 AS one", '"materialized":true'],
  [
    "an index of a view",
    "CREATE MATERIALIZED VIEW v AS SELECT 1 AS one; CREATE INDEX lone ON v (one)",
    "CREATE INDEX lone",
  ],
  ["a column", "CREATE TABLE t (lone int)", '"name":"lone"'],
  ["a constraint", "CREATE TABLE t (a int CONSTRAINT lone CHECK (a > 0))", '"name":"lone"'],
  ["an index", "CREATE TABLE t (a int); CREATE INDEX lone ON t (a)", '"name":"lone"'],
  [
    "a trigger",
    "CREATE TABLE t (); CREATE TRIGGER lone BEFORE UPDATE ON t FOR EACH ROW EXECUTE FUNCTION suppress_redundant_updates_trigger()",
    "CREATE TRIGGER lone",
  ],
  ["a rule", "CREATE TABLE t (); CREATE RULE lone AS ON INSERT TO t DO INSTEAD NOTHING", "CREATE RULE lone"],
  ["a policy", "CREATE TABLE t (); CREATE POLICY lone ON t", '"policies":[{"name":"lone"'],
  [
    "an exclusion constraint",
    "CREATE TABLE t (a int4range, CONSTRAINT lone EXCLUDE USING gist (a WITH &&))",
    "ADD CONSTRAINT lone EXCLUDE",
  ],
  [
    "statistics",
    "CREATE TABLE t (a int, b int); CREATE STATISTICS lone ON a, b FROM t",
    "STATISTICS public.lone",
  ],
  ["a parameter", "CREATE TABLE t () WITH (fillfactor = 71)", "fillfactor"],
  [
    "a parameter of what does not fit",
    "CREATE TABLE t (a text) WITH (toast.vacuum_truncate = false)",
    "toast.vacuum",
  ],
  ["a replica identity", "CREATE TABLE t (); ALTER TABLE t REPLICA IDENTITY FULL", "REPLICA IDENTITY FULL"],
  [
    "no replica identity",
    "CREATE TABLE t (); ALTER TABLE t REPLICA IDENTITY NOTHING",
    "REPLICA IDENTITY NOTHING",
  ],
  [
    "a parameter of a column",
    "CREATE TABLE t (a int); ALTER TABLE t ALTER a SET (n_distinct = 7)",
    "n_distinct",
  ],
  ["a compression", "CREATE TABLE t (a text COMPRESSION pglz)", "COMPRESSION pglz"],
  ["a right", "CREATE TABLE t (); GRANT SELECT ON t TO PUBLIC", "GRANT SELECT ON TABLE"],
  ["a right to a column", "CREATE TABLE t (a int); GRANT SELECT (a) ON t TO PUBLIC", "GRANT SELECT (a)"],
  [
    "a right to a column's sequence",
    "CREATE TABLE t (a serial); GRANT USAGE ON SEQUENCE t_a_seq TO PUBLIC",
    "GRANT USAGE ON SEQUENCE",
  ],
  [
    "the name of a sequence",
    "CREATE TABLE t (a serial); ALTER SEQUENCE t_a_seq RENAME TO lone",
    "name of the sequence of a",
  ],
  ["a publication", "CREATE TABLE t (); CREATE PUBLICATION lone FOR TABLE t", "ALTER PUBLICATION lone"],
  ["another owner", "CREATE TABLE t (); ALTER TABLE t OWNER TO pg_monitor", "OWNER TO pg_monitor"],
];

let database: PostgresDatabase;
let connection: Connection;
beforeAll(async () => {
  database = await createPostgresDatabase();
  connection = await postgres.connect({ url: database.url });
});
afterAll(async () => {
  await connection.close();
  await database.drop();
});

afterEach(() => connection.rollback());

test.each(cases)("%s is read where there is nothing else of its kind", async (_, text, part) => {
  await connection.begin();
  expect(await postgres.introspect(connection, everything)).toEqual(emptySchema);
  await connection.query(saidInSql(text));
  expect(JSON.stringify(await postgres.introspect(connection, everything))).toContain(part);
});
