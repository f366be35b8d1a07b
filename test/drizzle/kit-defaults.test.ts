import * as kit from "drizzle-kit/api";
import { describe, expect, it } from "vitest";
import { failureOf, read, readTable } from "./reading.ts";
import { generations, type Generation } from "./generations.ts";

const [old, next] = generations as readonly [Generation, Generation];
const secret =
  (type: string) =>
  ({ pg, sqlite }: Generation) => ({
    pg: pg.customType<{ data: string }>({ dataType: () => type, toDriver: (value) => `hidden ${value}` }),
    sqlite: sqlite.customType<{ data: string }>({
      dataType: () => type,
      toDriver: (value) => `hidden ${value}`,
    }),
  });

describe("a text as a default", () => {
  it("is on PostgreSQL what drizzle-kit 0.31 writes, whatever the column", async () => {
    const { pg } = old;
    const text = (value: string): never => value as never;
    const defaults = pg.pgTable("defaults", {
      json: pg.json().default(text("{}")),
      jsonb: pg.jsonb().default(text('{"a": "it\'s"}')),
      none: pg.integer().default(text(null as never)),
      plain: pg.text().default("it's"),
      custom: secret("tsvector")(old).pg().default("a b"),
      number: pg.numeric().default("1.50"),
      moment: pg.timestamp({ mode: "string", withTimezone: true }).default("2020-01-01 10:00:00"),
      day: pg.date({ mode: "date" }).default(text("2020-01-01")),
      list: pg.integer().array().default(text("{1,2}")),
    });
    const { tables } = kit.generateDrizzleJson({ defaults }) as unknown as {
      tables: Record<string, { columns: Record<string, { default: unknown }> }>;
    };
    const { columns } = await readTable(old, { defaults });
    expect(Object.fromEntries(columns.map((column) => [column.name, column.default]))).toEqual(
      Object.fromEntries(
        Object.entries(tables["public.defaults"]!.columns).map(([name, column]) => [name, column.default]),
      ),
    );
  });

  it("is on SQLite what drizzle-kit 0.31 writes, whatever the column", async () => {
    const { sqlite } = old;
    const defaults = sqlite.sqliteTable("defaults", {
      json: sqlite.text({ mode: "json" }).default("{}"),
      none: sqlite.text({ mode: "json" }).default(null),
      blob: sqlite.blob({ mode: "json" }).default(null),
      custom: secret("color")(old).sqlite().default("it's"),
      plain: sqlite.text().default("it's"),
    });
    const { tables } = (await kit.generateSQLiteDrizzleJson({ defaults })) as unknown as {
      tables: Record<string, { columns: Record<string, { default: unknown }> }>;
    };
    const { columns } = await readTable(old, { defaults }, { dialect: "sqlite" });
    expect(Object.fromEntries(columns.map((column) => [column.name, column.default]))).toEqual(
      Object.fromEntries(
        Object.entries(tables["defaults"]!.columns).map(([name, column]) => [name, column.default]),
      ),
    );
  });

  // As drizzle-kit 1.0.0-rc.5 writes them.
  it("is on 1.0 a value where drizzle-kit knows the type, and SQL where it does not", async () => {
    const { pg, sqlite } = next;
    const onPostgres = pg.pgTable("defaults", {
      jsonb: pg.jsonb().default("{}"),
      plain: pg.text().default("it's"),
      custom: secret("tsvector")(next).pg().default("to_tsvector('a b')"),
      moment: pg.timestamp({ mode: "string", withTimezone: true }).default("2020-01-01 10:00:00"),
      zoned: pg.timestamp({ mode: "string", withTimezone: true }).default("2020-01-01 10:00:00-05"),
      local: pg.timestamp({ mode: "string" }).default("2020-01-01 10:00:00"),
    });
    const said = (columns: readonly { readonly default: string | null }[]): readonly unknown[] =>
      columns.map((column) => column.default);
    expect(said((await readTable(next, { onPostgres })).columns)).toEqual([
      `'"{}"'`,
      "'it''s'",
      "to_tsvector('a b')",
      "'2020-01-01 10:00:00+00'",
      "'2020-01-01 10:00:00-05'",
      "'2020-01-01 10:00:00'",
    ]);
    const onSqlite = sqlite.sqliteTable("defaults", {
      custom: secret("color")(next).sqlite().default("upper('a')"),
    });
    expect(said((await readTable(next, { onSqlite }, { dialect: "sqlite" })).columns)).toEqual([
      "upper('a')",
    ]);
  });
});

describe.each(generations)("a default on Drizzle $name", (generation) => {
  const { pg } = generation;

  it("holds what JSON has no words for, and empty arrays in every depth", async () => {
    const arrays = (column: { array(): unknown }): { default(value: unknown): never } => {
      // 1.0 says the depth at once.
      if (generation.name === "1.0") return (column.array as unknown as (depth: string) => never)("[][]");
      return (column.array() as { array(): never }).array();
    };
    const defaults = pg.pgTable("defaults", {
      json: pg.jsonb().default({ big: 12345678901234567890n, list: [1n], at: new Date(0) }),
      number: pg.jsonb().default(0),
      none: pg.json().default(null),
      nested: arrays(pg.integer()).default([[]]),
      deeper: arrays(pg.text()).default([[], []]),
      full: arrays(pg.integer()).default([[1], [2]]),
    });
    const { columns } = await readTable(generation, { defaults });
    expect(columns.map((column) => column.default)).toEqual([
      `'{"big":12345678901234567890,"list":[1],"at":"1970-01-01T00:00:00.000Z"}'`,
      "'0'",
      "'null'",
      "'{}'",
      "'{}'",
      "'{{1},{2}}'",
    ]);
  });

  it("that is a word for a moment is warned of, since it is the same for all rows", async () => {
    const late = pg.pgTable("late", {
      at: pg.timestamp({ mode: "string" }).default("now"),
      said: pg.text().default("now"),
      row: pg.timestamp().defaultNow(),
    });
    expect((await read(generation, { late })).warnings).toEqual([
      "The default of late.at is the moment at which it is made, not that of each row: write .defaultNow() or sql`now()`.",
    ]);
  });

  it("that its column's encoder throws on is named", async () => {
    const fussy = pg.customType<{ data: { readonly a: number } }>({
      dataType: () => "text",
      toDriver() {
        throw new Error("no number");
      },
    });
    const defaults = pg.pgTable("defaults", { fussy: fussy().default({ a: 1 }) });
    expect(await failureOf(readTable(generation, { defaults }))).toBe(
      "default-not-encoded: The default of defaults.fussy cannot be written as SQL: no number",
    );
  });
});

describe.each(["postgresql", "sqlite"] as const)("a text to generate a column from on %s", (dialect) => {
  it("is SQL, as drizzle-kit takes it", async () => {
    const { pg, sqlite } = old;
    const orders =
      dialect === "postgresql"
        ? pg.pgTable("orders", { a: pg.integer(), twice: pg.integer().generatedAlwaysAs("a * 2" as never) })
        : sqlite.sqliteTable("orders", {
            a: sqlite.integer(),
            twice: sqlite.integer().generatedAlwaysAs("a * 2" as never),
          });
    const { columns } = await readTable(old, { orders }, { dialect });
    expect(columns[1]?.generated?.expression).toBe("a * 2");
  });
});
