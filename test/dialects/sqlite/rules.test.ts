import { typeOfSql } from "../../../src/core/schema/types.ts";
import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { completePrimaryKey, completeTable } from "../../../src/core/schema/complete.ts";
import { emptySchema, type Column, type Schema } from "../../../src/core/schema/schema.ts";
import { canonical } from "../../../src/dialects/sqlite/normalize/canonical.ts";
import { canonicalType, sameType } from "../../../src/dialects/sqlite/normalize/column-type.ts";
import { createSqlite } from "../../../src/dialects/sqlite/index.ts";
import { bareExpression, isConstant } from "../../../src/dialects/sqlite/parse/expression.ts";
import { rules, sameExpression } from "../../../src/dialects/sqlite/rules.ts";
import { nameOf } from "../../../src/core/sql/tokens.ts";
import { foldName, quoteName, quoteText, tokenize } from "../../../src/dialects/sqlite/tokens.ts";
import { sqliteDatabase } from "../../support/sqlite-database.ts";

describe("two expressions", () => {
  it.each([
    ["a > 0", "A>0", true],
    ["a > 0", '"a" > 0', true],
    ["`a` > [B]", '"A" > b', true],
    ["t.a > 0", '"a" > 0', true],
    ["a > 0 and t.b", '"t"."a" > 0 AND b', true],
    ["u.id", "p.id", false],
    ["((a > 0))", "a > 0", true],
    ["(a) > (0)", "a > 0", true],
    ["(a > 0) or (b > 0)", "a > 0) or (b > 0", false],
    ["(a > 0) or (b > 0)", "a > 0 or b > 0", true],
    ["(a and b) or c", "a and b or c", true],
    ["a and (b or c)", "a and b or c", false],
    ["not (a and b)", "not a and b", false],
    ["not (a = b)", "not a = b", true],
    ["(not a) = b", "not a = b", false],
    ["a - (b - c)", "a - b - c", false],
    ["(a - b) - c", "a - b - c", true],
    ["a between (1 + 2) and (3) and b", "a between 1 + 2 and 3 and b", true],
    ["a between 1 and (2 and b)", "a between 1 and 2 and b", false],
    ["a in (1)", "a in 1", false],
    ["lower(a)", "lower a", false],
    ["(a, b) = (1, 2)", "a, b = 1, 2", false],
    ["(a is not null) and (b not in (1, 2))", "a is not null and b not in (1, 2)", true],
    ["case when (a > 1) then (b) else (c or d) end", "case when a > 1 then b else c or d end", true],
    ["(a || b) collate nocase", "a || b collate nocase", false],
    ["select a from t where (a > 1 and (b or c))", "select a from t where a > 1 and (b or c)", true],
    ["exists (select 1)", "exists select 1", false],
    ["-(-a)", "- -a", true],
    ["(a)(b)", "a b", false],
    ["a /* x */ > 0 -- y", "a > 0", true],
    ["a == 1 and b != 2", "a = 1 AND b <> 2", true],
    ["a = 'x'", "a = 'X'", false],
    ["a = 'x'", 'a = "x"', false],
    ["A = x'AB'", "a = X'ab'", true],
    ["1e5", "1E5", true],
    ["a > 0", "a > 0 and b", false],
    ["current_timestamp", "CURRENT_TIMESTAMP", true],
    ["a.", "a", false],
  ])("%s and %s are the same: %s", (live, wanted, expected) => {
    expect(sameExpression(live, wanted)).toBe(expected);
    expect(sameExpression(wanted, live)).toBe(expected);
  });
});

describe("two defaults", () => {
  const column = (text: string | null): Column => ({ type: "blob", default: text }) as Column;
  it.each([
    [`'{"a":"it''s"}'`, "x'7b2261223a2269742773227d'", true],
    ["'5'", "x'36'", false],
    [null, null, true],
    [null, "1", false],
    ["TRUE", "1", true],
    ["0", "false", true],
    ["'1'", "1", false],
    ["unixepoch()", "UNIXEPOCH( )", true],
  ])("%s and %s are the same: %s", (live, wanted, expected) => {
    expect(rules.sameDefault(column(live), column(wanted))).toBe(expected);
  });
});

describe("two types", () => {
  it.each([
    ["INTEGER", "integer", true],
    ["int", "integer", false],
    ["bigint", "int", true],
    ["VARCHAR", "text", true],
    ["varchar(10)", "varchar( 10 )", true],
    ["varchar(10)", "varchar(20)", false],
    ["varchar(10)", "text", false],
    ["double  precision", "real", true],
    ["datetime", "numeric", true],
    ["F32_BLOB(3)", "f32_blob(3)", true],
    ["F32_BLOB(3)", "F32_BLOB(4)", false],
    ["mytext", "text", false],
    ["any", "numeric", false],
    ["text", "integer", false],
    ["", "blob", false],
  ])("%j and %j are the same: %s", (live, wanted, expected) => {
    expect(sameType(live, wanted)).toBe(expected);
    expect(sameType(wanted, live)).toBe(expected);
  });

  it.each([
    ["INTEGER", "integer"],
    ["Decimal ( 10 ,2 )", "decimal(10,2)"],
    ["DOUBLE\n PRECISION", "double precision"],
    ["F32_BLOB( 3 )", "F32_BLOB(3)"],
    ["Point Type", "Point Type"],
  ])("%j is written %s", (type, expected) => {
    expect(canonicalType(type)).toBe(expected);
  });
});

describe("an expression", () => {
  it.each([
    ["((1))", "1"],
    ["(1) + (2)", "(1) + (2)"],
    [" ( ')' ) ", "')'"],
    ["(a -- )\n)", "a"],
    ["()", "()"],
  ])("%s without its brackets is %s", (text, expected) => {
    expect(bareExpression(text)).toBe(expected);
  });

  it.each([
    ["1", true],
    ["-1.5", true],
    ["'x'", true],
    ["x'00'", true],
    ["NULL", true],
    ["true", true],
    ["-'x'", false],
    ["CURRENT_TIMESTAMP", false],
    ["1 + 1", false],
    ["f()", false],
    ["", false],
  ])("%s is constant: %s", (text, expected) => {
    expect(isConstant(text)).toBe(expected);
  });
});

describe("tokens", () => {
  it("give back every name and text that was quoted", () => {
    fc.assert(
      fc.property(fc.string({ unit: "binary" }), (text) => {
        const tokens = tokenize(`${quoteName(text)} ${quoteText(text)}`);
        expect(tokens.map((token) => [token.kind, nameOf(token)])).toEqual([
          ["quoted", text],
          ["string", text],
        ]);
      }),
    );
  });

  it("of SQLite's own names differ in more than ASCII case", () => {
    expect(foldName("ÄpFEL")).toBe("Äpfel");
  });
});

describe("settling", () => {
  it("takes the live words for what means the same, and no others", async () => {
    const [live, wanted] = [await sqliteDatabase(), await sqliteDatabase()];
    await live.script(`CREATE TABLE t (a INT DEFAULT ((1+1)), b INT AS (a*2), CHECK (A>0), CHECK (a <> 7));
      CREATE INDEX i ON t (lower(A)) WHERE a>1; CREATE VIEW v AS select a from t`);
    await wanted.script(`CREATE TABLE t (a INT DEFAULT (1 + 1), b INT AS ("a" * 2), CHECK ("t"."a" > 0), CHECK (a <> 8));
      CREATE INDEX i ON t (lower("a")) WHERE "a" > 1; CREATE VIEW v AS SELECT "a" FROM "t"`);
    const [from, to] = [await live.schema(), await wanted.schema()];
    const normalized = await createSqlite(null).normalize(live.connection, to, from);
    const expected = {
      ...from,
      tables: from.tables.map((table) => ({ ...table, checks: [table.checks[0], to.tables[0]?.checks[1]] })),
    };
    expect(normalized).toEqual(expected);
    await live.connection.close();
    await wanted.connection.close();
  });
});

describe("canonical form", () => {
  it.each([
    ["the id of a row", { withoutRowid: false, key: ["n"] }, [true, true, false]],
    ["nothing of a key of text", { withoutRowid: false, key: ["t"] }, [true, true, true]],
    ["nothing of a key of several columns", { withoutRowid: false, key: ["n", "t"] }, [true, true, true]],
    ["the whole key of a table WITHOUT ROWID", { withoutRowid: true, key: ["N", "t"] }, [true, false, false]],
  ])("keeps NULL out of %s", (_what, { withoutRowid, key }, nullable) => {
    const table = completeTable({
      name: "t",
      columns: [
        { name: "x", type: "integer" },
        { name: "t", type: "text" },
        { name: "n", type: "INTEGER" },
      ],
      primaryKey: { columns: key },
      withoutRowid,
    });
    const [found] = canonical({ ...emptySchema, tables: [table] }).tables;
    expect(found?.columns.map((column) => column.nullable)).toEqual(nullable);
  });

  it("leaves out what SQLite does not keep", () => {
    const column = {
      nullable: true,
      default: "( NULL )",
      generated: null,
      identity: null,
      collation: "binary",
      autoincrement: false,
      storage: null,
      statistics: null,
      comment: "c",
    };
    const schema: Schema = {
      ...emptySchema,
      tables: [
        {
          schema: null,
          name: "t",
          columns: [
            { ...column, name: "Id", type: typeOfSql("INTEGER") },
            { ...column, name: "b", type: typeOfSql("TEXT"), default: "( -  5 )" },
          ],
          primaryKey: completePrimaryKey({ columns: ["id"] }),
          uniques: [],
          checks: [],
          foreignKeys: [],
          indexes: [],
          triggers: [],
          attachments: [],
          rowSecurity: false,
          forcedRowSecurity: false,
          policies: [],
          strict: false,
          withoutRowid: false,
          comment: "c",
        },
      ],
    };
    const [table] = canonical(schema).tables;
    expect(table).toMatchObject({
      comment: null,
      primaryKey: { columns: ["Id"] },
      columns: [
        { type: "integer", nullable: false, default: null, collation: null, comment: null },
        { type: "text", nullable: true, default: "-5" },
      ],
    });
  });
});
