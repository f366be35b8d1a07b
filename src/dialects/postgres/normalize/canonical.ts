import { formatName } from "../../../core/schema/names.ts";
import type {
  Check,
  Column,
  OwnerColumn,
  ConstraintName,
  EnumType,
  ForeignKey,
  Index,
  IndexKey,
  Named,
  Policy,
  PrimaryKey,
  Schema,
  Table,
  Unique,
  View,
} from "../../../core/schema/schema.ts";
import { canonicalType, serialBase } from "./column-type.ts";
import { canonicalDefault } from "./default.ts";
import { bare, columnNamed } from "./expression.ts";
import { cutName, parts } from "../identifiers.ts";
import { canonicalIdentity, canonicalSequence } from "./identity.ts";

/** Types, names and defaults in PostgreSQL's own spelling, as far as rules alone can tell. Idempotent. */
export function canonical(schema: Schema): Schema {
  const enums = schema.enums.map(canonicalName);
  return {
    namespaces: [...new Set(schema.namespaces.map(cutName))].filter((name) => name !== "public"),
    roles: schema.roles.map((role) => ({ ...role, name: cutName(role.name) })),
    enums: enums.map((type) => ({ ...type, values: [...type.values] })),
    sequences: schema.sequences.map((sequence) => {
      const type = canonicalType(sequence.type, []);
      return canonicalSequence({
        ...canonicalName(sequence),
        type,
        ownedBy: canonicalOwner(sequence.ownedBy),
      });
    }),
    tables: schema.tables.map((table) => canonicalTable(table, enums)),
    views: schema.views.map(canonicalView),
    linkedPolicies: schema.linkedPolicies.map((table) => ({
      ...canonicalName(table),
      policies: table.policies.map(canonicalPolicy),
    })),
  };
}

function canonicalTable(table: Table, enums: readonly EnumType[]): Table {
  const place = canonicalName(table);
  const keys = new Set(table.primaryKey?.columns.map(cutName));
  const columnNames = new Set(table.columns.map(({ name }) => cutName(name)));
  return {
    ...place,
    columns: table.columns.map((column) => canonicalColumn(column, place.name, keys, enums)),
    primaryKey: table.primaryKey === null ? null : { ...keyed(table.primaryKey), onConflict: null },
    uniques: table.uniques.map((unique) => ({ ...keyed(unique), onConflict: null })),
    checks: table.checks.map(canonicalCheck),
    foreignKeys: table.foreignKeys.map(canonicalForeignKey),
    indexes: table.indexes.map((index) => canonicalIndex(index, columnNames)),
    triggers: table.triggers.map((trigger) => ({ name: cutName(trigger.name), sql: trigger.sql.trim() })),
    attachments: table.attachments,
    rowSecurity: table.rowSecurity,
    forcedRowSecurity: table.forcedRowSecurity,
    policies: table.policies.map(canonicalPolicy),
    strict: false,
    withoutRowid: false,
    comment: table.comment === "" ? null : table.comment,
  };
}

function canonicalColumn(
  column: Column,
  table: string,
  keys: ReadonlySet<string>,
  enums: readonly EnumType[],
): Column {
  const name = cutName(column.name);
  const type = canonicalType(column.type, enums);
  const identity =
    column.identity === null ? null : canonicalIdentity(column.identity, type, { table, column: name });
  const filled = identity !== null || serialBase(type) !== null;
  return {
    name,
    type,
    nullable: column.nullable && !filled && !keys.has(name),
    default: filled || column.generated !== null ? null : canonicalDefault(column.default, type, enums),
    generated:
      column.generated === null
        ? null
        : { ...column.generated, expression: bare(column.generated.expression) },
    identity,
    collation: column.collation === "default" ? null : column.collation,
    autoincrement: false,
    storage: column.storage,
    statistics: column.statistics,
    comment: column.comment === "" ? null : column.comment,
  };
}

function keyed<T extends PrimaryKey | Unique>(item: T): T {
  return { ...constraint(item), include: item.include.map(cutName) };
}

/** Constraints over columns: their names and the names of their columns as the server keeps them. */
function constraint<T extends ConstraintName & { readonly columns: readonly string[] }>(item: T): T {
  return { ...named(item), columns: item.columns.map(cutName) };
}

function named<T extends { readonly name: string | null }>(item: T): T {
  return item.name === null ? item : { ...item, name: cutName(item.name) };
}

function canonicalCheck(check: Check): Check {
  return { ...named(check), expression: bare(check.expression) };
}

function canonicalForeignKey(key: ForeignKey): ForeignKey {
  const target = parts(formatName({ schema: key.references.schema, name: key.references.table }));
  return {
    ...constraint(key),
    references: {
      schema: target.schema,
      table: cutName(target.name),
      columns: key.references.columns.map(cutName),
    },
    onDeleteColumns:
      key.onDeleteColumns === null || key.onDeleteColumns.length === 0
        ? null
        : key.onDeleteColumns.map(cutName),
  };
}

function canonicalIndex(index: Index, columns: ReadonlySet<string>): Index {
  return {
    ...named(index),
    method: index.method.toLowerCase(),
    keys: index.keys.map((key) => canonicalKey(key, index.method.toLowerCase(), columns)),
    include: index.include.map(cutName),
    with: sorted(index.with),
    where: index.where === null ? null : bare(index.where),
    comment: index.comment === "" ? null : index.comment,
  };
}

/** An expression that is no more than a column is that column, as it is to the server. */
function canonicalKey(given: IndexKey, method: string, columns: ReadonlySet<string>): IndexKey {
  const column = given.column ?? columnNamed(given.expression ?? "");
  const key =
    column !== null && columns.has(cutName(column)) ? { ...given, column, expression: null } : given;
  const ordered = method === "btree";
  const usual = key.descending ? "first" : "last";
  return {
    column: key.column === null ? null : cutName(key.column),
    expression: key.expression === null ? null : bare(key.expression),
    descending: ordered && key.descending,
    nulls: !ordered || key.nulls === usual ? null : key.nulls,
    opclass: key.opclass,
    collation: key.collation === null ? null : formatName(parts(key.collation)),
  };
}

function canonicalView(view: View): View {
  return {
    ...canonicalName(view),
    query: view.query.trim().replace(/;\s*$/u, ""),
    columns: view.columns?.map(cutName) ?? null,
    with: sorted(view.with),
    // What is usual goes without saying.
    accessMethod: view.accessMethod === "heap" ? null : view.accessMethod,
    tablespace: view.tablespace === "pg_default" ? null : view.tablespace,
    attachments: [...view.attachments],
    reads: [...new Set(view.reads.map((key) => formatName(parts(key))))].sort(),
  };
}

/** `public` is everybody, so that other roles say no more. */
function canonicalPolicy(policy: Policy): Policy {
  const roles = [...new Set(policy.roles.map(cutName))].sort();
  return {
    ...named(policy),
    roles: roles.length === 0 || roles.includes("public") ? ["public"] : roles,
    using: policy.using === null ? null : bare(policy.using),
    check: policy.check === null ? null : bare(policy.check),
  };
}

function canonicalOwner(place: OwnerColumn | null): OwnerColumn | null {
  if (place === null) return null;
  const { schema, name } = canonicalName({ schema: place.schema, name: place.table });
  return { schema, table: name, column: cutName(place.column) };
}

function canonicalName<T extends Named>(item: T): T {
  const schema = item.schema === null || item.schema === "public" ? null : cutName(item.schema);
  return { ...item, schema, name: cutName(item.name) };
}

function sorted(options: readonly (readonly [string, string])[]): (readonly [string, string])[] {
  return options
    .map(([name, value]) => [name.toLowerCase(), value] as const)
    .sort(([one], [two]) => (one < two ? -1 : 1));
}
