import { make } from "../operations/make.ts";
import type { OperationOf } from "../operations/operations.ts";
import { findConstraint, findTable, nameOf } from "../schema/lookup.ts";
import type { Schema } from "../schema/schema.ts";
import { unit, type Unit } from "./change.ts";
import { oneAfterAnother } from "./succession.ts";

/** The units, where indexes or constraints that take each other's names do so by way of a third one. */
export function byWayOfSpareNames(units: readonly Unit[], live: Schema): readonly Unit[] {
  const renames = units.flatMap((each) => {
    const [change, ...more] = each.changes;
    const operation = change?.operation;
    const isRename = operation?.kind === "renameIndex" || operation?.kind === "renameConstraint";
    return isRename && more.length === 0 ? [{ unit: each, operation }] : [];
  });
  if (renames.length < 2) return units;
  const moves = renames.map(({ operation }) => {
    const [table, from, to] = operation.args;
    return { operation, table, from, to, among: namesAmong(operation, live) };
  });
  const ordered = oneAfterAnother(
    moves,
    ({ among }, name) => JSON.stringify([among, name]),
    ({ to }) => `mig_${to}`,
  );
  // Without a circle none of them is another than it was.
  if (ordered.length === moves.length) return units;
  const replaced = new Set(renames.map((each) => each.unit));
  return [
    ...units.filter((each) => !replaced.has(each)),
    ...ordered.map(({ operation, table, from, to }) =>
      unit(
        operation.kind === "renameIndex"
          ? make.renameIndex(table, from, to)
          : make.renameConstraint(table, from, to),
      ),
    ),
  ];
}

/** The list in which the name must be free: that of a namespace, or of a table. */
function namesAmong(
  { kind, args: [table, from] }: OperationOf<"renameIndex"> | OperationOf<"renameConstraint">,
  live: Schema,
): unknown {
  const owner = findTable(live, table);
  const found = kind === "renameIndex" || owner === null ? null : findConstraint(owner, from);
  const isIndex = found === null || found.kind === "unique" || found.kind === "primaryKey";
  return isIndex ? ["relation", nameOf(table).schema] : ["constraint", table];
}
