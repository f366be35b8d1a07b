import * as fc from "fast-check";
import { names } from "./arbitrary-types.ts";

/** A schema before it is made to fit an engine: numbers pick from what is there. */
export interface Draft {
  readonly namespaces: readonly string[];
  readonly enums: readonly EnumDraft[];
  readonly sequences: readonly SequenceDraft[];
  readonly tables: readonly TableDraft[];
  readonly views: readonly { readonly table: number; readonly materialized: boolean }[];
}

interface EnumDraft {
  readonly name: string;
  readonly values: readonly string[];
  readonly place: number;
}

export type SequenceDraft = ReturnType<typeof arbitrarySequence> extends fc.Arbitrary<infer T> ? T : never;
export type TableDraft = ReturnType<typeof arbitraryTableDraft> extends fc.Arbitrary<infer T> ? T : never;
export type ColumnDraft = ReturnType<typeof arbitraryColumnDraft> extends fc.Arbitrary<infer T> ? T : never;

/** Rarely something, else the usual. */
export function sometimes<T>(arbitrary: fc.Arbitrary<T>, otherwise: T): fc.Arbitrary<T> {
  return fc.oneof({ weight: 3, arbitrary: fc.constant(otherwise) }, { weight: 1, arbitrary });
}

function arbitraryName(usual: readonly string[]): fc.Arbitrary<string> {
  return fc.oneof(
    { weight: 3, arbitrary: fc.constantFrom(...usual) },
    { weight: 1, arbitrary: fc.constantFrom(...names.nasty) },
  );
}

/** An enumerated type. */
export function arbitraryEnum(): fc.Arbitrary<EnumDraft> {
  return fc.record({
    name: fc.constantFrom(...names.enums),
    values: fc.uniqueArray(fc.constantFrom(...names.labels), { minLength: 1, maxLength: 4 }),
    place: fc.nat(),
  });
}

/** A sequence, perhaps the default of some column. */
export function arbitrarySequence() {
  return fc.record({
    name: fc.constantFrom("numbers", "Ticket No", "it's.1", "tickets"),
    place: fc.nat(),
    type: sometimes(fc.constantFrom("integer", "smallint"), "bigint"),
    down: sometimes(fc.constant(true), false),
    increment: fc.option(fc.integer({ min: 1, max: 9 })),
    min: fc.option(fc.integer({ min: -50, max: 50 })),
    max: fc.option(fc.integer({ min: 1000, max: 30000 })),
    start: fc.option(fc.integer({ min: 60, max: 900 })),
    cache: sometimes<number | null>(fc.integer({ min: 2, max: 9 }), null),
    cycle: fc.boolean(),
    usedBy: fc.option(fc.nat()),
  });
}

function arbitraryColumnDraft() {
  return fc.record({
    name: arbitraryName(names.columns),
    type: fc.nat(),
    nullable: fc.boolean(),
    default: fc.option(fc.nat()),
    special: sometimes(
      fc.constantFrom("generated", "virtual", "identity", "serial", "enum", "enum[]", "collated"),
      "none",
    ),
    identity: fc.record({
      always: fc.boolean(),
      start: fc.option(fc.integer({ min: 1, max: 90 })),
      increment: fc.option(fc.integer({ min: 1, max: 9 })),
      cycle: fc.boolean(),
      max: sometimes<number | null>(fc.integer({ min: 1000, max: 30000 }), null),
      cache: sometimes<number | null>(fc.integer({ min: 2, max: 9 }), null),
    }),
    comment: sometimes<string | null>(fc.constantFrom("a comment", "it's"), null),
  });
}

/** A table with columns, keys, checks, indexes and foreign keys. */
export function arbitraryTableDraft() {
  const key = fc.record({
    picks: fc.uniqueArray(fc.nat(9), { minLength: 1, maxLength: 3 }),
    name: arbitraryConstraintName(),
  });
  return fc.record({
    name: arbitraryName(names.tables),
    place: fc.nat(),
    columns: fc.uniqueArray(arbitraryColumnDraft(), {
      minLength: 1,
      maxLength: 6,
      selector: (draft) => draft.name.toLowerCase(),
    }),
    primaryKey: fc.option(key, { freq: 4 }),
    autoincrement: fc.boolean(),
    flavour: sometimes(fc.constantFrom("strict", "without rowid"), "plain"),
    uniques: fc.array(fc.tuple(key, fc.boolean()), { maxLength: 2 }),
    checks: fc.array(fc.record({ column: fc.nat(), condition: fc.nat(), name: arbitraryConstraintName() }), {
      maxLength: 2,
    }),
    indexes: fc.array(
      fc.record({
        picks: key,
        unique: fc.boolean(),
        where: sometimes<number | null>(fc.nat(), null),
        expression: sometimes<number | null>(fc.nat(), null),
        descending: fc.boolean(),
        nulls: fc.constantFrom(null, null, "first" as const, "last" as const),
        include: sometimes<number | null>(fc.nat(), null),
        fillfactor: sometimes<number | null>(fc.integer({ min: 50, max: 99 }), null),
        method: sometimes(fc.constantFrom("hash", "gin"), "btree"),
        opclass: fc.boolean(),
      }),
      { maxLength: 3 },
    ),
    foreignKeys: fc.array(
      fc.record({
        table: fc.nat(),
        key: fc.nat(),
        reversed: fc.boolean(),
        name: arbitraryConstraintName(),
        onDelete: fc.constantFrom(
          null,
          "cascade" as const,
          "restrict" as const,
          "set null" as const,
          "set default" as const,
        ),
        onUpdate: fc.constantFrom(null, null, "cascade" as const),
      }),
      { maxLength: 2 },
    ),
    security: sometimes(fc.constantFrom("on", "forced"), "off"),
    policies: sometimes(
      fc.uniqueArray(
        fc.record({
          name: fc.constantFrom("owners", "Read all", 'it\'s "mine"', "staff"),
          permissive: fc.boolean(),
          command: fc.constantFrom("all", "select", "insert", "update", "delete"),
          roles: fc.constantFrom(["public"], ["pg_monitor"], ["pg_monitor", "pg_signal_backend"]),
          column: fc.nat(),
          condition: fc.nat(),
          other: fc.option(fc.nat()),
        }),
        { maxLength: 2, selector: ({ name }) => name },
      ),
      [],
    ),
    comment: sometimes<string | null>(fc.constantFrom("a table", "it's"), null),
  });
}

/** Makes a name from a number, so that no two are the same; null leaves it to the engine. */
export type NameMaker = ((n: number) => string) | null;

function arbitraryConstraintName(): fc.Arbitrary<NameMaker> {
  return fc.constantFrom<NameMaker>(
    null,
    null,
    (n) => `rule_${n}`,
    (n) => `Rule "${n}"`,
    (n) => `ünique.${n}`,
    (n) => `${"long".repeat(14)}_${String(n).padStart(3, "0")}`,
  );
}
