import type { Interpreter, Operation, OperationKind } from "./operations.ts";

const everyKind: Readonly<Record<OperationKind, true>> = {
  createSchema: true,
  dropSchema: true,
  createEnum: true,
  dropEnum: true,
  renameEnum: true,
  addEnumValue: true,
  renameEnumValue: true,
  changeEnum: true,
  createTable: true,
  dropTable: true,
  renameTable: true,
  setTableComment: true,
  addColumn: true,
  dropColumn: true,
  renameColumn: true,
  alterColumn: true,
  createPrimaryKey: true,
  dropPrimaryKey: true,
  createUniqueConstraint: true,
  createCheckConstraint: true,
  createForeignKey: true,
  dropConstraint: true,
  renameConstraint: true,
  createIndex: true,
  dropIndex: true,
  renameIndex: true,
  createView: true,
  dropView: true,
  execute: true,
  bulkInsert: true,
  custom: true,
};

/** The name of every operation. */
export const operationKinds: readonly OperationKind[] = Object.keys(everyKind) as OperationKind[];

/** An interpreter whose every function does the same with the operation that its call stands for. */
export function interpretEach<R>(run: (operation: Operation) => R): Interpreter<R> {
  const functions = operationKinds.map((kind) => [
    kind,
    (...args: unknown[]): R => run({ kind, args } as unknown as Operation),
  ]);
  return Object.fromEntries(functions) as Interpreter<R>;
}

/** Operations as data: `make.dropTable("users")`. */
export const make: Interpreter<Operation> = interpretEach((operation) => operation);
