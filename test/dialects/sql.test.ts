import { describe, expect, it } from "vitest";
import { typeNamed } from "../../src/core/schema/types.ts";
import type { Column } from "../../src/core/schema/schema.ts";
import { quote } from "../../src/dialects/postgres/identifiers.ts";
import { textLiteral } from "../../src/dialects/postgres/literal.ts";
import { joined, sql, type Sql } from "../../src/dialects/sql.ts";

/** As the catalogue gives it. */
const name: string = "users; DROP TABLE canary";

describe("the types of names, types and SQL", () => {
  it("let SQL be made of quoted names, literals, numbers and what stands in the source", () => {
    const [one, all] = [1, Math.max(1, 2) > 1];
    const made: Sql = sql`SELECT ${one}${all ? " DISTINCT" : ""} FROM ${quote(name)} WHERE a = ${textLiteral("it's")}`;
    expect(made).toBe(`SELECT 1 DISTINCT FROM "${name}" WHERE a = 'it''s'`);
    expect(joined([quote("a"), quote("b")], ", ")).toBe('"a", "b"');
  });

  it("let no plain text stand for another of them, which the compiler says here", () => {
    // @ts-expect-error A name goes through `quote`.
    const drop = sql`DROP TABLE ${name}`;
    // @ts-expect-error A list of names does as well.
    const list = joined([name], ", ");
    // @ts-expect-error Text is no SQL.
    const statement: Sql = name;
    // @ts-expect-error A name is no type.
    const type: Column["type"] = name;
    // @ts-expect-error A type is no SQL before `typeSql` has given enums their quotes.
    const column = sql`ALTER TABLE t ADD c ${typeNamed({ schema: null, name })}`;
    expect([drop, list, statement, type, column]).toHaveLength(5);
  });
});
