import { describe, expect, it } from "vitest";
import type { ColumnChange } from "../../../src/core/operations/spec.ts";
import type { Column, Schema } from "../../../src/core/schema/schema.ts";
import { postgres } from "../../../src/dialects/postgres/index.ts";
import { everything, openPostgres, perform } from "../../support/postgres-databases.ts";
import { saidInSql } from "../../../src/dialects/sql.ts";

/** A column with rows in it, a change, and what becomes of column and rows. */
interface Case {
  readonly title: string;
  readonly column: string;
  readonly rows?: readonly string[];
  readonly also?: string;
  readonly change: ColumnChange;
  readonly becomes: Partial<Omit<Column, "type">> & { readonly type?: string };
  readonly values?: readonly unknown[];
  /** The first server that knows it, as `server_version_num` counts. */
  readonly since?: number;
}

const cases: readonly Case[] = [
  {
    title: "a text becomes an integer with its default",
    column: "text DEFAULT '7'",
    rows: ["'1'", "'22'", "NULL"],
    change: { type: "integer" },
    becomes: { type: "integer", default: "7" },
    values: [1, 22, null],
  },
  {
    title: "an integer becomes a boolean with its default",
    column: "integer NOT NULL DEFAULT 1",
    rows: ["0", "5"],
    change: { type: "boolean" },
    becomes: { type: "boolean", nullable: false, default: "1 <> 0" },
    values: [false, true],
  },
  {
    title: "a boolean becomes a big integer",
    column: "boolean DEFAULT true",
    rows: ["true", "false"],
    change: { type: "bigint", default: null },
    becomes: { type: "bigint", default: null },
    values: ["1", "0"],
  },
  {
    title: "a text becomes an enum and keeps its default",
    also: "CREATE TYPE \"Mood\" AS ENUM ('sad', 'ok')",
    column: "text DEFAULT 'ok'",
    rows: ["'sad'", "'ok'"],
    change: { type: "Mood" },
    becomes: { type: "Mood", default: "'ok'" },
    values: ["sad", "ok"],
  },
  {
    title: "an enum becomes a text",
    also: "CREATE TYPE mood AS ENUM ('sad', 'ok')",
    column: "mood DEFAULT 'ok'",
    rows: ["'sad'"],
    change: { type: "text" },
    becomes: { type: "text", default: "'ok'" },
    values: ["sad"],
  },
  {
    title: "an enum becomes another enum",
    also: "CREATE TYPE mood AS ENUM ('sad', 'ok'); CREATE TYPE state AS ENUM ('ok', 'sad', 'new')",
    column: "mood[] DEFAULT '{ok}'",
    rows: ["'{sad,ok}'"],
    change: { type: "state[]" },
    becomes: { type: "state[]", default: "'{ok}'" },
    values: ["{sad,ok}"],
  },
  {
    title: "a text becomes jsonb",
    column: "text DEFAULT '{}'",
    rows: [`'{"a": 1}'`],
    change: { type: "jsonb" },
    becomes: { type: "jsonb", default: "'{}'" },
    values: [{ a: 1 }],
  },
  {
    title: "jsonb becomes an integer",
    column: "jsonb",
    rows: ["'3'"],
    change: { type: "integer" },
    becomes: { type: "integer" },
    values: [3],
  },
  {
    title: "an integer becomes an array of texts",
    column: "integer",
    rows: ["3", "NULL"],
    change: { type: "text[]" },
    becomes: { type: "text[]" },
    values: [["3"], null],
  },
  {
    title: "an array becomes its first element",
    column: "text[]",
    rows: ["'{4,5}'"],
    change: { type: "integer" },
    becomes: { type: "integer" },
    values: [4],
  },
  {
    title: "a type changes as the revision says",
    column: "text",
    rows: ["'abc'"],
    change: { type: "integer", using: "length(c)" },
    becomes: { type: "integer" },
    values: [3],
  },
  {
    title: "a length shrinks and a default is set at once",
    column: "varchar(10)",
    rows: ["'ab'"],
    change: { type: "varchar(5)", default: "'x'", nullable: false },
    becomes: { type: "varchar(5)", default: "'x'", nullable: false },
    values: ["ab"],
  },
  {
    title: "nullability and default change alone",
    column: "integer NOT NULL DEFAULT 1",
    rows: ["4"],
    change: { nullable: true, default: null, comment: "it's" },
    becomes: { nullable: true, default: null, comment: "it's" },
    values: [4],
  },
  {
    title: "a default with an operator is set",
    column: "timestamptz",
    change: { default: "now() + interval '1 day'" },
    becomes: { default: "now() + '1 day'::interval" },
  },
  {
    title: "a collation comes",
    column: "text",
    rows: ["'b'"],
    change: { collation: "C" },
    becomes: { type: "text", collation: "C" },
  },
  {
    title: "a collation goes",
    column: 'text COLLATE "POSIX"',
    rows: ["'b'"],
    change: { collation: null },
    becomes: { collation: null },
  },
  {
    title: "a collation stays when a length changes",
    column: 'varchar(10) COLLATE "POSIX"',
    change: { type: "varchar(20)" },
    becomes: { type: "varchar(20)", collation: "POSIX" },
  },
  {
    title: "an integer becomes serial and counts on",
    column: "integer",
    rows: ["41"],
    change: { type: "serial" },
    becomes: { type: "serial", default: null, nullable: false },
    values: [41, 42],
  },
  {
    title: "serial becomes a plain integer",
    column: "serial",
    rows: ["DEFAULT"],
    change: { type: "integer" },
    becomes: { type: "integer", default: null, nullable: false },
    values: [1],
  },
  {
    title: "serial becomes bigserial",
    column: "serial",
    rows: ["DEFAULT"],
    change: { type: "bigserial" },
    becomes: { type: "bigserial" },
    values: ["1", "2"],
  },
  {
    title: "serial becomes an identity and counts on",
    column: "serial",
    rows: ["DEFAULT", "8"],
    change: { type: "integer", identity: { always: true } },
    becomes: { type: "integer", identity: identity({ always: true }) },
    values: [1, 8, 9],
  },
  {
    title: "an identity becomes serial and counts on",
    column: "integer GENERATED BY DEFAULT AS IDENTITY",
    rows: ["8"],
    change: { type: "serial", identity: null },
    becomes: { type: "serial", identity: null },
    values: [8, 9],
  },
  {
    title: "a column with a default becomes an identity that counts down",
    column: "bigint DEFAULT 3",
    rows: ["-5", "7"],
    change: { default: null, identity: { increment: "-1" } },
    becomes: { identity: identity({ increment: "-1" }), default: null, nullable: false },
    values: ["-5", "7", "-6"],
  },
  {
    title: "an identity changes",
    column: "integer GENERATED ALWAYS AS IDENTITY (START WITH 5 INCREMENT BY 2 CYCLE)",
    change: { identity: { always: false, start: "5", max: "90", cache: "3" } },
    becomes: { identity: identity({ start: "5", max: "90", cache: "3" }) },
  },
  {
    title: "an identity goes",
    column: "integer GENERATED ALWAYS AS IDENTITY",
    change: { identity: null },
    becomes: { identity: null, nullable: false },
  },
  {
    title: "an identity grows to a bigger type",
    column: "integer GENERATED ALWAYS AS IDENTITY",
    change: { type: "bigint" },
    becomes: { type: "bigint", identity: identity({ always: true }) },
  },
  {
    title: "a generated column is computed again",
    column: "integer GENERATED ALWAYS AS (other + 1) STORED",
    rows: ["DEFAULT"],
    change: { generated: { expression: "other * 10", stored: true } },
    becomes: { generated: { expression: "other * 10", stored: true } },
    values: [70],
  },
  {
    title: "a generated column becomes a plain one and keeps its values",
    column: "integer GENERATED ALWAYS AS (other + 1) STORED",
    rows: ["DEFAULT"],
    change: { generated: null, default: "0" },
    becomes: { generated: null, default: "0" },
    values: [8],
  },
  {
    title: "a virtual column becomes a plain one and keeps its values",
    column: "integer GENERATED ALWAYS AS (other + 1) VIRTUAL",
    since: 18_00_00,
    rows: ["DEFAULT"],
    change: { generated: null },
    becomes: { generated: null },
    values: [8],
  },
];

function identity(given: Partial<NonNullable<Column["identity"]>>): Column["identity"] {
  return {
    always: false,
    sequence: null,
    start: null,
    increment: null,
    min: null,
    max: null,
    cache: null,
    cycle: false,
    ...given,
  };
}

describe("a change of a column", () => {
  it.for(cases)(
    "$title",
    async ({ also, column, rows = [], change, becomes, values, since = 0 }, { skip }) => {
      const connection = await openPostgres();
      const [server] = await connection.query("SHOW server_version_num");
      skip(Number(server?.["server_version_num"]) < since, "this server does not know it");
      if (also !== undefined) await connection.query(saidInSql(also));
      const quoted = column.replace(/^Mood/u, '"Mood"');
      await connection.query(
        saidInSql(`CREATE TABLE "Strange table" (nr serial, other integer DEFAULT 7, c ${quoted})`),
      );
      for (const row of rows)
        await connection.query(saidInSql(`INSERT INTO "Strange table" (c) VALUES (${row})`));
      await connection.begin();
      await perform(connection, { kind: "alterColumn", args: ["Strange table", "c", change] });
      await connection.commit();

      expect(columnC(await postgres.introspect(connection, everything))).toMatchObject(becomes);
      if (values === undefined) return;
      const more = values.length > rows.length;
      if (more) await connection.query(`INSERT INTO "Strange table" (other) VALUES (0)`);
      const cast = typeof values[0] === "string" && values[0].startsWith("{") ? "c::text" : "c";
      const live = await connection.query(`SELECT ${cast} AS c FROM "Strange table" ORDER BY nr`);
      expect(live.map((row) => row["c"])).toEqual(values);
    },
  );

  it("keeps what belongs to a generated column that is recreated", async () => {
    const connection = await openPostgres();
    await connection.query(`CREATE TABLE t (a integer, c integer GENERATED ALWAYS AS (a + 1) STORED UNIQUE CHECK (c > 0));
      CREATE INDEX i ON t ((c * 2)) WHERE c < 9; CREATE VIEW v AS SELECT c FROM t; COMMENT ON COLUMN t.c IS 'sum'`);
    const before = await postgres.introspect(connection, everything);
    await perform(connection, {
      kind: "alterColumn",
      args: ["t", "c", { generated: { expression: "a + 2", stored: true } }],
    });
    const after = await postgres.introspect(connection, everything);
    expect({ ...after, tables: after.tables.map((table) => ({ ...table, columns: [] })) }).toEqual({
      ...before,
      tables: before.tables.map((table) => ({ ...table, columns: [] })),
    });
    expect(columnC(after)).toMatchObject({ comment: "sum", generated: { expression: "a + 2" } });
  });

  it("takes the views above it away and puts them back with all that hangs on them", async () => {
    const connection = await openPostgres();
    await connection.query(`
      CREATE TABLE t (a integer, c varchar(5)); INSERT INTO t VALUES (1, 'x');
      CREATE VIEW one WITH (security_barrier = true) AS SELECT a, c FROM t;
      CREATE VIEW aside AS SELECT a FROM t;
      CREATE MATERIALIZED VIEW two AS SELECT c, count(*) AS n FROM one GROUP BY c;
      CREATE UNIQUE INDEX two_c ON two (c);
      COMMENT ON VIEW one IS 'it''s'; COMMENT ON COLUMN one.c IS 'c'; ALTER VIEW one ALTER COLUMN a SET DEFAULT 4;
      GRANT SELECT ON one TO PUBLIC; GRANT UPDATE (c) ON one TO PUBLIC;
      CREATE RULE nothing AS ON DELETE TO one DO INSTEAD NOTHING;
      CREATE FUNCTION f() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NEW; END';
      CREATE TRIGGER tr INSTEAD OF INSERT ON one FOR EACH ROW EXECUTE FUNCTION f();
      CREATE TRIGGER of_c BEFORE UPDATE OF c ON t FOR EACH ROW WHEN (NEW.c <> 'y') EXECUTE FUNCTION f()`);
    const before = await postgres.introspect(connection, everything);
    const [aside] = await connection.query("SELECT 'aside'::regclass::oid AS oid");
    await perform(connection, { kind: "alterColumn", args: ["t", "c", { type: "text" }] });
    const after = await postgres.introspect(connection, everything);
    const plain = (schema: Schema): string =>
      JSON.stringify({ ...schema, views: schema.views.map((view) => ({ ...view, outputTypes: null })) })
        .replaceAll("varchar(5)", "text")
        .replaceAll(/::(?:character varying|text)/gu, "");
    expect(plain(after)).toBe(plain(before));
    expect(after.views.find(({ name }) => name === "one")?.attachments).toHaveLength(7);
    expect(await connection.query("SELECT 'aside'::regclass::oid AS oid")).toEqual([aside]);
    expect(await connection.query("SELECT c, n::integer FROM two")).toEqual([{ c: "x", n: 1 }]);
  });
});

function columnC(schema: Schema): Column | undefined {
  return schema.tables[0]?.columns.find(({ name }) => name === "c");
}
