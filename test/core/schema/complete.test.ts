import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  completeColumn,
  completeEnum,
  completeIndex,
  completeTable,
  completeView,
} from "../../../src/core/schema/complete.ts";
import { formatName } from "../../../src/core/schema/names.ts";
import type { Table } from "../../../src/core/schema/schema.ts";
import {
  sparseColumn,
  sparseEnum,
  sparseIndex,
  sparseTable,
  sparseView,
} from "../../../src/core/schema/sparse.ts";
import { arbitrarySchema } from "../../support/arbitraries.ts";

const schemas = fc.oneof(
  arbitrarySchema("postgresql", { views: true }),
  arbitrarySchema("sqlite", { views: true }),
);

/** A specification has no place for indexes and triggers of a table. */
const bare = (table: Table): Table => ({ ...table, indexes: [], triggers: [] });

describe("a specification and what it stands for", () => {
  it("are each other's opposite for everything a schema holds", () => {
    fc.assert(
      fc.property(schemas, (schema) => {
        for (const table of schema.tables) {
          expect(completeTable(sparseTable(table))).toEqual(bare(table));
          expect(table.indexes.map((index) => completeIndex(sparseIndex(index)))).toEqual(table.indexes);
        }
        for (const type of schema.enums) expect(completeEnum(sparseEnum(type))).toEqual(type);
        for (const view of schema.views) expect(completeView(sparseView(view), view.reads)).toEqual(view);
      }),
      { seed: 7 },
    );
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
