import { compareText } from "../collections.ts";
import type { Operation, OperationKind } from "../operations/operations.ts";
import { subjectOf } from "../operations/subject.ts";
import type { Unit } from "./change.ts";

/** Where a unit stands among others when nothing else decides. */
export interface OrderKey {
  readonly group: number;
  /** The table it is about, or "" for none. */
  readonly table: string;
  readonly step: number;
  readonly position: number;
}

/** The place of a unit: that of its first operation in the order of kinds. */
export function orderKeyOf(unit: Unit): OrderKey {
  const places = unit.changes.map(({ operation }) => orderKeyOfOperation(operation, unit.position));
  return places.reduce((a, b) => (compareOrderKeys(a, b) <= 0 ? a : b));
}

/** Order of two places. */
export function compareOrderKeys(a: OrderKey, b: OrderKey): number {
  return a.group - b.group || compareText(a.table, b.table) || a.step - b.step || a.position - b.position;
}

function orderKeyOfOperation(operation: Operation, position: number): OrderKey {
  const [group, step] = steps[operation.kind];
  return { group, table: group === ofTables ? (subjectOf(operation) ?? "") : "", step, position };
}

const ofTables = 3;

/** The order people expect to read: what others build on first, drops of wholes last. */
const steps: Readonly<Record<OperationKind, readonly [group: number, step: number]>> = {
  renameRole: [0, 0],
  createRole: [0, 1],
  alterRole: [0, 2],
  createSchema: [0, 3],
  renameSchema: [0, 4],
  dropView: [1, 0],
  renameView: [1, 1],
  moveView: [1, 2],
  alterView: [5, 1],
  createEnum: [2, 0],
  renameEnum: [2, 1],
  moveEnum: [2, 2],
  renameEnumValue: [2, 3],
  addEnumValue: [2, 4],
  changeEnum: [2, 5],
  renameSequence: [2, 6],
  moveSequence: [2, 7],
  createSequence: [2, 8],
  alterSequence: [2, 9],
  renameTable: [ofTables, 0],
  moveTable: [ofTables, 0.5],
  createTable: [ofTables, 1],
  setTableComment: [ofTables, 2],
  dropPolicy: [ofTables, 3],
  dropConstraint: [ofTables, 4],
  dropIndex: [ofTables, 5],
  dropPrimaryKey: [ofTables, 6],
  renameColumn: [ofTables, 7],
  addColumn: [ofTables, 8],
  alterColumn: [ofTables, 9],
  dropColumn: [ofTables, 10],
  renameConstraint: [ofTables, 11],
  renameIndex: [ofTables, 12],
  createPrimaryKey: [ofTables, 13],
  createUniqueConstraint: [ofTables, 14],
  createCheckConstraint: [ofTables, 15],
  createIndex: [ofTables, 16],
  createForeignKey: [ofTables, 17],
  validateConstraint: [ofTables, 18],
  setRowSecurity: [ofTables, 19],
  renamePolicy: [ofTables, 20],
  alterPolicy: [ofTables, 21],
  createPolicy: [ofTables, 22],
  bulkInsert: [ofTables, 23],
  execute: [4, 0],
  custom: [4, 1],
  createView: [5, 0],
  dropTable: [6, 0],
  dropSequence: [6, 1],
  dropEnum: [7, 0],
  dropSchema: [8, 0],
  dropRole: [9, 0],
};
