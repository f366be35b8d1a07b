import { describe, expect, it } from "vitest";
import { leadPair } from "../support/pair.ts";
import { dialects } from "../support/project.ts";

describe.each(dialects)("a column that tells rows apart on %s", (dialect) => {
  const [table, token, value] =
    dialect === "sqlite"
      ? ["sqliteTable", "text()", "lower(hex(randomblob(16)))"]
      : ["pgTable", "uuid()", "gen_random_uuid()"];
  const schema = (more: string): string =>
    `export const users = ${table}("users", { id: integer().primaryKey(), ${more} });`;
  const rows = ["INSERT INTO users (id) VALUES (1), (2), (3)"];
  const edit = { [`${value} /* placeholder */`]: value };

  it("gets another value for each row where it comes", async () => {
    const made = await leadPair(dialect, {
      before: schema(""),
      after: schema(`token: ${token}.notNull().unique()`),
      rows,
      edit,
    });
    expect(made.warnings.join()).toContain(`get ${value}, a placeholder`);
  });

  it("gets another value for each row where it comes back", async () => {
    await leadPair(dialect, {
      before: schema(`token: ${token}.notNull().unique()`),
      after: schema(""),
      rows: [
        `INSERT INTO users (id, token) SELECT x, ${value} FROM (VALUES (1), (2), (3)) AS y${dialect === "sqlite" ? "" : "(x)"}`,
      ].map((sql) => (dialect === "sqlite" ? sql.replace("SELECT x", "SELECT column1") : sql)),
      edit,
    });
  });
});

interface Case {
  /** The column, in Drizzle's words. */
  readonly column: string;
  /** What its rows get; null: nothing can be made up. */
  readonly value: string | null;
  /** Values that it had before it was dropped. */
  readonly old: readonly [string, string, string];
}

const distinct: Readonly<Record<(typeof dialects)[number], readonly Case[]>> = {
  postgresql: [
    { column: "integer()", value: "numbered.number", old: ["7", "8", "9"] },
    { column: "pg.numeric({ precision: 12, scale: 2 })", value: "numbered.number", old: ["7.5", "8", "9"] },
    { column: "varchar({ length: 12 })", value: "numbered.number::text", old: ["'a'", "'b'", "'c'"] },
    {
      column: "date()",
      value: "date 'epoch' + numbered.number::integer",
      old: ["'2020-01-01'", "'2020-01-02'", "'2020-01-03'"],
    },
    {
      column: "timestamp({ withTimezone: true })",
      value: "timestamp 'epoch' + numbered.number * interval '1 second'",
      old: ["'2020-01-01'", "'2020-01-02'", "'2020-01-03'"],
    },
    { column: "jsonb()", value: "to_jsonb(numbered.number)", old: ["'1'", "'2'", "'3'"] },
    {
      column: "pg.inet()",
      value: "inet '0.0.0.0' + numbered.number",
      old: ["'1.1.1.1'", "'1.1.1.2'", "'1.1.1.3'"],
    },
    { column: "varchar({ length: 3 })", value: null, old: ["'a'", "'b'", "'c'"] },
    {
      column: "pg.macaddr()",
      value: null,
      old: ["macaddr '08:00:2b:01:02:03'", "macaddr '08:00:2b:01:02:04'", "macaddr '08:00:2b:01:02:05'"],
    },
    { column: "integer().array()", value: null, old: ["ARRAY[1]", "ARRAY[2]", "ARRAY[3]"] },
  ],
  sqlite: [
    { column: "integer()", value: "rowid", old: ["7", "8", "9"] },
    { column: "numeric()", value: "rowid", old: ["7.5", "8", "9"] },
    { column: "real()", value: "rowid", old: ["7.5", "8.5", "9.5"] },
    { column: "blob()", value: "randomblob(16)", old: ["x'01'", "x'02'", "x'03'"] },
  ],
};

describe.each(dialects)("rows of %s that need values of their own", (dialect) => {
  const make = dialect === "sqlite" ? "sqliteTable" : "pgTable";

  it("have them, there and on the way back, or it is said", async () => {
    const columns = distinct[dialect].map((each, at) => ({ ...each, name: `c${at}` }));
    const schema = (code: string): string =>
      `export const users = ${make}("users", { id: integer().primaryKey(), ${code} });`;
    const without = schema("");
    const unique = schema(
      columns.map(({ name, column }) => `${name}: ${column}.notNull().unique()`).join(", "),
    );
    const warnings = columns.map(({ name, value }) =>
      value === null
        ? `rows of users need a value of ${name} (it tells rows apart): write it in place of the placeholder`
        : `rows of users without a value of ${name} get ${value.includes("numbered") ? "a number each" : value}, a placeholder (it tells rows apart): write the right value in its place`,
    );
    const edit = Object.fromEntries(
      columns.map(({ name, value, old }) => {
        const each = old.map((text, at) => `WHEN ${at + 1} THEN ${text}`).join(" ");
        return [
          `SET ${name} = ${value ?? "NULL"} /* placeholder */`,
          `SET ${name} = ${value ?? `CASE id ${each} END`}`,
        ];
      }),
    );
    const marked = (said: readonly string[]): readonly string[] =>
      said.filter((each) => each.includes("placeholder")).sort();
    const there = await leadPair(dialect, {
      before: without,
      after: unique,
      rows: ["INSERT INTO users (id) VALUES (1), (2), (3)"],
      edit,
    });
    expect(marked(there.warnings)).toEqual([...warnings].sort());
    const rows = [0, 1, 2].map((at) => `(${[at + 1, ...columns.map(({ old }) => old[at])].join(", ")})`);
    const back = await leadPair(dialect, {
      before: unique,
      after: without,
      rows: [`INSERT INTO users VALUES ${rows.join(", ")}`],
      edit,
    });
    expect(marked(back.warnings)).toEqual(warnings.map((each) => `on the way back, ${each}`).sort());
  });

  it("are counted on from what is there", async () => {
    const schema = (code: string): string =>
      `export const users = ${make}("users", { id: integer().primaryKey(), code: integer()${code}.unique() });`;
    const value =
      dialect === "sqlite"
        ? "coalesce((SELECT max(code) FROM users), 0) + rowid"
        : "coalesce((SELECT max(code) FROM users), 0) + numbered.number";
    await leadPair(dialect, {
      before: schema(""),
      after: schema(".notNull()"),
      rows: ["INSERT INTO users (id, code) VALUES (1, NULL), (2, 1), (3, 3), (4, NULL)"],
      changed: ["users"],
      edit: { [`${value} /* placeholder */`]: value },
    });
  });

  it("are said to be in need of one, where it refers to other rows or a check holds", async () => {
    const schema = (more: string): string =>
      `export const users = ${make}("users", { id: integer().primaryKey(), ${more} });`;
    const column = "boss: integer().notNull().references(() => users.id), age: integer().notNull()";
    const before = schema(column)
      .replace("});", "}, (t) => [check('adult', sql`${t.age} >= 18`)]);")
      .replaceAll("() =>", "(): any =>");
    const { warnings } = await leadPair(dialect, {
      before,
      after: schema(""),
      rows: ["INSERT INTO users (id, boss, age) VALUES (1, 1, 20), (2, 1, 30)"],
      edit: { "NULL /* placeholder */": "id", "0 /* placeholder */": "18" },
    });
    const said = warnings.join("\n");
    expect(said).toContain(
      "on the way back, rows of users need a value of boss (it refers to a row of users)",
    );
    expect(said).toMatch(
      /on the way back, rows of users without a value of age get 0, a placeholder \(CHECK \(.*age.* >= 18\) must hold\)/u,
    );
  });

  it("are refused on the way back where they refer to rows that are gone, which is said", async () => {
    const users = `export const users = ${make}("users", { id: integer().primaryKey() });`;
    const notes = (reference: string): string =>
      `export const notes = ${make}("notes", { id: integer().primaryKey(), author: integer()${reference} });`;
    const { warnings } = await leadPair(dialect, {
      before: users + notes(".references(() => users.id)"),
      after: notes(""),
      rows: ["INSERT INTO users VALUES (1)", "INSERT INTO notes (id) VALUES (1)"],
    });
    expect(warnings).toContain(
      "on the way back, rows of notes that refer to users by author are refused, since the rows of users are gone",
    );
  });
});
