import { describe, expect, it } from "vitest";
import { applyOperations } from "../../../src/core/operations/apply.ts";
import { make } from "../../../src/core/operations/make.ts";
import { constraintOf, columnOf, indexOf, tableOf } from "../../../src/core/schema/lookup.ts";
import { emptySchema } from "../../../src/core/schema/schema.ts";

const schema = applyOperations(emptySchema, [
  make.createTable({
    name: "users",
    columns: [
      { name: "email", type: "text" },
      { name: "Name", type: "text" },
    ],
    uniques: [{ name: "users_name", columns: ["Name"] }],
  }),
  make.createIndex("users", { name: "users_email_unique", unique: true, columns: ["email"] }),
]);
const users = tableOf(schema, "users");

describe("what cannot be found", () => {
  it.each<[string, () => unknown, RegExp]>([
    [
      "an index that is taken for a constraint",
      () => constraintOf(users, "users_email_unique"),
      /users_email_unique is an index: write op\.dropIndex\("users", "users_email_unique"\)/u,
    ],
    [
      "a unique index that is taken for a constraint, by its columns",
      () => constraintOf(users, { unique: ["email"] }),
      /users_email_unique is an index/u,
    ],
    [
      "a constraint that is taken for an index",
      () => indexOf(users, "users_name"),
      /users_name is a constraint: write op\.dropConstraint\("users", "users_name"\)/u,
    ],
    ["a table in other letters", () => tableOf(schema, "Users"), /The database has users/u],
    ["a column in other letters", () => columnOf(users, "name"), /The database has Name/u],
    ["what is like nothing", () => columnOf(users, "nothing"), /Check the spelling/u],
    ["a constraint like nothing", () => constraintOf(users, { check: "email" }), /Check the spelling/u],
  ])("is %s, and the hint says so", (_, look, hint) => {
    expect(look).toThrow(
      expect.objectContaining({ code: "no-such-object", hint: expect.stringMatching(hint) }),
    );
  });
});

describe("a constraint without a name", () => {
  it("is the last of those that are meant, so that what was made last is undone first", () => {
    const key = (table: string) => ({ columns: ["email"], references: { table, columns: ["id"] } });
    const twice = applyOperations(schema, [
      make.createForeignKey("users", key("first")),
      make.createForeignKey("users", key("second")),
      make.dropConstraint("users", { foreignKey: ["email"] }),
    ]);
    expect(tableOf(twice, "users").foreignKeys.map(({ references }) => references.table)).toEqual(["first"]);
  });
});
