import type { Operation } from "../operations/operations.ts";
import { constraintsOf, describeRef, refTo, targetOf, type FoundConstraint } from "../schema/lookup.ts";
import { formatName } from "../schema/names.ts";
import type { Index, Named, Schema, Table } from "../schema/schema.ts";
import { applyIfPossible } from "./apply-if-possible.ts";

/**
 * The objects of a structure, as words that are the same whoever made them, such as `column users.email`; each with
 * the object that it is part of, or null where it is whole by itself.
 */
export type Objects = ReadonlyMap<string, string | null>;

/** The objects of a structure. */
export function objectsOf(schema: Schema): Objects {
  const all = Object.keys(kinds) as (keyof Schema)[];
  return new Map(all.flatMap((kind) => ofKind(kind, schema)));
}

/** The object that each of these operations makes or drops, as far as it is one; they start from `before`. */
export function objectsChanged(operations: readonly Operation[], before: Schema): readonly (string | null)[] {
  let schema = before;
  return operations.map((operation) => {
    const after = applyIfPossible(schema, operation);
    const gone = objectsOf(without(schema, after));
    const made = objectsOf(without(after, schema));
    schema = after;
    return whole(made, gone) ?? whole(gone, made);
  });
}

/** Whether nothing but the revisions can have made it: a namespace may be an extension's, a role another database's. */
export function isOfDatabase(object: string): boolean {
  return !object.startsWith("schema ") && !object.startsWith("role ");
}

/** Whether rows are in it: a table, or a column of one. */
export function holdsRows(object: string): boolean {
  return object.startsWith("table ") || object.startsWith("column ");
}

type Entry = readonly [object: string, owner: string | null];

/** What each part of a structure is told as. */
const kinds: {
  readonly [K in keyof Schema]: (item: Schema[K][number]) => readonly Entry[];
} = {
  namespaces: (name) => [[`schema ${name}`, null]],
  roles: ({ name }) => [[`role ${name}`, null]],
  enums(type) {
    const own = `type ${formatName(type)}`;
    const labels = type.values.map((value): Entry => [`label ${formatName(type)}.${value}`, own]);
    return [[own, null], ...labels];
  },
  sequences: (sequence) => [
    [
      `sequence ${formatName(sequence)}`,
      sequence.ownedBy === null ? null : `table ${formatName(ownerTable(sequence.ownedBy))}`,
    ],
  ],
  tables(table) {
    const name = formatName(table);
    const own = `table ${name}`;
    const parts = [
      ...table.columns.map((column) => `column ${name}.${column.name}`),
      ...constraintsOf(table).map((each) => constraintText(name, each)),
      ...table.indexes.map((index) => indexText(name, index)),
      ...policyTexts(table),
      ...table.triggers.map((trigger) => `trigger ${trigger.name} on ${name}`),
    ];
    return [[own, null], ...parts.map((part): Entry => [part, own])];
  },
  views: (view) => [[`view ${formatName(view)}`, null]],
  linkedPolicies: (table) =>
    policyTexts(table).map((policy): Entry => [policy, `table ${formatName(table)}`]),
};

function ofKind(kind: keyof Schema, schema: Schema): readonly Entry[] {
  // The one cast: the compiler cannot see that a part of a structure and the function of its name belong together.
  const tell = kinds[kind] as (item: Schema[keyof Schema][number]) => readonly Entry[];
  return schema[kind].flatMap(tell);
}

/** What is not in the other structure as it is here. */
function without(schema: Schema, other: Schema): Schema {
  const left = <T>(items: readonly T[], others: readonly T[]): readonly T[] => {
    const known = new Set(others);
    return items === others ? [] : items.filter((item) => !known.has(item));
  };
  return {
    namespaces: left(schema.namespaces, other.namespaces),
    roles: left(schema.roles, other.roles),
    enums: left(schema.enums, other.enums),
    sequences: left(schema.sequences, other.sequences),
    tables: left(schema.tables, other.tables),
    views: left(schema.views, other.views),
    linkedPolicies: left(schema.linkedPolicies, other.linkedPolicies),
  };
}

/** The first of what the others lack that is not part of something else that they lack. */
function whole(objects: Objects, others: Objects): string | null {
  const lacking = [...objects].filter(([object]) => !others.has(object));
  const names = new Set(lacking.map(([object]) => object));
  return lacking.find(([, owner]) => owner === null || !names.has(owner))?.[0] ?? null;
}

function ownerTable({ schema, table }: { readonly schema: string | null; readonly table: string }): Named {
  return { schema, name: table };
}

function policyTexts(table: Named & Pick<Table, "policies">): readonly string[] {
  return table.policies.map(({ name }) => `policy ${name} on ${formatName(table)}`);
}

function constraintText(table: string, found: FoundConstraint): string {
  if (found.kind === "check") return `check ${table} ${describeRef(refTo(found))}`;
  const list = `${table} (${found.constraint.columns.join(", ")})`;
  if (found.kind !== "foreignKey") return `${found.kind === "unique" ? "unique" : "primary key"} ${list}`;
  return `foreign key ${list} to ${targetOf(found.constraint)} (${found.constraint.references.columns.join(", ")})`;
}

/**
 * Names of indexes differ between those who made them; what an index is of does not. One that keeps values from coming
 * twice does what a unique constraint does, and tools differ in which of the two they make.
 */
function indexText(table: string, index: Index): string {
  const columns = index.keys.map((key) => key.column);
  if (columns.includes(null)) return `index ${table} ${index.name ?? ""}`;
  const list = `${table} (${columns.join(", ")})`;
  if (!index.unique) return `index ${list}`;
  return index.where === null ? `unique ${list}` : `index ${list} unique`;
}
