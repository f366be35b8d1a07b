import { notAwaited } from "../core/errors/run.ts";
import type { Operation } from "../core/operations/operations.ts";
import type { Scope } from "../core/schema/scope.ts";
import type { Connection, Dialect, Rows, Statement } from "../dialects/dialect.ts";
import { drizzleHandle } from "../drizzle/handle.ts";
import { createOp, type Op } from "./op.ts";
import { createQueue, type Sink } from "./operation-queue.ts";

/** What an attempt at a step has to do differently, found out by an attempt before it. */
export interface Attempt {
  /** SQLite: a table is rebuilt after data was read, so enforcement must be off from the start. */
  readonly foreignKeysOff: boolean;
}

/** Thrown to roll a step back and begin it again; never reaches a user. */
export class BeginAgain {
  readonly attempt: Attempt;

  constructor(attempt: Attempt) {
    this.attempt = attempt;
  }
}

/** One attempt at a step on a live database. */
export interface StepSession {
  readonly op: Op;
  /** Run what is left of the queue; throws the first error of the step. */
  settle(): Promise<void>;
}

/** How the statements of a step reach the database. */
export interface StepTransport {
  /** Make sure that the step's transaction is open, if it has one. */
  begin(options: { readonly foreignKeysOff: boolean }): Promise<void>;
  run(statements: readonly Statement[]): Promise<void>;
}

/** The `op` of a step, live: operations run in the step's transaction as they are called. */
export function openStepSession(
  dialect: Dialect,
  connection: Connection,
  scope: Scope,
  transport: StepTransport,
  root: string,
): StepSession {
  const sink: Sink = {
    async structure() {
      await transport.begin({ foreignKeysOff: dialect.traits.rebuilds });
      return dialect.introspect(connection, scope);
    },
    run: (statements) => (statements.length === 0 ? Promise.resolve() : transport.run(statements)),
  };
  const queue = createQueue(dialect, sink);
  let handle: unknown;
  const op = createOp({
    dialect: dialect.name,
    queue: { add: (operation: Operation) => queue.add(operation) },
    query: (sql, params) =>
      queue.after(async (): Promise<Rows> => {
        await transport.begin({ foreignKeysOff: false });
        return connection.query(sql, params);
      }),
    db() {
      if (queue.busy) throw notAwaited();
      // Both send their statements before they return, so Drizzle's own come after them.
      void transport.begin({ foreignKeysOff: false });
      queue.release();
      handle ??= drizzleHandle(dialect.name, connection.client, root, connection.driver);
      return handle;
    },
  });
  return { op, settle: () => queue.settle() };
}
