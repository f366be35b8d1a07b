import { commaList, sql } from "../../sql.ts";
import { applyOperation } from "../../../core/operations/apply.ts";
import { make } from "../../../core/operations/make.ts";
import type { Operation, OperationOf } from "../../../core/operations/operations.ts";
import { completeEnum } from "../../../core/schema/complete.ts";
import { enumOf, findEnum } from "../../../core/schema/lookup.ts";
import type { Schema } from "../../../core/schema/schema.ts";
import { tokensOf } from "../../../core/sql/tokens.ts";
import { lexical } from "../lexical.ts";
import { identifier, qualified, quote } from "../identifiers.ts";
import { textLiteral } from "../literal.ts";
import { rebuildEnum } from "./enum-rebuild.ts";
import { moved } from "./namespace.ts";
import type { CompilersOf } from "./part.ts";

/** Enumerated types. */
export const enums: CompilersOf<
  "createEnum" | "dropEnum" | "renameEnum" | "moveEnum" | "addEnumValue" | "renameEnumValue" | "changeEnum"
> = {
  createEnum: (spec) => () => {
    const type = completeEnum(spec);
    return [sql`CREATE TYPE ${qualified(type)} AS ENUM (${commaList(type.values.map(textLiteral))})`];
  },
  dropEnum: (name) => () => [sql`DROP TYPE ${identifier(name)}`],
  renameEnum: (from, to) => () => [sql`ALTER TYPE ${identifier(from)} RENAME TO ${quote(to)}`],
  moveEnum: (name, namespace) => () => [moved("TYPE", name, namespace)],
  addEnumValue: (name, value, place) => () => {
    const where =
      place?.before !== undefined
        ? sql` BEFORE ${textLiteral(place.before)}`
        : place?.after !== undefined
          ? sql` AFTER ${textLiteral(place.after)}`
          : "";
    return [sql`ALTER TYPE ${identifier(name)} ADD VALUE ${textLiteral(value)}${where}`];
  },
  renameEnumValue: (name, from, to) => () => [
    sql`ALTER TYPE ${identifier(name)} RENAME VALUE ${textLiteral(from)} TO ${textLiteral(to)}`,
  ],
  changeEnum:
    (name, values, replace) =>
    ({ before }) =>
      rebuildEnum(before, enumOf(before, name), values, replace ?? {}),
};

/**
 * The operations with labels that are used at once as part of a new list: a label cannot be used in the
 * transaction that added it to a type, but a type that is recreated can.
 */
export function withUsableLabels(
  operations: readonly Operation[],
  structure: (position: number) => Schema,
): readonly Operation[] {
  const usable: Operation[] = [];
  for (let at = 0; at < operations.length;) {
    const added = labelsAdded(operations, at);
    const part = added.length === 0 ? operations.slice(at, at + 1) : added;
    const [name = ""] = added[0]?.args ?? [];
    const later = operations.slice(at + part.length);
    const used = added.some(({ args }) => later.some((operation) => mayUseLabel(operation, args[1])));
    if (used && findEnum(structure(at), name) !== null) {
      const after = added.reduce<Schema>(applyOperation, structure(at));
      usable.push(make.changeEnum(name, enumOf(after, name).values));
    } else usable.push(...part);
    at += part.length;
  }
  return usable;
}

/** The labels that are added to one type from here on without anything between. */
function labelsAdded(operations: readonly Operation[], at: number): readonly OperationOf<"addEnumValue">[] {
  const added: OperationOf<"addEnumValue">[] = [];
  for (const operation of operations.slice(at)) {
    if (operation.kind !== "addEnumValue" || operation.args[0] !== (added[0] ?? operation).args[0]) break;
    added.push(operation);
  }
  return added;
}

/** Whether an operation may store or compare a label: it says it in a string, or it is code that cannot be looked into. */
export function mayUseLabel(operation: Operation, label: string): boolean {
  if (operation.kind === "custom") return true;
  const inSql = textLiteral(label).replace(/^E?'|'$/gu, "");
  const says = (value: unknown): boolean => {
    if (typeof value === "string")
      return (
        value === label ||
        tokensOf(value, lexical).some(({ kind, text }) => kind === "string" && text.includes(inSql))
      );
    return typeof value === "object" && value !== null && Object.values(value).some(says);
  };
  return operation.args.some(says);
}
