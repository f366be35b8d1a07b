import { describe, expect, it, onTestFinished } from "vitest";
import { check } from "../../src/commands/check.ts";
import { downgrade } from "../../src/commands/downgrade.ts";
import { revision } from "../../src/commands/revision.ts";
import { upgrade } from "../../src/commands/upgrade.ts";
import { statement } from "../../src/dialects/dialect.ts";
import { catalogue } from "../support/catalogue.ts";
import { createDrizzleProject } from "../support/scenario.ts";
import { saidInSql } from "../../src/dialects/sql.ts";

const imports = `import { sql } from "drizzle-orm";
import { check, customType, index, integer, pgEnum, pgSchema, pgTable, text } from "drizzle-orm/pg-core";
const typed = (name: string) => customType<{ data: string }>({ dataType: () => name });
export const ours = pgTable("ours", { id: integer().primaryKey() });
`;

/** What the live database has of others, the schema before and after, both of which must be found again. */
const cases: Readonly<
  Record<string, { readonly sql: string; readonly before?: string; readonly after: string }>
> = {
  "a domain": {
    sql: `CREATE DOMAIN positive AS integer CHECK (VALUE > 0)`,
    after: `export const a = pgTable("a", { id: integer(), n: typed("positive")("n") });`,
  },
  "a domain in another namespace": {
    sql: `CREATE SCHEMA ext; CREATE DOMAIN ext.positive AS integer CHECK (VALUE > 0)`,
    after: `export const a = pgTable("a", { id: integer(), n: typed("ext.positive")("n") });`,
  },
  "a function in a check, a default and an index": {
    sql: `CREATE SCHEMA ext; CREATE FUNCTION ext.good(integer) RETURNS boolean LANGUAGE sql IMMUTABLE AS 'SELECT $1 > 0';
      CREATE FUNCTION next_number() RETURNS integer LANGUAGE plpgsql AS 'BEGIN RETURN 1; END'`,
    after: `export const a = pgTable("a", { id: integer().default(sql\`next_number()\`), n: integer() },
      (t) => [check("good", sql\`ext.good(\${t.n})\`), index("on_good").on(sql\`ext.good(\${t.n})\`)]);`,
  },
  "a sequence": {
    sql: `CREATE SCHEMA ext; CREATE SEQUENCE ext.numbers START 5`,
    after: `export const a = pgTable("a", { id: integer().default(sql\`nextval('ext.numbers'::regclass)\`) });`,
  },
  "an extension's type, operator class and array in its namespace": {
    sql: `CREATE SCHEMA ext; CREATE EXTENSION citext SCHEMA ext; CREATE EXTENSION pg_trgm SCHEMA ext`,
    after: `export const a = pgTable("a", { id: integer(), name: typed("ext.citext")("name"), all: typed("ext.citext[]")("all"), note: text() },
      (t) => [index("by_note").using("gin", sql\`\${t.note} ext.gin_trgm_ops\`), index("by_op").using("gin", t.note.op("ext.gin_trgm_ops"))]);`,
  },
  "an extension's type in a namespace that the schema exports": {
    sql: `CREATE SCHEMA app; CREATE EXTENSION citext SCHEMA app`,
    before: `export const app = pgSchema("app");`,
    after: `export const app = pgSchema("app"); export const a = app.table("a", { id: integer(), name: typed("app.citext")("name") });`,
  },
  "a collation in a key of an index": {
    sql: `CREATE SCHEMA ext; CREATE COLLATION ext.c1 FROM "C"`,
    after: `export const a = pgTable("a", { id: integer(), note: text() },
      (t) => [index("by_note").on(sql\`\${t.note} COLLATE ext.c1\`)]);`,
  },
  "another enum of the same namespace": {
    sql: `CREATE SCHEMA m; CREATE TYPE m.a AS ENUM ('x', 'y'); CREATE TYPE m.b AS ENUM ('x', 'y', 'z'); CREATE TABLE t (v m.a DEFAULT 'x')`,
    before: `export const m = pgSchema("m"); export const a = m.enum("a", ["x", "y"]); export const b = m.enum("b", ["x", "y", "z"]);
      export const t = pgTable("t", { v: a().default("x") });`,
    after: `export const m = pgSchema("m"); export const a = m.enum("a", ["x", "y"]); export const b = m.enum("b", ["x", "y", "z"]);
      export const t = pgTable("t", { v: b().default("x") });`,
  },
  "an enum of somebody else's namespace with an odd name": {
    sql: `CREATE SCHEMA "Their Things"; CREATE TYPE "Their Things"."The Mood" AS ENUM ('x')`,
    after: `const theirs = pgSchema("Their Things"); const mood = theirs.enum("The Mood", ["x"]);
      export const a = pgTable("a", { v: mood().default("x"), w: mood().array() });`,
  },
  "a partition that a key points to": {
    sql: `CREATE TABLE events (id integer PRIMARY KEY) PARTITION BY RANGE (id); CREATE TABLE events_1 PARTITION OF events FOR VALUES FROM (1) TO (9)`,
    after: `const first = pgTable("events_1", { id: integer().primaryKey() });
      export const a = pgTable("a", { id: integer().references(() => first.id) });`,
  },
};

describe("a revision that newly uses what the live database has", () => {
  it.each(Object.keys(cases))("is proven, made and taken back: %s", async (name) => {
    const { sql, before = "", after } = cases[name]!;
    const project = await createDrizzleProject("postgresql");
    onTestFinished(() => project.remove());
    project.write("before.ts", imports + before);
    project.write("after.ts", imports + after);
    const open = (schema: string): ReturnType<typeof project.open> =>
      project.open({ schema, confirmBreaking: true });
    const facts = async (): Promise<readonly string[]> =>
      (await project.open()).connected(async ({ connection }) =>
        (await catalogue("postgresql", connection)).named.filter((line) => !line.includes("mig_")),
      );
    await (
      await project.open()
    ).connected(({ connection }) =>
      connection.run(
        [`CREATE TABLE ours (id integer PRIMARY KEY)`, sql].map((each) => statement(saidInSql(each))),
      ),
    );
    const start = await facts();
    expect((await check(await open("before.ts"))).operations).toEqual([]);
    const made = await revision(await open("after.ts"), { autogenerate: true });
    expect(project.events.filter(({ kind }) => kind === "notice")).toEqual([]);
    expect(made.proven).toBe(true);
    await upgrade(await open("after.ts"), { target: "heads" });
    expect((await check(await open("after.ts"))).operations).toEqual([]);
    await downgrade(await open("after.ts"), { target: "base" });
    expect(await facts()).toEqual(start);
  });
});
