import { completeView } from "../schema/complete.ts";
import { namesMentioned, relationsRead } from "../schema/expressions.ts";
import { findView, nameOf, viewOf } from "../schema/lookup.ts";
import { formatName } from "../schema/names.ts";
import { sparseView } from "../schema/sparse.ts";
import { none, structureOnly, type Facets } from "./facets.ts";
import { hazard } from "./hazard.ts";
import { namespaceKeys, relationKey, shapeKey } from "./keys.ts";
import { call, type Operations } from "./operations.ts";
import { refuseTaken, without } from "./update.ts";

/** Views. */
export const viewOperations: {
  readonly [K in "createView" | "dropView"]: Facets<Operations[K]>;
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
};

function keysMade(name: string): readonly string[] {
  return [`view:${formatName(nameOf(name))}`, shapeKey(name), relationKey(name, nameOf(name).name)];
}

function keysRead(name: string, names: readonly string[]): readonly string[] {
  return names
    .filter((read) => read !== name)
    .flatMap((read) => [`table:${read}`, `view:${read}`, `shape:${read}`, `enum:${read}`]);
}
