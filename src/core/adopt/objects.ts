import type { Operation } from "../operations/operations.ts";
import { describeRef, refTo, targetOf } from "../schema/lookup.ts";
import { formatName } from "../schema/names.ts";
import { emptySchema, type Index, type Named, type Schema, type Table } from "../schema/schema.ts";
import { applyIfPossible } from "./apply-if-possible.ts";

/**
 * The objects of a structure, as words that are the same whoever made them, such as `column users.email`; each with
 * the object that it is part of, or null where it is whole by itself.
 */
export type Objects = ReadonlyMap<string, string | null>;

/** The objects of a structure; of one that was made of another, those of what the other does not have as it is here. */
export function objectsOf(schema: Schema, other: Schema = emptySchema): Objects {
  const all = Object.keys(kinds) as (keyof Schema)[];
  return new Map(all.flatMap((kind) => ofKind(kind, schema[kind], other[kind])));
}

/** The object that each of these operations makes or drops, as far as it is one; they start from `before`. */
export function objectsChanged(operations: readonly Operation[], before: Schema): readonly (string | null)[] {
  let schema = before;
  return operations.map((operation) => {
    const after = applyIfPossible(schema, operation);
    const gone = objectsOf(schema, after);
    const made = objectsOf(after, schema);
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

/** What each part of a structure is called. */
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
    const own = `table ${formatName(table)}`;
    const told = Object.values(tableParts).flatMap((tell) => tell(table, formatName(table)));
    return [[own, null], ...told.map((part): Entry => [part, own])];
  },
  views: (view) => [[`view ${formatName(view)}`, null]],
  linkedPolicies: (table) =>
    policyTexts(table, formatName(table)).map((policy): Entry => [policy, `table ${formatName(table)}`]),
};

/** The parts of a table that come in lists, and its primary key. */
type TablePart =
  | { [K in keyof Table]: Table[K] extends readonly unknown[] ? K : never }[keyof Table]
  | "primaryKey";

/** What each part of a table is called; the compiler asks for the words of a new one. */
const tableParts: { readonly [K in TablePart]: (table: Table, name: string) => readonly string[] } = {
  columns: ({ columns }, table) => columns.map(({ name }) => `column ${table}.${name}`),
  primaryKey: ({ primaryKey: key }, table) => (key === null ? [] : [`primary key ${keyText(table, key)}`]),
  uniques: ({ uniques }, table) => uniques.map((unique) => `unique ${keyText(table, unique)}`),
  checks: ({ checks }, table) =>
    checks.map((constraint) => `check ${table} ${describeRef(refTo({ kind: "check", constraint }))}`),
  foreignKeys: ({ foreignKeys }, table) =>
    foreignKeys.map(
      (key) =>
        `foreign key ${keyText(table, key)} to ${targetOf(key)} (${key.references.columns.join(", ")})`,
    ),
  indexes: ({ indexes }, table) => indexes.map((index) => indexText(table, index)),
  triggers: ({ triggers }, table) => triggers.map(({ name }) => `trigger ${name} on ${table}`),
  policies: policyTexts,
  // They come and go with what they are attached to.
  attachments: () => [],
};

type Items = Schema[keyof Schema];

function ofKind(kind: keyof Schema, items: Items, others: Items): readonly Entry[] {
  if (items === others) return [];
  // The one cast: the compiler cannot see that a part of a structure and the function of its name belong together.
  const tell = kinds[kind] as (item: Items[number]) => readonly Entry[];
  const known = new Set<Items[number]>(others);
  return items.filter((item) => !known.has(item)).flatMap(tell);
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

function policyTexts({ policies }: Pick<Table, "policies">, table: string): readonly string[] {
  return policies.map(({ name }) => `policy ${name} on ${table}`);
}

function keyText(table: string, { columns }: { readonly columns: readonly string[] }): string {
  return `${table} (${columns.join(", ")})`;
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
