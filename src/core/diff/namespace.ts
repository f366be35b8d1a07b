import { make } from "../operations/make.ts";
import { namespacesIn } from "../schema/objects.ts";
import type { Schema } from "../schema/schema.ts";
import { unit, type Unit } from "./change.ts";

/** Compare the namespaces: those that are wanted, and those in which something that is wanted lies. */
export function diffNamespaces(live: Schema, wanted: Schema): readonly Unit[] {
  const needed = namespacesIn(wanted);
  return [
    ...needed.filter((name) => !live.namespaces.includes(name)).map((name) => unit(make.createSchema(name))),
    ...live.namespaces.filter((name) => !needed.includes(name)).map((name) => unit(make.dropSchema(name))),
  ];
}
