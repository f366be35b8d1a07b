import * as fc from "fast-check";
import { expect, it } from "vitest";
import { statementsOf } from "../../src/core/sql/statements.ts";
import type { Dialect } from "../../src/dialects/dialect.ts";
import { postgres } from "../../src/dialects/postgres/index.ts";
import { sqlite } from "../../src/dialects/sqlite/index.ts";

const hostile = [";", "'", '"', "$", "-", "*", "/", "\\", "\n", "a", "é", "BEGIN ", "END ", "CASE "];
const inside = fc.string({ unit: fc.constantFrom(...hostile) });
const text = inside.map((value) => `'${value.replaceAll("'", "''")}'`);
const block = inside.map((value) => `/* ${value.replaceAll(/[*/]/gu, "")} */`);
const shared = [
  fc.constantFrom("a", "1", ",", "case", "end", "begin"),
  text,
  inside.map((value) => `"${value.replaceAll('"', '""')}"`),
  inside.map((value) => `-- ${value.replaceAll("\n", " ")}\n`),
  block,
];
const select = (pieces: readonly fc.Arbitrary<string>[]): fc.Arbitrary<string> =>
  fc.array(fc.oneof(...pieces), { maxLength: 8 }).map((parts) => `select ${parts.join(" ")} x`);

/** Statements with what only one of the engines reads as one piece. */
const statements = {
  sqlite: fc.oneof(
    select([
      ...shared,
      inside.map((value) => `[${value.replaceAll("]", "")}]`),
      inside.map((value) => `\`${value.replaceAll("`", "``")}\``),
    ]),
    text.map(
      (value) =>
        `create trigger t after insert on x when case when 1 then 1 end begin select ${value}; update x set a = case a when 1 then 2 end; end`,
    ),
  ),
  postgresql: fc.oneof(
    select([
      ...shared,
      inside.map((value) => `$tag$${value}$ta$tag$`),
      inside.map((value) => `E'${value.replaceAll("\\", "\\\\").replaceAll("'", "\\'")}'`),
      block.map((value) => `/* outer ; ${value} ; */`),
    ]),
    text.map((value) => `create rule r as on insert to x do (select ${value}; select 2)`),
    text.map(
      (value) =>
        `create function f() returns int begin atomic select case when ${value} then 1 end; select 2; end`,
    ),
  ),
};

it.each<Dialect>([sqlite, postgres])(
  "finds the statements that were joined by semicolons again on $name",
  (dialect) => {
    const ends = fc.constantFrom(";", " ;\n", ";;", "; -- ;\n", "; /* ; */");
    fc.assert(
      fc.property(fc.array(statements[dialect.name], { maxLength: 5 }), ends, (written, end) => {
        const script = written.map((each) => `${each}${end}`).join("");
        const found = statementsOf(script, dialect.lexical);
        expect(found.map(({ sql }) => sql)).toEqual(written);
        for (const { sql, offset } of found) expect(script.slice(offset, offset + sql.length)).toBe(sql);
      }),
    );
  },
);
