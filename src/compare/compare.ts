import type { Change } from "../core/diff/change.ts";
import { diffSchemas } from "../core/diff/diff.ts";
import { parseRename } from "../core/diff/parse-rename.ts";
import type { Rename } from "../core/diff/renames.ts";
import type { DiffRules } from "../core/diff/rules.ts";
import { madeBy, madeRelations, withoutMadeParts } from "../core/repeatable/made.ts";
import { formatName } from "../core/schema/names.ts";
import { namespacesIn } from "../core/schema/objects.ts";
import { emptySchema, type Schema, type Table } from "../core/schema/schema.ts";
import type { Database, Environment } from "../project/environment.ts";
import type { Repeatable } from "../revisions/repeatable.ts";
import { rulesFor, withHooks, type Hooked } from "./hooks.ts";
import { withoutInvalid } from "./invalid-indexes.ts";
import { ours, scopeFor } from "./ours.ts";
import { managedRoles } from "./roles.ts";
import { untold, withTold } from "./told-scope.ts";
import { wantedSchema } from "./wanted.ts";
import { joined, sql } from "../dialects/sql.ts";

/** How the live database differs from the Drizzle schema. */
export interface Comparison extends Hooked {
  /** What counts as equal: what the dialect says, and the configuration before it. */
  readonly rules: DiffRules;
  /** The structure of the database as it is. */
  readonly live: Schema;
  /** The structure that is wanted, in the database's own spelling. */
  readonly wanted: Schema;
  /** The renames that were told or confirmed. */
  readonly renames: readonly Rename[];
  /** Tables that the Drizzle schema refers to and that are not ours, as far as it knows them. */
  readonly expected: readonly Table[];
  /** The repeatable scripts, of which nothing that they make is compared. */
  readonly repeatables: readonly Repeatable[];
  readonly warnings: readonly string[];
}

/**
 * Compare the Drizzle schema with the live database. Both are made canonical, what still differs as text is
 * normalized by the engine, and then the structures are compared.
 */
export async function compare(
  environment: Environment,
  database: Database,
  told: readonly string[],
  askRenames: (live: Schema, wanted: Schema) => Promise<readonly Rename[]>,
): Promise<Comparison> {
  const { settings } = environment;
  const { dialect, connection } = database;
  const read = await wantedSchema(environment);
  const declaredScope = scopeFor(settings, database.scope, namespacesIn(read.schema), dialect);
  const { scope, only, withLeft } = dialect.traits.namespaces
    ? withTold(declaredScope, told)
    : untold(declaredScope);
  const [introspected, bystanders] = await Promise.all([
    dialect.introspect(connection, scope),
    dialect.bystanders(connection, scope),
  ]);
  const repeatables = await environment.repeatables();
  const made = madeBy(repeatables, dialect.lexical);
  const found = only(dialect.canonical(introspected));
  const there = withoutMadeParts(found, made);
  const declared = {
    schema: withLeft(dialect.canonical(read.schema), found),
    expected: dialect.canonical({ ...emptySchema, tables: read.expected }).tables,
    unmanaged: [...read.unmanaged, ...madeRelations(there, made, dialect.canonical(read.schema))],
  };
  const chosen = ours(declared, there, bystanders, { scope, settings });
  const roles = managedRoles(chosen.wanted, read.existingRoles, bystanders, settings);
  const live = { ...chosen.live, roles: roles.live };
  const { expected } = chosen;
  const wanted = await dialect.normalize(connection, { ...chosen.wanted, roles: roles.wanted }, live);
  const renames = await askRenames(live, wanted);
  const rules = rulesFor(dialect.rules, settings);
  const changes = withoutInvalid(
    await changesBetween(database, live, wanted, renames, rules),
    live,
    bystanders,
    dialect,
  );
  const hooked = await withHooks(changes, live, wanted, { settings, dialect, rules, connection });
  return {
    ...hooked,
    rules,
    live,
    wanted,
    renames,
    expected,
    repeatables,
    warnings: [...read.warnings, ...chosen.warnings, ...roles.warnings],
  };
}

/** Which tables hold rows is asked only of those to which it could matter. */
async function changesBetween(
  database: Database,
  live: Schema,
  wanted: Schema,
  renames: readonly Rename[],
  rules: DiffRules,
): Promise<readonly Change[]> {
  const diff = (hasRows: (table: string) => boolean): readonly Change[] =>
    diffSchemas(live, wanted, rules, { renames, hasRows });
  const known = new Set(live.tables.map(formatName));
  const asked = new Set<string>();
  const changes = diff((table) => {
    if (known.has(table)) asked.add(table);
    return known.has(table);
  });
  if (changes.length === 0) return [];
  const filled = await tablesWithRows(database, [...asked]);
  return filled.size === asked.size ? changes : diff((table) => filled.has(table));
}

/** Renames told in words, checked against both schemas. */
export function toldRenames(texts: readonly string[], live: Schema, wanted: Schema): readonly Rename[] {
  return texts.map((text) => parseRename(text, live, wanted, texts));
}

/** One query for all tables: which of them hold anything. */
async function tablesWithRows(
  { dialect, connection }: Database,
  names: readonly string[],
): Promise<ReadonlySet<string>> {
  const filled = new Set<string>();
  // Engines limit how many parts a compound query may have; 500 is SQLite's default.
  for (let at = 0; at < names.length; at += 400) {
    const parts = names
      .slice(at, at + 400)
      .map(
        (name) =>
          sql`SELECT ${dialect.literal(name)} AS name WHERE EXISTS (SELECT 1 FROM ${dialect.identifier(name)})`,
      );
    for (const row of await connection.query(joined(parts, " UNION ALL "))) filled.add(String(row["name"]));
  }
  return filled;
}
