import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it, onTestFinished } from "vitest";
import { check } from "../../src/commands/check.ts";
import { diff } from "../../src/commands/diff.ts";
import { downgrade } from "../../src/commands/downgrade.ts";
import { revision } from "../../src/commands/revision.ts";
import { upgrade } from "../../src/commands/upgrade.ts";
import { statement } from "../../src/dialects/dialect.ts";
import type { DatabaseConfig } from "../../src/settings/config.ts";
import { catalogue } from "../support/catalogue.ts";
import { createDrizzleProject } from "../support/scenario.ts";
import type { Project } from "../support/project.ts";
import { saidInSql } from "../../src/dialects/sql.ts";

/** A database that others have put things into, and Drizzle schemas before and after a change. */
const hosts = {
  supabase: {
    before: `
import { authUsers } from "drizzle-orm/supabase";
import { customType, pgTable, timestamp, uuid } from "drizzle-orm/pg-core";
export { authUsers } from "drizzle-orm/supabase";
const citext = customType<{ data: string }>({ dataType: () => "citext" });
export const profiles = pgTable("profiles", {
  id: uuid().primaryKey().references(() => authUsers.id, { onDelete: "cascade" }),
  username: citext().unique("profiles_username_key"),
  updatedAt: timestamp("updated_at", { withTimezone: true }),
});
`,
    after: `
import { authUsers } from "drizzle-orm/supabase";
import { customType, pgTable, text, timestamp, uuid } from "drizzle-orm/pg-core";
const citext = customType<{ data: string }>({ dataType: () => "citext" });
export const profiles = pgTable("profiles", {
  id: uuid().primaryKey().references(() => authUsers.id, { onDelete: "cascade" }),
  username: citext().unique("profiles_username_key"),
  fullName: text("full_name"),
});
export const posts = pgTable("posts", {
  id: uuid().primaryKey().defaultRandom(),
  author: uuid().notNull().references(() => profiles.id),
  reviewer: uuid().references(() => authUsers.id),
});
`,
    changes: [
      "add column profiles.full_name text",
      "create table posts (id, author, reviewer)",
      "drop column profiles.updated_at",
    ],
  },
  neon: {
    before: `
import { usersSync } from "drizzle-orm/neon";
import { integer, pgTable, text } from "drizzle-orm/pg-core";
export const todos = pgTable("todos", {
  id: integer().primaryKey(),
  owner: text().notNull().references(() => usersSync.id),
});
`,
    after: `
import { sql } from "drizzle-orm";
import { usersSync } from "drizzle-orm/neon";
import { integer, pgTable, pgView, text } from "drizzle-orm/pg-core";
export const todos = pgTable("todos", {
  id: integer().primaryKey(),
  owner: text().notNull().references(() => usersSync.id, { onDelete: "cascade" }),
  asked: text().default(sql\`auth.user_id()\`),
});
export const owners = pgView("owners").as((qb) => qb.select({ email: usersSync.email }).from(usersSync));
`,
    changes: [
      "add column todos.asked text default auth.user_id()",
      "add foreign key todos_owner_users_sync_id_fk on todos (owner) to neon_auth.users_sync (id)",
      "create view owners",
      "drop constraint todos_owner_fkey of todos",
    ],
  },
} as const;

describe.each(["supabase", "neon"] as const)("a database like those of %s", (host) => {
  it("has nothing foreign in any plan, and changes of ours are proven, made and taken back", async () => {
    const { before, after, changes } = hosts[host];
    const project = await projectOn(host);
    project.write("before.ts", before);
    project.write("after.ts", after);
    const facts = async (): Promise<unknown> => catalogueOf(project);
    const start = await facts();

    expect((await check(await open(project, { schema: "before.ts" }))).operations).toEqual([]);
    expect((await diff(await open(project, { schema: "before.ts" }))).upgrade).toEqual([]);
    const written = await revision(await open(project, { schema: "after.ts" }), { autogenerate: true });
    expect(project.events.filter(({ kind }) => kind === "notice")).toEqual([]);
    expect(written.proven).toBe(true);
    expect([...written.changes].sort()).toEqual([...changes].sort());

    await upgrade(await open(project, { schema: "after.ts", confirmBreaking: true }), { target: "heads" });
    expect(await check(await open(project, { schema: "after.ts" }))).toMatchObject({ ok: true });
    await downgrade(await open(project, { schema: "after.ts", confirmBreaking: true }), { target: "base" });
    expect(await facts()).toEqual(start);
  });
});

/** What a scope leaves alone: SQL that makes it, the Drizzle schema, settings, and what is said and planned. */
const cases: Readonly<
  Record<
    string,
    {
      readonly sql: string;
      readonly schema: string;
      readonly config?: DatabaseConfig;
      readonly operations?: readonly string[];
      readonly warnings?: readonly string[];
    }
  >
> = {
  "a namespace that left the schema is reported": {
    sql: `CREATE SCHEMA old; CREATE TABLE old.junk (id integer)`,
    schema: "",
    warnings: [
      "Schema old is not looked at, since no schema file exports anything in it; name it in schemaFilter to have it compared, and dropped where it is not declared.",
    ],
  },
  "a namespace that the filter names is dropped with what it holds": {
    sql: `CREATE SCHEMA old; CREATE TABLE old.junk (id integer)`,
    schema: "",
    config: { schemaFilter: ["public", "old"] },
    operations: ["drop table old.junk", "drop schema old"],
  },
  "a namespace that the filter names stays where it holds what is not ours": {
    sql: `CREATE SCHEMA old; CREATE TABLE old.junk (id integer); CREATE FUNCTION old.f() RETURNS integer LANGUAGE sql AS 'SELECT 1'`,
    schema: "",
    config: { schemaFilter: ["public", "old"] },
    operations: ["drop table old.junk"],
    warnings: ["Schema old is not dropped: it holds what is not managed here."],
  },
  "filters hold for the Drizzle schema, too": {
    sql: "",
    schema: `export const legacy = pgTable("legacy_users", { id: integer() });
      export const shop = pgSchema("shop"); export const goods = shop.table("goods", { id: integer() });`,
    config: { schemaFilter: "public", tablesFilter: "!legacy_*" },
  },
  "a partitioned table that is declared is compared and keeps its partitions": {
    sql: `CREATE TABLE events (id integer NOT NULL) PARTITION BY RANGE (id);
      CREATE TABLE events_1 PARTITION OF events FOR VALUES FROM (1) TO (2)`,
    schema: `export const events = pgTable("events", { id: integer().notNull(), note: text() });`,
    operations: ["add column events.note text"],
  },
  "partitions, heirs, foreign tables and those of extensions are left as they are where they are declared": {
    sql: `CREATE TABLE events (id integer NOT NULL) PARTITION BY RANGE (id);
      CREATE TABLE events_1 PARTITION OF events FOR VALUES FROM (1) TO (2);
      CREATE TABLE animals (id integer); CREATE TABLE dogs () INHERITS (animals);
      CREATE EXTENSION postgres_fdw; CREATE SERVER away FOREIGN DATA WRAPPER postgres_fdw;
      CREATE FOREIGN TABLE far (id integer) SERVER away;
      CREATE EXTENSION pg_stat_statements`,
    schema: `export const first = pgTable("events_1", { id: integer().notNull(), more: text() });
      export const dogs = pgTable("dogs", { id: integer().primaryKey() });
      export const far = pgTable("far", { id: integer().primaryKey() });
      export const statements = pgTable("pg_stat_statements", { id: integer().primaryKey() });`,
    warnings: [
      "dogs is a table that inherits from another: it is left as it is.",
      "far is a foreign table: it is left as it is.",
      "events_1 is a partition: it is left as it is.",
      "pg_stat_statements is part of an extension: it is left as it is.",
    ],
  },
  "what Drizzle cannot declare is not dropped, nor what that uses": {
    sql: `CREATE TYPE mood AS ENUM ('a'); CREATE TYPE free AS ENUM ('a');
      CREATE TABLE kinds (id integer PRIMARY KEY); CREATE TABLE lone (id integer PRIMARY KEY);
      CREATE TABLE events (id integer REFERENCES kinds, mood mood) PARTITION BY RANGE (id);
      CREATE UNLOGGED TABLE cache (id integer)`,
    schema: "",
    operations: ["drop table lone", "drop type free"],
    warnings: [
      "kinds is not dropped: something that is not managed here uses it.",
      "mood is not dropped: something that is not managed here uses it.",
    ],
  },
  "a table that is only referred to must be there, and that is said": {
    sql: "",
    schema: `const hidden = pgTable("hidden", { id: integer().primaryKey() });
      export const shown = pgTable("shown", { id: integer().references(() => hidden.id) });`,
    operations: ["create table shown (id)"],
    warnings: [
      "Table hidden is referred to and must be there already, but the database has none: export it from a schema file to have it made.",
    ],
  },
  "a table outside the filter that uses one of ours keeps it": {
    sql: `CREATE TABLE kinds (id integer PRIMARY KEY); CREATE TABLE theirs (id integer REFERENCES kinds)`,
    schema: "",
    config: { tablesFilter: "!theirs" },
    warnings: ["kinds is not dropped: something that is not managed here uses it."],
  },
};

describe("what is ours on postgresql", () => {
  it.each(Object.keys(cases))("%s", async (name) => {
    const { sql, schema, config = {}, operations = [], warnings = [] } = cases[name]!;
    const project = await createDrizzleProject("postgresql");
    onTestFinished(() => project.remove());
    project.write(
      "schema.ts",
      `import { integer, pgSchema, pgTable, text } from "drizzle-orm/pg-core";
export const ours = pgTable("ours", { id: integer() });
${schema}`,
    );
    await (
      await project.open()
    ).connected(async ({ connection }) => {
      await connection.run([statement("CREATE TABLE ours (id integer)")]);
      if (sql !== "") await connection.run([statement(saidInSql(sql))]);
    });
    const settings = { schema: "schema.ts", ...config };
    const found = await check(await open(project, settings));
    expect(found.operations.map(({ summary }) => summary)).toEqual(operations);
    expect(found.warnings).toEqual(warnings);
  });
});

function open(project: Project, config: DatabaseConfig): ReturnType<Project["open"]> {
  return project.open(config);
}

async function projectOn(host: keyof typeof hosts): Promise<Project> {
  const project = await createDrizzleProject("postgresql");
  onTestFinished(() => project.remove());
  const script = readFileSync(join(import.meta.dirname, "foreign", `${host}.sql`), "utf8");
  await (
    await project.open()
  ).connected(async ({ connection }) => {
    await connection.run([statement(saidInSql(script))]);
    const [row] = await connection.query("SELECT current_database() AS name");
    await connection.run([
      statement(
        saidInSql(`ALTER DATABASE ${String(row?.["name"])} SET search_path = "$user", public, extensions`),
      ),
    ]);
  });
  return project;
}

async function catalogueOf(project: Project): Promise<unknown> {
  return (await project.open()).connected(async ({ connection }) =>
    (await catalogue("postgresql", connection)).named.filter((line) => !line.includes("mig_")),
  );
}
