import { describe, expect, it } from "vitest";
import { operationsOf } from "../../../src/core/diff/change.ts";
import { diffSchemas } from "../../../src/core/diff/diff.ts";
import { applyOperations } from "../../../src/core/operations/apply.ts";
import { make } from "../../../src/core/operations/make.ts";
import type { Operation } from "../../../src/core/operations/operations.ts";
import { completeView } from "../../../src/core/schema/complete.ts";
import { tableOf } from "../../../src/core/schema/lookup.ts";
import { emptySchema, type Schema } from "../../../src/core/schema/schema.ts";
import { identityRules } from "./rules.ts";

/** A table with everything for which Drizzle has no words. */
const silent = (rich: boolean, cascade = false): readonly Operation[] => [
  make.createTable({
    name: "users",
    columns: [
      { name: "id", type: "integer", identity: rich ? { sequence: "odd_seq" } : {} },
      { name: "name", type: "varchar(10)", ...(rich ? { collation: "C", comment: "a name" } : {}) },
      { name: "boss", type: "integer" },
    ],
    primaryKey: { columns: ["id"], ...(rich ? { onConflict: "replace" as const } : {}) },
    uniques: [
      {
        columns: ["name"],
        ...(rich ? { deferrable: "deferred" as const, onConflict: "fail" as const } : {}),
      },
    ],
    checks: [{ expression: "name <> ''", ...(rich ? { validated: false } : {}) }],
    foreignKeys: [
      {
        columns: ["boss"],
        references: { table: "users", columns: ["id"] },
        onDelete: "set null",
        ...(cascade ? { onUpdate: "cascade" as const } : {}),
        ...(rich
          ? { onDeleteColumns: ["boss"], matchFull: true, deferrable: "immediate" as const, validated: false }
          : {}),
      },
    ],
    ...(rich ? { strict: true, withoutRowid: true, comment: "people" } : {}),
  }),
  make.createIndex("users", {
    name: "by_name",
    unique: true,
    columns: [{ column: "name", ...(rich ? { collation: "C" } : {}) }],
    ...(rich ? { include: ["boss"], nullsNotDistinct: true, comment: "fast" } : {}),
  }),
  make.createView({
    name: "names",
    query: "SELECT name FROM users",
    ...(rich ? { columns: ["n"], attachments: ["GRANT SELECT ON names TO someone"] } : {}),
  }),
];

function schemaOf(operations: readonly Operation[], trigger: boolean): Schema {
  const schema = applyOperations(emptySchema, operations);
  const triggers = trigger
    ? [{ name: "t", sql: "CREATE TRIGGER t AFTER INSERT ON users BEGIN SELECT 1; END" }]
    : [];
  return { ...schema, tables: schema.tables.map((table) => ({ ...table, triggers })) };
}

const live = schemaOf(silent(true), true);
const diff = (wanted: Schema) => diffSchemas(live, wanted, identityRules, { renames: [] });

describe("facts that the wanted schema cannot say", () => {
  it("are no difference", () => {
    expect(diff(schemaOf(silent(false), false))).toEqual([]);
  });

  it("are kept when what they belong to is made again", () => {
    const wanted = schemaOf(silent(false, true), false);
    expect(operationsOf(diff(wanted))).toEqual([
      make.dropConstraint("users", { foreignKey: ["boss"] }),
      make.createForeignKey("users", {
        columns: ["boss"],
        references: { table: "users", columns: ["id"] },
        onUpdate: "cascade",
        onDelete: "set null",
        onDeleteColumns: ["boss"],
        matchFull: true,
        deferrable: "immediate",
        validated: false,
      }),
    ]);
  });

  it("are a difference when it says something else", () => {
    const wanted = applyOperations(schemaOf(silent(false), false), [
      make.setTableComment("users", "persons"),
      make.alterColumn("users", "name", { comment: "the name", collation: "POSIX" }),
    ]);
    expect(operationsOf(diff(wanted))).toEqual([
      make.setTableComment("users", "persons"),
      make.alterColumn("users", "name", { collation: "POSIX", comment: "the name" }),
    ]);
  });

  it("are left behind where they would have no meaning", () => {
    const wanted = applyOperations(schemaOf(silent(false), false), [
      make.alterColumn("users", "name", { type: "integer" }),
      make.dropColumn("users", "boss"),
    ]);
    const after = applyOperations(live, operationsOf(diff(wanted)));
    expect(tableOf(after, "users").columns[1]).toMatchObject({ type: "integer", collation: null });
    expect(tableOf(after, "users").indexes[0]).toMatchObject({
      include: [],
      nullsNotDistinct: true,
      comment: "fast",
    });
  });
});

describe("a view that is made again", () => {
  const view = (query: string, outputs: readonly string[], attachments: readonly string[] = []): Schema => ({
    ...emptySchema,
    views: [
      {
        ...completeView({ name: "v", query, materialized: true, attachments }, []),
        outputs,
      },
    ],
  });

  it("keeps what belongs to it, but for what is about columns that it gives no more", () => {
    const index = 'CREATE UNIQUE INDEX v_id ON "v" USING btree (id)';
    const before = view(
      "SELECT id, name FROM t",
      ["id", "name"],
      [index, "CREATE INDEX v_name ON v (lower(name))", `COMMENT ON COLUMN "v"."name" IS 'n'`],
    );
    const operations = operationsOf(
      diffSchemas(before, view("SELECT id FROM t", ["id"]), identityRules, { renames: [] }),
    );
    expect(operations.map(({ kind }) => kind)).toEqual(["dropView", "createView"]);
    expect(applyOperations(before, operations).views[0]?.attachments).toEqual([index]);
  });
});
