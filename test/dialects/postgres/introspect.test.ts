import { emptySchema, plainIndex } from "../../../src/core/schema/schema.ts";
import { describe, expect, it } from "vitest";
import type { Scope } from "../../../src/core/schema/scope.ts";
import { postgres } from "../../../src/dialects/postgres/index.ts";
import { everything, openPostgres } from "../../support/postgres-databases.ts";

const all: Scope = { schemas: null, tables: null, ownTables: [] };

describe("the structure of a database", () => {
  it("has every fact about keys, checks and references", async () => {
    const connection = await openPostgres();
    await connection.query(`
      CREATE TABLE parent (a integer, b integer, PRIMARY KEY (b, a));
      CREATE TABLE child (
        x integer, y integer, z integer,
        CONSTRAINT fk FOREIGN KEY (y, x) REFERENCES parent (a, b) MATCH FULL ON UPDATE CASCADE ON DELETE SET NULL (y)
          DEFERRABLE INITIALLY DEFERRED,
        CONSTRAINT u UNIQUE NULLS NOT DISTINCT (z, x) DEFERRABLE,
        CONSTRAINT c CHECK (x > 0 AND (y < 3 OR z IS NULL))
      );
      ALTER TABLE child ADD CONSTRAINT late CHECK (z <> 1) NOT VALID;
      ALTER TABLE child ADD CONSTRAINT late_fk FOREIGN KEY (x, y) REFERENCES parent ON DELETE RESTRICT NOT VALID`);
    const { tables } = await postgres.introspect(connection, all);
    expect(tables).toMatchObject([
      {
        name: "child",
        uniques: [
          {
            name: "u",
            nameExplicit: true,
            columns: ["z", "x"],
            nullsNotDistinct: true,
            deferrable: "immediate",
          },
        ],
        checks: [
          { name: "c", expression: "x > 0 AND (y < 3 OR z IS NULL)", validated: true },
          { name: "late", expression: "z <> 1", validated: false },
        ],
        foreignKeys: [
          {
            name: "fk",
            columns: ["y", "x"],
            references: { schema: null, table: "parent", columns: ["a", "b"] },
            onUpdate: "cascade",
            onDelete: "set null",
            onDeleteColumns: ["y"],
            matchFull: true,
            deferrable: "deferred",
            validated: true,
          },
          {
            name: "late_fk",
            references: { columns: ["b", "a"] },
            onDelete: "restrict",
            onUpdate: null,
            validated: false,
          },
        ],
      },
      { name: "parent", primaryKey: { name: "parent_pkey", columns: ["b", "a"] }, checks: [] },
    ]);
  });

  it("has every fact about indexes, and none that are not valid", async () => {
    const connection = await openPostgres();
    await connection.query(`
      CREATE TABLE t (a integer, b text, c jsonb, d text COLLATE "C");
      CREATE UNIQUE INDEX i1 ON t (a DESC, lower(b) DESC NULLS LAST, b COLLATE "C" text_pattern_ops NULLS FIRST) INCLUDE (d)
        NULLS NOT DISTINCT WITH (fillfactor = 70, deduplicate_items = off) WHERE a > 1 AND b IS NOT NULL;
      CREATE INDEX i2 ON t USING gin (c jsonb_path_ops);
      CREATE INDEX i3 ON t USING hash (d);
      COMMENT ON INDEX i3 IS 'hash'; INSERT INTO t VALUES (1), (1)`);
    await expect(connection.query("CREATE UNIQUE INDEX CONCURRENTLY broken ON t (a)")).rejects.toThrow(
      "could not create unique index",
    );
    const [table] = (await postgres.introspect(connection, all)).tables;
    const plain = {
      column: null,
      expression: null,
      descending: false,
      nulls: null,
      opclass: null,
      collation: null,
    };
    expect(table?.indexes).toEqual([
      {
        ...plainIndex,
        name: "i1",
        nameExplicit: true,
        unique: true,
        nullsNotDistinct: true,
        method: "btree",
        keys: [
          { ...plain, column: "a", descending: true },
          { ...plain, expression: "lower(b)", descending: true, nulls: "last" },
          { ...plain, column: "b", nulls: "first", opclass: "text_pattern_ops", collation: "C" },
        ],
        include: ["d"],
        with: [
          ["deduplicate_items", "off"],
          ["fillfactor", "70"],
        ],
        where: "a > 1 AND b IS NOT NULL",
        comment: null,
      },
      expect.objectContaining({
        name: "i2",
        method: "gin",
        keys: [{ ...plain, column: "c", opclass: "jsonb_path_ops" }],
      }),
      expect.objectContaining({
        name: "i3",
        method: "hash",
        keys: [{ ...plain, column: "d" }],
        comment: "hash",
      }),
    ]);

    await connection.run(
      postgres.compile(
        [
          {
            kind: "createIndex",
            args: ["t", { name: "broken", columns: ["a", "b"] }, { concurrently: true }],
          },
        ],
        emptySchema,
      ),
    );
    const [after] = (await postgres.introspect(connection, all)).tables;
    expect(after?.indexes.map(({ name }) => name)).toEqual(["broken", "i1", "i2", "i3"]);
  });

  it("has serial columns, domains, and types of other namespaces by name", async () => {
    const connection = await openPostgres();
    await connection.query(`
      CREATE SCHEMA other; CREATE DOMAIN other.short AS varchar(5); CREATE DOMAIN "Odd" AS integer; CREATE TYPE other.e AS ENUM ('a');
      CREATE SEQUENCE shared;
      CREATE TABLE t (a serial, b smallserial, c integer DEFAULT nextval('shared'), d other.short, e "Odd", f other.e[], g "char",
        h integer GENERATED BY DEFAULT AS IDENTITY (SEQUENCE NAME mine MINVALUE 5), i interval(2), j varchar(3)[][], k other.e DEFAULT 'a',
        l serial);
      ALTER TABLE t ALTER l DROP NOT NULL`);
    const { tables } = await postgres.introspect(connection, all);
    const found = Object.fromEntries((tables[0]?.columns ?? []).map((column) => [column.name, column]));
    expect(Object.values(found).map(({ type }) => type)).toEqual([
      "serial",
      "smallserial",
      "integer",
      "other.short",
      '"Odd"',
      "other.e[]",
      '"char"',
      "integer",
      "interval(2)",
      "varchar(3)[]",
      "other.e",
      // One that may be NULL is not what serial makes.
      "integer",
    ]);
    expect(found["l"]).toMatchObject({ nullable: true, default: "nextval('t_l_seq'::regclass)" });
    expect(found["c"]?.default).toBe("nextval('shared'::regclass)");
    expect(found["h"]?.identity).toMatchObject({ sequence: "mine", min: "5", start: null, max: null });
    expect(found["k"]?.default).toBe("'a'");
  });

  it("has collations by name, and that of an expression only where the index says it", async () => {
    const connection = await openPostgres();
    await connection.query(`
      CREATE SCHEMA other; CREATE COLLATION other."Plain" (locale = 'C');
      CREATE TABLE t (a text COLLATE other."Plain", b text COLLATE "POSIX");
      CREATE INDEX i ON t (a COLLATE "C", b COLLATE other."Plain");
      CREATE INDEX j ON t (lower(b), (a || 'x'), lower(a) COLLATE "C", (b || 'x') COLLATE "default")`);
    const [table] = (await postgres.introspect(connection, all)).tables;
    expect(table?.columns.map(({ collation }) => collation)).toEqual(["other.Plain", "POSIX"]);
    expect(table?.indexes.map(({ keys }) => keys.map(({ collation }) => collation))).toEqual([
      ["C", "other.Plain"],
      // An expression has the collation of what it is made of.
      [null, null, "C", "default"],
    ]);
  });

  it("leaves out what is not ours", async () => {
    const connection = await openPostgres();
    await connection.query(`
      CREATE EXTENSION IF NOT EXISTS pg_stat_statements;
      CREATE TEMP TABLE passing (a integer); CREATE TABLE mig_version (v text); CREATE SCHEMA app; CREATE TABLE app.mig_journal ();
      CREATE TABLE events (at date NOT NULL, kind text, PRIMARY KEY (at, kind)) PARTITION BY RANGE (at);
      CREATE TABLE events_2026 PARTITION OF events FOR VALUES FROM ('2026-01-01') TO ('2027-01-01');
      CREATE INDEX by_kind ON events (kind);
      CREATE TABLE base (id integer CHECK (id > 0)); CREATE TABLE derived (more text) INHERITS (base);
      CREATE TABLE owner (at date, kind text, FOREIGN KEY (at, kind) REFERENCES events)`);
    const schema = await postgres.introspect(connection, {
      ...everything,
      ownTables: ["mig_version", "app.mig_journal"],
    });
    expect(schema.tables.map(({ name }) => name)).toEqual(["base", "events", "owner"]);
    expect(schema.views).toEqual([]);
    expect(schema.namespaces).toEqual(["app"]);
    expect(schema.tables[1]).toMatchObject({
      primaryKey: { columns: ["at", "kind"] },
      indexes: [{ name: "by_kind" }],
    });
    expect(schema.tables[2]?.foreignKeys).toHaveLength(1);
  });

  it.each<[string, Partial<Scope>, string[]]>([
    ["the default namespace alone", {}, ["a1", "b1"]],
    ["namespaces by glob", { schemas: ["app_*"] }, ["app_one.a1", "app_two.a1"]],
    ["all but one namespace", { schemas: ["!app_two"] }, ["a1", "b1", "app_one.a1"]],
    ["tables by glob", { schemas: ["*"], tables: ["a*", "!app_one.*"] }, ["a1", "app_two.a1"]],
    ["tables by one of several names", { tables: ["{b,c}[0-9]", "x?"] }, ["b1"]],
  ])("looks at %s", async (_, scope, names) => {
    const connection = await openPostgres();
    await connection.query(`CREATE TABLE a1 (); CREATE TABLE b1 (); CREATE SCHEMA app_one; CREATE SCHEMA app_two;
      CREATE TABLE app_one.a1 (); CREATE TABLE app_two.a1 ()`);
    const { tables } = await postgres.introspect(connection, { ...all, ...scope });
    expect(tables.map(({ schema, name }) => (schema === null ? name : `${schema}.${name}`))).toEqual(names);
  });

  it("takes the first namespace of the search path for the default one", async () => {
    const connection = await openPostgres();
    await connection.query(
      "CREATE SCHEMA tenant; SET search_path = tenant; CREATE TYPE e AS ENUM ('a'); CREATE TABLE t (a e REFERENCES t, PRIMARY KEY (a))",
    );
    const { tables, enums } = await postgres.introspect(connection, all);
    expect(enums).toMatchObject([{ schema: null, name: "e" }]);
    expect(tables).toMatchObject([
      { schema: null, name: "t", columns: [{ type: "e" }], foreignKeys: [{ references: { schema: null } }] },
    ]);
  });

  it("has triggers on their tables, and views with what they read", async () => {
    const connection = await openPostgres();
    await connection.query(`
      CREATE TABLE t (a integer); CREATE SCHEMA app; CREATE TABLE app.u (a integer);
      CREATE FUNCTION f() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NEW; END';
      CREATE TRIGGER tr AFTER INSERT ON t FOR EACH ROW EXECUTE FUNCTION f();
      CREATE VIEW v AS SELECT t.a FROM t JOIN app.u ON t.a = u.a; CREATE MATERIALIZED VIEW m AS SELECT a FROM v;
      CREATE TRIGGER off AFTER DELETE ON t FOR EACH ROW EXECUTE FUNCTION f(); ALTER TABLE t DISABLE TRIGGER off;
      CREATE TRIGGER on_copies AFTER DELETE ON t FOR EACH ROW EXECUTE FUNCTION f(); ALTER TABLE t ENABLE REPLICA TRIGGER on_copies;
      COMMENT ON TRIGGER on_copies ON t IS 'it''s';
      CREATE RULE r AS ON UPDATE TO t DO ALSO NOTHING; ALTER TABLE t ENABLE ALWAYS RULE r;
      ALTER VIEW v ALTER a SET DEFAULT 7; COMMENT ON VIEW v IS 'it''s'; COMMENT ON COLUMN v.a IS 'an a';
      CREATE RULE w AS ON INSERT TO v DO INSTEAD NOTHING;
      GRANT SELECT ON v TO PUBLIC; GRANT UPDATE (a) ON v TO pg_monitor WITH GRANT OPTION;
      CREATE INDEX by_a ON m (a); COMMENT ON INDEX by_a IS 'i'`);
    const { tables, views } = await postgres.introspect(connection, all);
    expect(tables[0]?.triggers).toEqual([
      {
        name: "off",
        sql: "CREATE TRIGGER off AFTER DELETE ON t FOR EACH ROW EXECUTE FUNCTION f();\nALTER TABLE t DISABLE TRIGGER off",
      },
      {
        name: "on_copies",
        sql: "CREATE TRIGGER on_copies AFTER DELETE ON t FOR EACH ROW EXECUTE FUNCTION f();\nALTER TABLE t ENABLE REPLICA TRIGGER on_copies;\nCOMMENT ON TRIGGER on_copies ON t IS 'it''s'",
      },
      {
        name: "r",
        sql: "CREATE RULE r AS\n    ON UPDATE TO t DO NOTHING;\nALTER TABLE t ENABLE ALWAYS RULE r",
      },
      { name: "tr", sql: "CREATE TRIGGER tr AFTER INSERT ON t FOR EACH ROW EXECUTE FUNCTION f()" },
    ]);
    expect(views.map(({ attachments }) => attachments)).toEqual([
      ["CREATE INDEX by_a ON public.m USING btree (a)", `COMMENT ON INDEX "by_a" IS 'i'`],
      [
        'ALTER VIEW "v" ALTER COLUMN "a" SET DEFAULT 7',
        "CREATE RULE w AS\n    ON INSERT TO public.v DO INSTEAD NOTHING",
        `COMMENT ON VIEW "v" IS 'it''s'`,
        `COMMENT ON COLUMN "v"."a" IS 'an a'`,
        'GRANT SELECT ON "v" TO PUBLIC',
        'GRANT UPDATE ("a") ON "v" TO "pg_monitor" WITH GRANT OPTION',
      ],
    ]);
    expect(views).toMatchObject([
      { name: "m", materialized: true, reads: ["v"] },
      { name: "v", materialized: false, reads: ["app.u", "t"] },
    ]);
  });

  it("is read on a client that renames columns and reads values in its own way", async () => {
    const { default: driver } = await import("postgres");
    const connection = await openPostgres();
    await connection.query("CREATE TABLE some_table (some_column bigint DEFAULT 1)");
    const expected = await postgres.introspect(connection, all);
    const client = driver(connection.url, {
      max: 2,
      transform: driver.camel,
      types: { bigint: driver.BigInt },
    });
    const own = await postgres.connect({ client });
    expect(await postgres.introspect(own, all)).toEqual(expected);
    await own.close();
    await client.end();
  });
});
