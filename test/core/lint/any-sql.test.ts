import { readFileSync } from "node:fs";
import { resolve } from "node:path";
import { describe, expect, it } from "vitest";
import { make } from "../../../src/core/operations/make.ts";
import { statementsOf } from "../../../src/core/sql/statements.ts";
import { tokensOf } from "../../../src/core/sql/tokens.ts";
import { lexicalOf } from "../../../src/dialects/lexical-of.ts";
import { lintExamples } from "../../docs/lint-examples.ts";
import { findings } from "./scene-of.ts";

const everyKind = readFileSync(resolve(import.meta.dirname, "../../fixtures/every-kind.sql"), "utf8");

describe.each(["postgresql", "sqlite"] as const)("any SQL on %s", (dialect) => {
  const lexical = lexicalOf(dialect);
  const examples = Object.values(lintExamples).flatMap(({ bad, good, setup = "" }) => [setup, bad, good]);
  const statements = [
    ...new Set([...examples, everyKind].flatMap((text) => statementsOf(text, lexical).map(({ sql }) => sql))),
  ].filter((sql) => sql.length < 2000);

  it("is looked at without a failure: whole, cut off anywhere, or with a token gone or doubled", async () => {
    expect(statements.length).toBeGreaterThan(100);
    for (const sql of statements) {
      const tokens = tokensOf(sql, lexical).slice(0, 24);
      const variants = tokens.flatMap(({ start, end, text }) => [
        sql.slice(0, end),
        sql.slice(0, start) + sql.slice(end),
        `${sql.slice(0, end)} ${text}${sql.slice(end)}`,
      ]);
      const does = [...new Set([sql, ...variants])].map((each) => make.execute(each));
      await findings({ dialect, does }).catch((error: unknown) => {
        throw new Error(`a variant of ${sql}`, { cause: error });
      });
    }
  });

  it("that is no statement, or stands in a string, is not found", async () => {
    for (const does of [
      "-- DROP TABLE users",
      "/* DROP TABLE users; */ SELECT 1",
      "SELECT 'DROP TABLE users; CREATE INDEX i ON users (a)'",
      "INSERT INTO notes (body) VALUES ('ALTER TABLE users DROP COLUMN a')",
      "COMMENT ON TABLE users IS 'DROP TABLE users'",
      'SELECT "DROP TABLE users" FROM notes',
      ";;",
    ])
      expect(await findings({ dialect, does })).toEqual([]);
  });
});
