import Database from "better-sqlite3";
import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { withoutBrackets } from "../../../src/dialects/sqlite/parse/brackets.ts";
import { tokenize } from "../../../src/dialects/sqlite/tokens.ts";

/** An expression that is bracketed where it must be, everywhere, and here and there. */
interface Written {
  readonly full: string;
  readonly some: string;
}

const wrap = (text: string): string => `(${text})`;
const leaf = fc
  .constantFrom("0", "1", "2", "3", "NULL", "'1'", "'a'")
  .map((text): Written => ({ full: text, some: text }));
const binary = [
  "or",
  "and",
  "=",
  "<>",
  "is",
  "is not",
  "<",
  "<=",
  "&",
  "|",
  "<<",
  "+",
  "-",
  "*",
  "%",
  "||",
  "like",
];

const { expression } = fc.letrec<{ expression: Written }>((tie) => {
  const part = fc.tuple(tie("expression"), fc.boolean());
  const inner = ([each, more]: readonly [Written, boolean]): Written => ({
    full: wrap(each.full),
    some: wrap(more ? wrap(each.some) : each.some),
  });
  return {
    expression: fc.oneof(
      { maxDepth: 4, depthSize: "medium" },
      leaf,
      fc.tuple(part, fc.constantFrom(...binary), part).map(([a, operator, b]): Written => {
        const [x, y] = [inner(a), inner(b)];
        return { full: `${x.full} ${operator} ${y.full}`, some: `${x.some} ${operator} ${y.some}` };
      }),
      fc.tuple(fc.constantFrom("not", "-", "+", "~"), part).map(([operator, a]): Written => {
        const x = inner(a);
        return { full: `${operator} ${x.full}`, some: `${operator} ${x.some}` };
      }),
      fc.tuple(part, part, part, fc.boolean()).map(([a, b, c, negated]): Written => {
        const [x, y, z] = [inner(a), inner(b), inner(c)];
        const word = negated ? "not between" : "between";
        return {
          full: `${x.full} ${word} ${y.full} and ${z.full}`,
          some: `${x.some} ${word} ${y.some} and ${z.some}`,
        };
      }),
      fc
        .tuple(
          part,
          fc.constantFrom("is null", "not null", "in (1, 2)", "not in (0)", "collate nocase", "is not null"),
        )
        .map(([a, after]): Written => {
          const x = inner(a);
          return { full: `${x.full} ${after}`, some: `${x.some} ${after}` };
        }),
      fc.tuple(part, part, part).map(([a, b, c]): Written => {
        const [x, y, z] = [inner(a), inner(b), inner(c)];
        return {
          full: `case when ${x.full} then ${y.full} else ${z.full} end`,
          some: `case when ${x.some} then ${y.some} else ${z.some} end`,
        };
      }),
      fc.tuple(part, part).map(([a, b]): Written => {
        const [x, y] = [inner(a), inner(b)];
        return { full: `coalesce(${x.full}, ${y.full})`, some: `coalesce(${x.some}, ${y.some})` };
      }),
    ),
  };
});

const bare = (text: string): string =>
  withoutBrackets(tokenize(text))
    .map((token) => token.text)
    .join(" ");

describe("an expression without the brackets that change nothing", () => {
  it("means to SQLite what it meant with them", () => {
    const database = new Database(":memory:");
    const value = (text: string): unknown => database.prepare(`SELECT ${text}`).pluck().get();
    fc.assert(
      fc.property(expression, ({ full }) => {
        expect(value(bare(full)), bare(full)).toEqual(value(full));
      }),
      { numRuns: 3000 },
    );
    database.close();
  });

  it("is one text however many there were, and stays as it is", () => {
    fc.assert(
      fc.property(expression, ({ full, some }) => {
        expect(bare(some)).toBe(bare(full));
        expect(bare(bare(full))).toBe(bare(full));
      }),
      { numRuns: 2000 },
    );
  });
});
