import type { Operation } from "../../../core/operations/operations.ts";
import { applyOperation } from "../../../core/operations/apply.ts";
import { completeEnum } from "../../../core/schema/complete.ts";
import { enumOf, findEnum } from "../../../core/schema/lookup.ts";
import { identifier, qualified, quote } from "../identifiers.ts";
import { textLiteral } from "../literal.ts";
import { rebuildEnum } from "./enum-rebuild.ts";
import type { Part } from "./part.ts";

/** Enumerated types. */
export const enums: Part<
  "createEnum" | "dropEnum" | "renameEnum" | "addEnumValue" | "renameEnumValue" | "changeEnum"
> = {
  createEnum: (spec) => () => {
    const type = completeEnum(spec);
    return [`CREATE TYPE ${qualified(type)} AS ENUM (${type.values.map(textLiteral).join(", ")})`];
  },
  dropEnum: (name) => () => [`DROP TYPE ${identifier(name)}`],
  renameEnum: (from, to) => () => [`ALTER TYPE ${identifier(from)} RENAME TO ${quote(to)}`],
  addEnumValue: (name, value, place) => (context) => {
    // A new label cannot be used in the transaction that added it, but a new type can.
    if (
      context.later.some((operation) => mayUse(operation, value)) &&
      findEnum(context.before, name) !== null
    ) {
      const after = applyOperation(context.before, {
        kind: "addEnumValue",
        args: place === undefined ? [name, value] : [name, value, place],
      });
      return rebuildEnum(context.before, enumOf(context.before, name), enumOf(after, name).values, {});
    }
    const where =
      place?.before !== undefined
        ? ` BEFORE ${textLiteral(place.before)}`
        : place?.after !== undefined
          ? ` AFTER ${textLiteral(place.after)}`
          : "";
    return [`ALTER TYPE ${identifier(name)} ADD VALUE ${textLiteral(value)}${where}`];
  },
  renameEnumValue: (name, from, to) => () => [
    `ALTER TYPE ${identifier(name)} RENAME VALUE ${textLiteral(from)} TO ${textLiteral(to)}`,
  ],
  changeEnum:
    (name, values, replace) =>
    ({ before }) =>
      rebuildEnum(before, enumOf(before, name), values, replace ?? {}),
};

/** Whether an operation may store or compare a label: it says it, or it is code that cannot be looked into. */
function mayUse(operation: Operation, value: string): boolean {
  if (operation.kind === "custom") return true;
  if (operation.kind === "addEnumValue") return false;
  return JSON.stringify(operation.args, (_, item: unknown) =>
    typeof item === "bigint" ? String(item) : item,
  ).includes(JSON.stringify(value).slice(1, -1));
}
