import { operationKinds } from "./every-operation.ts";
import type { Interpreter, Operation } from "./operations.ts";

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
