import { describe, expect, it } from "vitest";
import { leadPair } from "../support/pair.ts";

describe("what hangs on a column whose type changes", () => {
  const people = (type: string): string => `
export const people = pgTable("people", {
  id: integer().primaryKey(), age: ${type}, size: integer().notNull().default(1), born: ${type}.default(1),
  twice: integer().generatedAlwaysAs(sql\`("age" * 2)::integer\`),
}, (t) => [
  check("adult", sql\`age > 0\`),
  check("sane", sql\`\${t.age} between 0 and \${t.size} + 100\`),
  index("next_age").on(sql\`(age + 1)\`),
  index("grown").on(t.size).where(sql\`age > 17\`),
  index("plain").on(t.age),
  uniqueIndex("one_grown").on(t.age).where(sql\`\${t.age} > 17 and \${t.size} > 1\`),
]);
export const seen = pgView("seen").as((q) => q.select({ id: people.id, age: people.age, next: sql<number>\`\${people.age} + 1\`.as("next") }).from(people));
export const kept = pgMaterializedView("kept").as((q) => q.select().from(seen).where(sql\`\${seen.age} > 17\`));
`;

  it.each([
    ["integer()", "numeric()"],
    ["numeric()", 'bigint({ mode: "number" })'],
    ["smallint()", "integer()"],
  ])("is made from its own words on postgresql, there and back: %s to %s", async (before, after) => {
    await leadPair("postgresql", {
      before: people(before),
      after: people(after),
      rows: ["INSERT INTO people (id, age) VALUES (1, 20), (2, 30)"],
      changed: ["age", "twice", "born", "next"],
    });
  });

  it("says the same over text of any kind, so it stays", async () => {
    const names = (type: string): string => `
export const names = pgTable("names", { id: integer().primaryKey(), name: ${type} }, (t) => [
  check("named", sql\`length(name) > 1\`), index("low").on(sql\`lower(name)\`), index("some").on(t.id).where(sql\`name <> ''\`),
]);`;
    const made = await leadPair("postgresql", {
      before: names("varchar({ length: 10 })"),
      after: names("varchar({ length: 90 })"),
    });
    expect(made.changes).toHaveLength(1);
  });

  it("is a trigger or a rule that comes back as it was: whether it fires, and what is said of it", async () => {
    const t = (type: string): string => `export const t = pgTable("t", { a: ${type} });`;
    const trigger = [
      "CREATE FUNCTION f() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN new; END'",
      "CREATE TRIGGER watch BEFORE UPDATE OF a ON t FOR EACH ROW EXECUTE FUNCTION f()",
      "ALTER TABLE t DISABLE TRIGGER watch",
      "COMMENT ON TRIGGER watch ON t IS 'it''s off'",
      "CREATE RULE old AS ON DELETE TO t WHERE old.a > 5 DO INSTEAD NOTHING",
    ];
    const made = await leadPair("postgresql", {
      before: t("integer()"),
      after: t('bigint({ mode: "number" })'),
      rows: trigger,
    });
    expect(made.changes).toHaveLength(1);
  });

  it("is the sequence of an identity, which takes the name that it is given, there and back", async () => {
    const t = (options: string): string => `
export const t = pgTable("t", { id: integer().generatedAlwaysAsIdentity(${options}), n: text() });`;
    const made = await leadPair("postgresql", {
      before: t(""),
      after: t(`{ name: "numbers", startWith: 100, increment: 5 }`),
      rows: ["INSERT INTO t (n) VALUES ('a')"],
    });
    expect(made.changes).toEqual(["alter column t.id: identity"]);
  });
});

describe("values that are none of the new type", () => {
  const users = (type: string): string =>
    `export const users = pgTable("users", { id: integer().primaryKey(), key: ${type} });`;
  const said = (from: string, to: string): RegExp =>
    new RegExp(
      `no value of users.key \\(${from}\\) is one of ${to}, so that rows which hold one are refused: say in 'using'`,
      "u",
    );

  it("are told of before the revision runs, on both ways", async () => {
    const made = await leadPair("postgresql", {
      before: users("integer()"),
      after: users("uuid()"),
      rows: ["INSERT INTO users VALUES (1, 5)"],
      edit: {
        '"key"::text::uuid': "lpad(key::text, 32, chr(48))::uuid",
        'type: "integer"': 'type: "integer", using: "right(key::text, 4)::integer"',
      },
      changed: ["users.key"],
    });
    expect(made.warnings.filter((each) => each.includes("using"))).toEqual([
      expect.stringMatching(said("integer", "uuid")),
      expect.stringMatching(new RegExp(`^on the way back, ${said("uuid", "integer").source}`, "u")),
    ]);
  });

  it.each([
    ["integer()", "boolean()"],
    ["text()", "uuid()"],
    ["jsonb()", "integer()"],
    ["integer()", "bigint({ mode: 'number' })"],
    ["date()", "timestamp()"],
    ["pg.cidr()", "pg.inet()"],
  ])("are not where there is a way: %s to %s", async (before, after) => {
    const made = await leadPair("postgresql", {
      before: users(before),
      after: users(after),
      rows: ["INSERT INTO users (id) VALUES (1)"],
    });
    expect(made.warnings.join()).not.toContain("using");
  });

  it("are made of a text that is a list already, or one value", async () => {
    await leadPair("postgresql", {
      before: users("text()"),
      after: users("integer().array()"),
      rows: ["INSERT INTO users VALUES (1, '{1,2}'), (2, '3'), (3, NULL)"],
      changed: ["users.key"],
    });
  });
});
