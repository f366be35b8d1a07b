import { afterEach, describe, expect, it } from "vitest";
import { lint } from "../../src/commands/lint.ts";
import { upgrade } from "../../src/commands/upgrade.ts";
import { createProject, dialects, type Project } from "../support/project.ts";

const open: Project[] = [];
afterEach(async () => {
  for (const project of open.splice(0)) await project.remove();
});

const start = {
  sqlite: `CREATE TABLE teams (id integer PRIMARY KEY);
CREATE TABLE users (id integer PRIMARY KEY, email text UNIQUE, team integer REFERENCES teams (id));
CREATE INDEX users_email ON users (email);
CREATE TRIGGER users_touch AFTER INSERT ON users BEGIN SELECT 1; END;
INSERT INTO users VALUES (1, 'a', NULL);`,
  postgresql: `CREATE TABLE teams (id integer PRIMARY KEY);
CREATE TABLE users (id integer PRIMARY KEY, email text UNIQUE, team integer REFERENCES teams (id));
CREATE TABLE posts (author integer REFERENCES users (id));
CREATE INDEX users_email ON users (email);
CREATE FUNCTION touch() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NEW; END';
CREATE TRIGGER users_touch AFTER INSERT ON users EXECUTE FUNCTION touch();
CREATE VIEW emails AS SELECT email FROM users;
INSERT INTO users VALUES (1, 'a', NULL);`,
} as const;

const columns = "id integer PRIMARY KEY, email text, team integer REFERENCES teams (id)";
const trigger = {
  sqlite: "CREATE TRIGGER users_touch AFTER INSERT ON users BEGIN SELECT 1; END",
  postgresql: "CREATE TRIGGER users_touch AFTER INSERT ON users EXECUTE FUNCTION touch()",
} as const;
const cascade = { sqlite: "", postgresql: " CASCADE" } as const;
/** What only PostgreSQL takes along. */
const besides = {
  sqlite: [],
  postgresql: ["the foreign key posts.author to it", "the view emails"],
} as const;

interface Case {
  readonly title: string;
  readonly statements: (dialect: Project["dialect"]) => readonly string[];
  readonly gone: (dialect: Project["dialect"]) => readonly string[];
}

const made = (
  by = `CREATE TABLE n (${columns}); INSERT INTO n SELECT id, email, team FROM users`,
): readonly string[] => by.split("; ");

const cases: readonly Case[] = [
  {
    title: "an index and a trigger",
    statements: (dialect) => [
      ...made(),
      `DROP TABLE users${cascade[dialect]}`,
      "ALTER TABLE n RENAME TO users",
    ],
    gone: (dialect) => ["the index users_email", "the trigger users_touch", ...besides[dialect]],
  },
  {
    title: "what is not made again",
    statements: (dialect) => [
      ...made(),
      `DROP TABLE users${cascade[dialect]}`,
      "ALTER TABLE n RENAME TO users",
      "CREATE INDEX other ON users (email)",
      trigger[dialect],
    ],
    gone: (dialect) => [...besides[dialect]],
  },
  {
    title: "what was not dropped on purpose before",
    statements: (dialect) => [
      "DROP INDEX users_email",
      `DROP TRIGGER users_touch${dialect === "sqlite" ? "" : " ON users"}`,
      ...made(),
      `DROP TABLE users${cascade[dialect]}`,
      "ALTER TABLE n RENAME TO users",
    ],
    gone: (dialect) => [...besides[dialect]],
  },
  {
    title: "the keys of a table that is made of a query",
    statements: (dialect) => [
      "CREATE TABLE n AS SELECT * FROM users",
      `DROP TABLE users${cascade[dialect]}`,
      "ALTER TABLE n RENAME TO users",
      "CREATE INDEX users_email ON users (email)",
      trigger[dialect],
    ],
    gone: (dialect) => ["the primary key", "the foreign key team to teams", ...besides[dialect]],
  },
  {
    title: "nothing by an index on a column left out",
    statements: (dialect) => [
      "CREATE TABLE n (id integer PRIMARY KEY, team integer)",
      "INSERT INTO n SELECT id, team FROM users",
      `DROP TABLE users${cascade[dialect]}`,
      "ALTER TABLE n RENAME TO users",
      trigger[dialect],
    ],
    gone: (dialect) => ["the foreign key team to teams", ...besides[dialect]],
  },
  {
    title: "what belonged to a table that was renamed away first",
    statements: (dialect) => [
      "ALTER TABLE users RENAME TO old",
      `CREATE TABLE users (${columns})`,
      "INSERT INTO users SELECT id, email, team FROM old",
      `DROP TABLE old${cascade[dialect]}`,
    ],
    gone: (dialect) => ["the index users_email", "the trigger users_touch", ...besides[dialect]],
  },
];

const ways = {
  "one script": (statements: readonly string[]) =>
    `await op.execute(${JSON.stringify(statements.join(";\n"))});`,
  "a call each": (statements: readonly string[]) =>
    statements.map((sql) => `await op.execute(${JSON.stringify(sql)});`).join("\n"),
  "op.query": (statements: readonly string[]) =>
    statements.map((sql) => `await op.query(${JSON.stringify(sql)});`).join("\n"),
} as const;

async function rebuilt(
  dialect: Project["dialect"],
  body: string,
  header = "",
): Promise<{ readonly project: Project; readonly warnings: readonly string[] }> {
  const project = await createProject(dialect);
  open.push(project);
  project.revision(
    "a",
    null,
    `export async function upgrade(op) { await op.execute(${JSON.stringify(start[dialect])}); }`,
  );
  await upgrade(await project.open(), { target: "a" });
  project.revision("b", "a", `export async function upgrade(op) { ${body} }`, header);
  await upgrade(await project.open({ confirmBreaking: true }), { target: "b" });
  const warnings = project.events.flatMap((event) =>
    event.kind === "notice" && event.level === "warning" ? [event.text] : [],
  );
  return { project, warnings };
}

const sentence = (gone: readonly string[]): string =>
  `b (b): users was dropped and recreated, and with the old table went ${gone.join(", ")}. What was not meant to go must be made again in a new revision; op.alterColumn and its like keep it.`;

describe.each(dialects)("a table that is recreated by statements on %s", (dialect) => {
  describe.each(Object.entries(ways))("written as %s", (_way, written) => {
    it.each(cases)("loses $title, and the run says so", async ({ statements, gone }) => {
      const { warnings } = await rebuilt(dialect, written(statements(dialect)));
      expect(warnings).toEqual(gone(dialect).length === 0 ? [] : [sentence(gone(dialect))]);
    });
  });

  it("is warned about in a step without a transaction, and where nothing is said to be lost", async () => {
    const [first] = cases;
    const body = ways["a call each"](first?.statements(dialect) ?? []);
    const warning = sentence(first?.gone(dialect) ?? []);
    expect((await rebuilt(dialect, body, "export const transaction = false;")).warnings).toEqual([warning]);
    expect((await rebuilt(dialect, body, "export const breaking = false;")).warnings).toEqual([warning]);
  });

  it("keeps everything where an operation recreates it", async () => {
    const { warnings } = await rebuilt(
      dialect,
      `await op.addColumn("users", { name: "age", type: "integer" });
      await op.alterColumn("users", "email", { nullable: ${dialect === "sqlite" ? "false" : "true"} });`,
    );
    expect(warnings).toEqual([]);
  });

  it("is found by mig lint before it is run, with what goes by name", async () => {
    const statements = cases[0]?.statements(dialect) ?? [];
    const { project } = await rebuilt(dialect, ways["a call each"](statements));
    const found = async (): Promise<readonly string[]> => {
      const { findings } = await lint(await project.open(), { range: "b" });
      return findings.flatMap(({ rule, message }) => (rule === "rebuild-by-hand" ? [message] : []));
    };
    expect(await found()).toHaveLength(1);
    expect((await found())[0]).toContain("the index users_email");
    const whole = [...statements, "CREATE INDEX users_email ON users (email)", trigger[dialect]];
    project.revision("b", "a", `export async function upgrade(op) { ${ways["a call each"](whole)} }`);
    expect((await found()).join("")).not.toContain("users_email");
  });
});
