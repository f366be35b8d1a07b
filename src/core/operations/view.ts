import { sameData } from "../collections.ts";
import { completeView } from "../schema/complete.ts";
import {
  mapPolicyText,
  namesMentioned,
  relationsRead,
  renameRelationIn,
  withReads,
} from "../schema/expressions.ts";
import { findView, nameOf, viewOf } from "../schema/lookup.ts";
import { formatName } from "../schema/names.ts";
import type { Named, Schema, View } from "../schema/schema.ts";
import { sparseView } from "../schema/sparse.ts";
import { changesStructure, none, type FacetsOf } from "./facets.ts";
import { hazard } from "./hazard.ts";
import { namespaceKeys, relationKey, shapeKey } from "./keys.ts";
import { call } from "./operations.ts";
import { moving, renaming, type Relocatable } from "./relocation.ts";
import type { ViewChange } from "./spec.ts";
import { changeBack, refuseTaken, replace, without } from "./update.ts";
import { listed } from "./wording.ts";

const views: Relocatable<View> = {
  word: "view",
  rename: "renameView",
  move: "moveView",
  rule: "rename-view",
  find: findView,
  get: viewOf,
  relocate: relocateView,
  keys: keysMade,
};

/** Views. */
export const viewOperations: FacetsOf<"createView" | "dropView" | "alterView" | "renameView" | "moveView"> = {
  createView: {
    apply([spec], schema) {
      const view = completeView(spec, relationsRead(spec.query, schema));
      refuseTaken(schema.views, "view", view);
      refuseTaken(schema.tables, "table", view);
      return { ...schema, views: [...schema.views, view] };
    },
    reverse: ([{ name }]) => [call("dropView", name)],
    describe: ([{ name, materialized }]) =>
      `create ${materialized === true ? "materialized " : ""}view ${name}`,
    hazards: none,
    losses: none,
    present: ([{ name }], live) => findView(live, name) !== null,
    dependencies: ([{ name, query }]) => ({
      needs: [...namespaceKeys(name), ...keysRead(name, namesMentioned(query))],
      provides: keysMade(name),
    }),
    ...changesStructure,
  },

  dropView: {
    apply: ([name], schema) => ({ ...schema, views: without(schema.views, viewOf(schema, name)) }),
    reverse: ([name], before) => [call("createView", sparseView(viewOf(before, name)))],
    describe: ([name]) => `drop view ${name}`,
    hazards: ([name], before) =>
      findView(before, name)?.materialized === true
        ? [hazard("drop-view", `code that reads ${name} stops working until it is there and filled again`)]
        : [hazard("drop-view", `code that reads ${name} stops working until it is there again`)],
    losses: none,
    present: ([name], live) => findView(live, name) === null,
    dependencies([name], before) {
      const view = findView(before, name);
      const read = view === null ? [] : readBy(view);
      return { releases: [...namespaceKeys(name), ...keysRead(name, read)], destroys: keysMade(name) };
    },
    ...changesStructure,
  },

  alterView: {
    apply([name, change], schema) {
      const view = viewOf(schema, name);
      const reads = change.query === undefined ? view.reads : relationsRead(change.query, schema);
      return { ...schema, views: replace(schema.views, view, { ...view, ...change, reads }) };
    },
    reverse: ([name, change], before) => [call("alterView", name, changeBack(viewOf(before, name), change))],
    describe: ([name, change]) => `alter view ${name}: ${changeText(change)}`,
    hazards: ([name, { accessMethod, tablespace }]) =>
      accessMethod === undefined && tablespace === undefined
        ? []
        : [hazard("view-rewritten", `all rows of ${name} are written again`)],
    losses: none,
    present([name, change], live) {
      const view = findView(live, name);
      return view !== null && sameData(view, { ...view, ...change });
    },
    dependencies([name, { query }], before) {
      const view = query === undefined ? null : findView(before, name);
      return {
        changes: [viewKey(name)],
        needs: query === undefined ? [] : keysRead(name, namesMentioned(query)),
        releases: view === null ? [] : keysRead(name, readBy(view)),
      };
    },
    ...changesStructure,
    nullSpeaks: true,
  },

  renameView: renaming(views),
  moveView: moving(views),
};

/** Views and policies that read a view follow it to its new name and namespace. */
export function relocateView(schema: Schema, old: View, to: Named): Schema {
  refuseTaken(schema.views, "view", to);
  refuseTaken(schema.tables, "table", to);
  const inText = (sql: string): string => renameRelationIn(sql, old, to);
  const own = {
    ...old,
    schema: to.schema,
    name: to.name,
    attachments: old.attachments.map(inText),
  };
  return {
    ...schema,
    tables: schema.tables.map((table) => ({
      ...table,
      policies: table.policies.map((policy) => mapPolicyText(policy, inText)),
    })),
    views: replace(schema.views, old, own).map((view) => withReads(view, old, to, inText)),
  };
}

function changeText({ query, with: options, accessMethod, tablespace }: ViewChange): string {
  return listed([
    ...(query === undefined ? [] : ["another query"]),
    ...(options === undefined
      ? []
      : [`with (${listed(options.map(([key, value]) => `${key} = ${value}`))})`]),
    ...(accessMethod === undefined ? [] : [`access method ${accessMethod ?? "as usual"}`]),
    ...(tablespace === undefined ? [] : [`tablespace ${tablespace ?? "as usual"}`]),
  ]);
}

function viewKey(name: string): string {
  return `view:${formatName(nameOf(name))}`;
}

function keysMade(name: string): readonly string[] {
  return [viewKey(name), shapeKey(name), relationKey(name, nameOf(name).name)];
}

function readBy({ reads, query }: View): readonly string[] {
  return [...reads, ...namesMentioned(query)];
}

function keysRead(name: string, names: readonly string[]): readonly string[] {
  return names
    .filter((read) => read !== name)
    .flatMap((read) => [`table:${read}`, `view:${read}`, `shape:${read}`, `enum:${read}`]);
}
