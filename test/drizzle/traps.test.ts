import { writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import * as relations0 from "drizzle-orm/relations";
import type { AnyPgColumn } from "drizzle-orm/pg-core";
import * as pgV1 from "drizzle-orm-v1/pg-core";
import * as sqliteV1 from "drizzle-orm-v1/sqlite-core";
import { createJiti } from "jiti";
import { describe, expect, it } from "vitest";
import { readSchema } from "../../src/drizzle/read-schema.ts";
import { generations, type Generation } from "./generations.ts";
import { read, readTable, type Exports } from "./reading.ts";

describe.each(generations)("what is read on Drizzle $name", (generation) => {
  const { pg, sqlite, orm } = generation;
  const { sql } = orm;
  const old = generation.name === "0.45";
  const v1 = generation.name === "1.0";

  it("takes what no file exports for somebody else's, but for the enum of a column in a namespace of ours", async () => {
    const shop = pg.pgSchema("shop");
    const size = shop.enum("size", ["s", "m"]);
    const mood = pg.pgEnum("mood", ["low", "high"]);
    const lands = shop.table("lands", { id: pg.integer("id").primaryKey() });
    const brands = shop.table("brands", {
      id: pg.integer("id").primaryKey(),
      land: pg.integer("land").references(() => lands.id),
    });
    const goods = pg.pgTable("goods", {
      size: size("size"),
      mood: mood("mood"),
      brand: pg.integer("brand").references(() => brands.id),
    });
    const alone = await read(generation, { goods });
    expect(alone.schema.namespaces).toEqual([]);
    expect(alone.schema.enums).toEqual([{ schema: null, name: "mood", values: ["low", "high"] }]);
    expect(alone.schema.tables.map((table) => table.name)).toEqual(["goods"]);
    expect(alone.unmanaged).toEqual([
      { kind: "enum", schema: "shop", name: "size" },
      { kind: "table", schema: "shop", name: "brands" },
    ]);
    expect(alone.expected).toMatchObject([
      { name: "brands", primaryKey: { columns: ["id"] }, foreignKeys: [] },
    ]);
    const [first, second] = [{ goods }, { size }];
    expect((await read(generation, [first, second])).schema).toMatchObject({
      namespaces: ["shop"],
      enums: [
        { schema: "shop", name: "size" },
        { schema: null, name: "mood" },
      ],
    });
  });

  it("leaves to a provider the tables that Drizzle declares for it, exported again or not", async ({
    skip,
  }) => {
    skip(!old, "this generation of Drizzle declares none");
    const { authUsers } = await import("drizzle-orm/supabase");
    const { usersSync } = await import("drizzle-orm/neon");
    const profiles = pg.pgTable("profiles", { id: pg.uuid("id").references(() => authUsers.id) });
    const { schema, unmanaged } = await read(generation, { authUsers, usersSync, profiles });
    expect(schema).toMatchObject({ namespaces: [], tables: [{ name: "profiles" }] });
    expect(unmanaged).toEqual([
      { kind: "table", schema: "auth", name: "users" },
      { kind: "table", schema: "neon_auth", name: "users_sync" },
    ]);
  });

  it("takes tables out of exported objects, and each thing once however often it is exported", async () => {
    const users = pg.pgTable("users", { id: pg.integer("id") });
    const posts = pg.pgTable("posts", { id: pg.integer("id") });
    const { schema } = await read(generation, [{ users }, { users, default: { users, posts } }]);
    expect(schema.tables.map((table) => table.name)).toEqual(["users", "posts"]);
  });

  it("skips aliases, relations and whatever is no part of a schema", async () => {
    const users = pg.pgTable("users", { id: pg.integer("id").primaryKey() });
    const { schema } = await read(generation, {
      users,
      people: pg.alias(users, "people"),
      usersRelations: relations0.relations(users, () => ({})),
      helper: () => 1,
      limit: 5,
      nothing: null,
    });
    expect(schema.tables.map((table) => table.name)).toEqual(["users"]);
  });

  it("sees through the aliases of tables and views that a view reads", async () => {
    const users = pg.pgTable("users", { id: pg.integer("id").primaryKey(), boss: pg.integer("boss") });
    const people = pg.pgView("people").as((qb) => qb.select().from(users));
    const bosses = pg.alias(users, "bosses");
    const others = pg.alias(people, "others");
    const staff = pg.pgView("staff").as((qb) =>
      qb
        .select({ id: users.id, boss: sql`${bosses.id}`.as("boss_id") })
        .from(users)
        .innerJoin(bosses, orm.eq(bosses.id, users.boss))
        .innerJoin(others, sql`${others.id} = ${users.id}`),
    );
    const { schema } = await read(generation, { users, people, bosses, others, staff });
    expect(schema.views.map(({ name, reads }) => [name, reads])).toEqual([
      ["people", ["users"]],
      ["staff", ["people", "users"]],
    ]);
  });

  it("follows foreign keys around a circle of files, and through an alias", async () => {
    const authors: { id: AnyPgColumn } & object = pg.pgTable("authors", {
      id: pg.integer("id").primaryKey(),
      best: pg.integer("best").references((): AnyPgColumn => books.id),
      mentor: pg
        .integer("mentor")
        .references((): AnyPgColumn => (pg.alias(authors as never, "a") as { id: AnyPgColumn }).id),
    });
    const books = pg.pgTable("books", {
      id: pg.integer("id").primaryKey(),
      author: pg.integer("author").references(() => authors.id),
    });
    const { schema } = await read(generation, [{ authors }, { books }]);
    expect(schema.tables.flatMap((table) => table.foreignKeys.map((key) => key.references.table))).toEqual([
      "books",
      "authors",
      "authors",
    ]);
  });

  it("uses the names that a table creator makes", async () => {
    const table = await readTable(generation, {
      users: pg.pgTableCreator((name) => `app_${name}`)("users", { id: pg.integer("id").unique() }),
    });
    expect(table.name).toBe("app_users");
  });

  it("is not confused by a column under the key enableRLS", async () => {
    const table = await readTable(generation, {
      users: pg.pgTable("users", { enableRLS: pg.boolean("enable_rls") }),
    });
    expect(table.columns.map((column) => column.name)).toEqual(["enable_rls"]);
  });

  it("never manages what is said to exist already", async () => {
    const { schema, unmanaged } = await read(generation, {
      users: pg.pgTable("users", { id: pg.integer("id") }),
      far: pg
        .pgSchema("far")
        .view("far", { id: pg.integer("id") })
        .existing(),
      old: pg.pgMaterializedView("old", { id: pg.integer("id") }).existing(),
    });
    expect(schema.views).toEqual([]);
    expect(schema.namespaces).toEqual([]);
    expect(unmanaged).toEqual([
      { kind: "view", schema: "far", name: "far" },
      { kind: "view", schema: null, name: "old" },
    ]);
  });

  it("says how a materialized view is kept, and warns of nothing", async () => {
    const locked = pg.pgTable("locked", { id: pg.integer("id") });
    const { schema, warnings } = await read(generation, {
      locked,
      stored: pg
        .pgMaterializedView("stored")
        .tablespace("fast")
        .withNoData()
        .as((q) => q.select().from(locked)),
    });
    expect(warnings).toEqual([]);
    expect(schema.views).toMatchObject([{ tablespace: "fast", accessMethod: null, populated: false }]);
  });

  it("cuts names at 63 bytes, between characters, and remembers which were given", async () => {
    const long = "ü".repeat(40);
    const table = await readTable(generation, {
      users: pg.pgTable(
        "users",
        { id: pg.integer("id").unique(`a${long}`), [long]: pg.integer(long) },
        (t) => [pg.unique().on(t.id, t[long] as never)],
      ),
    });
    expect(table.uniques.map(({ name, nameExplicit }) => [name, nameExplicit])).toEqual([
      [`a${"ü".repeat(31)}`, true],
      [`users_id_${"ü".repeat(27)}`, false],
    ]);
    expect(table.columns[1]!.name).toBe("ü".repeat(31));
  });

  it("keeps the default name of a unique column to its own table when builders are shared", async () => {
    const common = { email: pg.text("email").unique() };
    const { schema } = await read(generation, {
      aaa: pg.pgTable("aaa", { ...common }),
      bbb: pg.pgTable("bbb", { ...common }),
    });
    expect(schema.tables.map((table) => table.uniques[0])).toMatchObject([
      { name: old ? "aaa_email_unique" : null, nameExplicit: false },
      { name: old ? "bbb_email_unique" : null, nameExplicit: false },
    ]);
  });

  it("gives default names in the manner that is asked for", async () => {
    const parents = pg.pgTable("parents", { id: pg.integer("id").primaryKey() });
    const children = pg.pgTable(
      "children",
      { id: pg.integer("id").unique(), parent: pg.integer("parent").references(() => parents.id) },
      (t) => [pg.primaryKey({ columns: [t.id, t.parent] })],
    );
    const names = async (naming: "drizzle" | "drizzle-v1" | "engine"): Promise<unknown> => {
      const table = await readTable(generation, { children }, { naming });
      return [table.primaryKey!.name, table.uniques[0]!.name, table.foreignKeys[0]!.name];
    };
    expect(await names("drizzle")).toEqual([
      "children_id_parent_pk",
      "children_id_unique",
      "children_parent_parents_id_fk",
    ]);
    expect(await names("drizzle-v1")).toEqual([null, null, "children_parent_parents_id_fkey"]);
    expect(await names("engine")).toEqual([null, null, null]);
  });

  it("shortens the default name of a long foreign key by a hash in the manner of 1.0", async () => {
    const parents = pg.pgTable("p".repeat(30), { id: pg.integer("id").primaryKey() });
    const children = pg.pgTable("children", {
      parent: pg.integer("c".repeat(30)).references(() => parents.id),
    });
    const table = await readTable(generation, { children }, { naming: "drizzle-v1" });
    expect(table.foreignKeys[0]!.name).toMatch(/^children_[0-9a-f]{12}_fkey$/u);
  });

  it("reads every type that needs an extension as Drizzle prints it", async () => {
    const table = await readTable(generation, {
      shapes: pg.pgTable("shapes", {
        v: pg.vector("v", { dimensions: 3 }).default([1, 2, 3]),
        h: pg.halfvec("h", { dimensions: 3 }),
        s: pg.sparsevec("s", { dimensions: 3 }),
        g: pg.geometry("g", { type: "point" }),
      }),
    });
    expect(table.columns.map((column) => [column.type, column.default])).toEqual([
      ["vector(3)", "'[1,2,3]'"],
      ["halfvec(3)", null],
      ["sparsevec(3)", null],
      ["geometry(point)", null],
    ]);
  });

  it("forgets the order that Drizzle fills in where an index has none", async () => {
    const table = await readTable(generation, {
      docs: pg.pgTable("docs", { body: pg.jsonb("body"), title: pg.text("title") }, (t) => [
        pg.index("docs_body").using("gin", t.body.desc()),
        pg.index("docs_title").on(t.title.desc().nullsFirst()),
      ]),
    });
    expect(table.indexes.map(({ keys: [key] }) => [key!.descending, key!.nulls])).toEqual([
      [false, null],
      [true, null],
    ]);
  });

  it("takes a literal, a fragment or a function for a generated column on SQLite", async () => {
    const table = await readTable(
      generation,
      {
        t: sqlite.sqliteTable("t", {
          a: sqlite.integer("a"),
          b: sqlite.integer("b").generatedAlwaysAs(() => sql`(a + 1)`),
          c: sqlite.text("c").generatedAlwaysAs(sql`'x'`),
        }),
      },
      { dialect: "sqlite" },
    );
    expect(table.columns.map((column) => column.generated?.expression)).toEqual([undefined, "a + 1", "'x'"]);
  });

  if (old)
    it("cases nameless columns as the setting says, in keys, indexes and expressions too", async () => {
      const people = pg.pgTable(
        "people",
        {
          firstName: pg.text().unique(),
          lastName: pg.text(),
          bossName: pg.text().references((): AnyPgColumn => people.firstName),
        },
        (t) => [
          pg.index().on(t.firstName, t.lastName),
          pg.primaryKey({ columns: [t.firstName, t.lastName] }),
          pg.check("different", sql`${t.firstName} <> ${t.lastName}`),
        ],
      );
      const table = await readTable(generation, { people }, { casing: "snake_case" });
      expect(table.columns.map((column) => column.name)).toEqual(["first_name", "last_name", "boss_name"]);
      // Drizzle 0.45 makes this one name of the key, whatever the casing.
      expect(table.uniques[0]).toMatchObject({
        name: "people_firstName_unique",
        columns: ["first_name"],
        nameExplicit: false,
      });
      expect(table.indexes[0]).toMatchObject({
        name: "people_first_name_last_name_index",
        nameExplicit: false,
      });
      expect(table.primaryKey).toMatchObject({
        name: "people_first_name_last_name_pk",
        columns: ["first_name", "last_name"],
      });
      expect(table.checks[0]!.expression).toBe('"first_name" <> "last_name"');
      expect(table.foreignKeys[0]).toMatchObject({
        columns: ["boss_name"],
        references: { columns: ["first_name"] },
      });
    });

  if (v1)
    it("leaves names that 1.0 has cased itself, and says that the setting does nothing", async () => {
      const people = pgV1.snakeCase.table("people", {
        firstName: pgV1.text(),
        lastName: pgV1.text("lastName"),
      });
      const { schema, warnings } = await read(generation, { people }, { casing: "snake_case" });
      expect(schema.tables[0]!.columns.map((column) => column.name)).toEqual(["first_name", "lastName"]);
      expect(warnings).toEqual([expect.stringContaining("snakeCase.table")]);
      const small = sqliteV1.snakeCase.table("people", { firstName: sqliteV1.text() });
      expect((await readTable(generation, { small }, { dialect: "sqlite" })).columns[0]!.name).toBe(
        "first_name",
      );
    });

  if (v1)
    it("knows what only 1.0 has: named inline keys, bytea, namespaces that exist", async () => {
      const auth = pgV1.pgSchema("auth").existing();
      const users = auth.table("users", { id: pgV1.uuid("id").primaryKey() });
      const files = pgV1.pgTable("files", {
        owner: pgV1.uuid("owner").references(() => users.id, { name: "owned" }),
        content: pgV1.bytea("content").default(Buffer.from("ab")),
        parts: pgV1
          .integer("parts")
          .array("[][]")
          .default([
            [1, 2],
            [3, 4],
          ]),
      });
      const { schema, unmanaged } = await read(generation, { auth, users, files });
      expect(schema.namespaces).toEqual([]);
      expect(schema.tables.map((table) => table.name)).toEqual(["files"]);
      expect(schema.tables[0]!.foreignKeys[0]).toMatchObject({
        name: "owned",
        nameExplicit: true,
        references: { schema: "auth", table: "users" },
      });
      expect(schema.tables[0]!.columns.slice(1)).toMatchObject([
        { type: "bytea", default: "'\\x6162'" },
        { type: "integer[][]", default: "'{{1,2},{3,4}}'" },
      ]);
      expect(unmanaged).toEqual([
        { kind: "namespace", schema: null, name: "auth" },
        { kind: "table", schema: "auth", name: "users" },
      ]);
    });
});

describe("the copy of Drizzle", () => {
  it.each(["drizzle-orm", "drizzle-orm-v1"])(
    "may be another one in the files than in the reader: the CommonJS build of %s",
    async (name) => {
      const require = createRequire(import.meta.url);
      const pg = require(`${name}/pg-core`) as Generation["pg"];
      const { sql, gt } = require(name) as Generation["orm"];
      const mood = pg.pgEnum("mood", ["a"]);
      const users = pg.pgTable(
        "users",
        { id: pg.bigint("id", { mode: "bigint" }).default(5n), mood: mood("mood") },
        (t) => [pg.check("c", gt(t.id, 1n)), pg.index("i").on(sql`${t.id} + ${2n}`)],
      );
      const view = pg.pgView("v").as((q) => q.select().from(users));
      const generation = generations[name === "drizzle-orm" ? 0 : 1]!;
      const { schema } = await read(generation, { users, view });
      expect(schema.enums).toHaveLength(1);
      expect(schema.tables[0]).toMatchObject({
        checks: [{ expression: '"id" > 1' }],
        indexes: [{ keys: [{ expression: '"id" + 2' }] }],
      });
      expect(schema.views[0]!.reads).toEqual(["users"]);
    },
  );

  it.each(generations)("is the project's own when files are loaded by jiti: $name", async (generation) => {
    const path = generation.file("loaded.ts");
    writeFileSync(
      path,
      `import { pgTable, text, unique } from "drizzle-orm/pg-core";\nexport const users = pgTable("users", { name: text("name"), mail: text("mail") }, (t) => [unique().on(t.name, t.mail)]);\n`,
    );
    const exports = await createJiti(import.meta.url, { moduleCache: false }).import<Exports>(path);
    const { schema } = await readSchema([{ path, exports }], { dialect: "postgresql", casing: null });
    expect(schema.tables[0]!.uniques[0]).toMatchObject({
      name: "users_name_mail_unique",
      nameExplicit: false,
    });
  });

  it("is the one beside the tool where a project has none", async () => {
    const [{ pg }] = generations as [Generation];
    const users = pg.pgTable("users", { id: pg.integer("id") });
    const { schema } = await readSchema([{ path: "/nowhere/schema.ts", exports: { users } }], {
      dialect: "postgresql",
      casing: null,
    });
    expect(schema.tables[0]!.name).toBe("users");
  });
});
