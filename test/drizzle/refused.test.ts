import * as mysql from "drizzle-orm/mysql-core";
import type { AnyPgColumn } from "drizzle-orm/pg-core";
import { describe, expect, it } from "vitest";
import { generations } from "./generations.ts";
import { failureOf, read, type Exports } from "./reading.ts";

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

  it("two columns whose names differ by case alone on SQLite", async () => {
    const cased = sqlite.sqliteTable("t", { a: sqlite.integer("x"), b: sqlite.text("X") });
    expect(await failureOf(read(generation, { cased }, { dialect: "sqlite" }))).toMatch(
      /^column-twice: Column X of table t .* declared twice, as a and b/u,
    );
  });

  it("not two keys for one column: the last one holds, as it does for drizzle-kit", async () => {
    const users = pg.pgTable("users", { id: id().primaryKey() });
    const one = pg.integer("user_id").references(() => users.id);
    const two = pg
      .bigint("user_id", { mode: "number" })
      .notNull()
      .references(() => users.id);
    const twice = pg.pgTable("t", { id: id().primaryKey(), userId: one, owner: two, name: pg.text("name") });
    const { schema, warnings } = await read(generation, { users, twice });
    const table = schema.tables.find(({ name }) => name === "t");
    expect(table?.columns.map(({ name, type, nullable }) => [name, type, nullable])).toEqual([
      ["id", "integer", false],
      ["user_id", "bigint", false],
      ["name", "text", true],
    ]);
    expect(table?.foreignKeys).toHaveLength(1);
    expect(warnings).toEqual([
      expect.stringMatching(/^Column user_id of table t .* declared twice, as userId and owner: as owner/u),
    ]);
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
    if (generation.name.startsWith("1")) {
      // It refuses this itself.
      const text = await failureOf(read(generation, { t }));
      expect(text).toMatch(/^extra-config-lost: /u);
      expect(text).toMatch(message);
    } else {
      const { schema, warnings } = await read(generation, { t });
      expect(warnings).toEqual([expect.stringMatching(message)]);
      expect(schema.tables).toHaveLength(1);
    }
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
    const empty = await read(generation, {});
    expect(empty.schema.tables).toEqual([]);
    expect(empty.warnings).toEqual([
      expect.stringMatching(/^Nothing is exported by .*schema0\.ts: all that/u),
    ]);
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
