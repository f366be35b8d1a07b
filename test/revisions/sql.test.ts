import { describe, expect, it } from "vitest";
import { badHeaders } from "../../src/core/errors/files.ts";
import { readHeader } from "../../src/revisions/header.ts";
import { sqlRevision } from "../../src/revisions/load.ts";
import { sqlPartFor, sqlParts } from "../../src/revisions/sql.ts";
import type { Probe } from "../../src/revisions/probe.ts";

const parts = (text: string, dialect: "postgresql" | "sqlite" = "postgresql"): readonly string[] =>
  sqlParts("a.sql", text, dialect).map(
    (part) => `${part.line} ${part.direction} ${part.dialect} ${part.sql}`,
  );

describe("the parts of an SQL revision", () => {
  it("begin at their markers, in letters of either case, and have the line of their text", () => {
    expect(
      parts("-- revision: a\n\n-- Upgrade\nSELECT 1;\r\nSELECT 2;\n  --downgrade : SQLite \nSELECT 3;"),
    ).toEqual(["4 upgrade null SELECT 1;\nSELECT 2;", "7 downgrade sqlite SELECT 3;"]);
    expect(parts("-- upgrade\n-- downgrade")).toEqual(["2 upgrade null ", "3 downgrade null "]);
  });

  it.each([
    ["a comment", "/* no way back yet:\n-- downgrade\nDROP TABLE t;\n*/"],
    ["a comment in a comment", "/* /* */\n-- downgrade\nDROP TABLE t;\n*/"],
    ["a string", "INSERT INTO t VALUES ('one\n-- downgrade\nthree');"],
    ["a dollar quote", "CREATE FUNCTION f() RETURNS int AS $a$\n  -- upgrade\n  SELECT 1 $a$ LANGUAGE sql;"],
    ["a quoted name", 'CREATE TABLE "a\n-- downgrade\nb" (a int);'],
    ["a dollar quote with a digit in its tag", "DO $f1$\n-- downgrade\n$f1$;"],
    ["a string after an array of patterns", "SELECT ARRAY ['[0-9]+', 'x'], '\n-- downgrade\n';"],
    ["the end of a line of SQL", "SELECT 1 -- downgrade\n;"],
    ["a sentence", "-- upgrade of the rows: slowly\nSELECT 1;"],
  ])("are not begun by what looks like a marker in %s", (_, sql) => {
    expect(parts(`-- upgrade\n${sql}\n-- downgrade\nSELECT 2;`)).toEqual([
      `2 upgrade null ${sql}`,
      expect.stringMatching(/downgrade null SELECT 2;$/u),
    ]);
  });

  it("are read where comments of SQLite do not nest", () => {
    expect(parts("-- upgrade\n/* a /* b */ SELECT 1;\n-- downgrade\nSELECT 2;", "sqlite")).toHaveLength(2);
  });

  it("are found behind brackets, which PostgreSQL never takes for a name", () => {
    expect(parts("-- upgrade\nSELECT ARRAY ['[0-9]+', 'x'];\n-- downgrade\nSELECT 2;")).toEqual([
      "2 upgrade null SELECT ARRAY ['[0-9]+', 'x'];",
      "4 downgrade null SELECT 2;",
    ]);
  });

  it("are read as their own dialect reads them", () => {
    const text =
      "-- upgrade:sqlite\nSELECT [it's];\n-- upgrade:postgresql\nSELECT $a$ [ $a$;\n-- downgrade\n";
    for (const dialect of ["sqlite", "postgresql"] as const) expect(parts(text, dialect)).toHaveLength(3);
  });

  it("follow a leading comment of any form", () => {
    const text = "/* (c) it's\n * ours\n */\n# don't\n\n-- revision: a\n-- upgrade\nSELECT 1;";
    expect(parts(text)).toEqual(["8 upgrade null SELECT 1;"]);
  });

  it("are refused for a dialect that does not exist, and when they are there twice", () => {
    expect(() => parts("-- upgrade\nSELECT 1;\n-- downgrade:postgres\nDROP TABLE t;")).toThrow(
      "a.sql:3: `-- downgrade:postgres`: the dialects are postgresql and sqlite.",
    );
    expect(() => parts("-- upgrade\nSELECT 1;\n-- upgrade\nSELECT 2;")).toThrow(/a\.sql:3: .*already/u);
  });

  it("are the dialect's own where there is one", () => {
    const found = sqlParts("a.sql", "-- upgrade\nSELECT 1;\n-- upgrade:sqlite\nSELECT 2;", "sqlite");
    expect(sqlPartFor(found, "upgrade", "sqlite")?.sql).toBe("SELECT 2;");
    expect(sqlPartFor(found, "upgrade", "postgresql")?.sql).toBe("SELECT 1;");
    expect(sqlPartFor(found, "downgrade", "sqlite")).toBeNull();
  });
});

describe("what is no revision", () => {
  const problem = (path: string, text: string): string | null => {
    const read = readHeader(path, text);
    return read !== null && "problems" in read ? (read.problems[0]?.problem ?? "") : null;
  };

  it.each([
    ["a.sql", "CREATE TABLE t (a int);", "it has no header"],
    ["a.sql", "/* (c) it's ours */\nCREATE TABLE t (a int);", "it has no header"],
    ["a.sql", "/* (c) */ SELECT 1; -- revision: a", "it has no header"],
    ["a.ts", "const x = 1;", "it exports nothing"],
    [
      "a.ts",
      "export default { revision: 'a' };\nexport async function upgrade() {}",
      "exports no `revision`",
    ],
    ["a.ts", "export const helper = 1;\nexport const downgrade = () => {};", "exports no `revision`"],
  ])("%s: %j is an error", (path, text, said) => {
    expect(problem(path, text)).toContain(said);
    const { hint } = badHeaders({ problems: [{ path, line: null, problem: said }] });
    expect(hint).toContain(path.endsWith(".sql") ? "`-- revision: …`" : "export const revision");
  });

  it.each([
    [
      "a.sql",
      "/* (c) it's ours\n*/\n\n# it isn't SQL\n-- why\n-- revision: a\n-- down-revision:\n-- upgrade\n",
    ],
    ["a.ts", "export const helper = 1;"],
    ["a.ts", "export * from './b.ts';"],
    ["a.ts", "export { b };"],
    ["a.ts", "export default {};"],
  ])("%s: %j is none", (path, text) => {
    expect(problem(path, text)).toBeNull();
  });

  it("has the line of its header and its message behind other comments", () => {
    const text = "/* (c)\n */\n-- why\n--\n-- revision: a\n-- down-revision:\n";
    expect(readHeader("a.sql", text)).toMatchObject({ revision: { id: "a", message: "why", line: 5 } });
  });

  it.each([
    ["SELECT 1", true],
    ["SELECT 0", false],
    ["SELECT NULL", false],
    ["SELECT 1 WHERE false", false],
    ["SELECT 'x'", true],
  ])("answers `is-applied: %s` with %s", async (query, answer) => {
    const source = `-- revision: a\n-- down-revision:\n-- is-applied: ${query}\n-- is-applied:sqlite: SELECT 0\n`;
    const { isApplied } = sqlRevision("a.sql", source);
    const rows: Record<string, readonly object[]> = {
      "SELECT 1": [{ a: 1 }],
      "SELECT 0": [{ a: "0" }],
      "SELECT NULL": [{ a: null }],
      "SELECT 'x'": [{ a: "x" }],
    };
    const probe = {
      dialect: "postgresql",
      query: async (sql: string) => rows[sql] ?? [],
    } as unknown as Probe;
    expect(await isApplied?.(probe)).toBe(answer);
    expect(await isApplied?.({ ...probe, dialect: "sqlite" })).toBe(false);
  });
});
