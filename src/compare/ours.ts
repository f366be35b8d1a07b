import { unique } from "../core/collections.ts";
import { exactGlob, schemaInScope, type Scope } from "../core/schema/scope.ts";
import { policiesOf } from "../core/schema/lookup.ts";
import { formatName, parseName } from "../core/schema/names.ts";
import { keepObjects, namesIn, namespacesIn } from "../core/schema/objects.ts";
import type { Named, Schema, Table } from "../core/schema/schema.ts";
import type { Bystanders, Lean } from "../dialects/bystanders.ts";
import type { Dialect } from "../dialects/dialect.ts";
import type { ReadSchema } from "../drizzle/read-schema.ts";
import type { ObjectIdentity } from "../settings/config.ts";
import { archivedName } from "../records/own-table.ts";
import type { Settings } from "../settings/settings.ts";
import { withoutHandmade } from "./handmade.ts";

/** What is ours of both sides, by one rule. */
export interface Ours {
  readonly wanted: Schema;
  readonly live: Schema;
  /** Tables that the Drizzle schema knows and that are not ours, as far as it knows them. */
  readonly expected: readonly Table[];
  readonly warnings: readonly string[];
}

/**
 * The scope of a comparison: the namespaces of the filter, or the default one and these, in which the Drizzle schema
 * exports something.
 */
export function scopeFor(
  settings: Settings,
  own: Scope,
  namespaces: readonly string[],
  dialect: Dialect,
): Scope {
  const { schemaFilter, tablesFilter } = settings;
  const exported = namespaces.length === 0 ? null : ["public", ...unique(namespaces).map(exactGlob)];
  // Copies of tables, made before a run, are nobody's schema.
  const schemas = schemaFilter === null ? exported : [...schemaFilter, "!mig_backup_*"];
  return {
    schemas: dialect.traits.namespaces ? schemas : null,
    tables: tablesFilter,
    ownTables: [
      ...own.ownTables,
      ...tablesOfOthers,
      ...[settings.versionTable, settings.journalTable].map((name) =>
        formatName(archivedName(parseName(name) ?? { schema: null, name })),
      ),
    ],
  };
}

/** Where other tools keep what they have run: nobody's schema, and not ours to touch. */
const tablesOfOthers = ["__drizzle_migrations", "drizzle.__drizzle_migrations", "alembic_version"];

/** Choose what is ours of the Drizzle schema and of the database; both canonical. */
export function ours(
  { schema, expected, unmanaged }: Pick<ReadSchema, "schema" | "expected" | "unmanaged">,
  found: Schema,
  bystanders: Bystanders,
  { scope, settings }: { readonly scope: Scope; readonly settings: Settings },
): Ours {
  const { include, schemaFilter } = settings;
  const declared = included(schemaInScope(schema, scope), include, "wanted");
  const others = new Map(bystanders.tables.map((each) => [formatName(each), each]));
  const isOurs = (item: Named): boolean => others.get(formatName(item))?.declarable !== false;
  const wanted = {
    ...declared,
    tables: declared.tables.filter(isOurs),
    views: declared.views.filter(isOurs),
  };
  const names = keysOf(wanted.tables);
  const known = included(schemaInScope(without(found, unmanaged), scope), include, "live");
  const isCompared = (item: Named): boolean => !others.has(formatName(item)) || names.has(formatName(item));
  const possible = {
    ...known,
    tables: known.tables.filter(isCompared),
    views: known.views.filter(isCompared),
  };
  const chosen = withoutHandmade(withoutLeaned(possible, wanted, bystanders), wanted, bystanders);
  const live = linkedAsIn(chosen.live, wanted);
  const held = heldNamespaces(found, live, wanted, bystanders);
  return {
    wanted: { ...wanted, namespaces: [...wanted.namespaces, ...held] },
    live,
    expected: [...schema.tables.filter((table) => !names.has(formatName(table))), ...expected],
    warnings: [
      ...[...declared.tables, ...declared.views].flatMap((each) => {
        const other = others.get(formatName(each));
        return other === undefined || other.declarable
          ? []
          : [`${formatName(each)} is ${other.kind}: it is left as it is.`];
      }),
      ...absent(expected, bystanders),
      ...leftOf(possible, live),
      ...chosen.warnings,
      ...held.map((name) => `Schema ${name} is not dropped: it holds what is not managed here.`),
      ...(schemaFilter === null ? unwatched(bystanders, unmanaged) : []),
    ],
  };
}

/** What of the database a Drizzle schema could declare: all in scope but what only others make. Canonical. */
export function declarableOf(
  found: Schema,
  bystanders: Bystanders,
  {
    scope,
    settings,
    unmanaged = [],
  }: { readonly scope: Scope; readonly settings: Settings; readonly unmanaged?: ReadSchema["unmanaged"] },
): Schema {
  const known = included(schemaInScope(without(found, unmanaged), scope), settings.include, "live");
  const others = keysOf(bystanders.tables);
  const isDeclarable = (item: Named): boolean => !others.has(formatName(item));
  return {
    ...known,
    tables: known.tables.filter(isDeclarable),
    views: known.views.filter(isDeclarable),
    sequences: known.sequences.filter(({ ownedBy }) => ownedBy === null),
    roles: [],
  };
}

/** Without what the Drizzle schema lacks, but cannot be dropped since something that is not ours leans on it. */
function withoutLeaned(live: Schema, wanted: Schema, bystanders: Bystanders): Schema {
  const declared = keysOf([...wanted.tables, ...wanted.views]);
  const enums = keysOf(wanted.enums);
  let now = live;
  for (;;) {
    const seen = keysOf([...now.tables, ...now.views]);
    const foreign = bystanders.leans.filter(({ by }) => by === null || !seen.has(formatName(by)));
    const leaned = (kind: Lean["kind"]): ReadonlySet<string> =>
      keysOf(foreign.flatMap((each) => (each.kind === kind ? each.on : [])));
    const [relations, types] = [leaned("relation"), leaned("enum")];
    const stays = (item: Named): boolean =>
      declared.has(formatName(item)) || !relations.has(formatName(item));
    const next = {
      ...now,
      tables: now.tables.filter(stays),
      views: now.views.filter(stays),
      enums: now.enums.filter((type) => enums.has(formatName(type)) || !types.has(formatName(type))),
    };
    if (next.tables.length === now.tables.length && next.views.length === now.views.length) return next;
    now = next;
  }
}

/** Of the policies on tables that are not ours none is ours but those that the wanted schema links there. */
function linkedAsIn(live: Schema, wanted: Schema): Schema {
  const linkedPolicies = live.linkedPolicies.flatMap((table) => {
    const linked = policiesOf(wanted, formatName(table)).map(({ name }) => name);
    const policies = table.policies.filter(({ name }) => linked.includes(name));
    return policies.length === 0 ? [] : [{ ...table, policies }];
  });
  return { ...live, linkedPolicies };
}

/** Namespaces that the Drizzle schema lacks and that cannot go, since something in them is not ours. */
function heldNamespaces(
  found: Schema,
  live: Schema,
  wanted: Schema,
  { occupied }: Bystanders,
): readonly string[] {
  const compared = keysOf(namesIn(live));
  const left = namesIn(found).filter((each) => !compared.has(formatName(each)));
  const held = new Set([...occupied, ...left.flatMap(({ schema }) => schema ?? [])]);
  const needed = new Set(namespacesIn(wanted));
  return live.namespaces.filter((name) => held.has(name) && !needed.has(name));
}

/** What is not dropped although no schema file declares it. */
function leftOf(possible: Schema, live: Schema): readonly string[] {
  const kept = keysOf([...live.tables, ...live.views, ...live.enums]);
  return [...possible.tables, ...possible.views, ...possible.enums]
    .map(formatName)
    .filter((name) => !kept.has(name))
    .map((name) => `${name} is not dropped: something that is not managed here uses it.`);
}

/** Tables that others should have made. */
function absent(expected: readonly Table[], { relations }: Bystanders): readonly string[] {
  const there = keysOf(relations);
  return [...keysOf(expected)]
    .filter((name) => !there.has(name))
    .map(
      (name) =>
        `Table ${name} is referred to and must be there already, but the database has none: export it from a schema file to have it made.`,
    );
}

/** A namespace of which nothing is exported any more looks like one that was never ours. */
function unwatched({ unwatched: names }: Bystanders, unmanaged: ReadSchema["unmanaged"]): readonly string[] {
  const referred = new Set(
    unmanaged.flatMap(({ kind, schema, name }) => (kind === "namespace" ? name : (schema ?? []))),
  );
  return names
    .filter((name) => !referred.has(name))
    .map(
      (name) =>
        `Schema ${name} is not looked at, since no schema file exports anything in it; name it in schemaFilter to have it compared, and dropped where it is not declared.`,
    );
}

function keysOf(items: readonly Named[]): ReadonlySet<string> {
  return new Set(items.map(formatName));
}

/** A schema without what the configuration's `include` refuses. */
function included(schema: Schema, include: Settings["include"], side: ObjectIdentity["side"]): Schema {
  if (include === null) return schema;
  const keep = (kind: ObjectIdentity["kind"], name: string, table: string | null = null): boolean =>
    include({ kind, name, table, side });
  const kept = keepObjects(schema, (object, kind) => keep(kind, formatName(object)));
  return {
    ...kept,
    namespaces: schema.namespaces.filter((name) => keep("schema", name)),
    roles: schema.roles.filter(({ name }) => keep("role", name)),
    linkedPolicies: schema.linkedPolicies.map((table) => ({
      ...table,
      policies: table.policies.filter(({ name }) => keep("policy", name, formatName(table))),
    })),
    tables: kept.tables.map((table) => partsOf(table, keep)),
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
    policies: kept("policy", table.policies),
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
    ...keepObjects(schema, (object, kind) => isOurs(kind, object)),
    namespaces: schema.namespaces.filter((name) => isOurs("namespace", { schema: null, name })),
  };
}
