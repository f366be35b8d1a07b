import { formatName } from "../core/schema/names.ts";
import type { View } from "../core/schema/schema.ts";
import type { DeclaredView } from "./collect.ts";
import { queryText, tablesOf } from "./expressions.ts";
import { settings } from "./index.ts";
import type { Library } from "./library.ts";
import { clip } from "./naming.ts";
import { columnName, type Reader } from "./reader.ts";
import { drizzleProperty, tableNameOf, type ColumnShape, type ViewShape } from "./shapes.ts";

/** A view as the query it stands for; null for one that is declared to exist already. */
export function readView(reader: Reader, { config, materialized }: DeclaredView): View | null {
  const { library } = reader;
  const { query } = config;
  if (query === undefined) return null;
  const reads = [...tablesOf(library, query)].map((used) => formatName(nameOf(library, used)));
  return {
    schema: config.schema ?? null,
    name: clip(config.name, library.dialect),
    query: queryText(library, query),
    materialized,
    columns: null,
    with: settings(config.with ?? {}),
    accessMethod: config.using ?? null,
    tablespace: config.tablespace ?? null,
    populated: config.withNoData !== true,
    attachments: [],
    reads: [...new Set(reads)].sort(),
    outputs: outputsOf(reader, config),
    outputTypes: null,
  };
}

/** The names that the columns of a view have in the database; null where one has none that is known. */
function outputsOf(reader: Reader, { selectedFields = {} }: ViewShape): readonly string[] | null {
  const names = Object.values(selectedFields).map((field) => {
    if (reader.library.isCore(field, "Column")) return columnName(reader, field as ColumnShape);
    const alias: unknown = Reflect.get(Object(field), "fieldAlias");
    return typeof alias === "string" ? alias : null;
  });
  return names.length === 0 || names.includes(null) ? null : names.filter((name) => name !== null);
}

/** The real name of a table or view, also behind an alias. */
function nameOf(library: Library, used: object): { readonly schema: string | null; readonly name: string } {
  // An aliased table of 1.0 must not be asked for what only views have.
  if (library.isCore(used, "View")) {
    const view = drizzleProperty(used, "ViewBaseConfig") as {
      readonly originalName: string;
      readonly schema?: string;
    };
    return { schema: view.schema ?? null, name: view.originalName };
  }
  return { schema: tableNameOf(used).schema, name: String(drizzleProperty(used, "OriginalName")) };
}
