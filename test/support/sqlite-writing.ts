import * as fc from "fast-check";
import { tokenize } from "../../src/dialects/sqlite/tokens.ts";

/** A CREATE TABLE as people write it, and what is around the table. */
export interface Writing {
  readonly table: string;
  readonly sql: string;
  /** A column that only its own clauses speak of. */
  readonly free: string;
  /** Rows, indexes, views, triggers, tables of extensions. */
  readonly around: readonly string[];
}

type Pick = <T>(...items: readonly T[]) => T;

const quotedNames = [`a`, `"b c"`, "[d e]", "`f``g`", `"select"`, `ünï`, `"q""x"`, `"x,y"`, `"(z"`, `Camel`];

/** Tables with all that the grammar of SQLite has, oddly spaced and commented. */
export function arbitraryWriting(): fc.Arbitrary<Writing> {
  return fc.gen().map((draw) => {
    const pick: Pick = (...items) => draw(fc.constantFrom, ...items) as (typeof items)[number];
    const table = pick("t", "my t", "order", "Ünï");
    const names = draw(() => fc.shuffledSubarray(quotedNames, { minLength: 3, maxLength: 5 }));
    const strict = pick(false, false, true);
    const key = pick("column", "counted", "table", "without rowid");
    const columns = names.map((name, at) => columnText(pick, name, at, strict, key, table));
    const free = `free ${pick("TEXT", "text COLLATE RTRIM", "TEXT DEFAULT 'it''s' /* free */", "TEXT CONSTRAINT fn NULL")}`;
    const elements = [
      ...columns.toSpliced(pick(1, 2, names.length), 0, free),
      ...constraints(pick, names, key),
    ];
    const options = [...(strict ? ["STRICT"] : []), ...(key === "without rowid" ? ["WITHOUT ROWID"] : [])];
    const sql = `CREATE TABLE "${table}" (${elements.join(", ")})${options.map((word) => ` ${word}`).join(",")}`;
    return { table, sql: spaced(pick, sql), free: "free", around: aroundIt(pick, table, names) };
  });
}

function columnText(
  pick: Pick,
  name: string,
  at: number,
  strict: boolean,
  key: string,
  table: string,
): string {
  const named = (): string => pick("", "", `CONSTRAINT c${at} `, `CONSTRAINT "c ${at}" `);
  const conflict = (): string =>
    pick("", "", " ON CONFLICT REPLACE", " ON CONFLICT IGNORE", " ON CONFLICT FAIL", " ON CONFLICT ABORT");
  if (at === 0) {
    const kinds: Readonly<Record<string, string>> = {
      column: `INT${strict ? "" : "(9)"} ${named()}PRIMARY KEY ${pick("", "ASC", "DESC")}${conflict()}`,
      counted: `INTEGER ${named()}PRIMARY KEY AUTOINCREMENT`,
    };
    return `${name} ${kinds[key] ?? `INT ${named()}NOT NULL${conflict()}`}`;
  }
  const type = strict ? "ANY" : pick("INT", "numeric ( 10 , 2 )", "", `"my type"`, "Big  Int");
  const clauses = [
    pick(
      "",
      `${named()}NOT NULL${conflict()} DEFAULT ${pick("5", "+5", "(1 + 1)", "x'00'", "'it''s'")}`,
      "NULL",
    ),
    pick(
      "",
      `${named()}CHECK (${name} <> ')' /* ( */)`,
      `${named()}CHECK (("${table}".${name} IS NOT 'no'))`,
    ),
    pick("", `COLLATE nocase`, `COLLATE "RTRIM"`, "COLLATE BINARY"),
    pick(
      "",
      "",
      `${named()}REFERENCES p (id) MATCH SIMPLE ON DELETE SET NULL NOT DEFERRABLE`,
      `REFERENCES "P" ON UPDATE CASCADE${pick("", " DEFERRABLE INITIALLY DEFERRED")}`,
    ),
  ];
  return [name, type, ...clauses].filter((part) => part !== "").join(" ");
}

function constraints(pick: Pick, names: readonly string[], key: string): readonly string[] {
  const [first, second, third] = names as readonly [string, string, string];
  const order = (): string => pick("", " DESC", " ASC", " COLLATE NOCASE", " COLLATE rtrim DESC");
  const named = (name: string): string => pick("", `CONSTRAINT ${name} `, `CONSTRAINT [${name},] `);
  return [
    ...(key === "table" || key === "without rowid"
      ? [`${named("k")}PRIMARY KEY (${first}${order()}, ${second}${order()})${pick("", " ON CONFLICT FAIL")}`]
      : []),
    pick(
      "",
      `${named("u")}UNIQUE (${first}${order()}, ${third}${order()})${pick("", " ON CONFLICT REPLACE")}`,
    ),
    pick("", `${named("ch")}CHECK (${first} > 0 OR ${second} IS NULL)`),
    pick("", `${named("fk")}FOREIGN KEY (${second}, ${third}) REFERENCES p (x, y) DEFERRABLE`),
    pick("", `g INT NULL GENERATED ALWAYS AS (${first} + 1) ${pick("", "STORED", "VIRTUAL")}`),
  ]
    .filter((part) => part !== "")
    .toSorted((a, b) => Number(b.startsWith("g ")) - Number(a.startsWith("g ")));
}

function aroundIt(pick: Pick, table: string, names: readonly string[]): readonly string[] {
  const [first, second] = names as readonly [string, string];
  const it = `"${table}"`;
  return [
    "PRAGMA foreign_keys = OFF",
    `INSERT OR REPLACE INTO ${it} (${first}, ${second}) VALUES (1, 1), (7, 2), (9, 3)`,
    `DELETE FROM ${it} WHERE ${first} = 7`,
    `UPDATE ${it} SET free = NULL`,
    "PRAGMA foreign_keys = ON",
    `CREATE INDEX i ON ${it} (${second} ${pick("", "DESC", "COLLATE rtrim ASC")}, lower(${first})) -- by hand
      ${pick("", `WHERE ${it}.${first} > 1 /* some */`)}`,
    `CREATE VIEW v (one, "t wo") AS SELECT ${first}, ${second} FROM ${it}`,
    "CREATE VIEW w AS SELECT one /* of v */ FROM v",
    `CREATE TRIGGER vt INSTEAD OF INSERT ON v BEGIN INSERT INTO ${it} (${first}) VALUES (new.one); END`,
    `CREATE TRIGGER tr AFTER UPDATE OF ${second} ON ${it} BEGIN DELETE FROM p WHERE id = CASE WHEN 1 THEN 99 END; END`,
    ...pick([], ["CREATE VIRTUAL TABLE f USING fts5(body)", "CREATE VIRTUAL TABLE r USING rtree(id, a, b)"]),
  ];
}

/** The same tokens with other spaces and comments between them. */
function spaced(pick: Pick, sql: string): string {
  const spaces = [" ", " ", " ", "\n  ", " /* a, comment ( ' */ ", " -- it's a, com)ment\n"];
  let [text, at] = ["", 0];
  for (const { start, end, text: token } of tokenize(sql)) {
    text += (start > at ? pick(...spaces) : "") + token;
    at = end;
  }
  return text;
}
