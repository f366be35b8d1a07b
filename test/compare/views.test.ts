import { describe, expect, it } from "vitest";
import { serverVersion } from "../support/as-server-knows.ts";
import { leadPair } from "../support/pair.ts";
import { openPostgres } from "../support/postgres-databases.ts";

const users = `export const users = pgTable("users", { id: integer().primaryKey(), name: text() });\n`;
const plain = (options: string): string =>
  `${users}export const seen = pgView("seen")${options}.as((q) => q.select().from(users));
export const above = pgView("above").as((q) => q.select().from(seen));`;
const kept = (options: string): string =>
  `${users}export const kept = pgMaterializedView("kept")${options}.as((q) => q.select().from(users));
export const above = pgView("above").as((q) => q.select({ id: kept.id }).from(kept));`;

describe("a view with another query", () => {
  const over = (query: string, above: string): string =>
    `${users}export const seen = pgView("seen")${query};\nexport const above = ${above}("above").as((q) => q.select({ id: seen.id }).from(seen));`;
  const [all, some] = [
    ".as((q) => q.select().from(users))",
    ".as((q) => q.select().from(users).where(sql`${users.id} > 1`))",
  ];
  it.each([
    ["the same columns", over(all, "pgView"), over(some, "pgView"), ["alter view seen: another query"]],
    [
      "another type",
      over(".as((q) => q.select({ id: users.id, n: sql`1`.as('n') }).from(users))", "pgView"),
      over(".as((q) => q.select({ id: users.id, n: sql`'1'`.as('n') }).from(users))", "pgView"),
      ["drop view above", "drop view seen", "create view seen", "create view above"],
    ],
    [
      "the same columns, whose rows another keeps",
      over(all, "pgMaterializedView"),
      over(some, "pgMaterializedView"),
      ["drop view above", "drop view seen", "create view seen", "create materialized view above"],
    ],
  ])(
    "gets it where it stands, unless what it gives is not what it gave: %s",
    async (_, before, after, changes) => {
      expect((await leadPair("postgresql", { before, after })).changes).toEqual(changes);
    },
  );
});

describe("options of a view", () => {
  it.each([
    ["security barrier", "", ".with({ securityBarrier: true })"],
    [
      "check option",
      '.with({ checkOption: "local" })',
      '.with({ checkOption: "cascaded", securityBarrier: true })',
    ],
    ["security invoker", ".with({ securityInvoker: true })", ""],
    [
      "security invoker, said to be off",
      ".with({ securityInvoker: true })",
      ".with({ securityInvoker: false })",
    ],
  ])("are changed where it stands: %s", async (title, before, after) => {
    // A server before 15 refuses the option, which says what it is about.
    const version = await serverVersion(await openPostgres());
    const lead = leadPair("postgresql", { before: plain(before), after: plain(after) });
    if (version < 150_000 && title.startsWith("security invoker"))
      return expect(lead).rejects.toThrow(/unrecognized parameter "security_invoker"/u);
    expect((await lead).changes).toHaveLength(1);
  });
});

describe("a materialized view", () => {
  it.each([
    ["storage parameters", "", ".with({ fillfactor: 80, autovacuumEnabled: false })", 1],
    ["other storage parameters", ".with({ fillfactor: 80 })", ".with({ toastTupleTarget: 256 })", 1],
  ])("is changed where it stands, and says what it is: %s", async (_, before, after, changes) => {
    const made = await leadPair("postgresql", { before: kept(before), after: kept(after) });
    expect(made.changes).toHaveLength(changes);
  });

  it.each([
    ["the usual tablespace and access method", "", '.using("heap").tablespace("pg_default")'],
    ["rows or none", "", ".withNoData()"],
  ])("is nothing else for saying what goes without saying: %s", async (_, before, after) => {
    const other = `export const other = pgTable("other", { id: integer() });`;
    const made = await leadPair("postgresql", { before: kept(before), after: kept(after) + other });
    expect(made.changes).toEqual(["create table other (id)"]);
  });

  it("is made without rows where it says so", async () => {
    const made = await leadPair("postgresql", { before: users, after: kept(".withNoData()") });
    expect(made.warnings).toEqual([]);
  });
});

describe("a view of SQLite", () => {
  it("is renamed together with what reads it, there and back", async () => {
    const seen = (name: string): string => `export const t = sqliteTable("t", { id: integer() });
export const seen = sqliteView("${name}").as((q) => q.select().from(t));
export const above = sqliteView("above").as((q) => q.select().from(seen));`;
    const made = await leadPair("sqlite", {
      before: seen("seen"),
      after: seen("looked"),
      renames: ["seen:looked"],
    });
    expect(made.changes).toContain("rename view seen to looked");
  });
});
