import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { commonSql, type Lexical } from "../../../src/core/sql/lexical.ts";
import { everyToken, firstTokens, tokensOf } from "../../../src/core/sql/tokens.ts";
import { lexical as postgresql } from "../../../src/dialects/postgres/lexical.ts";
import { lexical as sqlite } from "../../../src/dialects/sqlite/lexical.ts";

const dialects: readonly (readonly [string, Lexical])[] = [
  ["PostgreSQL", postgresql],
  ["SQLite", sqlite],
  ["both", commonSql],
];

describe("SQL text", () => {
  it.each(dialects)("is the sum of its tokens, as %s reads it", (_, lexical) => {
    const piece = fc.constantFrom(
      ..."a '' \" ` [ ] $$ $x$ $f1$ -- \n /* */ :: é E'\\' x' 1 1.5e $1 ?1 @a ; ( ) 😀".split(" "),
      " ",
    );
    const written = fc.oneof(
      fc.string(),
      fc.array(piece).map((pieces) => pieces.join("")),
    );
    fc.assert(
      fc.property(written, (sql) => {
        const tokens = [...everyToken(sql, lexical)];
        expect(tokens.map(({ text }) => text).join("")).toBe(sql);
        for (const { text, start, end } of tokens) expect(sql.slice(start, end)).toBe(text);
      }),
    );
  });

  it.each<[string, Lexical, string, readonly string[]]>([
    ["a dollar quote with a digit in its tag", postgresql, "$f1$ ; $f1$ x", ["string", "word"]],
    ["a name that is no letter", postgresql, "😀.a", ["word", "symbol", "word"]],
    [
      "an array of strings with brackets",
      postgresql,
      "ARRAY ['[0-9]+', 'x']",
      ["word", "symbol", "string", "symbol", "string", "symbol"],
    ],
    [
      "the same for both",
      commonSql,
      "ARRAY ['[0-9]+', 'x']",
      ["word", "symbol", "string", "symbol", "string", "symbol"],
    ],
    ["a name in brackets", sqlite, "[a ' b] x", ["quoted", "word"]],
    ["a name in brackets after a keyword", commonSql, "SELECT [a ' b]", ["word", "quoted"]],
    ["an escape string that goes on in the next line", postgresql, "E'a' -- x\n '\\' b'", ["string"]],
    ["a string that only looks like one", sqlite, "e'\\' x", ["word", "string", "word"]],
    ["a comment in a comment", postgresql, "/* /* */ ' */ x", ["word"]],
    ["a comment that does not nest", sqlite, "/* /* */ x", ["word"]],
    ["a comment that a carriage return ends", postgresql, "-- a\rx", ["word"]],
    ["bytes", sqlite, "x'00' 'a'", ["bits", "string"]],
    ["a string that nobody closes", sqlite, "'a ; b", ["string"]],
  ])("has %s", (_, lexical, sql, kinds) => {
    expect(tokensOf(sql, lexical).map(({ kind }) => kind)).toEqual(kinds);
  });

  it("is read no further than asked for", () => {
    expect(firstTokens("/* x */ a b c", sqlite, 2).map(({ text }) => text)).toEqual(["a", "b"]);
  });
});
