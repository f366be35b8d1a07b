import { describe, expect, it } from "vitest";
import { leadPair, type Pair } from "../support/pair.ts";

const spaces = `export const s = pg.pgSchema("s"); export const r = pg.pgSchema("r");\n`;
const users = (make: string, name: string, more = ""): string => `${spaces}
export const mood = pgEnum("mood", ["sad", "glad"]);
export const users = ${make}("${name}", { id: serial().primaryKey(), name: text().notNull().unique(), age: integer(), mood: mood()${more} }, (t) => [
  index("by_age").on(t.age), check("grown", sql\`\${t.age} > 0\`),
]);
export const posts = pgTable("posts", { id: serial().primaryKey(), author: integer().references(() => users.id) });
export const names = pgView("names").as((q) => q.select({ id: users.id, name: users.name }).from(users));
`;
const rows = [
  "INSERT INTO users (name, age, mood) VALUES ('a', 1, 'sad'), ('b', 2, 'glad')",
  "INSERT INTO posts (author) VALUES (1)",
];
const moody = (make: string, name: string, labels = `["sad", "glad"]`): string => `${spaces}
export const mood = ${make}("${name}", ${labels});
export const t = pgTable("t", { id: integer(), mood: mood().default("sad") }, (t) => [check("some", sql\`\${t.mood} <> 'glad'\`)]);
`;
const two = (a: string, b: string): string => `
export const one = pgTable("${a}", { id: integer(), x: text() }); export const two = pgTable("${b}", { id: integer(), y: text() });`;
const twoColumns = (first: string, second: string): string => `
export const t = pgTable("t", { id: integer(), ${first}: text(), ${second}: text() });`;
const twoRows = ["INSERT INTO a VALUES (1, 'x')", "INSERT INTO b VALUES (2, 'y')"];
const seen = (make: string, name: string): string => `${spaces}
export const t = pgTable("t", { id: integer(), x: text() });
export const seen = ${make}("${name}").as((q) => q.select().from(t));
export const above = pgView("above").as((q) => q.select().from(seen));
`;

const pairs: readonly (readonly [title: string, pair: Pair])[] = [
  [
    "a table to another namespace, with all that hangs on it",
    { before: users("pgTable", "users"), after: users("s.table", "users"), rows, renames: ["users:s.users"] },
  ],
  [
    "a table under another name, changed as well",
    {
      before: users("pgTable", "users"),
      after: users("s.table", "people", ", title: text()"),
      rows,
      renames: ["users:s.people"],
    },
  ],
  [
    "a type to another namespace",
    {
      before: moody("pgEnum", "mood"),
      after: moody("s.enum", "mood"),
      rows: ["INSERT INTO t VALUES (1, 'sad')"],
      renames: ["mood:s.mood"],
    },
  ],
  [
    "a type to another namespace under another name with another label",
    {
      before: moody("s.enum", "mood"),
      after: moody("r.enum", "humour", `["sad", "glad", "wild"]`),
      rows: ["INSERT INTO t VALUES (1, 'sad')"],
      renames: ["s.mood:r.humour"],
    },
  ],
  ["a view", { before: seen("pgView", "seen"), after: seen("s.view", "looked"), renames: ["seen:s.looked"] }],
  [
    "a view under another name that says something else",
    {
      before: seen("pgView", "seen"),
      after: seen("pgView", "looked").replace("from(t)", "from(t).where(sql`id > 1`)"),
      renames: ["seen:looked"],
    },
  ],
  [
    "a materialized view",
    {
      before: seen("s.materializedView", "kept"),
      after: seen("pgMaterializedView", "kept"),
      renames: ["s.kept:kept"],
    },
  ],
  [
    "two tables that take each other's names",
    { before: two("a", "b"), after: two("b", "a"), rows: twoRows, renames: ["a:b", "b:a"] },
  ],
  [
    "a table that takes the name of one that takes another",
    { before: two("a", "b"), after: two("b", "c"), rows: twoRows, renames: ["a:b", "b:c"] },
  ],
  [
    "columns that take each other's names",
    {
      before: twoColumns("x", "y"),
      after: twoColumns("y", "x"),
      rows: ["INSERT INTO t VALUES (1, 'x', 'y')"],
      renames: ["t.x:t.y", "t.y:t.x"],
    },
  ],
  [
    "a namespace with all that is in it",
    {
      before: `export const s = pg.pgSchema("s"); export const mood = s.enum("mood", ["a"]); export const count = s.sequence("count");
export const t = s.table("t", { id: serial().primaryKey(), mood: mood().default("a") });
export const v = s.view("v").as((q) => q.select().from(t));`,
      after: `export const s = pg.pgSchema("n"); export const mood = s.enum("mood", ["a"]); export const count = s.sequence("count");
export const t = s.table("t", { id: serial().primaryKey(), mood: mood().default("a") });
export const v = s.view("v").as((q) => q.select().from(t));`,
      rows: ["INSERT INTO s.t DEFAULT VALUES"],
      renames: ["s:n"],
      changed: ["s.t"],
    },
  ],
];

describe("what is told to have gone elsewhere keeps its rows, there and back", () => {
  it.each(pairs)("%s", async (_, pair) => {
    const made = await leadPair("postgresql", pair);
    expect(made.changes.filter((change) => /^(?:drop|create) (?:table|type|sequence)/u.test(change))).toEqual(
      [],
    );
  });
});
