import type { Step } from "../core/graph/plan.ts";
import type { Operation } from "../core/operations/operations.ts";
import type { Statement } from "../dialects/dialect.ts";
import type { DataCalls } from "../data/data-calls.ts";
import type { LoadedRevision } from "../revisions/load.ts";
import type { Asked } from "./asked.ts";
import type { StepGuard } from "./loss-guard.ts";
import type { StepContext } from "./step-entry.ts";
import { createSender, type Sender } from "./unseen.ts";

/** What an attempt at a step has to do differently, found out by an attempt before it. */
export interface Attempt {
  /** SQLite: a table is rebuilt after data was read, so enforcement must be off from the start. */
  readonly foreignKeysOff: boolean;
  /** PostgreSQL: a label of an enum is used in the step that adds it, so the type must be recreated. */
  readonly recreatesEnums: boolean;
}

/** Thrown to roll a step back and begin it again; never reaches a user. */
export class BeginAgain {
  readonly attempt: Attempt;

  constructor(attempt: Attempt) {
    this.attempt = attempt;
  }
}

/** How the statements of a step reach the database. */
export interface StepTransport {
  /** Make sure that the step's transaction is open, if it has one. */
  begin(options: { readonly foreignKeysOff: boolean }): Promise<void>;
  run(statements: readonly Statement[], operations: readonly Operation[]): Promise<void>;
  /** Do something while foreign keys are not enforced. */
  unguarded<T>(work: () => Promise<T>): Promise<T>;
  /** True when the operation, next in order, was done by an earlier attempt. */
  skips?(operation: Operation): boolean;
  /** The data calls of the step. */
  readonly dataCalls: DataCalls;
  /** Refuses a statement of `op.query` that the step must not run. */
  check(sql: string): void;
  /** The statements of `op.query` and of Drizzle outside of batches; null where nothing need be known of them. */
  readonly asked: Asked | null;
  readonly recreatesEnums: boolean;
  /** What is run is there to stay, whether or not the step succeeds. */
  readonly stays: boolean;
}

/** A transport, who watches over what goes over it, and through whom it is sent. */
export interface Watched<T extends StepTransport> {
  readonly transport: T;
  readonly guard: StepGuard;
  readonly sender: Sender;
}

/** The transport of one attempt at a step, watched over. */
export function watchedTransport<T extends StepTransport>(
  context: StepContext,
  step: Step,
  revision: LoadedRevision,
  open: (sender: Sender) => T,
): Watched<T> {
  const guard = context.guard.step(step, revision);
  const sender = createSender(context, guard);
  return { transport: open(sender), guard, sender };
}
