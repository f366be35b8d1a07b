import { resumeRefused } from "../core/errors/run.ts";
import type { Statement } from "../dialects/dialect.ts";
import { hashOf } from "../data/cursors.ts";
import { readDetails } from "../records/details.ts";

/** What a step without a transaction has done, as the journal keeps it in its `details`. */
export interface Done {
  /** Operations whose every statement is done, and a hash of them in their order. */
  readonly operations: number;
  readonly chain: string;
  /** Statements done of the operations after these, and a hash of them. */
  readonly statements: number;
  readonly part: string;
}

/** Nothing is done. */
export const nothingDone: Done = { operations: 0, chain: "", statements: 0, part: "" };

/** What the `details` of a journal entry say is done. */
export function readDone(details: string | null): Done {
  return (readDetails(details)["done"] as Done | undefined) ?? nothingDone;
}

/** The `details` of a journal entry that say this is done; whatever else is kept there stays. */
export function withDone(details: string | null, done: Done): string {
  return JSON.stringify({ ...readDetails(details), done });
}

/** A statement that was sent outside a transaction, and of which the journal does not know how it ended. */
export interface Begun {
  readonly sql: string;
  /** What the dialect saw before it was sent. */
  readonly seen: unknown;
  /** What is done if it took effect. */
  readonly done: Done;
  readonly statementIndex: number;
  /** The engine has refused it; what it left half done may be there. */
  readonly failed: boolean;
}

/** The statement that the `details` of a journal entry say was begun last, or null. */
export function readBegun(details: string | null): Begun | null {
  return (readDetails(details)["begun"] as Begun | undefined) ?? null;
}

/** The `details` of a journal entry that say that a statement was begun, or with null that none is in doubt. */
export function withBegun(details: string | null, begun: Begun | null): string {
  const { begun: _, ...others } = readDetails(details);
  return JSON.stringify(begun === null ? others : { ...others, begun });
}

/** A call of a step that is counted: an operation, or a statement of `op.query` that writes. */
export interface Counted {
  readonly kind: string;
  readonly args: readonly unknown[];
}

/** Goes through a step again and knows what of it an earlier attempt has done. */
export interface Resume {
  /** True when the next operation of the step is done. Throws resume-refused when the step now goes another way. */
  skipsOperation(operation: Counted): boolean;
  /** The place of the next operation among those that are done; null after these. */
  readonly place: number | null;
  /** How many operations came before the next one. */
  readonly count: number;
  /** What of the step has been gone through. */
  readonly done: Done;
  /** The same for the next statement of the operations at hand. */
  skipsStatement(statement: Statement): boolean;
  /** What is done with the statement last asked for, and with the operations at hand. */
  afterStatement(): Done;
  afterOperations(operations: readonly Counted[]): Done;
  /** Forget what came after this: it has failed, and may be tried in another way. */
  backTo(done: Done): void;
  /** Throws resume-refused when the step has ended before it came to what was done. */
  end(): void;
}

/** Go through the step of a revision after what is done. */
export function resumeAfter(revision: string, before: Done): Resume {
  let now = nothingDone;
  /** False once something is done by this attempt. */
  let behind = before.operations + before.statements > 0;
  const refuse = (what: string): never => {
    throw resumeRefused({ revision, what });
  };
  const follow = (operation: Counted): void => {
    const chain = hashOf([now.chain, operation.kind, operation.args]);
    now = { operations: now.operations + 1, chain, statements: 0, part: "" };
  };
  return {
    skipsOperation(operation) {
      if (!behind || now.operations >= before.operations) return false;
      follow(operation);
      if (now.operations === before.operations) {
        if (now.chain !== before.chain)
          refuse(`its first ${before.operations} operations are not those of then`);
        behind = before.statements > 0;
      }
      return true;
    },
    skipsStatement({ sql, params }) {
      now = { ...now, statements: now.statements + 1, part: hashOf([now.part, sql, params]) };
      if (!behind) return false;
      if (now.statements < before.statements) return true;
      if (now.part !== before.part)
        refuse("the statements of the operation that was interrupted are not those of then");
      behind = false;
      return true;
    },
    get place() {
      return behind && now.operations < before.operations ? now.operations : null;
    },
    get count() {
      return now.operations;
    },
    get done() {
      return now;
    },
    afterStatement: () => now,
    afterOperations(operations) {
      if (behind) refuse("the operation that was interrupted has fewer statements than then");
      for (const operation of operations) follow(operation);
      return now;
    },
    backTo(done) {
      now = done;
    },
    end() {
      if (behind) refuse("it has fewer operations than were done");
    },
  };
}

/** Details of a step that was stopped before a loss: what it loses from there on was not agreed to. */
export function withRefusal(details: string | null): string {
  return JSON.stringify({ ...readDetails(details), refused: true });
}

/** Whether a step was stopped before a loss. */
export function wasRefused(details: string | null): boolean {
  return readDetails(details)["refused"] === true;
}
