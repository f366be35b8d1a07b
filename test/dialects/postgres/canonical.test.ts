import { describe, expect, it } from "vitest";
import {
  completeColumn,
  completeIndex,
  completePolicy,
  completeTable,
  completeView,
} from "../../../src/core/schema/complete.ts";
import type { IndexKeySpec, TableSpec } from "../../../src/core/operations/spec.ts";
import { emptySchema, type Schema, type Table } from "../../../src/core/schema/schema.ts";
import { canonical } from "../../../src/dialects/postgres/normalize/canonical.ts";
import { canonicalType } from "../../../src/dialects/postgres/normalize/column-type.ts";
import { canonicalDefault, comparableDefault } from "../../../src/dialects/postgres/normalize/default.ts";

const mood = { schema: "odd", name: "Mood", values: ["a"] };

function only(table: Partial<Table>, spec: Partial<TableSpec> = {}): Table {
  const whole = { ...completeTable({ name: "t", columns: [], ...spec }), ...table };
  return canonical({ ...emptySchema, tables: [whole] }).tables[0]!;
}

describe("a default of PostgreSQL", () => {
  it.each([
    ["'x'::text", "varchar(20)", "'x'::text", "'x'"],
    ["'x'::character varying(20)", "text", "'x'::character varying(20)", "'x'"],
    ["'x'::character varying", "varchar(20)", "'x'", "'x'"],
    ["('x'::text)", "text", "'x'", "'x'"],
    ["'it''s'::text", "text", "'it''s'", "'it''s'"],
    ["'5'::text", "integer", "'5'::text", "'5' :: text"],
    ["'-5'::integer", "bigint", "-5", "- 5"],
    ["'5'::numeric", "numeric", "'5'", "5"],
    ["'5'::smallint", "smallint", "'5'", "5"],
    ["'5000000000'::bigint", "numeric", "5000000000", "5000000000"],
    ["'5000000000'::numeric", "numeric", "'5000000000'", "5000000000"],
    ["'99999999999999999999'::numeric", "real", "99999999999999999999", "99999999999999999999"],
    ["'-1.5'::numeric", "numeric(6,2)", "-1.5", "- 1.5"],
    ["'1e3'::double precision", "real", "'1e3'::double precision", "'1e3'"],
    ["'{}'::text[]", "text[]", "'{}'", "'{}'"],
    ["'{}'::text[]", "text", "'{}'::text[]", "'{}' :: text [ ]"],
    ["'{1}'::integer[]", "bigint[]", "'{1}'::integer[]", "'{1}'"],
    ["'a'::odd.\"Mood\"", 'odd."Mood"', "'a'", "'a'"],
    ["'a'::\"Mood\"", 'odd."Mood"', "'a'::\"Mood\"", "'a' :: \"Mood\""],
    ["NULL", "text", null, null],
    ["NULL::character varying", "text", null, null],
    ["null::text || 'x'", "text", "null::text || 'x'", "null :: text || 'x'"],
    ["NULL::text IS NULL", "boolean", "NULL::text IS NULL", "null :: text is null"],
    ["nextval('s')", "bigint", "nextval('s'::regclass)", "nextval ( 's' :: regclass )"],
    ["nextval('public.s'::regclass)", "bigint", "nextval('s'::regclass)", "nextval ( 's' :: regclass )"],
    [
      "nextval('\"Odd S\"'::text)",
      "bigint",
      "nextval('\"Odd S\"'::regclass)",
      "nextval ( '\"Odd S\"' :: regclass )",
    ],
    ["nextval('s') + 1", "bigint", "nextval('s') + 1", "nextval ( 's' ) + 1"],
    ["((1 + 2))", "integer", "1 + 2", "1 + 2"],
    ["(1) + (2)", "integer", "(1) + (2)", "( 1 ) + ( 2 )"],
  ])("%s of a column of %s is kept as %s and compared as %s", (text, said, kept, compared) => {
    const type = canonicalType(said, [mood]);
    expect(canonicalDefault(text, type, [mood])).toBe(kept);
    expect(comparableDefault(canonicalDefault(text, type, [mood]), type)).toBe(compared);
  });
});

describe("a structure as it is compared on PostgreSQL", () => {
  const long = "ü".repeat(40);

  it("has names as the server keeps them, and the default namespace without its name", () => {
    const [cut, odd] = ["ü".repeat(31), { schema: "public", name: long }];
    const schema: Schema = {
      ...emptySchema,
      namespaces: ["public", long],
      enums: [{ ...mood, ...odd }],
      tables: [
        {
          ...completeTable({
            name: "t",
            columns: [{ name: long, type: "text" }],
            primaryKey: { name: long, columns: [long] },
            foreignKeys: [{ columns: [long], references: { table: `public.${long}`, columns: [long] } }],
          }),
          ...odd,
          indexes: [completeIndex({ name: long, columns: [long], include: [long] })],
        },
      ],
    };
    const found = canonical(schema);
    expect(found.namespaces).toEqual([cut]);
    expect(found.enums[0]).toMatchObject({ schema: null, name: cut });
    expect(found.tables[0]).toMatchObject({
      schema: null,
      name: cut,
      columns: [{ name: cut }],
      primaryKey: { name: cut, columns: [cut] },
      foreignKeys: [{ columns: [cut], references: { schema: null, table: cut, columns: [cut] } }],
      indexes: [{ name: cut, keys: [{ column: cut }], include: [cut] }],
    });
    expect(canonical(found)).toEqual(found);
  });

  it.each<[spec: IndexKeySpec, method: string, descending: boolean, nulls: "first" | "last" | null]>([
    [{ column: "a", nulls: "last" }, "btree", false, null],
    [{ column: "a", nulls: "first" }, "btree", false, "first"],
    [{ column: "a", descending: true, nulls: "first" }, "btree", true, null],
    [{ column: "a", descending: true, nulls: "last" }, "btree", true, "last"],
    [{ column: "a", descending: true, nulls: "last" }, "HASH", false, null],
  ])("says of the order of a key only what is not usual: %j in a %s", (key, method, descending, nulls) => {
    const { indexes } = only({ indexes: [completeIndex({ name: "i", method, columns: [key] })] });
    expect(indexes).toMatchObject([{ method: method.toLowerCase(), keys: [{ descending, nulls }] }]);
  });

  it("takes an expression that is no more than a column for the column", () => {
    const columns = ["(a)", '"a"', "b", "lower(a)"].map((expression) => ({ expression }));
    const { indexes } = only(
      { indexes: [completeIndex({ name: "i", columns })] },
      { columns: [{ name: "a", type: "text" }] },
    );
    expect(indexes[0]?.keys.map(({ column, expression }) => column ?? [expression])).toEqual([
      "a",
      "a",
      ["b"],
      ["lower(a)"],
    ]);
  });

  it.each([
    [[], ["public"]],
    [
      ["b", "a", "b"],
      ["a", "b"],
    ],
    [["a", "public"], ["public"]],
  ])("has the roles %j of a policy as %j", (roles, expected) => {
    const { policies } = only({ policies: [completePolicy({ name: "p", roles })] });
    expect(policies).toMatchObject([{ roles: expected }]);
  });

  it("lets nothing be NULL that is filled or a key", () => {
    const { columns } = only(
      {},
      {
        columns: [
          { name: "key", type: "text" },
          { name: "counted", type: "integer", identity: {}, default: "1" },
          { name: "serial", type: "serial4", default: "1" },
          { name: "plain", type: "int4", default: "1" },
        ],
        primaryKey: { columns: ["key"] },
      },
    );
    expect(columns.map(({ type, nullable, default: value }) => [type, nullable, value])).toEqual([
      ["text", false, null],
      ["integer", false, null],
      ["serial", false, null],
      ["integer", true, "1"],
    ]);
  });

  it("goes without what says nothing", () => {
    const table = only(
      {
        comment: "",
        columns: [{ ...completeColumn({ name: "a", type: "text", comment: "", collation: "default" }) }],
        foreignKeys: completeTable({
          name: "t",
          columns: [],
          foreignKeys: [{ columns: ["a"], references: { table: "t", columns: ["a"] }, onDeleteColumns: [] }],
        }).foreignKeys,
        indexes: [completeIndex({ name: "i", columns: ["a"], comment: "" })],
      },
      {},
    );
    expect(table).toMatchObject({
      comment: null,
      columns: [{ comment: null, collation: null }],
      foreignKeys: [{ onDeleteColumns: null }],
      indexes: [{ comment: null }],
    });
    const view = completeView(
      {
        name: "v",
        query: "SELECT 1; ",
        accessMethod: "heap",
        tablespace: "pg_default",
        with: [
          ["Security_Barrier", "true"],
          ["check_option", "local"],
        ],
      },
      ["public.t", "t", "a"],
    );
    expect(canonical({ ...emptySchema, views: [view] }).views).toMatchObject([
      {
        query: "SELECT 1",
        accessMethod: null,
        tablespace: null,
        with: [
          ["check_option", "local"],
          ["security_barrier", "true"],
        ],
        reads: ["a", "t"],
      },
    ]);
  });
});
