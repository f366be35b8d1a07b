import { array, assert, constantFrom, property } from "fast-check";
import { describe, expect, it } from "vitest";
import { clauseLines } from "../../../src/core/sql/clauses.ts";
import { commonSql } from "../../../src/core/sql/lexical.ts";
import { tokensOf } from "../../../src/core/sql/tokens.ts";

const long = 'select "users"."id", "users"."full_name", count(*) as "n", "posts"."title"';

describe("a query that is to be read", () => {
  it.each<[title: string, query: string, lines: readonly string[]]>([
    [
      "is left alone where it is short",
      "select id from users where age > 18",
      ["select id from users where age > 18"],
    ],
    [
      "has its clauses on lines of their own",
      `${long} from "users" inner join "posts" on "posts"."author" = "users"."id" where ("age" > 18) group by "users"."id" having count(*) > 1 order by 1 limit 3`,
      [
        long,
        'from "users"',
        'inner join "posts" on "posts"."author" = "users"."id"',
        'where ("age" > 18)',
        'group by "users"."id"',
        "having count(*) > 1",
        "order by 1",
        "limit 3",
      ],
    ],
    [
      "has what stands in brackets and in strings on the line where it was",
      `${long}, extract(year from at), (select 1 from x where y) from "a" where b = ' from c where ' and d is distinct from e`,
      [
        `${long}, extract(year from at), (select 1 from x where y)`,
        'from "a"',
        "where b = ' from c where ' and d is distinct from e",
      ],
    ],
    [
      "has each kind of join in one piece",
      `${long} from a natural left outer join b full join c on true cross join d join e using (f) union all select 1, 2, 3, 4`,
      [
        long,
        "from a",
        "natural left outer join b",
        "full join c on true",
        "cross join d",
        "join e using (f)",
        "union all",
        "select 1, 2, 3, 4",
      ],
    ],
    [
      "is as its author wrote it where he gave it lines",
      `${long}\n  from users where true`,
      [long, "  from users where true"],
    ],
  ])("%s", (_, query, lines) => {
    expect(clauseLines(query, commonSql).split("\n")).toEqual(lines);
  });

  it("keeps every token, and is not broken again", () => {
    const words =
      "select from where left right ( ) [ ] . as group by order union distinct 'a from b' \"where\" -- $$x$$ e'\\'' , id".split(
        " ",
      );
    assert(
      property(array(constantFrom(...words), { minLength: 20, maxLength: 60 }), (drawn) => {
        const query = drawn.filter((word) => word !== "--").join(" ");
        const texts = (sql: string): readonly string[] => tokensOf(sql, commonSql).map(({ text }) => text);
        const lines = clauseLines(query, commonSql);
        expect(texts(lines)).toEqual(texts(query));
        expect(clauseLines(lines, commonSql)).toBe(lines);
      }),
    );
  });
});
