import { describe, expect, it } from "vitest";
import { everyRule, ruleIds, type RuleId } from "../../../src/core/lint/every-rule.ts";
import { make } from "../../../src/core/operations/make.ts";
import { lintExamples, type Example } from "../../docs/lint-examples.ts";
import { findings } from "./scene-of.ts";

const examples = Object.entries(lintExamples) as [RuleId, Example][];

/** Rules that no statement of SQL meets; test/lint has them, or the tests of operations. */
const withoutExample: readonly RuleId[] = [
  "drop-computed-column",
  "drop-role",
  "rename-role",
  "role-inherits-no-more",
  "values-replaced",
  "view-rewritten",
  "schema-not-empty",
  "table-without-comment",
  "enum-rewritten",
  "application-import",
  "ignore-of-nothing",
  "ignore-without-reason",
  "no-downgrade",
  "own-danger",
  "table-rebuilt",
  "unread-body",
];

describe("a rule", () => {
  it.each(examples)("%s finds its example", async (rule, { bad, badAlone = false, ...rest }) => {
    const found = await findings({ ...rest, does: bad, transaction: !badAlone });
    expect(found.map((each) => each.rule)).toContain(rule);
  });

  it.each(examples)("%s does not find the safe form", async (rule, { good, goodAlone = false, ...rest }) => {
    const found = await findings({ ...rest, does: good, transaction: !goodAlone });
    expect(found.map((each) => each.rule)).not.toContain(rule);
  });

  it.each(examples)(
    "%s is found on its database alone",
    async (rule, { bad, badAlone = false, setup = "", facts = {} }) => {
      const { dialect } = everyRule[rule];
      if (dialect === undefined) return;
      const other = dialect === "sqlite" ? "postgresql" : "sqlite";
      const found = await findings({ dialect: other, setup, facts, does: bad, transaction: !badAlone });
      expect(found.map((each) => each.rule)).not.toContain(rule);
    },
  );

  it("has an example, or is known to be met by no SQL", () => {
    expect(ruleIds.filter((rule) => lintExamples[rule] === undefined).sort()).toEqual(
      [...withoutExample].sort(),
    );
  });

  it("says why and what to do in whole sentences", () => {
    for (const rule of ruleIds) {
      expect(everyRule[rule].why).toMatch(/[.]$/u);
      expect(everyRule[rule].safe).toMatch(/[.]$|^`/u);
    }
  });
});

describe("what is not found", () => {
  const users = "CREATE TABLE users (id bigint PRIMARY KEY, team bigint, email text);";
  it.each([
    [
      "a foreign key whose index leaves out the rows that refer to nothing",
      "foreign-key-without-index",
      `${users} CREATE INDEX i ON users (team) WHERE (team IS NOT NULL)`,
      "ALTER TABLE users ADD CONSTRAINT k FOREIGN KEY (team) REFERENCES teams (id) NOT VALID",
    ],
    [
      "an index that has the columns of the foreign key in another order",
      "foreign-key-without-index",
      users,
      "CREATE INDEX i ON users (email, team); ALTER TABLE users ADD CONSTRAINT k FOREIGN KEY (team, email) REFERENCES t (a, b)",
    ],
    [
      "an index on the rows of a new table",
      "index-not-concurrent",
      users,
      "CREATE TABLE t (a int); CREATE INDEX i ON t (a)",
    ],
    [
      "a column of a table that is renamed as well",
      "drop-column",
      users,
      "CREATE TABLE t (a int); ALTER TABLE t DROP COLUMN a",
    ],
    [
      "a partial index beside a whole one",
      "duplicate-index",
      `${users} CREATE INDEX i ON users (email)`,
      "CREATE INDEX j ON users (email) WHERE team = 1",
    ],
    [
      "an index whose twin goes",
      "duplicate-index",
      `${users} CREATE INDEX i ON users (email)`,
      "CREATE INDEX j ON users (email, team); DROP INDEX i",
    ],
    [
      "an index of other rows",
      "duplicate-index",
      `${users} CREATE INDEX i ON users (email) WHERE team = 2`,
      "CREATE INDEX j ON users (email) WHERE team = 1",
    ],
    [
      "an index of another method",
      "duplicate-index",
      `${users} CREATE INDEX i ON users USING gin (email)`,
      "CREATE INDEX j ON users (email)",
    ],
    [
      "statistics that are made again",
      "statistics-lost",
      users,
      "ALTER TABLE users ALTER COLUMN team TYPE integer; ANALYZE users",
    ],
    ["an index of three columns", "wide-index", users, "CREATE INDEX j ON users (email, team, id)"],
    ["a name of 63 bytes", "long-name", users, `CREATE TABLE ${"t".repeat(63)} (a int)`],
    [
      "an index that is dropped concurrently",
      "drop-index-not-concurrent",
      users,
      "DROP INDEX CONCURRENTLY IF EXISTS i",
    ],
    [
      "rows that a statement goes through under the lock that it takes itself",
      "slow-under-lock",
      `${users} ALTER TABLE users ADD CONSTRAINT k CHECK (team > 0) NOT VALID`,
      "ALTER TABLE users ADD COLUMN a int, VALIDATE CONSTRAINT k",
    ],
    [
      "a moment as a default",
      "volatile-default",
      users,
      "ALTER TABLE users ADD COLUMN at timestamptz DEFAULT now()",
    ],
    [
      "a longer varchar",
      "type-change",
      "CREATE TABLE users (a varchar(3))",
      "ALTER TABLE users ALTER COLUMN a TYPE varchar(9)",
    ],
    [
      "a column that says NOT NULL and counts by itself",
      "not-null-without-default",
      users,
      "ALTER TABLE users ADD n bigserial NOT NULL",
    ],
    [
      "a constraint that gets another name",
      "rename-column",
      `${users} ALTER TABLE users ADD CONSTRAINT k CHECK (team > 0)`,
      "ALTER TABLE users RENAME CONSTRAINT k TO c",
    ],
    [
      "a unique index that begins as another does",
      "duplicate-index",
      `${users} CREATE INDEX i ON users (email, team)`,
      "CREATE UNIQUE INDEX j ON users (email)",
    ],
    [
      "a foreign key that says when it is checked before it says that it is not yet",
      "foreign-key-validated",
      users,
      "ALTER TABLE users ADD CONSTRAINT k FOREIGN KEY (team) REFERENCES teams (id) MATCH FULL DEFERRABLE INITIALLY DEFERRED NOT VALID",
    ],
    ["a savepoint", "transaction-statement", users, "SAVEPOINT a; ROLLBACK TO SAVEPOINT a"],
    [
      "a table that is emptied in the revision that made it",
      "empty-table",
      users,
      "CREATE TABLE t (a int); TRUNCATE t",
    ],
  ])("is %s", async (_, rule, setup, does) => {
    const found = await findings({ dialect: "postgresql", setup, does });
    expect(found.map((each) => each.rule)).not.toContain(rule);
  });
});

describe("what runs in no transaction", () => {
  const setup = "CREATE TABLE users (id bigint) PARTITION BY RANGE (id)";
  it.each([
    "VACUUM users",
    "CREATE INDEX CONCURRENTLY i ON users (id)",
    "ALTER TABLE users DETACH PARTITION users_1 CONCURRENTLY",
  ])("is found where a transaction is around it alone: %s", async (does) => {
    for (const transaction of [true, false]) {
      const found = await findings({ dialect: "postgresql", setup, does, transaction });
      expect(found.filter(({ rule }) => rule === "needs-no-transaction")).toHaveLength(transaction ? 1 : 0);
    }
  });
});

describe("what is found", () => {
  const users =
    "CREATE TABLE users (id bigint PRIMARY KEY, team bigint, email text); CREATE TABLE teams (a int);";
  it.each([
    ["an index of four columns", "wide-index", users, "CREATE INDEX j ON users (email, team, id, id)"],
    ["a name of 64 bytes", "long-name", users, `CREATE TABLE "${"ü".repeat(32)}" (a int)`],
    [
      "statistics of another table",
      "statistics-lost",
      users,
      "ALTER TABLE users ALTER COLUMN team TYPE integer; ANALYZE teams",
    ],
    [
      "a column that is filled by an update of another table",
      "rows-may-not-fit",
      users,
      "UPDATE teams SET a = 1; ALTER TABLE users ALTER COLUMN team SET NOT NULL",
    ],
  ])("is %s", async (_, rule, setup, does) => {
    const found = await findings({ dialect: "postgresql", setup, does });
    expect(found.map((each) => each.rule)).toContain(rule);
  });

  it.each([
    ["NOT NULL", ["refused-add-column"]],
    ["NOT NULL DEFAULT NULL", ["refused-add-column"]],
    ["NOT NULL DEFAULT 0", []],
    ["DEFAULT (random())", ["refused-add-column"]],
    ["AS (a) STORED", ["refused-add-column"]],
    ["AS (a) VIRTUAL", []],
  ])("is what SQLite refuses in a new column: %s", async (said, expected) => {
    const does = `ALTER TABLE t ADD COLUMN n int ${said}`;
    const found = await findings({ dialect: "sqlite", setup: "CREATE TABLE t (a int)", does });
    expect(found.map(({ rule }) => rule).filter((rule) => rule.startsWith("refused"))).toEqual(expected);
  });

  it("is one rebuild for neighbouring changes of a table on SQLite, and none where it is done by hand", async () => {
    const setup = "CREATE TABLE t (a int, b int); CREATE TABLE s (a int)";
    const [a, b] = ["a", "b"].map((column) => make.alterColumn("t", column, { type: "text" }));
    const rules = async (does: Parameters<typeof findings>[0]["does"]): Promise<readonly string[]> =>
      (await findings({ dialect: "sqlite", setup, does })).map(({ rule }) => rule);
    const rebuilds = (found: readonly string[]): readonly string[] =>
      found.filter((rule) => rule === "table-rebuilt");
    expect(rebuilds(await rules([a!, b!]))).toHaveLength(1);
    expect(rebuilds(await rules([a!, make.alterColumn("s", "a", { type: "text" }), b!]))).toHaveLength(3);
    const byHand = "CREATE TABLE n (a int, b int); INSERT INTO n SELECT * FROM t; DROP TABLE t";
    expect(await rules(byHand)).toContain("drop-table");
    expect(await rules(`${byHand}; ALTER TABLE n RENAME TO t`)).not.toContain("drop-table");
  });

  it("is a name without a schema where a table is made, and nowhere after it", async () => {
    const does = "CREATE TABLE t (a int); ALTER TABLE t ADD COLUMN b int";
    const found = await findings({ dialect: "postgresql", setup: "", does });
    expect(found.filter(({ rule }) => rule === "unqualified-name")).toHaveLength(1);
  });

  it("is a view that comes back where everybody sees that it is gone", async () => {
    const view = "CREATE VIEW v AS SELECT 1 AS a";
    const does = `DROP VIEW v; ${view}`;
    const rules = async (transaction: boolean): Promise<readonly string[]> =>
      (await findings({ dialect: "postgresql", setup: view, does, transaction })).map(({ rule }) => rule);
    expect(await rules(true)).not.toContain("drop-view");
    expect(await rules(false)).toContain("drop-view");
  });
});
