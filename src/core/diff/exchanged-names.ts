import { make } from "../operations/make.ts";
import type { OperationOf } from "../operations/operations.ts";
import { findConstraint, findTable, nameOf } from "../schema/lookup.ts";
import type { Schema } from "../schema/schema.ts";
import { unit, type Unit } from "./change.ts";
import { circlesOf, oneAfterAnother } from "./succession.ts";

/** The units, where indexes or constraints that take each other's names do so together, by way of a third one. */
export function byWayOfSpareNames(units: readonly Unit[], live: Schema): readonly Unit[] {
  const moves = units.flatMap((each) => {
    const [change, ...more] = each.changes;
    const operation = change?.operation;
    const isRename = operation?.kind === "renameIndex" || operation?.kind === "renameConstraint";
    if (!isRename || more.length > 0) return [];
    const [table, from, to] = operation.args;
    return [{ unit: each, kind: operation.kind, table, from, to, among: namesAmong(operation, live) }];
  });
  const exchanged = circlesOf(moves, keyOf);
  const alone = new Set(exchanged.flat().map((move) => move.unit));
  return [
    ...units.filter((each) => !alone.has(each)),
    ...exchanged.map((circle) =>
      unit(
        ...oneAfterAnother(circle, keyOf, ({ to }) => `mig_${to}`).map(({ kind, table, from, to }) =>
          make[kind](table, from, to),
        ),
      ),
    ),
  ];
}

/** A name in the list in which it must be free. */
function keyOf({ among }: { readonly among: unknown }, name: string): string {
  return JSON.stringify([among, name]);
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
