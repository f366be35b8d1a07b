import { changesBetween } from "../core/diff/between.ts";
import { noScratch } from "../core/errors/squash.ts";
import { stepsTo } from "../core/graph/steps-to.ts";
import { madeBy, madeRelations, withoutMadeParts } from "../core/repeatable/made.ts";
import { namespacesIn } from "../core/schema/objects.ts";
import { emptySchema, type Schema } from "../core/schema/schema.ts";
import type { Database, Environment } from "../project/environment.ts";
import { onScratch } from "../workbench/scratch-run.ts";
import type { Comparison } from "./compare.ts";
import { rulesFor } from "./hooks.ts";
import { declarableOf, scopeFor } from "./ours.ts";
import { wantedSchema } from "./wanted.ts";

/**
 * How the database differs from what its revisions make: they are run on an empty database of the same kind. `live`
 * of the comparison is what they make, `wanted` what is there. Throws no-scratch-database.
 */
export async function compareWithHistory(environment: Environment, database: Database): Promise<Comparison> {
  const { settings } = environment;
  const { dialect, connection, versionTable } = database;
  const rows = await versionTable.read(connection);
  const steps = stepsTo(environment.scripts().graph, rows);
  const made = await onScratch(environment, database, async (scratch) => {
    if (steps.length > 0) await scratch.run(steps);
    return scratch.structure();
  });
  if (made === null) throw noScratch("The comparison with the revisions", connection.label);
  const namespaces = [made, await declared(environment)].flatMap(namespacesIn);
  const scope = scopeFor(settings, database.scope, namespaces, dialect);
  const [found, bystanders] = await Promise.all([
    dialect.introspect(connection, scope),
    dialect.bystanders(connection, scope),
  ]);
  const repeatables = await environment.repeatables();
  const byScripts = madeBy(repeatables, dialect.lexical);
  const ours = (structure: Schema): Schema => {
    const rest = withoutMadeParts(structure, byScripts);
    const unmanaged = madeRelations(rest, byScripts, emptySchema);
    return declarableOf(rest, bystanders, { scope, settings, unmanaged });
  };
  const [live, wanted] = [ours(made), ours(dialect.canonical(found))];
  const rules = rulesFor(dialect.rules, settings);
  return {
    changes: changesBetween(live, wanted, rules),
    left: [],
    rules,
    live,
    wanted,
    renames: [],
    expected: [],
    repeatables,
    warnings: [],
  };
}

/** What the project's Drizzle files declare; nothing where it has none. */
async function declared(environment: Environment): Promise<Schema> {
  if (environment.settings.schema.length === 0) return emptySchema;
  const { schema } = await wantedSchema(environment);
  return schema;
}
