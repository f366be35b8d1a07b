import { describe, expect, it } from "vitest";
import { plainJson, plainText } from "../../src/data/plain-values.ts";

const bytes = new Uint8Array([0, 255]);
const speaking = { toJSON: () => ({ said: 1n }), hidden: true };
const moment = new Date("2026-11-22T01:02:03.004Z");

describe("what a revision's function has made", () => {
  it.each<[value: unknown, json: string | null, text: string | null]>([
    [null, "null", null],
    [undefined, null, null],
    ["a", '"a"', "a"],
    [true, "true", "true"],
    [1.5, "1.5", "1.5"],
    [-0, "-0", "-0"],
    [Number.NaN, '"NaN"', "NaN"],
    [Number.NEGATIVE_INFINITY, "-1e999", "-1e999"],
    [9007199254740993n, '"9007199254740993"', "9007199254740993"],
    [moment, '"2026-11-22T01:02:03.004Z"', "2026-11-22T01:02:03.004Z"],
    [speaking, '{"said":"1"}', '{"said":"1"}'],
    [[1n, undefined, speaking], '["1",null,{"said":"1"}]', '["1",null,{"said":"1"}]'],
    [{ a: undefined, b: () => 1, c: [] }, '{"c":[]}', '{"c":[]}'],
    [() => 1, null, null],
  ])("is written as JSON and as a field of CSV: %o", (value, json, text) => {
    expect(plainJson(value)).toBe(json);
    expect(plainText(value)).toBe(text);
  });

  it("is written with its bytes told from a text", () => {
    expect(plainJson({ bytes })).toBe(`{"bytes":${plainJson(bytes)}}`);
    expect(plainJson(bytes)).not.toBe(plainJson([0, 255]));
  });
});
