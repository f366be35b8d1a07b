import { unsupportedOperation } from "../../../core/errors/database.ts";
import { sameData } from "../../../core/collections.ts";
import { completeView } from "../../../core/schema/complete.ts";
import { relocateView } from "../../../core/operations/view.ts";
import { viewOf } from "../../../core/schema/lookup.ts";
import { formatName, sibling } from "../../../core/schema/names.ts";
import type { View } from "../../../core/schema/schema.ts";
import { identifier, nameList } from "../identifiers.ts";
import { statementsOf } from "../../../core/sql/statements.ts";
import { lexical } from "../lexical.ts";
import { direct, refused, type Moves } from "./move.ts";
import { type Sql, saidInSql, sql } from "../../sql.ts";

/** Views. */
export const viewMoves: Moves<"createView" | "dropView" | "alterView" | "renameView"> = {
  createView: (view) => direct(() => createViewSql(completeView(view, []))),
  dropView: (name) => direct(() => [sql`DROP VIEW ${identifier(name)}`]),
  alterView: refused("options of views", "Leave the operation out for this dialect."),
  // SQLite cannot rename a view: it is made again, and so are those that read it, which keep their text otherwise.
  renameView: (from, to) =>
    direct((before) => {
      const old = viewOf(before(), from);
      const { views } = relocateView(before(), old, sibling(old, to));
      const others = before().views.filter((view, at) => view !== old && !sameData(view, views[at]));
      const again = views.filter((view, at) => !sameData(view, before().views[at]));
      return [
        ...[old, ...others].map((view) => sql`DROP VIEW ${identifier(formatName(view))}`),
        ...again.flatMap(createViewSql),
      ];
    }),
};

/** `CREATE VIEW` and what belongs to it. */
export function createViewSql(view: View): readonly Sql[] {
  if (view.materialized) {
    throw unsupportedOperation(
      "materialized views",
      "sqlite",
      "Make it a plain view, or a table that you fill.",
    );
  }
  const columns = view.columns === null ? sql`` : sql` ${nameList(view.columns)}`;
  return [
    sql`CREATE VIEW ${identifier(formatName(view))}${columns} AS ${saidInSql(view.query)}`,
    ...view.attachments.flatMap((text) => statementsOf(text, lexical).map((part) => saidInSql(part.sql))),
  ];
}
