import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { Row } from "../../src/core/operations/operations.ts";
import { jsonReader, ndjsonReader } from "../../src/data/read-json.ts";
import type { RowReader } from "../../src/data/row-reader.ts";

function read(reader: RowReader, text: string, cuts: readonly number[] = []): readonly Row[] {
  const places = [0, ...cuts.map((cut) => cut % (text.length + 1)), text.length].sort((a, b) => a - b);
  const rows = places.slice(1).flatMap((end, index) => reader.push(text.slice(places[index], end)));
  return [...rows, ...reader.end()].map(({ row }) => row);
}

const hostile = fc.string({ unit: fc.constantFrom("{", "}", "[", "]", '"', "\\", ",", "\n", "a", "😀") });
const value = fc.oneof(fc.jsonValue(), hostile);
const rowsOf = fc.array(
  fc
    .dictionary(hostile, value, { noNullPrototype: true })
    .map((row) => JSON.parse(JSON.stringify(row)) as Row),
);

describe("reading JSON", () => {
  it("reads an array as JSON.parse does, in pieces of any length", () => {
    fc.assert(
      fc.property(rowsOf, fc.array(fc.nat()), fc.constantFrom(undefined, 2), (rows, cuts, indent) => {
        expect(read(jsonReader("rows.json"), JSON.stringify(rows, null, indent), cuts)).toEqual(rows);
      }),
    );
  });

  it("reads lines as JSON.parse does, in pieces of any length", () => {
    fc.assert(
      fc.property(rowsOf, fc.array(fc.nat()), fc.constantFrom("\n", "\r\n", "\n\n"), (rows, cuts, end) => {
        const text = rows.map((row) => JSON.stringify(row)).join(end);
        expect(read(ndjsonReader("rows.ndjson"), text, cuts)).toEqual(rows);
      }),
    );
  });

  it("takes one object alone for one row", () => {
    expect(read(jsonReader("row.json"), ' {"a": [1, {"b": "]"}]}\n')).toEqual([{ a: [1, { b: "]" }] }]);
  });

  it.each([
    ['[{"a": 1}\n {"a": 2}]', 'rows.json:2: "{" between two rows'],
    ["[1]", 'rows.json:1: a row must be an object, and "1" does not begin one'],
    ['[{"a": 1},]', "rows.json:1: a row must be an object"],
    ['[\n{"a": }]', "rows.json:2: Unexpected token"],
    ['[{"a": 1}', "rows.json:1: the array is not closed"],
    ['[\n{"a": 1', "rows.json:2: an object is not closed"],
    ['{"a": 1} {"a": 2}', 'rows.json:1: "{" after the end'],
    ["", "rows.json: it is empty; for no rows at all, write []"],
  ])("refuses %j and says where", (text, message) => {
    expect(() => read(jsonReader("rows.json"), text)).toThrow(message);
  });

  it.each([
    ['{"a": 1}\n[2]', "rows.ndjson:2: a row must be an object"],
    ['{"a": 1}\n\n{"a"', "rows.ndjson:3:"],
  ])("refuses the lines %j and says where", (text, message) => {
    expect(() => read(ndjsonReader("rows.ndjson"), text)).toThrow(message);
  });
});
