import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { make } from "../../../src/core/operations/make.ts";
import { reverseOperations } from "../../../src/core/operations/reverse.ts";
import type { Operation } from "../../../src/core/operations/operations.ts";
import { formatName } from "../../../src/core/schema/names.ts";
import type { Column, Table } from "../../../src/core/schema/schema.ts";
import type { Rows } from "../../../src/dialects/dialect.ts";
import { bareExpression } from "../../../src/dialects/sqlite/parse/expression.ts";
import { nameOf } from "../../../src/core/sql/tokens.ts";
import { foldName, quoteName, tokenize } from "../../../src/dialects/sqlite/tokens.ts";
import { arbitraryWriting, type Writing } from "../../support/sqlite-writing.ts";
import { sqliteDatabase, type TestDatabase } from "../../support/sqlite-database.ts";

/** Changes for which a table has to be rebuilt, of a column that nothing else needs. */
const changes: readonly ((table: string, column: Column) => readonly Operation[])[] = [
  (table) => [make.addColumn(table, { name: "n w", type: "text", default: "lower('N')" })],
  (table, { name }) => [make.alterColumn(table, name, { default: "lower('D')" })],
  (table, { name, collation }) => [
    make.alterColumn(table, name, { collation: collation === "NOCASE" ? "RTRIM" : "NOCASE" }),
  ],
  (table, { name }) => [make.createUniqueConstraint(table, { name: "u n", columns: [name] })],
  (table, { name }) => [make.createCheckConstraint(table, { expression: `length(${quoteName(name)}) < 99` })],
  (table, { name }) => [
    make.createForeignKey(table, { columns: [name], references: { table: "p", columns: ["id"] } }),
  ],
  (table, { name }) => [
    make.renameColumn(table, name, 'r "n"'),
    make.alterColumn(table, 'r "n"', { default: "'r'" }),
  ],
  (table, { name }) => [make.dropColumn(table, name)],
];

/** What stands between the commas of a CREATE TABLE, without spaces and comments and with names in one spelling. */
function elementsOf(sql: string, table: string): readonly string[] {
  const elements: string[][] = [[]];
  let depth = 0;
  let skipped = 0;
  const tokens = tokenize(sql);
  for (const [at, token] of tokens.entries()) {
    if (skipped-- > 0) continue;
    const isName = token.kind === "word" || token.kind === "quoted";
    // A check may name its table or not.
    if (isName && foldName(nameOf(token)) === foldName(table) && tokens[at + 1]?.text === ".") {
      skipped = 1;
      continue;
    }
    skipped = 0;
    if (token.text === ")") depth--;
    if (depth === 1 && token.text === ",") elements.push([]);
    else if (depth > 0) elements.at(-1)?.push(isName ? foldName(nameOf(token)) : token.text);
    if (token.text === "(") depth++;
  }
  return elements.map((element) => element.join(" "));
}

async function textOf(database: TestDatabase, table: string): Promise<string> {
  const [row] = await database.rows(
    `SELECT sql FROM sqlite_schema WHERE type = 'table' AND name = '${table}'`,
  );
  return String(row?.["sql"]);
}

/** All but the table itself, as it was written. */
function around(database: TestDatabase, table: string): Promise<Rows> {
  return database.rows(
    `SELECT name, sql FROM sqlite_schema WHERE sql IS NOT NULL AND NOT (type = 'table' AND name = '${table}') ORDER BY name`,
  );
}

function rowsOf(database: TestDatabase, table: Table, columns: readonly string[]): Promise<Rows> {
  const values = columns.map((name) => `quote(${quoteName(name)})`);
  const id = table.withoutRowid ? [] : ["rowid"];
  return database.rows(`SELECT ${[...id, ...values].join(", ")} FROM ${quoteName(table.name)} ORDER BY 1, 2`);
}

async function changesOnly(writing: Writing, pick: number): Promise<void> {
  const database = await sqliteDatabase();
  try {
    await database.script(`CREATE TABLE p (id INTEGER PRIMARY KEY, x, y, UNIQUE (x, y)); ${writing.sql}`);
    await database.script(writing.around.join(";\n"));
    const table = await database.table(writing.table);
    const column = table.columns.find(({ name }) => name === writing.free);
    const change = changes[pick % changes.length];
    if (column === undefined || change === undefined) throw new Error("the writing lacks its free column");
    const operations = change(formatName(table), column);
    const before = await database.schema();
    const [text, others] = [await textOf(database, table.name), await around(database, table.name)];
    const kept = table.columns.map(({ name }) => name).filter((name) => name !== writing.free);
    const rows = await rowsOf(database, table, kept);

    await database.apply(...operations);
    const isFree = (element: string): boolean => element.startsWith(foldName(writing.free));
    const rest = (elements: readonly string[]): readonly string[] => elements.filter((each) => !isFree(each));
    const changed = elementsOf(await textOf(database, table.name), table.name);
    expect(changed).toEqual(expect.arrayContaining([...rest(elementsOf(text, table.name))]));
    expect(await around(database, table.name)).toEqual(others);
    expect(await rowsOf(database, table, kept)).toEqual(rows);

    const back = reverseOperations(operations, before);
    if (back === null) throw new Error("there is no way back");
    await database.apply(...back);
    const after = elementsOf(await textOf(database, table.name), table.name);
    expect([...rest(after)].sort()).toEqual([...rest(elementsOf(text, table.name))].sort());
    expect(await around(database, table.name)).toEqual(others);
    expect(await rowsOf(database, table, kept)).toEqual(rows);
    const restored = (await database.table(table.name)).columns.find(({ name }) => name === writing.free);
    expect(restored).toEqual({
      ...column,
      default: column.default === null ? null : bareExpression(column.default),
    });
  } finally {
    await database.connection.close();
  }
}

describe("a change of a table that was written by hand", () => {
  it("leaves all else as it was written, and its way back leads to the start", async () => {
    await fc.assert(fc.asyncProperty(arbitraryWriting(), fc.nat({ max: 999 }), changesOnly), {
      numRuns: 60,
      endOnFailure: true,
    });
  });
});
