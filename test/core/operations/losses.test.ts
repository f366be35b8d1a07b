import { describe, expect, it } from "vitest";
import { applyOperations } from "../../../src/core/operations/apply.ts";
import type { Loss } from "../../../src/core/operations/loss.ts";
import { commonSql } from "../../../src/core/sql/lexical.ts";
import { lossesOf } from "../../../src/core/operations/losses.ts";
import { make } from "../../../src/core/operations/make.ts";
import type { Operation } from "../../../src/core/operations/operations.ts";
import { emptySchema } from "../../../src/core/schema/schema.ts";

const before = applyOperations(emptySchema, [
  make.createEnum({ name: "mood", values: ["sad", "calm", "happy"] }),
  make.createTable({
    name: "app.m",
    columns: [
      { name: "one", type: "mood" },
      { name: "many", type: "mood[]" },
      { name: "shout", type: "text", generated: { expression: "upper('x')", stored: true } },
      { name: "other", type: "text" },
    ],
  }),
]);

describe("what an operation takes away", () => {
  it.each<[string, Operation, readonly Omit<Loss, "text">[]]>([
    [
      "a table",
      make.dropTable("app.m"),
      [{ table: "app.m", column: null, values: null, rule: "drop-table" }],
    ],
    [
      "a column",
      make.dropColumn("app.m", "other"),
      [{ table: "app.m", column: "other", values: null, rule: "drop-column" }],
    ],
    ["nothing with what is computed", make.dropColumn("app.m", "shout"), []],
    [
      "a label, from columns and from lists",
      make.changeEnum("mood", ["sad", "calm"], { happy: "calm" }),
      [
        { table: "app.m", column: "one", values: ["happy"], array: false, rule: "values-replaced" },
        { table: "app.m", column: "many", values: ["happy"], array: true, rule: "values-replaced" },
      ],
    ],
    ["nothing where labels only come or move", make.changeEnum("mood", ["new", "happy", "calm", "sad"]), []],
    [
      "nothing where a label goes that no row may hold, so that the statement fails instead",
      make.changeEnum("mood", ["sad", "calm"]),
      [],
    ],
    ["nothing where a column comes", make.addColumn("app.m", { name: "new", type: "text" }), []],
  ])("is %s", (_, operation, expected) => {
    expect(lossesOf(operation, before, commonSql).map(({ text: _text, ...loss }) => loss)).toEqual(expected);
  });
});
