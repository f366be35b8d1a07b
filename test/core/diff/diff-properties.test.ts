import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { operationsOf } from "../../../src/core/diff/change.ts";
import { diffSchemas } from "../../../src/core/diff/diff.ts";
import { inherit } from "../../../src/core/diff/inherit.ts";
import type { DiffRules } from "../../../src/core/diff/rules.ts";
import { applyOperation, applyOperations } from "../../../src/core/operations/apply.ts";
import { dependenciesOf } from "../../../src/core/operations/dependencies.ts";
import type { Operation } from "../../../src/core/operations/operations.ts";
import { reverseOperations } from "../../../src/core/operations/reverse.ts";
import { emptySchema, type Schema } from "../../../src/core/schema/schema.ts";
import { arbitraryPair, arbitrarySchema, type DialectName } from "../../support/arbitraries.ts";
import { normal } from "./normal.ts";
import { identityRules, rebuildingRules } from "./rules.ts";

const engines: readonly (readonly [DialectName, DiffRules])[] = [
  ["postgresql", identityRules],
  ["sqlite", rebuildingRules],
];
const renames = { renames: [] };
const views = { views: true };
/** The same cases every time; a longer hunt is a matter of other numbers here. */
const runs = { numRuns: 120 };

/** What the engine would have said: a live schema always knows the names of what has one. */
function diff(live: Schema, wanted: Schema, rules: DiffRules): readonly Operation[] {
  return operationsOf(diffSchemas(live, wanted, rules, renames));
}

describe.each(engines)("the difference of two schemas on %s", (dialect, rules) => {
  const schemas = arbitrarySchema(dialect, views);
  const pairs = arbitraryPair(dialect, views);

  it("is nothing when both are the same", () => {
    fc.assert(
      fc.property(schemas, (schema) => {
        expect(diff(schema, schema, rules)).toEqual([]);
      }),
      runs,
    );
  });

  it("turns the one into the other when it is applied", () => {
    fc.assert(
      fc.property(pairs, ({ before, after }) => {
        const wanted = inherit(before, after, rules);
        expect(normal(applyOperations(before, diff(before, after, rules)), "open")).toEqual(
          normal(wanted, "open"),
        );
      }),
      runs,
    );
  });

  it("builds a schema from nothing and takes it down again", () => {
    fc.assert(
      fc.property(schemas, (schema) => {
        const built = applyOperations(emptySchema, diff(emptySchema, schema, rules));
        expect(normal(built)).toEqual(normal(schema));
        expect(applyOperations(schema, diff(schema, emptySchema, rules))).toEqual(emptySchema);
      }),
      runs,
    );
  });

  it("leaves no difference behind", () => {
    fc.assert(
      fc.property(pairs, ({ before, after }) => {
        const reached = applyOperations(before, diff(before, after, rules));
        expect(diff(reached, after, rules)).toEqual([]);
      }),
      runs,
    );
  });

  it("is undone by its reverse", () => {
    fc.assert(
      fc.property(pairs, ({ before, after }) => {
        const operations = diff(before, after, rules);
        const reverse = reverseOperations(operations, before);
        expect(reverse).not.toBeNull();
        const back = applyOperations(applyOperations(before, operations), reverse ?? []);
        expect(normal(back)).toEqual(normal(before));
      }),
      runs,
    );
  });

  it("does not depend on the order of what it is given", () => {
    fc.assert(
      fc.property(pairs, fc.infiniteStream(fc.nat()), ({ before, after }, numbers) => {
        const shuffle = <T>(items: readonly T[]): readonly T[] =>
          items
            .map((item) => ({ item, at: numbers.next().value as number }))
            .sort((a, b) => a.at - b.at)
            .map(({ item }) => item);
        expect(diff(shuffled(before, shuffle), shuffled(after, shuffle), rules)).toEqual(
          diff(before, after, rules),
        );
      }),
      runs,
    );
  });

  it("comes in an order in which each operation finds what it needs", () => {
    fc.assert(
      fc.property(pairs, ({ before, after }) => {
        expect(misplaced(diff(before, after, rules), before, rules)).toEqual([]);
      }),
      runs,
    );
  });
});

/** Columns keep their order: it is the order in which a new table has them. */
function shuffled(schema: Schema, shuffle: <T>(items: readonly T[]) => readonly T[]): Schema {
  return {
    ...schema,
    namespaces: shuffle(schema.namespaces),
    sequences: shuffle(schema.sequences),
    enums: shuffle(schema.enums),
    views: shuffle(schema.views),
    tables: shuffle(
      schema.tables.map((table) => ({
        ...table,
        uniques: shuffle(table.uniques),
        checks: shuffle(table.checks),
        foreignKeys: shuffle(table.foreignKeys),
        indexes: shuffle(table.indexes),
        policies: shuffle(table.policies),
      })),
    ),
  };
}

/** Operations that need what is provided only later, or drop what is released only later. */
function misplaced(operations: readonly Operation[], before: Schema, rules: DiffRules): readonly string[] {
  let schema = before;
  const steps = operations.map((operation) => {
    const step = dependenciesOf(operation, schema);
    schema = applyOperation(schema, operation);
    return step;
  });
  return steps.flatMap((step, at) =>
    steps
      .slice(at + 1)
      .flatMap((later) => [
        ...step.needs.filter(
          (key) => later.provides.includes(key) && (rules.addsForeignKeys || key.startsWith("enum:")),
        ),
        ...step.destroys.filter(
          (key) => later.releases.includes(key) && (rules.addsForeignKeys || key.startsWith("enum:")),
        ),
      ]),
  );
}
