import { describe, expect, it } from "vitest";
import { oneAfterAnother } from "../../../src/core/diff/succession.ts";

const moves = (text: string): { readonly from: string; readonly to: string }[] =>
  text.split(" ").map((each) => {
    const [from = "", to = ""] = each.split(">");
    return { from, to };
  });
const order = (text: string): string =>
  oneAfterAnother(
    moves(text),
    (_, name) => name,
    ({ to }) => `spare_${to}`,
  )
    .map(({ from, to }) => `${from}>${to}`)
    .join(" ");

describe("things that take each other's names", () => {
  it.each([
    ["a>b b>c", "b>c a>b"],
    ["a>b b>a", "a>spare_b b>a spare_b>b"],
    ["a>b b>c c>a", "a>spare_b c>a b>c spare_b>b"],
    ["a>b b>a c>d d>e", "d>e c>d a>spare_b b>a spare_b>b"],
    ["a>x b>y", "a>x b>y"],
  ])("go %s in the order %s", (given, expected) => {
    expect(order(given)).toBe(expected);
  });
});
