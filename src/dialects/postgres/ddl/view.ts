import { commaList, saidInSql, sql, type Sql } from "../../sql.ts";
import { sameData } from "../../../core/collections.ts";
import { completeView } from "../../../core/schema/complete.ts";
import { findView, viewOf } from "../../../core/schema/lookup.ts";
import type { Schema, View } from "../../../core/schema/schema.ts";
import { columnList, identifier, qualified, quote } from "../identifiers.ts";
import { optionList, withSql } from "./index.ts";
import { moved } from "./namespace.ts";
import type { CompilersOf } from "./part.ts";

/** Views. */
export const views: CompilersOf<"createView" | "dropView" | "alterView" | "renameView" | "moveView"> = {
  createView: (spec) => () => viewStatements(completeView(spec, [])),
  dropView:
    (name) =>
    ({ before }) => [sql`DROP ${kindNamed(before, name)} ${identifier(name)}`],
  alterView:
    (name, change) =>
    ({ before }) => {
      const view = viewOf(before, name);
      const alter = sql`ALTER ${kindOf(view)} ${qualified(view)}`;
      if (change.query !== undefined) return [createSql({ ...view, ...change }, sql`CREATE OR REPLACE`)];
      return [
        ...(change.with === undefined ? [] : optionsSql(view.with, change.with)),
        ...(change.accessMethod === undefined
          ? []
          : [sql`SET ACCESS METHOD ${quote(change.accessMethod ?? "heap")}`]),
        ...(change.tablespace === undefined
          ? []
          : [sql`SET TABLESPACE ${quote(change.tablespace ?? "pg_default")}`]),
      ].map((clause) => sql`${alter} ${clause}`);
    },
  renameView:
    (from, to) =>
    ({ before }) => [sql`ALTER ${kindNamed(before, from)} ${identifier(from)} RENAME TO ${quote(to)}`],
  moveView:
    (name, namespace) =>
    ({ before }) => [moved(kindNamed(before, name), name, namespace)],
};

/** The statements that make a view and what goes with it. */
export function viewStatements(view: View): readonly Sql[] {
  return [createSql(view, sql`CREATE`), ...view.attachments.map(saidInSql)];
}

function createSql(view: View, create: Sql): Sql {
  const names = view.columns === null ? "" : sql` (${columnList(view.columns)})`;
  const method = view.accessMethod === null ? "" : sql` USING ${quote(view.accessMethod)}`;
  const place = view.tablespace === null ? "" : sql` TABLESPACE ${quote(view.tablespace)}`;
  const data = view.populated ? "" : "\nWITH NO DATA";
  return sql`${create} ${kindOf(view)} ${qualified(view)}${names}${method}${withSql(view.with)}${place} AS\n${saidInSql(view.query)}${data}`;
}

export function dropView(view: View): Sql {
  return sql`DROP ${kindOf(view)} ${qualified(view)}`;
}

function kindNamed(before: Schema, name: string): "MATERIALIZED VIEW" | "VIEW" {
  return findView(before, name)?.materialized === true ? "MATERIALIZED VIEW" : "VIEW";
}

function kindOf(view: View): "MATERIALIZED VIEW" | "VIEW" {
  return view.materialized ? "MATERIALIZED VIEW" : "VIEW";
}

/** The clauses that turn some options into others. */
function optionsSql(
  from: readonly (readonly [string, string])[],
  to: readonly (readonly [string, string])[],
): readonly Sql[] {
  const gone = from.filter(([name]) => !to.some((each) => each[0] === name));
  const set = to.filter((option) => !from.some((each) => sameData(each, option)));
  return [
    ...(gone.length === 0 ? [] : [sql`RESET (${commaList(gone.map(([name]) => saidInSql(name)))})`]),
    ...(set.length === 0 ? [] : [sql`SET (${optionList(set)})`]),
  ];
}
