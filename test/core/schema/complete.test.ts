import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  completeColumn,
  completeEnum,
  completeIndex,
  completePolicy,
  completeSequence,
  completeTable,
  completeView,
} from "../../../src/core/schema/complete.ts";
import { formatName } from "../../../src/core/schema/names.ts";
import type { Table } from "../../../src/core/schema/schema.ts";
import {
  sparseColumn,
  sparseEnum,
  sparseIndex,
  sparsePolicy,
  sparseSequence,
  sparseTable,
  sparseView,
} from "../../../src/core/schema/sparse.ts";
import { arbitrarySchema } from "../../support/arbitraries.ts";

const schemas = fc.oneof(
  arbitrarySchema("postgresql", { views: true }),
  arbitrarySchema("sqlite", { views: true }),
);

/** A specification has no place for indexes, triggers and policies of a table. */
const bare = (table: Table): Table => ({ ...table, indexes: [], triggers: [], policies: [] });

/** Constraints beside columns come first, so that only those over the same columns keep their order. */
const byColumns = (table: Table): Table => {
  const sorted = <T extends { readonly columns: readonly string[] }>(list: readonly T[]): readonly T[] =>
    list.toSorted((a, b) => a.columns.join().localeCompare(b.columns.join()));
  return { ...table, uniques: sorted(table.uniques), foreignKeys: sorted(table.foreignKeys) };
};

describe("a specification and what it stands for", () => {
  it("are each other's opposite for everything a schema holds", () => {
    fc.assert(
      fc.property(schemas, (schema) => {
        for (const table of schema.tables) {
          expect(byColumns(completeTable(sparseTable(table)))).toEqual(byColumns(bare(table)));
          expect(table.indexes.map((index) => completeIndex(sparseIndex(index)))).toEqual(table.indexes);
          expect(table.policies.map((policy) => completePolicy(sparsePolicy(policy)))).toEqual(
            table.policies,
          );
        }
        for (const sequence of schema.sequences)
          expect(completeSequence(sparseSequence(sequence))).toEqual(sequence);
        for (const type of schema.enums) expect(completeEnum(sparseEnum(type))).toEqual(type);
        for (const view of schema.views) expect(completeView(sparseView(view), view.reads)).toEqual(view);
      }),
    );
  });

  it("puts a constraint of one column beside it where that says all", () => {
    const table = completeTable({
      name: "posts",
      columns: [
        { name: "id", type: "integer", nullable: false },
        { name: "slug", type: "text" },
        { name: "title", type: "text" },
        { name: "author", type: "integer" },
      ],
      primaryKey: { columns: ["id"] },
      uniques: [
        { columns: ["slug"] },
        { columns: ["title"], name: "posts_title" },
        { columns: ["title", "author"] },
        { columns: ["author"], nullsNotDistinct: true },
      ],
      foreignKeys: [
        { columns: ["author"], references: { table: "users", columns: ["id"] }, onDelete: "cascade" },
        { columns: ["author"], references: { table: "people", columns: ["id"] } },
      ],
    });
    expect(sparseTable(table)).toEqual({
      name: "posts",
      columns: [
        { name: "id", type: "integer", nullable: false, primaryKey: true },
        { name: "slug", type: "text", unique: true },
        { name: "title", type: "text", unique: "posts_title" },
        {
          name: "author",
          type: "integer",
          references: { table: "users", column: "id", onDelete: "cascade" },
        },
      ],
      uniques: [{ columns: ["title", "author"] }, { columns: ["author"], nullsNotDistinct: true }],
      foreignKeys: [{ columns: ["author"], references: { table: "people", columns: ["id"] } }],
    });
    const named = completeTable({
      name: "t",
      columns: [{ name: "id", type: "integer" }],
      primaryKey: { columns: ["id"], name: "pk" },
    });
    expect(sparseTable(named)).toMatchObject({ primaryKey: { columns: ["id"], name: "pk" } });
  });

  it("refuses two primary keys", () => {
    expect(() =>
      completeTable({
        name: "t",
        columns: [
          { name: "a", type: "integer", primaryKey: true },
          { name: "b", type: "integer", primaryKey: true },
        ],
      }),
    ).toThrow("The table t is given several primary keys.");
  });

  it("says nothing of what has its default", () => {
    expect(sparseColumn(completeColumn({ name: "id", type: "uuid" }))).toEqual({ name: "id", type: "uuid" });
    expect(
      sparseColumn(completeColumn({ name: "id", type: "uuid", nullable: false, default: "f()" })),
    ).toEqual({
      name: "id",
      type: "uuid",
      nullable: false,
      default: "f()",
    });
    expect(sparseIndex(completeIndex({ columns: ["a", { column: "b", descending: true }] }))).toEqual({
      columns: ["a", { column: "b", descending: true }],
    });
    expect(sparseTable(completeTable({ name: "auth.users", columns: [] }))).toEqual({
      name: "auth.users",
      columns: [],
    });
  });

  it("reads null as absent", () => {
    const column = completeColumn({
      name: "a",
      type: "text",
      default: null,
      generated: null,
      nullable: null,
    });
    expect(column).toEqual(completeColumn({ name: "a", type: "text" }));
    expect(formatName(completeTable({ name: "t", columns: [], primaryKey: null, uniques: null }))).toBe("t");
  });
});
