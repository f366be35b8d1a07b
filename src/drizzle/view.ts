import { formatName } from "../core/schema/names.ts";
import type { View } from "../core/schema/schema.ts";
import type { DeclaredView } from "./collect.ts";
import { queryText, tablesOf } from "./expressions.ts";
import { settings } from "./index.ts";
import type { Library } from "./library.ts";
import { clip } from "./naming.ts";
import type { Reader } from "./reader.ts";
import { drizzleProperty, tableNameOf, type ViewShape } from "./shapes.ts";

/** A view as the query it stands for; null for one that is declared to exist already. */
export function readView({ library }: Reader, { config, materialized }: DeclaredView): View | null {
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
    attachments: [],
    reads: [...new Set(reads)].sort(),
  };
}

/** What a materialized view says of its storage, which the model has no place for. */
export function storageOf(config: ViewShape): string[] {
  return [
    ...(config.using === undefined ? [] : [`using ${config.using}`]),
    ...(config.tablespace === undefined ? [] : [`tablespace ${config.tablespace}`]),
    ...(config.withNoData === true ? ["with no data"] : []),
  ];
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
