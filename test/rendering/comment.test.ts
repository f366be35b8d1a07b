import { describe, expect, it } from "vitest";
import { make } from "../../src/core/operations/make.ts";
import { createImports, renderOperations } from "../../src/rendering/operations.ts";
import { renderScript } from "../../src/rendering/sql-script.ts";

/** Whatever ends a line for JavaScript, PostgreSQL or SQLite. */
const lineEnds = ["\n", "\r", "\r\n", "\u2028", "\u2029"];

describe("a comment", () => {
  it.each(lineEnds)("of a note in a revision stays one, whatever line end a name holds: %j", (end) => {
    const body = renderOperations(
      [{ operation: make.dropTable("t"), notes: [`drops x${end}process.exit(); //\u0007`] }],
      createImports(),
    );
    expect(body.split(/[\n\r\u2028\u2029]/u)).toEqual([
      "  // drops x",
      "  // process.exit(); //\\u0007",
      '  await op.dropTable("t");',
    ]);
  });

  it.each(lineEnds)("of a step in an SQL script stays one, whatever its message holds: %j", (end) => {
    const script = renderScript({
      dialect: "postgresql",
      transaction: "step",
      preamble: [],
      steps: [
        {
          revision: "a",
          direction: "upgrade",
          message: `x${end}DROP TABLE users; --`,
          from: [],
          to: ["a"],
          statements: [],
          versionStatements: [],
        },
      ],
    });
    expect(script).toContain("-- Running upgrade  -> a, x DROP TABLE users; --\n");
  });
});
