import { noSuchObject } from "../errors/database.ts";
import { objectExists } from "../errors/schema.ts";
import { sequenceOf, tableOf, viewOf } from "../schema/lookup.ts";
import { formatName } from "../schema/names.ts";
import type { Named, Schema } from "../schema/schema.ts";
import { renameType } from "./enum-changes.ts";
import { changesStructure, none, type FacetsOf } from "./facets.ts";
import { hazard } from "./hazard.ts";
import { call } from "./operations.ts";
import { renameSequence } from "./sequence.ts";
import { relocateTable } from "./table.ts";
import { without } from "./update.ts";
import { relocateView } from "./view.ts";

/** Namespaces (PostgreSQL schemas). */
export const namespaceOperations: FacetsOf<"createSchema" | "dropSchema" | "renameSchema"> = {
  createSchema: {
    apply([name], schema) {
      if (schema.namespaces.includes(name)) throw objectExists({ kind: "schema", name, inside: null });
      return { ...schema, namespaces: [...schema.namespaces, name] };
    },
    reverse: ([name]) => [call("dropSchema", name)],
    describe: ([name]) => `create schema ${name}`,
    hazards: none,
    losses: none,
    present: ([name], live) => live.namespaces.includes(name),
    dependencies: ([name]) => ({ provides: [`schema:${name}`] }),
    ...changesStructure,
  },

  dropSchema: {
    apply([name], schema) {
      if (!schema.namespaces.includes(name)) throw noSuchObject("schema", name, null);
      return { ...schema, namespaces: without(schema.namespaces, name) };
    },
    reverse: ([name]) => [call("createSchema", name)],
    describe: ([name]) => `drop schema ${name}`,
    hazards: ([name]) => [hazard("schema-not-empty", `the schema ${name} must be empty`)],
    losses: none,
    present: ([name], live) => !live.namespaces.includes(name),
    dependencies: ([name]) => ({ destroys: [`schema:${name}`] }),
    ...changesStructure,
  },

  renameSchema: {
    apply([from, to], schema) {
      if (!schema.namespaces.includes(from)) throw noSuchObject("schema", from, null);
      if (schema.namespaces.includes(to)) throw objectExists({ kind: "schema", name: to, inside: null });
      return renameNamespace(schema, from, to);
    },
    reverse: ([from, to]) => [call("renameSchema", to, from)],
    describe: ([from, to]) => `rename schema ${from} to ${to}`,
    hazards: ([from, to]) => [hazard("rename-schema", `code that says ${from} must say ${to}`)],
    losses: none,
    present: ([from, to], live) =>
      live.namespaces.includes(from) === live.namespaces.includes(to) ? null : live.namespaces.includes(to),
    dependencies: ([from, to]) => ({ destroys: [`schema:${from}`], provides: [`schema:${to}`] }),
    ...changesStructure,
  },
};

/** All that lies in a namespace is in it under its new name. */
function renameNamespace(schema: Schema, from: string, to: string): Schema {
  const inside = (item: Named): boolean => item.schema === from;
  const there = ({ name }: Named): Named => ({ schema: to, name });
  let now: Schema = { ...schema, namespaces: schema.namespaces.map((name) => (name === from ? to : name)) };
  for (const type of schema.enums.filter(inside)) now = renameType(now, type, there(type));
  for (const sequence of schema.sequences.filter(inside))
    now = renameSequence(now, sequenceOf(now, formatName(sequence)), there(sequence));
  for (const table of schema.tables.filter(inside))
    now = relocateTable(now, tableOf(now, formatName(table)), there(table));
  for (const view of schema.views.filter(inside))
    now = relocateView(now, viewOf(now, formatName(view)), there(view));
  return {
    ...now,
    linkedPolicies: now.linkedPolicies.map((each) => (inside(each) ? { ...each, schema: to } : each)),
  };
}
