import { describe, expect, it } from "vitest";
import { createStyle } from "../../../src/cli/colour.ts";
import { errorDocument, printError } from "../../../src/cli/print/error.ts";
import { MigError } from "../../../src/core/errors.ts";
import { statementFailed } from "../../../src/core/errors/database.ts";
import { duplicateRevision, invalidGraph, missingRevision } from "../../../src/core/errors/graph.ts";
import { badHeaders, missingBody, moduleFailed } from "../../../src/core/errors/files.ts";
import { noUrl, stepFailed } from "../../../src/core/errors/run.ts";

const style = createStyle(false);
const failed = (sql: string, position: number | null) =>
  statementFailed(
    'relation "u" does not exist',
    { sql, index: 0, position, engineCode: "42P01", engineHint: null },
    null,
  );

describe("errors", () => {
  it("show the statement with a caret under the position", () => {
    const sql = "CREATE VIEW v AS\nSELECT a,\n\tb\nFROM u\nWHERE a = 1\nORDER BY a\nLIMIT 1\nOFFSET 2";
    expect(printError(failed(sql, sql.indexOf("u\nWHERE")), style)).toMatchInlineSnapshot(`
      "Error: relation "u" does not exist
        | SELECT a,
        |  b
        | FROM u
        |      ^
        | WHERE a = 1
        | ORDER BY a
        | … 2 more lines
      Hint: Correct the statement, then run the command again.
      "
    `);
  });

  it("show the beginning of a statement without a position", () => {
    expect(printError(failed("SELECT *\nFROM u", null), style)).toMatchInlineSnapshot(`
      "Error: relation "u" does not exist
        | SELECT *
        | FROM u
      Hint: Correct the statement, then run the command again.
      "
    `);
  });

  it("name the file and the line of the revision that threw", () => {
    const thrown = new Error("no");
    thrown.stack =
      "Error: no\n    at upgrade (file:///home/me/app/revisions/a_first.ts:12:9)\n    at other (x.ts:1:1)";
    const step = stepFailed("a", "upgrade", "revisions/a_first.ts", thrown, {
      rolledBack: true,
      applied: ["z"],
    });
    expect(printError(step, style)).toBe(
      "Error: The upgrade of a failed: no\n  at revisions/a_first.ts:12\nHint: See revisions/a_first.ts. It was rolled back. Done before it: z.\n",
    );
  });

  it("carry the statement of a failed step", () => {
    const step = stepFailed("a", "upgrade", "revisions/a.ts", failed("SELECT 1 FROM u", 14), {
      rolledBack: true,
      applied: [],
    });
    expect(printError(step, style)).toContain("  | SELECT 1 FROM u\n  |               ^\n");
    expect(printError(step, style)).toContain("  at revisions/a.ts\n");
  });

  it("do not name a file twice", () => {
    expect(
      printError(missingBody({ path: "revisions/a.ts", direction: "upgrade", dialect: null }), style),
    ).not.toContain("  at ");
    expect(printError(moduleFailed("a.ts", "no"), style)).toMatch(
      /^Error: a\.ts cannot be loaded: no\nHint: /u,
    );
  });

  it("show a stack only when the fault is ours", () => {
    expect(printError(failed("SELECT 1", null), style)).not.toContain("error.test.ts");
    expect(printError(new TypeError("oops"), style)).toMatch(
      /^Error: TypeError: oops\n {4}at [\s\S]*Hint: This is a fault of mig/u,
    );
    expect(printError("text", style)).toMatch(/^Error: text\nHint: /u);
    expect(printError(new TypeError("oops"), style)).not.toContain("Caused by");
    const silent = new MigError("no-command", 2, { message: "No.", hint: "", details: {} });
    expect(printError(silent, style)).toBe("Error: No.\n");
  });

  it("show every stack on demand, down to the first cause", () => {
    const step = stepFailed("a", "upgrade", "revisions/a.ts", new TypeError("oops"), {
      rolledBack: true,
      applied: [],
    });
    const text = printError(step, style, { withStack: true });
    expect(text).toMatch(/Hint: [\s\S]*error\.test\.ts[\s\S]*Caused by: TypeError: oops\n {4}at /u);
  });

  it("are documents of code, message and hint for programs, with the place as far as it is known", () => {
    const told = (error: unknown): object => errorDocument(error).error;
    const hint = expect.stringContaining("upgrade(op)") as string;
    expect(told(missingBody({ path: "a.ts", direction: "upgrade", dialect: null }))).toEqual({
      code: "missing-body",
      message: "a.ts has no upgrade.",
      hint,
      file: "a.ts",
    });
    const thrown = new Error("no", { cause: null });
    thrown.stack = "Error: no\n    at upgrade (file:///app/revisions/a.ts:12:9)";
    const outcome = { rolledBack: true, applied: [] };
    const step = told(stepFailed("a", "upgrade", "revisions/a.ts", thrown, outcome));
    expect(step).toMatchObject({ file: "revisions/a.ts", line: 12 });
    expect(told(missingBody({ path: "a:b.ts", direction: "upgrade", dialect: null }))).toMatchObject({
      file: "a:b.ts",
    });
    const [missing, twice] = [
      missingRevision({ missing: "z", revision: "a", relation: "downRevision", places: ["a.ts:3"] }),
      duplicateRevision("a", ["b.ts:4", "c.ts:5"]),
    ];
    expect(told(missing)).toMatchObject({ file: "a.ts", line: 3 });
    expect(told(twice)).toMatchObject({ file: "b.ts", line: 4 });
    expect(told(invalidGraph([missing, twice]))).toMatchObject({ file: "a.ts", line: 3 });
    const problem = { path: "d.ts", line: 6, problem: "no id" };
    expect(told(badHeaders({ problems: [problem] }))).toMatchObject({ file: "d.ts", line: 6 });
    expect(told(noUrl({ configuration: "migrate.config.ts" }))).not.toHaveProperty("file");
    expect(printError(noUrl({ configuration: "migrate.config.ts" }), style)).not.toContain("|");
    const statement = told(failed("SELECT 1", 7));
    expect(statement).toMatchObject({ code: "statement-failed", statement: "SELECT 1", position: 7 });
    expect(Object.keys(statement)).not.toContain("file");
    expect(Object.keys(told(failed("SELECT 1", null)))).not.toContain("position");
    expect(told(new TypeError("oops"))).toEqual({
      code: "internal",
      message: "oops",
      hint: "This is a fault of mig itself. Please report it with the stack that stands on stderr.",
    });
  });
});
