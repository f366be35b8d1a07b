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
