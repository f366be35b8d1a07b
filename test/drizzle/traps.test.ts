import { writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import * as relations0 from "drizzle-orm/relations";
import * as mysql from "drizzle-orm/mysql-core";
import type { AnyPgColumn } from "drizzle-orm/pg-core";
import * as pgV1 from "drizzle-orm-v1/pg-core";
import * as sqliteV1 from "drizzle-orm-v1/sqlite-core";
import { createJiti } from "jiti";
import { describe, expect, it } from "vitest";
import { MigError } from "../../src/core/errors.ts";
import type { Table } from "../../src/core/schema/schema.ts";
import { readSchema, type ReadOptions, type ReadSchema } from "../../src/drizzle/read-schema.ts";
import { generations, type Generation } from "./generations.ts";

type Exports = Record<string, unknown>;
type Options = Partial<ReadOptions>;

function read(
  generation: Generation,
  files: Exports | readonly Exports[],
  options: Options = {},
): Promise<ReadSchema> {
  const list = Array.isArray(files) ? (files as readonly Exports[]) : [files as Exports];
  const modules = list.map((exports, position) => ({
    path: generation.file(`schema${position}.ts`),
    exports,
  }));
  return readSchema(modules, { dialect: "postgresql", casing: null, ...options });
}

async function readTable(generation: Generation, exports: Exports, options: Options = {}): Promise<Table> {
  const { schema } = await read(generation, exports, options);
  return schema.tables[0]!;
}

/** The code and message of the failure. */
async function failureOf(work: Promise<unknown>): Promise<string> {
  const error: unknown = await work.then(
    () => new Error("nothing failed"),
    (cause: unknown) => cause,
  );
  if (!(error instanceof MigError)) throw error;
  expect(error.hint).not.toBe("");
  return `${error.code}: ${error.message}`;
}

describe.each(generations)("what is read on Drizzle $name", (generation) => {
  const { pg, sqlite, orm } = generation;
  const { sql } = orm;
  const old = generation.name === "0.45";
  const v1 = generation.name === "1.0";

  it("includes enums, namespaces, tables and targets that no file exports", async () => {
    const shop = pg.pgSchema("shop");
    const size = shop.enum("size", ["s", "m"]);
    const brands = shop.table("brands", { id: pg.integer("id").primaryKey() });
    const goods = pg.pgTable("goods", {
      size: size("size"),
      brand: pg.integer("brand").references(() => brands.id),
    });
    const { schema, warnings } = await read(generation, { goods });
    expect(schema.namespaces).toEqual(["shop"]);
    expect(schema.enums).toEqual([{ schema: "shop", name: "size", values: ["s", "m"] }]);
    expect(schema.tables.map((table) => table.name)).toEqual(["goods", "brands"]);
    expect(warnings).toEqual([expect.stringContaining("Table shop.brands is exported by no schema file")]);
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

  it("warns once a kind of what it cannot manage yet, by name", async () => {
    const policy = pg.pgPolicy("own", { using: sql`true` });
    const locked = pg.pgTable("locked", { id: pg.integer("id") });
    locked.enableRLS();
    const { warnings } = await read(generation, {
      locked,
      guarded: pg.pgTable("guarded", { id: pg.integer("id") }, () => [policy]),
      counter: pg.pgSequence("counter"),
      tickets: pg.pgSequence("tickets"),
      admin: pg.pgRole("admin"),
      stored: pg
        .pgMaterializedView("stored")
        .tablespace("fast")
        .withNoData()
        .as((q) => q.select().from(locked)),
    });
    expect(warnings.map((warning) => warning.replace(/\. Write.*/u, "")).sort()).toEqual([
      "Not managed: policies (own on guarded)",
      "Not managed: roles (admin)",
      "Not managed: row-level security (locked)",
      "Not managed: sequences (counter, tickets)",
      "Not managed: storage options of materialized views (stored (tablespace fast), stored (with no data))",
    ]);
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

  it.runIf(old)(
    "cases nameless columns as the setting says, in keys, indexes and expressions too",
    async () => {
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
    },
  );

  it.runIf(v1)("leaves names that 1.0 has cased itself, and says that the setting does nothing", async () => {
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

  it.runIf(v1)("knows what only 1.0 has: named inline keys, bytea, namespaces that exist", async () => {
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

describe.each(generations)("what is refused on Drizzle $name", (generation) => {
  const { pg, sqlite, orm } = generation;
  const { sql } = orm;
  const id = () => pg.integer("id");

  it("two tables of one name, unless they are in different namespaces", async () => {
    const a = pg.pgTable("users", { id: id() });
    const b = pg.pgTable("users", { id: id() });
    expect(await failureOf(read(generation, [{ a }, { b }]))).toMatch(
      /^declared-twice: The table users is declared twice: as a in .*schema0.ts and as b in .*schema1.ts/u,
    );
    const { schema } = await read(generation, { a, b: pg.pgSchema("x").table("users", { id: id() }) });
    expect(schema.tables).toHaveLength(2);
  });

  it("a view with the name of a table", async () => {
    const users = pg.pgTable("users", { id: id() });
    const view = pg.pgView("users").as((q) => q.select().from(users));
    expect(await failureOf(read(generation, { users, view }))).toContain("declared-twice: The view users");
  });

  it("two different enums of one name, but not the same one twice", async () => {
    const first = pg.pgEnum("mood", ["a", "b"]);
    expect(await failureOf(read(generation, { first, second: pg.pgEnum("mood", ["b", "a"]) }))).toContain(
      "declared-twice: The enum mood",
    );
    expect(
      (await read(generation, { first, second: pg.pgEnum("mood", ["a", "b"]) })).schema.enums,
    ).toHaveLength(1);
  });

  it("two columns of one name; on SQLite also if only the case differs", async () => {
    const twice = pg.pgTable("t", { a: pg.integer("x"), b: pg.text("x") });
    expect(await failureOf(read(generation, { twice }))).toMatch(
      /^column-twice: Column x of table t .* declared twice, as a and b/u,
    );
    const cased = sqlite.sqliteTable("t", { a: sqlite.integer("x"), b: sqlite.text("X") });
    expect(await failureOf(read(generation, { cased }, { dialect: "sqlite" }))).toContain("column-twice");
  });

  it("a nameless builder under two keys", async () => {
    const shared = pg.text();
    const a = pg.pgTable("a", { email: shared });
    const b = pg.pgTable("b", { contact: shared });
    expect(await failureOf(read(generation, { a, b }))).toMatch(
      /^builder-shared: Column contact of table b .* would be called email/u,
    );
  });

  it("a column of another table in an index, a primary key, a unique constraint or a foreign key", async () => {
    const other = pg.pgTable("other", { far: pg.integer("far").primaryKey(), id: id() });
    const table = (extra: (t: { id: AnyPgColumn }) => unknown): Exports => ({
      t: pg.pgTable("t", { id: id() }, (t) => [extra(t as never)] as never),
    });
    expect(
      await failureOf(
        read(
          generation,
          table(() => pg.primaryKey({ columns: [other.far] as never })),
        ),
      ),
    ).toContain("column-missing: The primary key of table t");
    expect(
      await failureOf(
        read(
          generation,
          table(() => pg.unique().on(other.far)),
        ),
      ),
    ).toContain("column-missing: The unique constraint of table t");
    // Also where the table has a column of the same name.
    const namesake = table(() => pg.unique().on(other.id));
    expect(await failureOf(read(generation, namesake))).toContain("names the column other.id");
    expect(
      await failureOf(
        read(
          generation,
          table(() => pg.foreignKey({ columns: [other.far], foreignColumns: [other.far] } as never)),
        ),
      ),
    ).toContain("column-missing: The foreign key of table t");
    const small = sqlite.sqliteTable("small", { far: sqlite.integer("far") });
    const t = sqlite.sqliteTable("t", { id: sqlite.integer("id") }, () => [sqlite.index("i").on(small.far)]);
    expect(await failureOf(read(generation, { t }, { dialect: "sqlite" }))).toContain(
      "column-missing: The index of table t",
    );
  });

  it("a column that does not exist at all", async () => {
    const t = pg.pgTable("t", { id: id() }, (columns) => [
      pg.unique().on((columns as unknown as { nope: AnyPgColumn }).nope),
    ]);
    expect(await failureOf(read(generation, { t }))).toMatch(
      /^unreadable-schema: Drizzle cannot evaluate table t|^column-missing/u,
    );
    const u = pg.pgTable("u", { id: id() }, (columns) => [
      pg.primaryKey({ columns: [(columns as unknown as { nope: AnyPgColumn }).nope] as never }),
    ]);
    expect(await failureOf(read(generation, { u }))).toContain("column-missing: The primary key of table u");
  });

  it.each<[string, (t: { id: AnyPgColumn }) => unknown, RegExp]>([
    [
      "policies in an object",
      () => ({ policies: [pg.pgPolicy("p")] }),
      /Entry policies .* is an array within an array/u,
    ],
    ["arrays within arrays", (t) => [[[pg.index("i").on(t.id)]]], /Entry 0 .* is an array within an array/u],
    [
      "a check of another dialect",
      (t) => [mysql.check("c", sql`${t.id} > 0`)],
      /Entry 0 .* is a MySqlCheckBuilder/u,
    ],
    [
      "an index without its columns",
      (t) => [pg.check("c", sql`${t.id} > 0`), pg.index("i")],
      /Entry 1 .* lacks its \.on\(\)/u,
    ],
    ["a plain object", () => [{ name: "i" }], /Entry 0 .* is an object with name/u],
  ])("extra configuration that Drizzle would drop: %s", async (_title, extra, message) => {
    const t = pg.pgTable("t", { id: id() }, extra as never);
    const text = await failureOf(read(generation, { t }));
    expect(text).toMatch(/^extra-config-lost: /u);
    expect(text).toMatch(message);
  });

  it("a foreign key to what does not exist, or of another length", async () => {
    const missing = undefined as unknown as { id: AnyPgColumn };
    const lost = pg.pgTable("lost", { id: id().references(() => missing.id) });
    expect(await failureOf(read(generation, { lost }))).toContain(
      "reference-missing: The foreign key of table lost",
    );
    const target = pg.pgTable("target", { a: pg.integer("a"), b: pg.integer("b") });
    const t = pg.pgTable("t", { id: id() }, (columns) => [
      pg.foreignKey({ columns: [columns.id], foreignColumns: [target.a, target.b] as never }),
    ]);
    expect(await failureOf(read(generation, { t, target }))).toMatch(
      /^reference-mismatch: The foreign key of table t .* has 1 column\(s\), id, but refers to 2: a, b/u,
    );
  });

  it("two primary keys", async () => {
    const t = pg.pgTable("t", { a: pg.integer("a").primaryKey(), b: pg.integer("b") }, (columns) => [
      pg.primaryKey({ columns: [columns.b] }),
    ]);
    expect(await failureOf(read(generation, { t }))).toContain("primary-key-twice");
  });

  it("a nameless index over an expression", async () => {
    const t = pg.pgTable("t", { a: pg.text("a") }, (columns) => [pg.index().on(sql`lower(${columns.a})`)]);
    expect(await failureOf(read(generation, { t }))).toContain("index-unnamed");
  });

  it("files without tables, and tables of another dialect", async () => {
    expect(await failureOf(read(generation, { helper: () => 1 }))).toContain(
      "no-tables: No table is exported by",
    );
    expect(await failureOf(read(generation, []))).toContain("none was found");
    const small = sqlite.sqliteTable("small", { id: sqlite.integer("id") });
    expect(await failureOf(read(generation, { small }))).toMatch(
      /^wrong-dialect: small in .* is a SQLiteTable, but the dialect is postgresql/u,
    );
    const big = pg.pgTable("big", { id: id() });
    expect(await failureOf(read(generation, { big }, { dialect: "sqlite" }))).toMatch(
      /^wrong-dialect: big .* PgTable/u,
    );
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
