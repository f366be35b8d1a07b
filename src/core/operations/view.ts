import { sameData } from "../collections.ts";
import { completeView } from "../schema/complete.ts";
import {
  mapPolicyText,
  namesMentioned,
  relationsRead,
  renameRelationIn,
  withReads,
} from "../schema/expressions.ts";
import { findView, movedName, nameOf, renamedName, viewOf } from "../schema/lookup.ts";
import { formatName, sibling } from "../schema/names.ts";
import type { Named, Schema, View } from "../schema/schema.ts";
import { sparseView } from "../schema/sparse.ts";
import { none, structureOnly, type Facets } from "./facets.ts";
import { hazard } from "./hazard.ts";
import { namespaceKeys, relationKey, shapeKey } from "./keys.ts";
import { isMoved } from "./look.ts";
import { call, type Operations } from "./operations.ts";
import type { ViewChange } from "./spec.ts";
import { refuseTaken, replace, without } from "./update.ts";
import { listed, namespaceText } from "./wording.ts";

/** Views. */
export const viewOperations: {
  readonly [K in "createView" | "dropView" | "alterView" | "renameView" | "moveView"]: Facets<Operations[K]>;
} = {
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
    subject: () => null,
    sees: structureOnly,
    nullSpeaks: false,
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
      const read = view === null ? [] : [...view.reads, ...namesMentioned(view.query)];
      return { releases: [...namespaceKeys(name), ...keysRead(name, read)], destroys: keysMade(name) };
    },
    subject: () => null,
    sees: structureOnly,
    nullSpeaks: false,
  },

  alterView: {
    apply([name, change], schema) {
      const view = viewOf(schema, name);
      return { ...schema, views: replace(schema.views, view, { ...view, ...change }) };
    },
    reverse([name, change], before) {
      const was = Object.entries(viewOf(before, name)).filter(([key]) => Object.hasOwn(change, key));
      return [call("alterView", name, Object.fromEntries(was))];
    },
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
    dependencies: ([name]) => ({ changes: [viewKey(name)] }),
    subject: () => null,
    sees: structureOnly,
    nullSpeaks: true,
  },

  renameView: {
    apply([from, to], schema) {
      const view = viewOf(schema, from);
      return relocateView(schema, view, sibling(view, to));
    },
    reverse: ([from, to]) => [call("renameView", renamedName(from, to), nameOf(from).name)],
    describe: ([from, to]) => `rename view ${from} to ${to}`,
    hazards: ([from, to]) => [hazard("rename-view", `code that says ${from} must say ${to}`)],
    losses: none,
    present: ([from, to], live) => isMoved(findView(live, from), findView(live, renamedName(from, to))),
    dependencies: ([from, to]) => ({ destroys: keysMade(from), provides: keysMade(renamedName(from, to)) }),
    subject: () => null,
    sees: structureOnly,
    nullSpeaks: false,
  },

  moveView: {
    apply([name, namespace], schema) {
      const view = viewOf(schema, name);
      return relocateView(schema, view, { schema: namespace, name: view.name });
    },
    reverse: ([name, namespace]) => [call("moveView", movedName(name, namespace), nameOf(name).schema)],
    describe: ([name, namespace]) => `move view ${name} to ${namespaceText(namespace)}`,
    hazards: ([name, namespace]) => [
      hazard("rename-view", `code that says ${name} must say ${movedName(name, namespace)}`),
    ],
    losses: none,
    present: ([name, namespace], live) =>
      isMoved(findView(live, name), findView(live, movedName(name, namespace))),
    dependencies: ([name, namespace]) => ({
      needs: namespaceKeys(movedName(name, namespace)),
      releases: namespaceKeys(name),
      destroys: keysMade(name),
      provides: keysMade(movedName(name, namespace)),
    }),
    subject: () => null,
    sees: structureOnly,
    nullSpeaks: true,
  },
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

function changeText({ with: options, accessMethod, tablespace }: ViewChange): string {
  return listed([
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

function keysRead(name: string, names: readonly string[]): readonly string[] {
  return names
    .filter((read) => read !== name)
    .flatMap((read) => [`table:${read}`, `view:${read}`, `shape:${read}`, `enum:${read}`]);
}
