import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { Row } from "../../src/core/operations/operations.ts";
import { csvReader } from "../../src/data/read-csv.ts";
import { csvLine } from "../../src/data/write-rows.ts";

function read(text: string, cuts: readonly number[] = [], separator?: string): readonly Row[] {
  const reader = csvReader("rows.csv", separator);
  const places = [0, ...cuts.map((cut) => cut % (text.length + 1)), text.length].sort((a, b) => a - b);
  const rows = places.slice(1).flatMap((end, index) => reader.push(text.slice(places[index], end)));
  return [...rows, ...reader.end()].map(({ row }) => row);
}

const awkward = fc.string({
  unit: fc.constantFrom("a", "Z", '"', ",", ";", "\n", "\r", " ", "é", "😀", "\\"),
});
const field = fc.oneof(fc.constant(null), awkward, fc.string({ unit: "binary" }));

describe("reading CSV", () => {
  it("reads any text back that was written, in pieces of any length", () => {
    const table = fc
      .uniqueArray(
        awkward.filter((name) => name !== ""),
        { minLength: 1, maxLength: 5 },
      )
      .chain((names) =>
        fc.tuple(
          fc.constant(names),
          fc.array(fc.array(field, { minLength: names.length, maxLength: names.length })),
        ),
      );
    fc.assert(
      fc.property(
        table,
        fc.array(fc.nat()),
        fc.constantFrom(",", ";", "\t"),
        fc.constantFrom("\n", "\r\n", "\r"),
        ([names, records], cuts, separator, end) => {
          const lines = [names, ...records].map((values) => csvLine(values, separator));
          const rows = read(lines.map((line) => `${line}${end}`).join(""), cuts, separator);
          const wanted = records.filter(
            (values) => names.length === 1 || values.some((value) => value !== null) || values.length > 1,
          );
          expect(rows).toEqual(
            wanted.map((values) => Object.fromEntries(names.map((name, index) => [name, values[index]]))),
          );
        },
      ),
    );
  });

  it.each<[string, string, readonly Row[]]>([
    ["an empty field as NULL and a quoted one as empty text", 'a,b\n,""\n', [{ a: null, b: "" }]],
    ["quotes within quotes", 'a\n"say ""hi"""\n', [{ a: 'say "hi"' }]],
    ["line ends within quotes as they are", 'a,b\n"1\r\n2",x\r\n', [{ a: "1\r\n2", b: "x" }]],
    ["a last line without an end", "a,b\n1,2", [{ a: "1", b: "2" }]],
    ["a last field that is empty, without an end", "a,b\n1,", [{ a: "1", b: null }]],
    ["nothing between empty lines", "a,b\n\n1,2\n\n", [{ a: "1", b: "2" }]],
    ["an empty line as NULL where there is one column", "a\n\n1\n", [{ a: null }, { a: "1" }]],
    ["a file of names alone as no rows", "a,b\n", []],
    ["spaces as they are", "a\n x \n", [{ a: " x " }]],
  ])("takes %s", (_, text, rows) => {
    expect(read(text)).toEqual(rows);
  });

  it.each([
    ["", "rows.csv: there is nothing in it"],
    ["a,b\n1,2\n3\n", "rows.csv:3: one field where the first line names 2"],
    ['a,b\n"1\n2",3\n4,5,6\n', "rows.csv:4: 3 fields where the first line names 2"],
    ['a\nx"y\n', "rows.csv:2: a quote in the middle"],
    ['a\n"x"y\n', "rows.csv:2: text after the closing quote"],
    ['a\n1\n"x\ny', "rows.csv:3: a quoted field is not closed"],
    ["a,a\n", "rows.csv:1: the first line names a column twice"],
    ["a,\n", "rows.csv:1: the first line leaves a column without a name"],
  ])("refuses %j and says where", (text, message) => {
    expect(() => read(text)).toThrow(message);
  });
});
