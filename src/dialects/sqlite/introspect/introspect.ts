import { emptySchema, type Schema } from "../../../core/schema/schema.ts";
import { inScope, type Scope } from "../../../core/schema/scope.ts";
import type { Connection } from "../../dialect.ts";
import { canonical } from "../normalize/canonical.ts";
import { readCatalogue } from "./catalogue.ts";
import { readTables } from "./table.ts";
import { readViews } from "./view.ts";

/** The structure of the database, from the texts that SQLite keeps. */
export async function introspect(connection: Connection, scope: Scope): Promise<Schema> {
  const catalogue = await readCatalogue(connection);
  const tables = readTables(connection, catalogue);
  const views = readViews(catalogue);
  const all = canonical({ ...emptySchema, tables, views });
  // Names are resolved among all tables, since a table of the scope may refer to one outside.
  return {
    ...all,
    tables: all.tables.filter((table) => inScope(table, scope)),
    views: all.views.filter((view) => inScope(view, scope)),
  };
}
