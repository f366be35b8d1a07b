import {
  completeCheck,
  completeForeignKey,
  completeIndex,
  completePrimaryKey,
  completeUnique,
} from "../../schema/complete.ts";
import {
  constraintsOf,
  findConstraint,
  findIndex,
  findTable,
  type FoundConstraint,
} from "../../schema/lookup.ts";
import { formatName } from "../../schema/names.ts";
import type { Schema, Table } from "../../schema/schema.ts";
import {
  columnKey,
  constraintKey,
  expressionKeys,
  foreignKeyKeys,
  indexKeys,
  indexNames,
  relationKey,
  tableKey,
  uniqueKey,
  type Dependencies,
  type DependPart,
} from "./keys.ts";

/** Constraints and indexes of tables. */
export const dependenciesOfConstraints: DependPart<
  | "createPrimaryKey"
  | "dropPrimaryKey"
  | "createUniqueConstraint"
  | "createCheckConstraint"
  | "createForeignKey"
  | "dropConstraint"
  | "renameConstraint"
  | "createIndex"
  | "dropIndex"
  | "renameIndex"
> = {
  createPrimaryKey: (table, spec) => () =>
    create(table, { kind: "primaryKey", constraint: completePrimaryKey(spec) }),
  createUniqueConstraint: (table, spec) => () =>
    create(table, { kind: "unique", constraint: completeUnique(spec) }),
  createCheckConstraint: (table, spec) => () =>
    create(table, { kind: "check", constraint: completeCheck(spec) }),
  createForeignKey: (table, spec) => () =>
    create(table, { kind: "foreignKey", constraint: completeForeignKey(spec) }),

  dropPrimaryKey: (table) => (before) => {
    const constraint = findTable(before, table)?.primaryKey ?? null;
    return constraint === null ? {} : drop(table, { kind: "primaryKey", constraint });
  },
  dropConstraint: (table, ref) => (before) => {
    const found = inTable(before, table, (each) => findConstraint(each, ref));
    return found === null ? {} : drop(table, found);
  },
  renameConstraint: (table, from, to) => (before) => {
    const found = inTable(before, table, (each) => findConstraint(each, from));
    if (found === null) return { needs: [tableKey(table)] };
    return {
      needs: [tableKey(table)],
      destroys: nameKeys(table, found, from),
      provides: nameKeys(table, found, to),
    };
  },

  createIndex: (table, spec) => () => {
    const index = completeIndex(spec);
    return { needs: [tableKey(table), ...indexKeys(table, index)], provides: indexNames(table, index) };
  },
  dropIndex: (table, name) => (before) => {
    const index = inTable(before, table, (each) => findIndex(each, name));
    if (index === null) return { destroys: [relationKey(table, name)] };
    return { releases: indexKeys(table, index), destroys: indexNames(table, index) };
  },
  renameIndex: (table, from, to) => () => ({
    needs: [tableKey(table)],
    destroys: [relationKey(table, from)],
    provides: [relationKey(table, to)],
  }),
};

/** What the constraints of a table read. */
export function constraintsKeys(table: Table): readonly string[] {
  return constraintsOf(table).flatMap((found) => reads(formatName(table), found));
}

/** What the constraints of a table make: their names, and keys that others may point to. */
export function constraintNames(table: Table): readonly string[] {
  return constraintsOf(table).flatMap((found) => makes(formatName(table), found));
}

function create(table: string, found: FoundConstraint): Partial<Dependencies> {
  return { needs: [tableKey(table), ...reads(table, found)], provides: makes(table, found) };
}

function drop(table: string, found: FoundConstraint): Partial<Dependencies> {
  return { releases: reads(table, found), destroys: makes(table, found) };
}

function reads(table: string, found: FoundConstraint): readonly string[] {
  if (found.kind === "foreignKey") return foreignKeyKeys(table, found.constraint);
  if (found.kind === "check") return expressionKeys(table, found.constraint.expression);
  return found.constraint.columns.map((column) => columnKey(table, column));
}

function makes(table: string, found: FoundConstraint): readonly string[] {
  const { name } = found.constraint;
  const names = name === null ? [] : nameKeys(table, found, name);
  if (found.kind === "check" || found.kind === "foreignKey") return names;
  const only = found.kind === "primaryKey" ? [`primaryKey:${table}`] : [];
  return [...names, ...only, uniqueKey(table, found.constraint.columns)];
}

/** A constraint that has an index takes a name among the relations too. */
function nameKeys(table: string, { kind }: FoundConstraint, name: string): readonly string[] {
  const backed = kind === "primaryKey" || kind === "unique";
  return [constraintKey(table, name), ...(backed ? [relationKey(table, name)] : [])];
}

function inTable<T>(schema: Schema, name: string, find: (table: Table) => T | null): T | null {
  const table = findTable(schema, name);
  return table === null ? null : find(table);
}
