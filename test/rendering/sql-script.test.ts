import { describe, expect, it } from "vitest";
import {
  renderScript,
  type ScriptedStatement,
  type ScriptedStep,
  type SqlScript,
} from "../../src/rendering/sql-script.ts";

const plain = (sql: string): ScriptedStatement => ({ sql, transactional: true, foreignKeysOff: false });

const first: ScriptedStep = {
  revision: "a1",
  direction: "upgrade",
  message: "create\nthe tables",
  from: [],
  to: ["a1"],
  statements: [plain("CREATE TABLE t (id integer)"), plain("SELECT 1; -- done")],
  versionStatements: ["INSERT INTO mig_version (version_num) VALUES ('a1')"],
};
const second: ScriptedStep = {
  revision: "m",
  direction: "upgrade",
  message: "",
  from: ["a1", "b1"],
  to: ["m"],
  statements: [
    plain("CREATE TABLE u (id integer);"),
    { ...plain("CREATE INDEX CONCURRENTLY i ON u (id)"), transactional: false },
  ],
  versionStatements: ["UPDATE mig_version SET version_num = 'm' WHERE version_num = 'a1'"],
};
const rebuild: ScriptedStep = {
  ...first,
  revision: "r",
  direction: "downgrade",
  from: ["r"],
  to: ["a1"],
  statements: [{ ...plain("DROP TABLE t"), foreignKeysOff: true }],
};

const cases: readonly [title: string, script: SqlScript][] = [
  [
    "a transaction a step",
    {
      dialect: "postgresql",
      transaction: "step",
      preamble: ["CREATE TABLE mig_version (version_num text)"],
      steps: [first, second],
    },
  ],
  [
    "one transaction for the whole run",
    { dialect: "postgresql", transaction: "run", preamble: [], steps: [first, second] },
  ],
  ["a rebuild of SQLite", { dialect: "sqlite", transaction: "step", preamble: [], steps: [rebuild, first] }],
];

describe("SQL scripts", () => {
  it.each(cases)("are written with %s", async (title, script) => {
    await expect(renderScript(script)).toMatchFileSnapshot(`golden/${title.replaceAll(" ", "-")}.sql.txt`);
  });

  it("of no steps are empty", () => {
    expect(renderScript({ dialect: "sqlite", transaction: "run", preamble: [], steps: [] })).toBe("");
  });

  it("keep a semicolon out of a comment that ends a statement", () => {
    const step = { ...first, statements: [plain("SELECT 1 -- last")], versionStatements: [] };
    expect(renderScript({ dialect: "sqlite", transaction: "run", preamble: [], steps: [step] })).toContain(
      "SELECT 1 -- last\n;\n",
    );
  });
});
