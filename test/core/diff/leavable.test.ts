import { describe, expect, it } from "vitest";
import { diffSchemas } from "../../../src/core/diff/diff.ts";
import { leavable, type Leavable } from "../../../src/core/diff/leavable.ts";
import { applyOperations } from "../../../src/core/operations/apply.ts";
import { make } from "../../../src/core/operations/make.ts";
import type { Operation } from "../../../src/core/operations/operations.ts";
import { emptySchema, type Schema } from "../../../src/core/schema/schema.ts";
import { rules as sqlite } from "../../../src/dialects/sqlite/rules.ts";
import { identityRules } from "./rules.ts";

const schema = (...operations: Operation[]): Schema => applyOperations(emptySchema, operations);
const mood = (...values: string[]): Schema => schema(make.createEnum({ name: "mood", values }));
const keyed = (...columns: string[]): Schema =>
  schema(
    make.createTable({
      name: "t",
      columns: ["a", "b"].map((name) => ({ name, type: "integer", nullable: false })),
      primaryKey: { columns },
    }),
  );
const text = (type: string): Schema =>
  schema(make.createTable({ name: "t", columns: [{ name: "a", type }] }));

const cases: Readonly<Record<Leavable, readonly [live: Schema, wanted: Schema, other: Schema]>> = {
  "label-order": [mood("a", "b"), mood("b", "a"), mood("b", "a", "c")],
  "key-order": [keyed("a", "b"), keyed("b", "a"), keyed("b")],
  "text-length": [text("text(3)"), text("text"), text("integer")],
};

describe("a difference that costs much and changes little", () => {
  it.each(leavable)("is written with its cost, and left where the configuration says so: %s", (name) => {
    const [live, wanted, other] = cases[name];
    const rules = name === "text-length" ? sqlite : identityRules;
    const left = { ...rules, leaves: new Set([name]) };
    const notes = diffSchemas(live, wanted, rules, { renames: [] }).flatMap(({ note }) => note ?? []);
    expect(notes).toEqual([expect.stringContaining(`leave: ["${name}"] in the configuration`)]);
    expect(diffSchemas(live, wanted, left, { renames: [] })).toEqual([]);
    const others = diffSchemas(live, other, left, { renames: [] });
    expect(others.length).toBeGreaterThan(0);
    expect(others.flatMap(({ note }) => note ?? [])).toEqual([]);
  });
});
