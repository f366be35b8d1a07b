import type { Column, View } from "../../core/schema/schema.ts";
import { viewColumnSource } from "./column.ts";
import { columnKeys } from "./identifiers.ts";
import { settingSource } from "./index.ts";
import { callOf, property, text, type Source } from "./source.ts";

/** A column of a view, as far as the engine knows it. */
export type ViewColumn = Pick<Column, "name" | "type">;

/** The call that declares a view. */
export function viewSource(source: Source, view: View, columns: readonly ViewColumn[]): string {
  const keys = columnKeys(columns.map(({ name }) => name));
  const lines = columns.map((column) => {
    const key = keys.get(column.name) ?? column.name;
    return `  ${property(key)}: ${viewColumnSource(source, column, key)},\n`;
  });
  const settings = view.with.map(([name, value]) => `${property(name)}: ${settingSource(value)}`);
  return [
    callOf(makerOf(source, view), text(view.name), lines.length === 0 ? "{}" : `{\n${lines.join("")}}`),
    settings.length === 0 ? "" : `.with({ ${settings.join(", ")} })`,
    `.as(${source.sql(view.query)})`,
  ].join("");
}

function makerOf(source: Source, { schema, materialized }: View): string {
  if (schema !== null)
    return `${source.of("namespace", { schema: null, name: schema })}.${materialized ? "materializedView" : "view"}`;
  if (source.dialect === "sqlite") return source.use("sqliteView");
  return source.use(materialized ? "pgMaterializedView" : "pgView");
}
