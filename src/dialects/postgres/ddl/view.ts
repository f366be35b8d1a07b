import { completeView } from "../../../core/schema/complete.ts";
import { findView } from "../../../core/schema/lookup.ts";
import type { View } from "../../../core/schema/schema.ts";
import { columnList, identifier, qualified } from "../identifiers.ts";
import { withSql } from "./index.ts";
import type { Part } from "./part.ts";

/** Views. */
export const views: Part<"createView" | "dropView"> = {
  createView: (spec) => () => viewStatements(completeView(spec, [])),
  dropView:
    (name) =>
    ({ before }) => [
      `DROP ${findView(before, name)?.materialized === true ? "MATERIALIZED " : ""}VIEW ${identifier(name)}`,
    ],
};

/** The statements that make a view and what goes with it. */
export function viewStatements(view: View): readonly string[] {
  const names = view.columns === null ? "" : ` (${columnList(view.columns)})`;
  const create = `CREATE ${kindOf(view)} ${qualified(view)}${names}${withSql(view.with)} AS\n${view.query}`;
  return [create, ...view.attachments];
}

export function dropView(view: View): string {
  return `DROP ${kindOf(view)} ${qualified(view)}`;
}

function kindOf(view: View): string {
  return view.materialized ? "MATERIALIZED VIEW" : "VIEW";
}
