import { saidInSql, sql, type Sql } from "../../sql.ts";
import { completeView } from "../../../core/schema/complete.ts";
import { findView } from "../../../core/schema/lookup.ts";
import type { View } from "../../../core/schema/schema.ts";
import { columnList, identifier, qualified } from "../identifiers.ts";
import { withSql } from "./index.ts";
import type { CompilersOf } from "./part.ts";

/** Views. */
export const views: CompilersOf<"createView" | "dropView"> = {
  createView: (spec) => () => viewStatements(completeView(spec, [])),
  dropView:
    (name) =>
    ({ before }) => [
      sql`DROP ${findView(before, name)?.materialized === true ? "MATERIALIZED " : ""}VIEW ${identifier(name)}`,
    ],
};

/** The statements that make a view and what goes with it. */
export function viewStatements(view: View): readonly Sql[] {
  const names = view.columns === null ? "" : sql` (${columnList(view.columns)})`;
  const create = sql`CREATE ${kindOf(view)} ${qualified(view)}${names}${withSql(view.with)} AS\n${saidInSql(view.query)}`;
  return [create, ...view.attachments.map(saidInSql)];
}

export function dropView(view: View): Sql {
  return sql`DROP ${kindOf(view)} ${qualified(view)}`;
}

function kindOf(view: View): "MATERIALIZED VIEW" | "VIEW" {
  return view.materialized ? "MATERIALIZED VIEW" : "VIEW";
}
