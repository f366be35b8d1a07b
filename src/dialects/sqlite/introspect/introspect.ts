import { emptySchema, type Schema } from "../../../core/schema/schema.ts";
import { inScope, type Scope } from "../../../core/schema/scope.ts";
import type { Connection } from "../../dialect.ts";
import { canonical } from "../normalize/canonical.ts";
import { readCatalogue, type Catalogue } from "./catalogue.ts";
import { readTables } from "./table.ts";
import { readViews } from "./view.ts";

/** The structure of the database, from the texts that SQLite keeps. */
export async function introspect(connection: Connection, scope: Scope): Promise<Schema> {
  const all = structureOf(await readCatalogue(connection));
  // Names are resolved among all tables, since a table of the scope may refer to one outside.
  return {
    ...all,
    tables: all.tables.filter((table) => inScope(table, scope)),
    views: all.views.filter((view) => inScope(view, scope)),
  };
}

function structureOf(catalogue: Catalogue): Schema {
  const known = structures.get(catalogue);
  if (known !== undefined) return known;
  const made = canonical({ ...emptySchema, tables: readTables(catalogue), views: readViews(catalogue) });
  structures.set(catalogue, made);
  return made;
}

/** A catalogue stays the same object as long as nothing has changed. */
const structures = new WeakMap<Catalogue, Schema>();
