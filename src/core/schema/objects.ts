import { unique } from "../collections.ts";
import type { Named, Schema } from "./schema.ts";

/** A list of a structure whose objects share the names of a namespace. */
export type ObjectList = Exclude<
  { [K in keyof Schema]: Schema[K][number] extends Named ? K : never }[keyof Schema],
  "linkedPolicies"
>;

/** A kind of object that has a name within a namespace. */
export type ObjectKind = "table" | "enum" | "sequence" | "view";

/** What an object of each such list is called; the compiler asks for the word of a new kind. */
export const objectWords: Readonly<Record<ObjectList, ObjectKind>> = {
  tables: "table",
  enums: "enum",
  sequences: "sequence",
  views: "view",
};

/** The lists of a structure whose objects share the names of a namespace. */
export const objectLists: readonly ObjectList[] = Object.keys(objectWords) as ObjectList[];

/** An object of a structure by its name, and what it is. */
export interface SchemaObject {
  readonly kind: ObjectKind;
  readonly object: Named;
}

/** Every object of a structure that has a name within a namespace. */
export function objectsIn(schema: Schema): readonly SchemaObject[] {
  return objectLists.flatMap((list) => schema[list].map((object) => ({ kind: objectWords[list], object })));
}

/** The same by their names alone. */
export function namesIn(schema: Schema): readonly Named[] {
  return objectLists.flatMap((list): readonly Named[] => schema[list]);
}

/** The structure with some of its objects; namespaces, roles and policies on tables of others stay as they are. */
export function keepObjects(schema: Schema, keep: (object: Named, kind: ObjectKind) => boolean): Schema {
  const kept = objectLists.map((list) => [
    list,
    (schema[list] as readonly Named[]).filter((object) => keep(object, objectWords[list])),
  ]);
  return { ...schema, ...(Object.fromEntries(kept) as Pick<Schema, ObjectList>) };
}

/** The namespaces of a structure, and those that its objects lie in; the default one is none of them. */
export function namespacesIn(schema: Schema): readonly string[] {
  return unique([...schema.namespaces, ...namesIn(schema).flatMap((object) => object.schema ?? [])]);
}
