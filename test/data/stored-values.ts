import * as fc from "fast-check";

/** A type of column, and SQL or text for values of it. */
export interface ColumnSample {
  readonly type: string;
  readonly value: fc.Arbitrary<string>;
  /** Values that must be tried. */
  readonly examples?: readonly string[];
}

const nasty = [
  "",
  " ",
  "NULL",
  "null",
  "a,b",
  '"',
  "'",
  "\\",
  "\\\\",
  "{",
  "}",
  "{}",
  "[]",
  "[1]",
  "{a}",
  "\n",
  "\r\n",
  "\r",
  "\t",
  "\ufeffx",
  "5",
  "1.0",
  "true",
  "-0",
  "NaN",
  "\\x00ff",
  '{"$bytes":"00"}',
  '{"$text":"x"}',
  '{"$number":"1"}',
  '{"$text":{}}',
  "é",
  "日本",
  "😀",
  "it's",
  "$1",
  "?",
  "--",
  "/*",
  ";",
  "'; DROP TABLE rows; --",
  "\u2028",
  "1e999",
  'a\n,b"c\r',
  "__proto__",
  '{"a": 1}',
];
const letters = fc.string({
  unit: fc.constantFrom("a", '"', ",", "\\", "{", "}", "\n", "\r", "'", " ", "é", "😀", "$", "N"),
});
const word = fc.oneof(fc.constantFrom(...nasty), letters, fc.string({ unit: "binary" }).map(storable));

/** Text that PostgreSQL can hold, and that is UTF-8. */
function storable(text: string): string {
  return wellFormed(text).replaceAll("\0", "");
}

function wellFormed(text: string): string {
  return Buffer.from(text).toString();
}

const float = fc.oneof(
  fc
    .double({ noDefaultInfinity: true, noNaN: true })
    .map((value) => (Object.is(value, -0) ? "-0" : String(value))),
  fc.constantFrom(
    "NaN",
    "Infinity",
    "-Infinity",
    "-0",
    "0",
    "1e300",
    "5e-324",
    "1.7976931348623157e308",
    "0.1",
    "1e21",
    "123456789012345680000",
  ),
);
const real = fc.oneof(
  fc
    .float({ noDefaultInfinity: true, noNaN: true })
    .map((value) => (Object.is(value, -0) ? "-0" : String(value))),
  fc.constantFrom("NaN", "Infinity", "-Infinity", "-0", "0.1", "3.4028235e38", "1e-45"),
);
const digits = fc.oneof(
  fc.tuple(fc.bigInt({ min: -(10n ** 30n), max: 10n ** 30n }), fc.nat(12)).map(([whole, scale]) => {
    const text = whole.toString();
    return scale === 0 ? text : `${text}.${"5".repeat(scale - 1)}0`;
  }),
  fc.constantFrom("0", "0.00", "1.10", "NaN", "Infinity", "-Infinity", "1e-20", "9007199254740993"),
);
const int8 = fc.oneof(
  fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n }).map(String),
  fc.constantFrom("9007199254740993", "-9223372036854775808", "0", "5"),
);
const int4 = fc.integer().map(String);
const bytes = fc.uint8Array({ maxLength: 20 }).map((value) => Buffer.from(value).toString("hex"));
const bytea = bytes.map((hex) => `\\x${hex}`);
const odd = [
  "null",
  '"str"',
  '""',
  '"[1]"',
  '"5"',
  '"{}"',
  '"true"',
  '"null"',
  "5",
  "-0",
  "1.10",
  "12345678901234567890",
  "0.1",
  "1e2",
  "true",
  "false",
  "[]",
  "{}",
  "[null]",
  "[[1, 2]]",
  '{"a": 12345678901234567890.10}',
  '{"$bytes": "00"}',
  '{"$text": "x"}',
  '{"$number": "1"}',
  '{"$text": {"$text": "x"}}',
  '{"b": 1, "a": {"1": 2, "0": null}}',
  '{"a":"\\"12345678901234567890\\\\"}',
  '"\\\\"',
  '{"__proto__": 1}',
  '"\\u00e9"',
  '{"a":  [1 , 2]}',
];
const jsonText = fc.oneof(
  fc.constantFrom(...odd),
  fc
    .jsonValue()
    .map((value) => JSON.stringify(value))
    .filter((text) => !/\\u(?:0000|d[89a-f])/iu.test(text) && !text.includes("\0")),
);
const date = fc.oneof(
  fc
    .date({
      min: new Date("0001-01-02T00:00:00Z"),
      max: new Date("9999-12-30T00:00:00Z"),
      noInvalidDate: true,
    })
    .map((value) => value.toISOString()),
  fc.constantFrom("infinity", "-infinity", "0044-03-15 BC", "2026-11-21 12:34:56.123456"),
);
const array = (element: fc.Arbitrary<string>): fc.Arbitrary<string> => {
  const item = fc
    .option(element, { freq: 4 })
    .map((text) => (text === null ? "NULL" : `"${text.replaceAll("\\", "\\\\").replaceAll('"', '\\"')}"`));
  const flat = fc.array(item, { maxLength: 4 }).map((items) => `{${items.join(",")}}`);
  const pair = fc
    .array(
      fc.tuple(item, item).map((two) => `{${two.join(",")}}`),
      { minLength: 1, maxLength: 3 },
    )
    .map((items) => `{${items.join(",")}}`);
  const bounded = fc.array(item, { minLength: 2, maxLength: 2 }).map((items) => `[0:1]={${items.join(",")}}`);
  return fc.oneof(flat, pair, bounded);
};

const scalars: readonly ColumnSample[] = [
  { type: "boolean", value: fc.constantFrom("true", "false") },
  { type: "smallint", value: fc.integer({ min: -32768, max: 32767 }).map(String) },
  { type: "integer", value: int4 },
  { type: "bigint", value: int8 },
  { type: "numeric", value: digits, examples: ["NaN", "Infinity", "1.10"] },
  {
    type: "numeric(10,2)",
    value: fc.integer({ min: -99999999, max: 99999999 }).map((cents) => (cents / 100).toFixed(2)),
  },
  { type: "real", value: real, examples: ["NaN", "Infinity", "-Infinity", "-0"] },
  { type: "double precision", value: float, examples: ["NaN", "Infinity", "-Infinity", "-0"] },
  { type: "text", value: word, examples: nasty },
  { type: "varchar", value: word },
  { type: "varchar(3)", value: fc.constantFrom("", "abc", "é😀", "   ", "NUL") },
  { type: "char(4)", value: fc.constantFrom("", "ab", "abcd") },
  { type: "uuid", value: fc.uuid() },
  { type: "json", value: jsonText, examples: odd },
  { type: "jsonb", value: jsonText, examples: odd },
  { type: "bytea", value: bytea, examples: ["\\x", "\\x00ff5c27"] },
  { type: "date", value: date },
  { type: "time", value: fc.constantFrom("00:00:00", "24:00:00", "12:34:56.123456") },
  { type: "time with time zone", value: fc.constantFrom("00:00:00+00", "12:34:56.1-05:30") },
  { type: "timestamp", value: date },
  { type: "timestamp with time zone", value: date },
  {
    type: "interval",
    value: fc.constantFrom(
      "1 day",
      "-1 years 2 mons -3 days +04:05:06.789",
      "00:00:00",
      "-00:00:01.5",
      "178000000 years",
    ),
  },
  { type: "inet", value: fc.constantFrom("127.0.0.1", "10.0.0.1/8", "::1") },
  { type: "cidr", value: fc.constantFrom("10.0.0.0/8", "::/0") },
  { type: "macaddr", value: fc.constant("08:00:2b:01:02:03") },
  { type: "macaddr8", value: fc.constant("08:00:2b:01:02:03:04:05") },
  { type: "point", value: fc.constantFrom("(1,2)", "(-0,1e300)", "(NaN,Infinity)") },
  { type: "line", value: fc.constant("{1,2,3}") },
  { type: "box", value: fc.constant("(1,1),(0,0)") },
  { type: "bit(3)", value: fc.constantFrom("101", "000") },
  { type: "varbit", value: fc.constantFrom("", "10110") },
  { type: "tsvector", value: fc.constantFrom("'a':1 'it''s':2", "") },
  { type: "int4range", value: fc.constantFrom("empty", "[1,5)", "(,)") },
  { type: "mood", value: fc.constantFrom("ok", "it's", "a,b", "{x}", "NULL", '"q"', "b\\s", "") },
  { type: "document", value: jsonText },
  { type: "pair", value: fc.constantFrom("(1,a)", '(,"a,b""c\\\\")', '(,"")', "(,)") },
  { type: "money", value: fc.constantFrom("12.34", "-5") },
  { type: "xml", value: fc.constantFrom("<a>b</a>", "") },
];

/** Columns of PostgreSQL; a value is the text that the server reads. */
export const postgresColumns: readonly ColumnSample[] = [
  ...scalars,
  ...scalars
    .filter(({ type }) => !["box", "document"].includes(type))
    .map(({ type, value }) => ({ type: `${type}[]`, value: array(value) })),
  { type: "box[]", value: fc.constantFrom("{(1,1),(0,0);(2,2),(1,1)}", "{}", "{NULL}") },
  { type: "document[]", value: array(jsonText), examples: ['{"null",NULL,"[1]","\\"s\\""}'] },
  { type: "words", value: array(word) },
  { type: "words[]", value: fc.constantFrom('{"{a,b}","{}"}', "{}", '{NULL,"{NULL,\\"NULL\\"}"}') },
  { type: "int2vector", value: fc.constantFrom("1 2", "") },
];

/** The text of a value as SQL of PostgreSQL. */
export function postgresLiteral(text: string): string {
  return `E'${text.replaceAll("\\", "\\\\").replaceAll("'", "''")}'`;
}

const sqliteValue = fc.oneof(
  word.map((text) => sqliteText(text)),
  fc.string({ unit: "binary" }).map((text) => sqliteText(wellFormed(text))),
  bytes.map((hex) => `x'${hex}'`),
  int8,
  fc.integer().map(String),
  float
    .filter((text) => text !== "NaN")
    .map((text) =>
      text.endsWith("Infinity") ? text.replace("Infinity", "9e999") : /[.e]/u.test(text) ? text : `${text}.0`,
    ),
);

const sqliteExamples = [
  "1",
  "1.0",
  "0.0",
  "-0.0",
  "9e999",
  "-9e999",
  "9007199254740993",
  "-9223372036854775808",
  "9007199254740992.0",
  "1e19",
  "4503599627370497.0",
  "x''",
  "x'00ff5c27'",
  "'\\x00ff'",
  "''",
  "CAST(x'6100ff62' AS BLOB)",
  "'1'",
  "'1.0'",
  "'1e999'",
  "CAST(x'610062' AS TEXT)",
  ...nasty.map((text) => sqliteText(text)),
];

/** Columns of SQLite, each of which may hold anything; a value is SQL. */
export const sqliteColumns: readonly ColumnSample[] = [
  "integer",
  "text",
  "text(50)",
  "varchar(20)",
  "blob",
  "real",
  "numeric",
  "boolean",
  "datetime",
  "",
  "any",
].map((type) => ({ type, value: sqliteValue, examples: sqliteExamples }));

function sqliteText(text: string): string {
  return `CAST(x'${Buffer.from(text).toString("hex")}' AS TEXT)`;
}

/** A value of SQLite is SQL already. */
export function sqliteLiteral(sql: string): string {
  return sql;
}
