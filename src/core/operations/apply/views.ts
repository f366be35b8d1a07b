import { completeView } from "../../schema/complete.ts";
import { relationsRead } from "../../schema/expressions.ts";
import { viewOf } from "../../schema/lookup.ts";
import { refuseTaken, without, type ApplyPart } from "./update.ts";

/** Views. */
export const applyViews: ApplyPart<"createView" | "dropView"> = {
  createView: (spec) => (schema) => {
    const view = completeView(spec, relationsRead(spec.query, schema));
    refuseTaken(schema.views, "view", view);
    refuseTaken(schema.tables, "table", view);
    return { ...schema, views: [...schema.views, view] };
  },

  dropView: (name) => (schema) => ({ ...schema, views: without(schema.views, viewOf(schema, name)) }),
};
