import { completeSequence } from "../schema/complete.ts";
import { mapExpressions, mapViewText, renameSequenceIn } from "../schema/expressions.ts";
import { findSequence, nameOf, sequenceOf } from "../schema/lookup.ts";
import { formatName } from "../schema/names.ts";
import type { Named, Schema, Sequence } from "../schema/schema.ts";
import { sameData } from "../collections.ts";
import { changesStructure, none, type FacetsOf } from "./facets.ts";
import { hazard } from "./hazard.ts";
import { namespaceKeys, ownerKeys, relationKey, sequenceKey } from "./keys.ts";
import { call } from "./operations.ts";
import { moving, renaming, type Relocatable } from "./relocation.ts";
import { createSequence } from "./remake.ts";
import type { SequenceChange } from "./spec.ts";
import { changeBack, refuseTaken, replace, without } from "./update.ts";

const sequences: Relocatable<Sequence> = {
  word: "sequence",
  rename: "renameSequence",
  move: "moveSequence",
  rule: "rename-sequence",
  find: findSequence,
  get: sequenceOf,
  relocate: renameSequence,
  keys: keysMade,
};

/** Sequences that stand by themselves. */
export const sequenceOperations: FacetsOf<
  "createSequence" | "dropSequence" | "renameSequence" | "moveSequence" | "alterSequence"
> = {
  createSequence: {
    apply([spec], schema) {
      const sequence = completeSequence(spec);
      refuseRelation(schema, sequence);
      return { ...schema, sequences: [...schema.sequences, sequence] };
    },
    reverse: ([{ name }]) => [call("dropSequence", name)],
    describe: ([{ name }]) => `create sequence ${name}`,
    hazards: none,
    losses: none,
    present: ([{ name }], live) => findSequence(live, name) !== null,
    dependencies: ([{ name }]) => ({ needs: namespaceKeys(name), provides: keysMade(name) }),
    ...changesStructure,
  },

  dropSequence: {
    apply: ([name], schema) => ({
      ...schema,
      sequences: without(schema.sequences, sequenceOf(schema, name)),
    }),
    reverse: ([name], before) => createSequence(sequenceOf(before, name)),
    describe: ([name]) => `drop sequence ${name}`,
    hazards: ([name]) => [hazard("drop-sequence", `code that takes numbers of ${name} stops working`)],
    losses: none,
    present: ([name], live) => findSequence(live, name) === null,
    dependencies: ([name], before) => ({
      releases: [...namespaceKeys(name), ...ownerKeys(findSequence(before, name)?.ownedBy ?? null)],
      destroys: keysMade(name),
    }),
    ...changesStructure,
  },

  renameSequence: renaming(sequences),
  moveSequence: moving(sequences),

  alterSequence: {
    apply([name, change], schema) {
      const old = sequenceOf(schema, name);
      return { ...schema, sequences: replace(schema.sequences, old, { ...old, ...change }) };
    },
    reverse: ([name, change], before) => [
      call("alterSequence", name, changeBack(sequenceOf(before, name), change)),
    ],
    describe: ([name, change]) => `alter sequence ${name}: ${changeText(change)}`,
    hazards: none,
    losses: none,
    present([name, change], live) {
      const found = findSequence(live, name);
      return found !== null && sameData(found, { ...found, ...change });
    },
    dependencies([name, { ownedBy }], before) {
      if (ownedBy === undefined) return { changes: [sequenceKey(name)] };
      const old = findSequence(before, name)?.ownedBy ?? null;
      return { needs: [sequenceKey(name), ...ownerKeys(ownedBy)], releases: ownerKeys(old) };
    },
    ...changesStructure,
    nullSpeaks: true,
  },
};

/** Defaults that take numbers of it follow a sequence to its new name and namespace. */
export function renameSequence(schema: Schema, old: Sequence, to: Named): Schema {
  const renamed = { ...old, schema: to.schema, name: to.name };
  refuseRelation(schema, renamed);
  const inText = (sql: string): string => renameSequenceIn(sql, old, renamed);
  return {
    ...schema,
    sequences: replace(schema.sequences, old, renamed),
    tables: schema.tables.map((table) => mapExpressions(table, inText)),
    views: schema.views.map((view) => mapViewText(view, inText)),
  };
}

/** Sequences share their names with tables and views. */
function refuseRelation(schema: Schema, name: Named): void {
  refuseTaken(schema.sequences, "sequence", name);
  refuseTaken(schema.tables, "table", name);
  refuseTaken(schema.views, "view", name);
}

function keysMade(name: string): readonly string[] {
  return [sequenceKey(name), relationKey(name, nameOf(name).name)];
}

function changeText({ ownedBy, ...options }: SequenceChange): string {
  const said = Object.entries(options).map(([option, value]) => `${option} ${value ?? "as usual"}`);
  if (ownedBy === null) said.push("owned by none");
  else if (ownedBy !== undefined)
    said.push(
      `owned by ${formatName({ schema: ownedBy.schema, name: ownedBy.table })}.${formatName({ schema: null, name: ownedBy.column })}`,
    );
  return said.join(", ");
}
