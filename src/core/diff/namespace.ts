import { unique } from "../collections.ts";
import { make } from "../operations/make.ts";
import type { Named, Schema } from "../schema/schema.ts";
import { unit, type Unit } from "./change.ts";

/** Compare the namespaces: those that are wanted, and those in which something that is wanted lies. */
export function diffNamespaces(live: Schema, wanted: Schema): readonly Unit[] {
  const named: readonly Named[] = [...wanted.enums, ...wanted.sequences, ...wanted.tables, ...wanted.views];
  const used = named.flatMap(({ schema }) => (schema === null ? [] : [schema]));
  const needed = unique([...wanted.namespaces, ...used]);
  return [
    ...needed.filter((name) => !live.namespaces.includes(name)).map((name) => unit(make.createSchema(name))),
    ...live.namespaces.filter((name) => !needed.includes(name)).map((name) => unit(make.dropSchema(name))),
  ];
}
