import type { RuleId } from "../lint/every-rule.ts";
import { movedName, nameOf, renamedName } from "../schema/lookup.ts";
import { sibling } from "../schema/names.ts";
import type { Named, Schema } from "../schema/schema.ts";
import { changesStructure, none, type Facets } from "./facets.ts";
import { hazard } from "./hazard.ts";
import { namespaceKeys } from "./keys.ts";
import { isMoved } from "./look.ts";
import { call, type Operations } from "./operations.ts";
import { namespaceText } from "./wording.ts";

/** A kind of object that lies in a namespace, and can have another name or lie in another one. */
export interface Relocatable<T extends Named> {
  /** As people call it: `view`. */
  readonly word: string;
  readonly rename: "renameTable" | "renameView" | "renameEnum" | "renameSequence";
  readonly move: "moveTable" | "moveView" | "moveEnum" | "moveSequence";
  /** What code meets that says the old name. */
  readonly rule: RuleId;
  readonly find: (schema: Schema, name: string) => T | null;
  /** Throws no-such-object. */
  readonly get: (schema: Schema, name: string) => T;
  /** The structure in which it, and all that speaks of it, has the new name. */
  readonly relocate: (schema: Schema, old: T, to: Named) => Schema;
  /** What others ask for under a name; `there` is what has it, null where that is not known. */
  readonly keys: (name: string, there: T | null) => readonly string[];
}

/** Another name in the same namespace. */
export function renaming<T extends Named>({
  word,
  rename,
  rule,
  find,
  get,
  relocate,
  keys,
}: Relocatable<T>): Facets<Operations["renameTable"]> {
  return {
    apply([from, to], schema) {
      const old = get(schema, from);
      return relocate(schema, old, sibling(old, to));
    },
    reverse: ([from, to]) => [call(rename, renamedName(from, to), nameOf(from).name)],
    describe: ([from, to]) => `rename ${word} ${from} to ${to}`,
    hazards: ([from, to]) => [hazard(rule, `code that says ${from} must say ${to}`)],
    losses: none,
    present: ([from, to], live) => isMoved(find(live, from), find(live, renamedName(from, to))),
    dependencies([from, to], before) {
      const old = find(before, from);
      const there = old === null ? null : { ...old, name: to };
      return { destroys: keys(from, old), provides: keys(renamedName(from, to), there) };
    },
    ...changesStructure,
  };
}

/** The same name in another namespace. */
export function moving<T extends Named>({
  word,
  move,
  rule,
  find,
  get,
  relocate,
  keys,
}: Relocatable<T>): Facets<Operations["moveTable"]> {
  return {
    apply([name, namespace], schema) {
      const old = get(schema, name);
      return relocate(schema, old, { schema: namespace, name: old.name });
    },
    reverse: ([name, namespace]) => [call(move, movedName(name, namespace), nameOf(name).schema)],
    describe: ([name, namespace]) => `move ${word} ${name} to ${namespaceText(namespace)}`,
    hazards: ([name, namespace]) => [
      hazard(rule, `code that says ${name} must say ${movedName(name, namespace)}`),
    ],
    losses: none,
    present: ([name, namespace], live) => isMoved(find(live, name), find(live, movedName(name, namespace))),
    dependencies([name, namespace], before) {
      const [old, moved] = [find(before, name), movedName(name, namespace)];
      const there = old === null ? null : { ...old, schema: namespace };
      return {
        needs: namespaceKeys(moved),
        releases: namespaceKeys(name),
        destroys: keys(name, old),
        provides: keys(moved, there),
      };
    },
    ...changesStructure,
    nullSpeaks: true,
  };
}
