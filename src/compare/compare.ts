import { change, operationsOf, type Change } from "../core/diff/change.ts";
import { diffSchemas } from "../core/diff/diff.ts";
import { parseRename } from "../core/diff/parse-rename.ts";
import type { Rename } from "../core/diff/renames.ts";
import type { Operation } from "../core/operations/operations.ts";
import { inScope, type Scope } from "../core/schema/scope.ts";
import { formatName } from "../core/schema/names.ts";
import type { Named, Schema, Table } from "../core/schema/schema.ts";
import type { ObjectIdentity } from "../project/config.ts";
import type { Database, Environment } from "../project/environment.ts";
import type { ReadSchema } from "../drizzle/read-schema.ts";
import { madeNamespaces } from "./made-namespaces.ts";
import { wantedSchema } from "./wanted.ts";

/** How the live database differs from the Drizzle schema. */
export interface Comparison {
  /** What would make the database match, in the order in which it can be run. */
  readonly changes: readonly Change[];
  /** The structure of the database as it is. */
  readonly live: Schema;
  /** The structure that is wanted, in the database's own spelling. */
  readonly wanted: Schema;
  /** The renames that were told or confirmed. */
  readonly renames: readonly Rename[];
  readonly warnings: readonly string[];
}

/**
 * Compare the Drizzle schema with the live database. Both are made canonical, what still differs as text is
 * settled by the engine, and then the structures are compared.
 */
export async function compare(
  environment: Environment,
  database: Database,
  askRenames: (live: Schema, wanted: Schema) => Promise<readonly Rename[]>,
): Promise<Comparison> {
  const { settings } = environment;
  const { dialect, connection } = database;
  const read = await wantedSchema(environment);
  const scope = scopeFor(environment, database.scope, read.schema);
  const declared = selected(dialect.canonical(read.schema), scope, settings.include, "wanted");
  const found = selected(
    dialect.canonical(await dialect.introspect(connection, scope)),
    scope,
    settings.include,
    "live",
  );
  const live = without(found, read.unmanaged);
  const wanted = await dialect.settle(connection, declared, live);
  const renames = await askRenames(live, wanted);
  const changes = await changesBetween(database, live, wanted, renames);
  const query = (
    sql: string,
    params?: readonly unknown[],
  ): Promise<readonly Readonly<Record<string, unknown>>[]> => connection.query(sql, params);
  const more: Change[] = [];
  for (const comparator of settings.comparators) {
    const operations = await comparator({ live, wanted, query });
    more.push(...operations.map((operation) => change(operation)));
  }
  return {
    changes: rewritten([...changes, ...more], settings.rewrite),
    live,
    wanted,
    renames,
    warnings: read.warnings,
  };
}

/** Which tables hold rows is asked only when there is a difference that it could matter to. */
async function changesBetween(
  database: Database,
  live: Schema,
  wanted: Schema,
  renames: readonly Rename[],
): Promise<readonly Change[]> {
  const diff = (hasRows: (table: string) => boolean): readonly Change[] =>
    diffSchemas(live, wanted, database.dialect.rules, { renames, hasRows });
  if (diff(() => true).length === 0) return [];
  const filled = await tablesWithRows(database, live);
  return diff((table) => filled.has(table));
}

/** Renames told in words, checked against both schemas. */
export function toldRenames(texts: readonly string[], live: Schema, wanted: Schema): readonly Rename[] {
  return texts.map((text) => parseRename(text, live, wanted, texts));
}

/** Namespaces that the Drizzle schema speaks of or a revision made are looked at, unless the filter says otherwise. */
function scopeFor(environment: Environment, scope: Scope, wanted: Schema): Scope {
  const { schemaFilter, tablesFilter } = environment.settings;
  const named = [...wanted.tables, ...wanted.enums, ...wanted.views].flatMap(({ schema }) => schema ?? []);
  const all = new Set([...wanted.namespaces, ...named, ...madeNamespaces(environment)]);
  // Copies of tables, made before a run, are nobody's schema.
  const filtered = schemaFilter === null ? null : [...schemaFilter, "!mig_backup_*"];
  const schemas = filtered ?? (all.size === 0 ? null : ["public", ...all]);
  return { schemas, tables: tablesFilter, ownTables: [...scope.ownTables, ...tablesOfOthers] };
}

/** Where other tools keep what they have run: nobody's schema, and not ours to touch. */
const tablesOfOthers = ["__drizzle_migrations", "drizzle.__drizzle_migrations"];

/** What of a schema is ours: within the filters, and not refused by the configuration's `include`. */
function selected(
  schema: Schema,
  scope: Scope,
  include: ((object: ObjectIdentity) => boolean) | null,
  side: ObjectIdentity["side"],
): Schema {
  const inside = {
    ...schema,
    tables: schema.tables.filter((table) => inScope(table, scope)),
    views: schema.views.filter((view) => inScope(view, scope)),
  };
  if (include === null) return inside;
  const keep = (kind: ObjectIdentity["kind"], name: string, table: string | null = null): boolean =>
    include({ kind, name, table, side });
  return {
    namespaces: inside.namespaces.filter((name) => keep("schema", name)),
    enums: inside.enums.filter((each) => keep("enum", formatName(each))),
    views: inside.views.filter((each) => keep("view", formatName(each))),
    tables: inside.tables
      .filter((each) => keep("table", formatName(each)))
      .map((table) => partsOf(table, keep)),
  };
}

function partsOf(
  table: Table,
  keep: (kind: ObjectIdentity["kind"], name: string, table: string) => boolean,
): Table {
  const owner = formatName(table);
  const kept = <T extends { readonly name: string | null }>(
    kind: ObjectIdentity["kind"],
    parts: readonly T[],
  ): readonly T[] => parts.filter((part) => part.name === null || keep(kind, part.name, owner));
  return {
    ...table,
    columns: kept("column", table.columns),
    indexes: kept("index", table.indexes),
    uniques: kept("unique", table.uniques),
    checks: kept("check", table.checks),
    foreignKeys: kept("foreignKey", table.foreignKeys),
  };
}

/** The live structure without what the Drizzle schema declares as `.existing()`, which others look after. */
function without(schema: Schema, unmanaged: ReadSchema["unmanaged"]): Schema {
  const keys = new Set(unmanaged.map((each) => `${each.kind} ${formatName(each)}`));
  const isOurs = (
    kind: ReadSchema["unmanaged"][number]["kind"],
    { schema: namespace, name }: Named,
  ): boolean =>
    !keys.has(`${kind} ${formatName({ schema: namespace, name })}`) &&
    !(namespace !== null && keys.has(`namespace ${formatName({ schema: null, name: namespace })}`));
  return {
    namespaces: schema.namespaces.filter((name) => isOurs("namespace", { schema: null, name })),
    enums: schema.enums.filter((each) => isOurs("enum", each)),
    tables: schema.tables.filter((each) => isOurs("table", each)),
    views: schema.views.filter((each) => isOurs("view", each)),
  };
}

/** One query for all tables: which of them hold anything. */
async function tablesWithRows({ dialect, connection }: Database, live: Schema): Promise<ReadonlySet<string>> {
  const names = live.tables.map(formatName);
  const filled = new Set<string>();
  // Engines limit how many parts a compound query may have; 500 is SQLite's default.
  for (let at = 0; at < names.length; at += 400) {
    const parts = names
      .slice(at, at + 400)
      .map(
        (name) =>
          `SELECT ${dialect.literal(name)} AS name WHERE EXISTS (SELECT 1 FROM ${dialect.identifier(name)})`,
      );
    for (const row of await connection.query(parts.join(" UNION ALL "))) filled.add(String(row["name"]));
  }
  return filled;
}

function rewritten(
  changes: readonly Change[],
  rewriters: Environment["settings"]["rewrite"],
): readonly Change[] {
  if (rewriters.length === 0) return changes;
  const known = new Map(changes.map((each) => [each.operation, each]));
  const operations = rewriters.reduce<readonly Operation[]>(
    (before, rewrite) => rewrite(before),
    operationsOf(changes),
  );
  return operations.map((operation) => known.get(operation) ?? change(operation));
}
