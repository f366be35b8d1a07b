import { describe, expect, it } from "vitest";
import { downgradeOf } from "../../src/compare/way-back.ts";
import { describeOperation } from "../../src/core/operations/describe.ts";
import { applyOperation } from "../../src/core/operations/apply.ts";
import { make } from "../../src/core/operations/make.ts";
import type { Operation } from "../../src/core/operations/operations.ts";
import { emptySchema, type Schema } from "../../src/core/schema/schema.ts";
import { postgres } from "../../src/dialects/postgres/index.ts";

const live = [
  make.createTable({
    name: "users",
    columns: [
      { name: "id", type: "integer" },
      { name: "mail", type: "text" },
    ],
  }),
  make.createIndex("users", { name: "by_mail", columns: ["mail"] }),
].reduce<Schema>(applyOperation, emptySchema);

const wayBack = (...operations: readonly Operation[]): ReturnType<typeof downgradeOf> =>
  downgradeOf(operations, live, postgres);

describe("the way back of what autogenerate writes", () => {
  it("takes back last what was done first", () => {
    const back = wayBack(
      make.createTable({ name: "teams", columns: [{ name: "id", type: "integer" }] }),
      make.addColumn("users", { name: "team", type: "integer" }),
      make.renameColumn("users", "mail", "email"),
    );
    expect(back.operations.map(({ operation }) => describeOperation(operation))).toEqual([
      "rename column users.email to mail",
      "drop column users.team",
      "drop table teams",
    ]);
    expect(back.lost).toEqual([]);
  });

  it("says of what it makes again that its rows do not come back, once", () => {
    const back = wayBack(make.dropColumn("users", "mail"), make.dropTable("users"));
    expect(back.operations.map(({ operation, notes }) => [operation.kind, notes])).toEqual([
      ["createTable", ["Brings the structure back, not the data that was there."]],
      ["addColumn", ["Brings the structure back, not the data that was there."]],
      ["createIndex", []],
    ]);
  });

  it("says nothing of data where none was lost", () => {
    const { operations } = wayBack(make.dropIndex("users", "by_mail"));
    expect(operations).toMatchObject([{ operation: { kind: "createIndex" }, notes: [] }]);
  });

  it("names what cannot be undone, and goes on with the rest", () => {
    const back = wayBack(
      make.renameTable("users", "people"),
      make.execute("SELECT setup()"),
      make.dropIndex("people", "by_mail"),
    );
    expect(back.lost).toEqual([expect.stringMatching(/^cannot be undone: .*SELECT setup\(\)/u)]);
    expect(back.operations.map(({ operation }) => operation.kind)).toEqual(["createIndex", "renameTable"]);
  });
});
