import * as fc from "fast-check";
import type { Schema } from "../../src/core/schema/schema.ts";
import { arbitraryEnum, arbitrarySequence, arbitraryTableDraft, sometimes } from "./arbitrary-drafts.ts";
import { names, type DialectName } from "./arbitrary-types.ts";
import { buildSchema } from "./build-schema.ts";
import { arbitraryMutations, mutate } from "./mutations.ts";

export type { DialectName } from "./arbitrary-types.ts";

/** What a generated schema may hold. */
export interface SchemaOptions {
  /** Also views over the tables; false unless said. */
  readonly views?: boolean;
  /** The most tables; 4 unless said. */
  readonly maxTables?: number;
}

/** Two schemas with a common past. */
export interface SchemaPair {
  readonly before: Schema;
  readonly after: Schema;
}

/** A schema that the engine creates without complaint. Constraint names are explicit or null. */
export function arbitrarySchema(dialect: DialectName, options: SchemaOptions = {}): fc.Arbitrary<Schema> {
  return fc
    .record({
      namespaces:
        dialect === "sqlite"
          ? fc.constant([])
          : sometimes(fc.uniqueArray(fc.constantFrom(...names.namespaces), { maxLength: 2 }), []),
      enums: dialect === "sqlite" ? fc.constant([]) : fc.array(arbitraryEnum(), { maxLength: 2 }),
      sequences: dialect === "sqlite" ? fc.constant([]) : fc.array(arbitrarySequence(), { maxLength: 2 }),
      tables: fc.uniqueArray(arbitraryTableDraft(), {
        minLength: 1,
        maxLength: options.maxTables ?? 4,
        selector: (draft) => draft.name.toLowerCase(),
      }),
      views:
        options.views === true
          ? fc.array(fc.record({ table: fc.nat(), materialized: fc.boolean() }), { maxLength: 2 })
          : fc.constant([]),
    })
    .map((draft) => buildSchema(dialect, draft));
}

/** A schema and a neighbour: both are creatable, and each lacks or changes some of what the other has. */
export function arbitraryPair(dialect: DialectName, options: SchemaOptions = {}): fc.Arbitrary<SchemaPair> {
  return fc
    .tuple(arbitrarySchema(dialect, options), arbitraryMutations(), arbitraryMutations())
    .map(([base, left, right]) => ({
      before: mutate(dialect, base, left),
      after: mutate(dialect, base, right),
    }));
}
