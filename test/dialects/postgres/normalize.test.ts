import { describe, expect, it, onTestFinished } from "vitest";
import type { Column, Schema, Table } from "../../../src/core/schema/schema.ts";
import { emptySchema } from "../../../src/core/schema/schema.ts";
import { postgres } from "../../../src/dialects/postgres/index.ts";
import { everything, openPostgres } from "../../support/postgres-databases.ts";
import { saidInSql } from "../../../src/dialects/sql.ts";

const made = `
  CREATE TYPE mood AS ENUM ('ok', 'bad');
  CREATE TABLE users (
    id integer PRIMARY KEY,
    mood mood DEFAULT 'ok' NOT NULL,
    name varchar(20) DEFAULT upper('x'),
    born timestamptz DEFAULT (now() - interval '1 day'),
    size numeric(6,2) GENERATED ALWAYS AS (id * 1.5) STORED,
    CONSTRAINT named CHECK (name IN ('a', 'b') AND id BETWEEN 1 AND 9)
  );
  CREATE INDEX lower_name ON users (lower(name) text_pattern_ops) WHERE mood IN ('ok', 'bad') AND name IS NOT NULL;
  CREATE VIEW happy AS SELECT id, name FROM users WHERE mood = 'ok';
  CREATE MATERIALIZED VIEW counted AS SELECT count(*) AS n FROM happy`;

/** The live schema in the words of somebody else. */
function said(live: Schema): Schema {
  const column = (item: Column): Column => {
    if (item.name === "name") return { ...item, default: "Upper( 'x' )" };
    if (item.name === "born") return { ...item, default: "now() - interval '1 day'" };
    return item.name === "size" ? { ...item, generated: { expression: '"id" * 1.5', stored: true } } : item;
  };
  return {
    ...live,
    tables: live.tables.map((table) => ({
      ...table,
      columns: table.columns.map(column),
      checks: table.checks.map((check) => ({
        ...check,
        expression: `"name" in ('a', 'b') and "id" between 1 and 9`,
      })),
      indexes: table.indexes.map((index) => ({
        ...index,
        keys: index.keys.map((key) => ({ ...key, expression: 'lower("name")' })),
        where: `"mood" in ('ok', 'bad') and "name" is not null`,
      })),
    })),
    views: live.views.map((view) => ({
      ...view,
      query:
        view.name === "happy"
          ? `select "users"."id", "name" from "users" where "users"."mood" = 'ok'`
          : 'select count(*) as "n" from "happy"',
    })),
  };
}

describe("settling", () => {
  it("finds that different words mean the same", async () => {
    const connection = await openPostgres();
    await connection.query(made);
    const live = await postgres.introspect(connection, everything);
    const normalized = await postgres.normalize(connection, said(live), live);
    expect(normalized).toEqual(live);
  });

  it("takes any moment that is there for a word that is a moment when it is read", async () => {
    const connection = await openPostgres();
    await connection.query(
      "CREATE TABLE users (at timestamp DEFAULT '2020-01-01 10:00:00', zoned timestamptz DEFAULT 'now', day date DEFAULT 'today', late timestamp DEFAULT now())",
    );
    const live = postgres.canonical(await postgres.introspect(connection, everything));
    const words: Readonly<Record<string, string>> = {
      at: "'now'",
      zoned: "'now'",
      day: "'Today'",
      late: "'now'",
    };
    const wanted = {
      ...live,
      tables: live.tables.map((table) => ({
        ...table,
        columns: table.columns.map((column) => ({ ...column, default: words[column.name] ?? null })),
      })),
    };
    const normalized = await postgres.normalize(connection, wanted, live);
    const [was, is] = [live, normalized].map(
      ({ tables }) => tables[0]?.columns.map((column) => column.default) ?? [],
    );
    expect(is?.slice(0, 3)).toEqual(was?.slice(0, 3));
    expect(is?.[3]).toMatch(/^'\d/u);
  });

  it("tells views from tables where neither can have its own name", async () => {
    const connection = await openPostgres();
    await connection.query(
      "CREATE SCHEMA auth; CREATE TABLE auth.users (id integer); CREATE VIEW auth.few AS SELECT id FROM auth.users WHERE id IN (1, 2)",
    );
    const live = await postgres.introspect(connection, everything);
    const query = 'select "users"."id" from "auth"."users" where "users"."id" in (1, 2)';
    const wanted = { ...live, views: live.views.map((view) => ({ ...view, query })) };
    expect(await postgres.normalize(connection, wanted, live)).toEqual(live);
  });

  it("leaves nothing behind and locks nothing", async () => {
    const connection = await openPostgres();
    await connection.query(made);
    const live = await postgres.introspect(connection, everything);
    const other = await postgres.connect({ url: connection.url });
    onTestFinished(() => other.close());
    await other.begin();
    await other.query("LOCK TABLE users IN ACCESS EXCLUSIVE MODE");
    await connection.query("SET lock_timeout = 2000");
    expect(await postgres.normalize(connection, said(live), live)).toEqual(live);
    await other.rollback();
    expect(await postgres.introspect(connection, everything)).toEqual(live);
  });

  it("keeps what differs different, over columns and labels that are not there yet", async () => {
    const connection = await openPostgres();
    await connection.query(made);
    const live = await postgres.introspect(connection, everything);
    const wanted = change(said(live), (table) => ({
      ...table,
      columns: [...table.columns, { ...table.columns[0]!, name: "age", default: "1+1" }].map((column) =>
        column.name === "mood" ? { ...column, default: "'great'" } : column,
      ),
      checks: table.checks.map((check) => ({ ...check, expression: "age>0 or mood='great'" })),
    }));
    const grown = { ...wanted, enums: [{ schema: null, name: "mood", values: ["ok", "bad", "great"] }] };
    const normalized = await postgres.normalize(connection, grown, live);
    const [users] = normalized.tables;
    expect(users?.checks[0]?.expression).toBe("age > 0 OR mood = 'great'::mood");
    expect(users?.columns.find(({ name }) => name === "age")?.default).toBe("1 + 1");
    expect(users?.columns.find(({ name }) => name === "mood")?.default).toBe("'great'");
    expect(users?.indexes).toEqual(live.tables[0]?.indexes);
  });

  it("does not let one bad expression spoil the others", async () => {
    const connection = await openPostgres();
    await connection.query(made);
    const live = await postgres.introspect(connection, everything);
    const wanted = change(said(live), (table) => ({
      ...table,
      checks: [
        ...table.checks,
        {
          name: "bad",
          nameExplicit: true,
          comment: null,
          expression: "no_such_function(id)",
          validated: true,
          noInherit: false,
        },
      ],
    }));
    const normalized = await postgres.normalize(connection, wanted, live);
    expect(normalized.tables[0]?.checks.map(({ expression }) => expression)).toEqual([
      live.tables[0]?.checks[0]?.expression,
      "no_such_function(id)",
    ]);
  });

  it("asks nothing when nothing differs but case and quotes", async () => {
    const connection = await openPostgres();
    await connection.query("CREATE TABLE t (a integer DEFAULT (1 + 1) CHECK (a > 0))");
    const live = await postgres.introspect(connection, everything);
    const wanted = change(live, (table) => ({
      ...table,
      checks: table.checks.map((check) => ({ ...check, expression: '"A"  > 0'.toLowerCase() })),
    }));
    await connection.close();
    expect(await postgres.normalize(connection, wanted, live)).toEqual(live);
  });

  it("works for a role that may create nothing but temporary tables, and on a connection for reading only", async () => {
    const owner = await openPostgres();
    await owner.query(
      `${made}; REVOKE ALL ON SCHEMA public FROM PUBLIC; GRANT USAGE ON SCHEMA public TO PUBLIC`,
    );
    const role = `reader_of_${new URL(owner.url).pathname.slice(1)}`;
    await owner.query(saidInSql(`CREATE ROLE ${role} LOGIN PASSWORD 'reader'`));
    const url = new URL(owner.url);
    url.username = role;
    url.password = "reader";
    const reader = await postgres.connect({ url: url.href, readOnly: true });
    onTestFinished(async () => {
      await reader.close();
      await owner.query(saidInSql(`DROP ROLE ${role}`));
    });
    const live = await postgres.introspect(reader, everything);
    expect(await postgres.normalize(reader, said(live), live)).toEqual(live);
    expect(await postgres.scratch(reader)).toBeNull();
  });

  it("is content with an empty database", async () => {
    const connection = await openPostgres();
    expect(await postgres.normalize(connection, emptySchema, emptySchema)).toEqual(emptySchema);
  });
});

function change(schema: Schema, how: (table: Table) => Table): Schema {
  return { ...schema, tables: schema.tables.map(how) };
}
