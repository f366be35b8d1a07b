import { describe, expect, it } from "vitest";
import { renameCandidates } from "../../../src/core/diff/candidates.ts";
import { parseRename } from "../../../src/core/diff/parse-rename.ts";
import { formatRename } from "../../../src/core/diff/renames.ts";
import { applyOperations } from "../../../src/core/operations/apply.ts";
import { make } from "../../../src/core/operations/make.ts";
import type { Operation } from "../../../src/core/operations/operations.ts";
import { emptySchema, type Schema } from "../../../src/core/schema/schema.ts";

const schemaOf = (...operations: Operation[]): Schema => applyOperations(emptySchema, operations);
const table = (name: string, ...columns: string[]): Operation =>
  make.createTable({
    name,
    columns: columns.map((column) => {
      const [title = "", type = "text"] = column.split(" ");
      return { name: title, type };
    }),
  });

const live = schemaOf(
  make.createSchema("auth"),
  make.createEnum({ name: "mood", values: ["sad", "happy"] }),
  table("users", "id", "name", "age"),
  table("auth.users", "id", "name"),
  table('"odd.name"', "id", "a:b"),
);
const wanted = schemaOf(
  make.createSchema("auth"),
  make.createEnum({ name: "humour", values: ["sad"] }),
  make.createEnum({ name: "mood", values: ["unhappy", "happy"] }),
  table("people", "id", "full_name"),
  table("users", "id", "full_name", "age"),
  table("auth.people", "id", "name"),
  table("auth.users", "id", "title"),
  table('"odd.name"', "id", "c.d"),
);

describe("a rename as people write it", () => {
  it.each([
    ["users:people", { kind: "table", inside: null, from: "users", to: "people" }],
    ["auth.users:auth.people", { kind: "table", inside: null, from: "auth.users", to: "auth.people" }],
    ["users.name:users.full_name", { kind: "column", inside: "users", from: "name", to: "full_name" }],
    ["users.name:people.full_name", { kind: "column", inside: "users", from: "name", to: "full_name" }],
    ["users.name:full_name", { kind: "column", inside: "users", from: "name", to: "full_name" }],
    ["auth.users.name:auth.users.title", { kind: "column", inside: "auth.users", from: "name", to: "title" }],
    ['"odd.name"."a:b":"odd.name"."c.d"', { kind: "column", inside: '"odd.name"', from: "a:b", to: "c.d" }],
    ["users:auth.people", { kind: "table", inside: null, from: "users", to: "auth.people" }],
    ["mood:humour", { kind: "enum", inside: null, from: "mood", to: "humour" }],
    ["mood.sad:mood.unhappy", { kind: "enumValue", inside: "mood", from: "sad", to: "unhappy" }],
  ])("reads %s", (text, rename) => {
    expect(parseRename(text, live, wanted)).toEqual(rename);
  });

  it.each([
    "users.name:users.full_name",
    "users.name:people.full_name",
    "people.name:people.full_name",
    "people.name:full_name",
  ])("reads %s beside users:people, by the table's old name or its new one", (text) => {
    const [before, after] = [
      schemaOf(table("users", "id", "name")),
      schemaOf(table("people", "id", "full_name")),
    ];
    expect(parseRename(text, before, after, ["users:people"])).toEqual({
      kind: "column",
      inside: "users",
      from: "name",
      to: "full_name",
    });
  });

  it.each([
    ["bad-rename", "users"],
    ["bad-rename", "users:"],
    ["bad-rename", ":people"],
    ["bad-rename", "users:auth.users"],
    ["bad-rename", "users.name:users.age"],
    ["unknown-rename", "nobody:people"],
    ["unknown-rename", "users:nobody"],
    ["unknown-rename", "users.nothing:users.full_name"],
    ["unknown-rename", "users.name:users.nothing"],
    ["unknown-rename", "mood.angry:mood.unhappy"],
    ["unknown-rename", "mood.sad:mood.angry"],
  ])("refuses with %s: %s", (code, text) => {
    expect(() => parseRename(text, live, wanted)).toThrow(expect.objectContaining({ code, exitCode: 2 }));
  });
});

describe("renames that shapes suggest", () => {
  const suggested = (before: Schema, after: Schema): string[] =>
    renameCandidates(before, after).map(({ rename }) => formatRename(rename));

  it("are tables with the same columns, likeliest first", () => {
    const before = schemaOf(table("users", "id", "name", "age int"), table("logs", "at"));
    const after = schemaOf(
      table("people", "id", "name", "age int"),
      table("staff", "id", "name", "wage int"),
      table("other", "x"),
    );
    expect(suggested(before, after)).toEqual(["users:people"]);
    expect(renameCandidates(before, after)[0]?.score).toBeGreaterThan(0.8);
  });

  it("are columns of one type, by name, place and facts", () => {
    const before = schemaOf(table("users", "id", "name", "age int"));
    const after = schemaOf(table("users", "id", "full_name", "years int", "extra json"));
    expect(suggested(before, after)).toEqual(["users.name:users.full_name", "users.age:users.years"]);
  });

  it("are columns of a renamed table too, under its old name", () => {
    const before = schemaOf(table("users", "id", "a", "b", "c", "name int"));
    const after = schemaOf(table("people", "id", "a", "b", "c", "title int"));
    expect(suggested(before, after)).toEqual(["users.name:users.title", "users:people"]);
  });

  it("are types with the same labels and labels in the same place", () => {
    const before = schemaOf(
      make.createEnum({ name: "a", values: ["x", "y"] }),
      make.createEnum({ name: "m", values: ["x", "y", "z"] }),
    );
    const after = schemaOf(
      make.createEnum({ name: "b", values: ["x", "y"] }),
      make.createEnum({ name: "m", values: ["x", "why", "z"] }),
    );
    expect(suggested(before, after)).toEqual(["a:b", "m.y:m.why"]);
  });

  it("are none where nothing is gone or nothing is new", () => {
    const before = schemaOf(table("users", "id", "name"));
    expect(suggested(before, schemaOf(table("users", "id")))).toEqual([]);
    expect(suggested(before, schemaOf(table("users", "id", "name", "x")))).toEqual([]);
  });
});
