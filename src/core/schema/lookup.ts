import { sameData } from "../collections.ts";
import { noSuchObject } from "../errors/database.ts";
import { badName } from "../errors/schema.ts";
import type { ConstraintRef } from "../operations/spec.ts";
import { formatName, parseName, sibling } from "./names.ts";
import type {
  Check,
  Column,
  EnumType,
  ForeignKey,
  Index,
  Named,
  Policy,
  PrimaryKey,
  Schema,
  Sequence,
  Table,
  Unique,
  View,
} from "./schema.ts";

/** A constraint of a table together with what kind it is. */
export type FoundConstraint =
  | { readonly kind: "primaryKey"; readonly constraint: PrimaryKey }
  | { readonly kind: "unique"; readonly constraint: Unique }
  | { readonly kind: "check"; readonly constraint: Check }
  | { readonly kind: "foreignKey"; readonly constraint: ForeignKey };

/** The name that a text says; throws bad-name when it says none. */
export function nameOf(text: string): Named {
  const named = parseName(text);
  if (named === null) throw badName({ text });
  return named;
}

/** The name of an object that is renamed within its namespace. */
export function renamedName(from: string, to: string): string {
  return formatName(sibling(nameOf(from), to));
}

/** The name of an object that is moved to another namespace. */
export function movedName(name: string, namespace: string | null): string {
  return formatName({ schema: namespace, name: nameOf(name).name });
}

/** Whether two names are the same. */
export function sameName(a: Named, b: Named): boolean {
  return a.schema === b.schema && a.name === b.name;
}

/** The table of this name, or null. */
export function findTable(schema: Schema, name: string): Table | null {
  return find(schema.tables, name);
}

/** The table of this name; throws no-such-object. */
export function tableOf(schema: Schema, name: string): Table {
  return (
    findTable(schema, name) ??
    missing("table", name, null, spelledOtherwise(name, schema.tables.map(formatName)))
  );
}

/** The enumerated type of this name, or null. */
export function findEnum(schema: Schema, name: string): EnumType | null {
  return find(schema.enums, name);
}

/** The enumerated type of this name; throws no-such-object. */
export function enumOf(schema: Schema, name: string): EnumType {
  return findEnum(schema, name) ?? missing("type", name, null);
}

/** The sequence of this name, or null. */
export function findSequence(schema: Schema, name: string): Sequence | null {
  return find(schema.sequences, name);
}

/** The sequence of this name; throws no-such-object. */
export function sequenceOf(schema: Schema, name: string): Sequence {
  return findSequence(schema, name) ?? missing("sequence", name, null);
}

/** The policies of a table, ours or not. */
export function policiesOf(schema: Schema, table: string): readonly Policy[] {
  return (findTable(schema, table) ?? find(schema.linkedPolicies, table))?.policies ?? [];
}

/** The policy of a table, or null. */
export function findPolicy(schema: Schema, table: string, name: string): Policy | null {
  return policiesOf(schema, table).find((policy) => policy.name === name) ?? null;
}

/** The policy of a table; throws no-such-object. */
export function policyOf(schema: Schema, table: string, name: string): Policy {
  return findPolicy(schema, table, name) ?? missing("policy", name, table);
}

/** The view of this name, or null. */
export function findView(schema: Schema, name: string): View | null {
  return find(schema.views, name);
}

/** The view of this name; throws no-such-object. */
export function viewOf(schema: Schema, name: string): View {
  return findView(schema, name) ?? missing("view", name, null);
}

/** The column of this name, or null. */
export function findColumn(table: Table, name: string): Column | null {
  return table.columns.find((column) => column.name === name) ?? null;
}

/** The column of this name; throws no-such-object. */
export function columnOf(table: Table, name: string): Column {
  const others = table.columns.map((column) => column.name);
  return (
    findColumn(table, name) ?? missing("column", name, formatName(table), spelledOtherwise(name, others))
  );
}

/** The index of this name, or null. */
export function findIndex(table: Table, name: string): Index | null {
  return table.indexes.find((index) => index.name === name) ?? null;
}

/** The index of this name; throws no-such-object. */
export function indexOf(table: Table, name: string): Index {
  return findIndex(table, name) ?? missing("index", name, formatName(table), asConstraint(table, name));
}

/** The constraint that is referred to, the last of several that are; or null. */
export function findConstraint(table: Table, ref: ConstraintRef): FoundConstraint | null {
  return constraintsOf(table).findLast((found) => isReferredTo(found, ref)) ?? null;
}

/** The constraint that is referred to; throws no-such-object. */
export function constraintOf(table: Table, ref: ConstraintRef): FoundConstraint {
  return (
    findConstraint(table, ref) ??
    missing("constraint", describeRef(ref), formatName(table), asIndex(table, ref))
  );
}

/** Every constraint of a table: its primary key, uniques, checks and foreign keys. */
export function constraintsOf(table: Table): readonly FoundConstraint[] {
  return [
    ...(table.primaryKey === null ? [] : [{ kind: "primaryKey" as const, constraint: table.primaryKey }]),
    ...table.uniques.map((constraint) => ({ kind: "unique" as const, constraint })),
    ...table.checks.map((constraint) => ({ kind: "check" as const, constraint })),
    ...table.foreignKeys.map((constraint) => ({ kind: "foreignKey" as const, constraint })),
  ];
}

/** Each list of columns that no two rows share. */
export function keysOf({
  primaryKey,
  uniques,
  indexes,
}: Pick<Table, "primaryKey" | "uniques" | "indexes">): readonly (readonly string[])[] {
  const lists = [
    ...(primaryKey === null ? [] : [primaryKey.columns]),
    ...uniques.map(({ columns }) => columns),
    ...indexes.flatMap((index) => {
      const columns = index.keys.flatMap(({ column }) => column ?? []);
      return index.unique && index.where === null && columns.length === index.keys.length ? [columns] : [];
    }),
  ];
  return [...new Map(lists.map((columns) => [columns.toSorted().join("\0"), columns])).values()];
}

/** Whether two lists hold the same columns, in whatever order. */
export function sameColumns(a: readonly string[], b: readonly string[]): boolean {
  return sameData(a.toSorted(), b.toSorted());
}

/** How an operation refers to a constraint: by name where it has one, else by what it is. */
export function refTo(found: Exclude<FoundConstraint, { kind: "primaryKey" }>): ConstraintRef {
  if (found.constraint.name !== null) return found.constraint.name;
  if (found.kind === "check") return { check: found.constraint.expression };
  return found.kind === "unique"
    ? { unique: found.constraint.columns }
    : { foreignKey: found.constraint.columns };
}

/** A reference in words: `users_email_key`, `unique (email)`. */
export function describeRef(ref: ConstraintRef): string {
  if (typeof ref === "string") return ref;
  if ("unique" in ref) return `unique (${ref.unique.join(", ")})`;
  if ("foreignKey" in ref) return `foreign key (${ref.foreignKey.join(", ")})`;
  return `check (${ref.check})`;
}

/** The key of the table that a foreign key points to. */
export function targetOf({ references }: Pick<ForeignKey, "references">): string {
  return formatName({ schema: references.schema, name: references.table });
}

/** Whether rows get a value of the column without being given one. */
export function fillsItself(column: Column): boolean {
  return (
    column.default !== null ||
    column.generated !== null ||
    column.identity !== null ||
    column.autoincrement ||
    isSerial(column.type)
  );
}

/** Whether a type stands for numbers of a sequence of its own. */
export function isSerial(type: string): boolean {
  return /^(?:big|small)?serial[248]?\b/iu.test(type);
}

function find<T extends Named>(items: readonly T[], name: string): T | null {
  const wanted = nameOf(name);
  return items.find((item) => sameName(item, wanted)) ?? null;
}

function isReferredTo(found: FoundConstraint, ref: ConstraintRef): boolean {
  if (typeof ref === "string") return found.constraint.name === ref;
  if ("unique" in ref) return found.kind === "unique" && sameData(found.constraint.columns, ref.unique);
  if ("foreignKey" in ref)
    return found.kind === "foreignKey" && sameData(found.constraint.columns, ref.foreignKey);
  return found.kind === "check" && found.constraint.expression === ref.check;
}

function missing(kind: string, name: string, inside: string | null, instead: string | null = null): never {
  throw noSuchObject(kind, name, inside, instead);
}

/** What to say where there is such a name but for its case. */
function spelledOtherwise(name: string, names: readonly string[]): string | null {
  const other = names.find((each) => each.toLowerCase() === name.toLowerCase());
  return other === undefined ? null : `The database has ${other}: write the name in the same letters.`;
}

/** What to say where an index is taken for a constraint: SQLite keeps what Drizzle calls unique() as an index. */
function asIndex(table: Table, ref: ConstraintRef): string | null {
  const isMeant = (index: Index): boolean =>
    typeof ref === "string"
      ? index.name === ref
      : "unique" in ref &&
        index.unique &&
        sameData(
          index.keys.map(({ column }) => column),
          ref.unique,
        );
  const name = table.indexes.find(isMeant)?.name ?? null;
  return name === null
    ? null
    : `${name} is an index: write op.dropIndex("${formatName(table)}", "${name}"), or op.renameIndex.`;
}

/** What to say where a constraint is taken for an index. */
function asConstraint(table: Table, name: string): string | null {
  return findConstraint(table, name) === null
    ? null
    : `${name} is a constraint: write op.dropConstraint("${formatName(table)}", "${name}"), or op.renameConstraint.`;
}
