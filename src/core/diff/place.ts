import { compareText } from "../collections.ts";
import type { Operation, OperationKind } from "../operations/operations.ts";
import { subjectOf } from "../operations/subject.ts";
import type { Unit } from "./change.ts";

/** Where a unit stands among others when nothing else decides. */
export interface Place {
  readonly group: number;
  /** The table it is about, or "" for none. */
  readonly table: string;
  readonly step: number;
  readonly position: number;
}

/** The place of a unit: that of its first operation in the order of kinds. */
export function placeOf(unit: Unit): Place {
  const places = unit.changes.map(({ operation }) => placeOfOperation(operation, unit.position));
  return places.reduce((a, b) => (comparePlaces(a, b) <= 0 ? a : b));
}

/** Order of two places. */
export function comparePlaces(a: Place, b: Place): number {
  return a.group - b.group || compareText(a.table, b.table) || a.step - b.step || a.position - b.position;
}

function placeOfOperation(operation: Operation, position: number): Place {
  const [group, step] = steps[operation.kind];
  return { group, table: group === ofTables ? (subjectOf(operation) ?? "") : "", step, position };
}

const ofTables = 3;

/** The order people expect to read: what others build on first, drops of wholes last. */
const steps: Readonly<Record<OperationKind, readonly [group: number, step: number]>> = {
  createSchema: [0, 0],
  dropView: [1, 0],
  createEnum: [2, 0],
  renameEnum: [2, 1],
  renameEnumValue: [2, 2],
  addEnumValue: [2, 3],
  changeEnum: [2, 4],
  renameTable: [ofTables, 0],
  createTable: [ofTables, 1],
  setTableComment: [ofTables, 2],
  dropConstraint: [ofTables, 3],
  dropIndex: [ofTables, 4],
  dropPrimaryKey: [ofTables, 5],
  renameColumn: [ofTables, 6],
  addColumn: [ofTables, 7],
  alterColumn: [ofTables, 8],
  dropColumn: [ofTables, 9],
  renameConstraint: [ofTables, 10],
  renameIndex: [ofTables, 11],
  createPrimaryKey: [ofTables, 12],
  createUniqueConstraint: [ofTables, 13],
  createCheckConstraint: [ofTables, 14],
  createIndex: [ofTables, 15],
  createForeignKey: [ofTables, 16],
  bulkInsert: [ofTables, 17],
  execute: [4, 0],
  custom: [4, 1],
  createView: [5, 0],
  dropTable: [6, 0],
  dropEnum: [7, 0],
  dropSchema: [8, 0],
};
