import type { Operation } from "../operations/operations.ts";
import { completeCheck, completeForeignKey, completeIndex, completeUnique } from "../schema/complete.ts";
import {
  constraintsOf,
  describeRef,
  findConstraint,
  findIndex,
  findTable,
  refTo,
  targetOf,
  type FoundConstraint,
} from "../schema/lookup.ts";
import { formatName } from "../schema/names.ts";
import type { Index, Schema } from "../schema/schema.ts";

/** The objects of a structure, each as words that are the same whoever made it: `column users.email`. */
export function objectsOf(schema: Schema, uniqueIndexIsConstraint: boolean): ReadonlySet<string> {
  const found = new Set<string>();
  for (const name of schema.namespaces) found.add(`schema ${name}`);
  for (const type of schema.enums) {
    found.add(`type ${formatName(type)}`);
    for (const value of type.values) found.add(`label ${formatName(type)}.${value}`);
  }
  for (const table of schema.tables) {
    const name = formatName(table);
    found.add(`table ${name}`);
    for (const column of table.columns) found.add(`column ${name}.${column.name}`);
    for (const each of constraintsOf(table)) found.add(constraintText(name, each));
    for (const index of table.indexes) found.add(indexText(name, index, uniqueIndexIsConstraint));
  }
  for (const view of schema.views) found.add(`view ${formatName(view)}`);
  return found;
}

/** The table or type that an object is part of, as an object; null for one that is whole by itself. */
export function ownerOf(object: string): string | null {
  const [, kind = "", rest = ""] = /^(primary key|foreign key|\w+) (.*)$/su.exec(object) ?? [];
  if (["table", "view", "type", "schema"].includes(kind)) return null;
  if (kind === "label") return `type ${rest.slice(0, rest.lastIndexOf("."))}`;
  return `table ${kind === "column" ? rest.slice(0, rest.lastIndexOf(".")) : (rest.split(" ")[0] ?? "")}`;
}

/** The object that an operation makes, drops or changes, as far as it is one; `before` is what it starts from. */
export function objectOf(
  operation: Operation,
  before: Schema,
  uniqueIndexIsConstraint: boolean,
): string | null {
  const { kind, args } = operation;
  switch (kind) {
    case "createSchema":
    case "dropSchema":
      return `schema ${args[0]}`;
    case "createEnum":
      return `type ${args[0].name}`;
    case "dropEnum":
      return `type ${args[0]}`;
    case "addEnumValue":
      return `label ${args[0]}.${args[1]}`;
    case "createTable":
      return `table ${args[0].name}`;
    case "dropTable":
      return `table ${args[0]}`;
    case "addColumn":
      return `column ${args[0]}.${args[1].name}`;
    case "dropColumn":
      return `column ${args[0]}.${args[1]}`;
    case "createPrimaryKey":
      return `primary key ${args[0]} (${args[1].columns.join(", ")})`;
    case "createUniqueConstraint":
      return constraintText(args[0], { kind: "unique", constraint: completeUnique(args[1]) });
    case "createCheckConstraint":
      return constraintText(args[0], { kind: "check", constraint: completeCheck(args[1]) });
    case "createForeignKey":
      return constraintText(args[0], { kind: "foreignKey", constraint: completeForeignKey(args[1]) });
    case "dropPrimaryKey": {
      const key = findTable(before, args[0])?.primaryKey ?? null;
      return key === null ? null : constraintText(args[0], { kind: "primaryKey", constraint: key });
    }
    case "dropConstraint": {
      const table = findTable(before, args[0]);
      const found = table === null ? null : findConstraint(table, args[1]);
      return found === null ? null : constraintText(args[0], found);
    }
    case "createIndex":
      return indexText(args[0], completeIndex(args[1]), uniqueIndexIsConstraint);
    case "dropIndex": {
      const table = findTable(before, args[0]);
      const found = table === null ? null : findIndex(table, args[1]);
      return found === null ? null : indexText(args[0], found, uniqueIndexIsConstraint);
    }
    case "createView":
      return `view ${args[0].name}`;
    case "dropView":
      return `view ${args[0]}`;
    default:
      return null;
  }
}

function constraintText(table: string, found: FoundConstraint): string {
  switch (found.kind) {
    case "primaryKey":
      return `primary key ${table} (${found.constraint.columns.join(", ")})`;
    case "unique":
      return `unique ${table} (${found.constraint.columns.join(", ")})`;
    case "check":
      return `check ${table} ${describeRef(refTo(found))}`;
    default: {
      const { columns, references } = found.constraint;
      return `foreign key ${table} (${columns.join(", ")}) to ${targetOf(found.constraint)} (${references.columns.join(", ")})`;
    }
  }
}

/** Names of indexes differ between those who made them; what an index is of does not. */
function indexText(table: string, index: Index, uniqueIndexIsConstraint: boolean): string {
  const columns = index.keys.map((key) => key.column);
  if (columns.includes(null)) return `index ${table} ${index.name ?? ""}`;
  const list = `${table} (${columns.join(", ")})`;
  if (!index.unique) return `index ${list}`;
  return uniqueIndexIsConstraint && index.where === null ? `unique ${list}` : `index ${list} unique`;
}
