import { assert, constantFrom, oneof, property, record, string } from "fast-check";
import { describe, expect, it } from "vitest";
import {
  arraysOf,
  isOfEnum,
  nameOfType,
  typeNamed,
  typeOfEnum,
  typeOfSql,
} from "../../../src/core/schema/types.ts";
import { hostileNames } from "../../names/hostile-names.ts";

const part = oneof(
  constantFrom(...hostileNames, "text", "char", "public_", "role"),
  string({ minLength: 1 }),
);
const name = record({ schema: oneof(part, constantFrom(null)), name: part });

describe("a type of a name", () => {
  it("is read as just that name, alone or as an array", () => {
    assert(
      property(name, (named) => {
        for (const type of [typeNamed(named), typeOfEnum(named)]) {
          expect(nameOfType(type)).toEqual(named);
          expect(isOfEnum(arraysOf(type, 2), named)).toBe(true);
        }
        expect(nameOfType(typeNamed(named, "(3)"))).toEqual(named);
      }),
    );
  });

  it("holds nothing outside of quotes but what a name may hold", () => {
    assert(
      property(name, (named) => {
        expect(typeNamed(named).replaceAll(/"(?:[^"]|"")*"/gu, "")).toMatch(
          /^[a-z_][a-z\d_]*(?:\.[a-z\d_]*)?$|^\.?[a-z\d_]*$/u,
        );
      }),
    );
  });

  it.each([
    ["integer", null],
    ["VARCHAR(10)", null],
    ["numeric(10, 2)[]", null],
    ["timestamp(3) with time zone", null],
    ["interval day to second(3)", null],
    ["double precision", null],
    ['"char"', null],
    ["public.integer", { schema: null, name: "integer" }],
    ['"int[]"[]', { schema: null, name: "int[]" }],
    ["vector(3)", { schema: null, name: "vector" }],
    ['auth."Role"', { schema: "auth", name: "Role" }],
    ["Mood[]", { schema: null, name: "Mood" }],
  ])("%s goes by the name %o", (type, named) => {
    expect(nameOfType(typeOfSql(type))).toEqual(named);
  });

  it.each([
    [{ schema: null, name: "mood" }, "mood"],
    [{ schema: "auth", name: "Role" }, "auth.Role"],
    [{ schema: null, name: "date" }, 'public."date"'],
    [{ schema: null, name: "new\nline" }, '"new\nline"'],
    [{ schema: null, name: "x); DROP TABLE t; --" }, '"x); DROP TABLE t; --"'],
  ])("of the enum %o is said as %s in a revision", (named, text) => {
    expect(typeOfEnum(named)).toBe(text);
  });
});
