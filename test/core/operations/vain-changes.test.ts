import { describe, expect, it } from "vitest";
import { make } from "../../../src/core/operations/make.ts";
import type { Operation } from "../../../src/core/operations/operations.ts";
import { withoutVainChanges } from "../../../src/core/operations/vain-changes.ts";

const nullable = make.alterColumn("t", "a", { nullable: true });
const dropped = make.dropColumn("t", "a");

describe("on the way back", () => {
  const cases: readonly (readonly [string, readonly Operation[], readonly Operation[]])[] = [
    ["a column is not made nullable before it is dropped", [nullable, dropped], [dropped]],
    [
      "nor where other things are dropped in between",
      [nullable, make.dropIndex("i", "t"), dropped],
      [make.dropIndex("i", "t"), dropped],
    ],
    [
      "it is when SQL in between may need it",
      [nullable, make.execute("UPDATE t SET a = NULL"), dropped],
      [nullable, make.execute("UPDATE t SET a = NULL"), dropped],
    ],
    ["it is when it stays", [nullable, make.dropColumn("t", "b")], [nullable, make.dropColumn("t", "b")]],
    [
      "it is when more of it changes",
      [make.alterColumn("t", "a", { nullable: true, type: "text" }), dropped],
      [make.alterColumn("t", "a", { nullable: true, type: "text" }), dropped],
    ],
  ];
  it.each(cases)("%s", (_, given, wanted) => {
    const steps = given.map((operation) => ({ operation }));
    expect(withoutVainChanges(steps).map(({ operation }) => operation)).toEqual(wanted);
  });
});
