import { subjectOf } from "../core/operations/subject.ts";
import type { Operation } from "../core/operations/operations.ts";
import { formatName } from "../core/schema/names.ts";
import { keepObjects, namesIn } from "../core/schema/objects.ts";
import type { Schema } from "../core/schema/schema.ts";
import type { Database, Environment } from "../project/environment.ts";
import { renderModule } from "../rendering/drizzle/module.ts";

/** How Drizzle declares what operations would change, as the database has it; null where it has nothing of it. */
export async function declarationsOf(
  { settings }: Environment,
  { dialect, connection }: Database,
  live: Schema,
  operations: readonly Operation[],
): Promise<string | null> {
  const touched = new Set(operations.flatMap((operation) => subjectOf(operation) ?? nameIn(operation)));
  const objects = { ...live, namespaces: [], roles: [], linkedPolicies: [] };
  const schema = keepObjects(objects, (object) => touched.has(formatName(object)));
  if (namesIn(schema).length === 0) return null;
  return renderModule({
    dialect: dialect.name,
    keysAreNames: settings.casing === null,
    schema,
    enums: live.enums,
    viewColumns: schema.views.length === 0 ? new Map() : await dialect.viewColumns(connection),
  });
}

/** What an operation is about where that is no table. */
function nameIn({ kind, args: [first] }: Operation): readonly string[] {
  if (kind === "execute" || kind === "custom") return [];
  if (typeof first === "string") return [first];
  return typeof first === "object" && first !== null && "name" in first && typeof first.name === "string"
    ? [first.name]
    : [];
}
