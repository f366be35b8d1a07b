import { describe, expect, it } from "vitest";
import { sqlPartFor, sqlParts } from "../../src/revisions/sql.ts";

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
