import { sides } from "../core/diff/parse-rename.ts";
import { formatName, parseName } from "../core/schema/names.ts";
import { keepObjects } from "../core/schema/objects.ts";
import type { Schema } from "../core/schema/schema.ts";
import { exactGlob, namespaceInScope, type Scope } from "../core/schema/scope.ts";

/** A scope that reaches what renames say was moved out of a namespace that is not looked at any more. */
export interface ToldScope {
  readonly scope: Scope;
  /** The live structure without what else lies there, which stays nobody's. */
  readonly only: (live: Schema) => Schema;
  /** The wanted structure with the namespaces that things leave, which stay. */
  readonly withLeft: (wanted: Schema, live: Schema) => Schema;
}

/** The scope of a comparison together with what renames, as people write them, take from elsewhere. */
export function withTold(scope: Scope, renames: readonly string[]): ToldScope {
  const told = renames.map((text) => parseName(sides(text)[0]));
  const named = told.flatMap((name) => (name === null ? [] : [name]));
  const outside = (name: string): boolean => !namespaceInScope(name, scope);
  const whole = named.flatMap(({ schema, name }) => (schema === null && outside(name) ? [name] : []));
  const parts = named.flatMap(({ schema }) => (schema !== null && outside(schema) ? [schema] : []));
  if (whole.length === 0 && parts.length === 0) return untold(scope);
  const moved = new Set(named.map(formatName));
  const isHidden = (name: string | null): boolean =>
    name !== null && parts.includes(name) && !whole.includes(name);
  return {
    scope: { ...scope, schemas: [...(scope.schemas ?? ["public"]), ...[...whole, ...parts].map(exactGlob)] },
    only: (live) => keepObjects(live, (item) => !isHidden(item.schema) || moved.has(formatName(item))),
    withLeft: (wanted, live) => ({
      ...wanted,
      namespaces: [...new Set([...wanted.namespaces, ...live.namespaces.filter(isHidden)])],
    }),
  };
}

/** The scope where no rename reaches out of it. */
export function untold(scope: Scope): ToldScope {
  return { scope, only: (live) => live, withLeft: (wanted) => wanted };
}
