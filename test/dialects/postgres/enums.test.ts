import { describe, expect, it } from "vitest";
import { emptySchema } from "../../../src/core/schema/schema.ts";
import { postgres } from "../../../src/dialects/postgres/index.ts";
import { everything, openPostgres, perform } from "../../support/postgres-databases.ts";

const everyPart = `
  CREATE SCHEMA auth;
  CREATE TYPE auth.state AS ENUM ('new', 'old', 'gone');
  CREATE TABLE auth.kinds (state auth.state PRIMARY KEY);
  INSERT INTO auth.kinds VALUES ('new'), ('old'), ('gone');
  CREATE TABLE things (
    id serial PRIMARY KEY,
    state auth.state NOT NULL DEFAULT 'gone' REFERENCES auth.kinds ON UPDATE CASCADE,
    past auth.state[] DEFAULT '{gone,old}',
    label text GENERATED ALWAYS AS (CASE state WHEN 'new'::auth.state THEN 'n' ELSE 'o' END) STORED,
    CONSTRAINT not_old CHECK (state <> 'old' OR id > 0)
  );
  CREATE INDEX by_state ON things (state);
  CREATE INDEX active ON things (id) WHERE state = 'new';
  CREATE INDEX first ON things ((state = 'gone'::auth.state));
  CREATE VIEW active_things AS SELECT id, state FROM things WHERE state <> 'old';
  CREATE MATERIALIZED VIEW counted AS SELECT state, count(*) AS n FROM active_things GROUP BY state;
  CREATE FUNCTION nothing() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NEW; END';
  CREATE TRIGGER changed BEFORE UPDATE OF state ON things FOR EACH ROW WHEN (NEW.state = 'new') EXECUTE FUNCTION nothing();
  INSERT INTO things (state, past) VALUES ('new', DEFAULT), ('old', '{}'), (DEFAULT, NULL), ('gone', '{new,gone,NULL}');
  REFRESH MATERIALIZED VIEW counted`;

describe("an enum whose labels change", () => {
  it("takes defaults, arrays, checks, keys, indexes, generated columns, triggers and views along", async () => {
    const connection = await openPostgres();
    await connection.query(everyPart);
    const before = await postgres.introspect(connection, everything);
    await connection.begin();
    await perform(connection, {
      kind: "changeEnum",
      args: ["auth.state", ["old", "fresh", "new"], { gone: "fresh" }],
    });
    await connection.commit();
    const after = await postgres.introspect(connection, everything);
    const replaced = JSON.stringify({ ...before, enums: [] }).replaceAll(/\bgone\b/gu, "fresh");
    expect({ ...sorted(after), enums: [] }).toEqual(sorted(JSON.parse(replaced)));
    expect(after.enums).toEqual([{ schema: "auth", name: "state", values: ["old", "fresh", "new"] }]);
    expect(await connection.query("SELECT state::text, past::text, label FROM things ORDER BY id")).toEqual([
      { state: "new", past: "{fresh,old}", label: "n" },
      { state: "old", past: "{}", label: "o" },
      { state: "fresh", past: null, label: "o" },
      { state: "fresh", past: "{new,fresh,NULL}", label: "o" },
    ]);
    expect(
      await connection.query("SELECT typname FROM pg_type WHERE typname LIKE '%state%' AND typtype = 'e'"),
    ).toEqual([{ typname: "state" }]);
  });

  it("fails, and changes nothing, when rows hold a label that is gone", async () => {
    const connection = await openPostgres();
    await connection.query(everyPart);
    const before = await postgres.introspect(connection, everything);
    await connection.begin();
    const change = perform(connection, { kind: "changeEnum", args: ["auth.state", ["new", "old"]] });
    await expect(change).rejects.toThrow('invalid input value for enum auth.state: "gone"');
    await connection.rollback();
    expect(await postgres.introspect(connection, everything)).toEqual(before);
  });

  it("gets a new label in its place, which can be used after the transaction", async () => {
    const connection = await openPostgres();
    await connection.query("CREATE TYPE \"Mood\" AS ENUM ('a', 'c')");
    await connection.begin();
    await perform(
      connection,
      { kind: "addEnumValue", args: ["Mood", "b", { after: "a" }] },
      { kind: "addEnumValue", args: ["Mood", "it's", { before: "a" }] },
      { kind: "addEnumValue", args: ["Mood", "d"] },
      { kind: "renameEnumValue", args: ["Mood", "a", "A"] },
      { kind: "renameEnum", args: ["Mood", "mood"] },
    );
    await connection.commit();
    const { enums } = await postgres.introspect(connection, everything);
    expect(enums).toEqual([{ schema: null, name: "mood", values: ["it's", "A", "b", "c", "d"] }]);
  });

  it("is recreated when a new label is used in the same batch", async () => {
    const connection = await openPostgres();
    await connection.query(
      "CREATE TYPE mood AS ENUM ('a'); CREATE TABLE t (m mood DEFAULT 'a'); INSERT INTO t VALUES ('a')",
    );
    const before = await postgres.introspect(connection, everything);
    const statements = postgres.compile(
      [
        { kind: "addEnumValue", args: ["mood", "b", { before: "a" }] },
        { kind: "bulkInsert", args: ["t", [{ m: "b" }]] },
      ],
      before,
    );
    await connection.begin();
    await connection.run(statements);
    await connection.commit();
    expect(await connection.query("SELECT m::text FROM t ORDER BY t.m")).toEqual([{ m: "b" }, { m: "a" }]);
  });

  it("keeps its type when nothing that follows can use the new label", () => {
    const statements = postgres.compile(
      [
        { kind: "addEnumValue", args: ["mood", "b"] },
        { kind: "dropColumn", args: ["t", "c"] },
      ],
      { ...emptySchema, enums: [{ schema: null, name: "mood", values: ["a"] }] },
    );
    expect(statements.map(({ sql }) => sql)).toEqual([
      `ALTER TYPE "mood" ADD VALUE 'b'`,
      'ALTER TABLE "t" DROP COLUMN "c"',
    ]);
  });
});

/** Constraints that were recreated come back in the order of their names, columns at the end. */
function sorted(schema: Awaited<ReturnType<typeof postgres.introspect>>): typeof schema {
  const byName = <T extends { readonly name: string | null }>(items: readonly T[]): readonly T[] =>
    items.toSorted((a, b) => ((a.name ?? "") < (b.name ?? "") ? -1 : 1));
  return { ...schema, tables: schema.tables.map((table) => ({ ...table, columns: byName(table.columns) })) };
}
