import { resumeRefused } from "../core/errors/run.ts";
import { transactionControl, writes } from "../core/sql/effects.ts";
import { statementsOf } from "../core/sql/statements.ts";
import { hashOf, readAnswers, withAnswer } from "../data/cursors.ts";
import type { Rows } from "../dialects/dialect.ts";
import type { JournalEntry } from "../records/journal.ts";
import { refusesTransaction, runOutside } from "./outside.ts";
import { inItsOwn } from "./own-transaction.ts";
import type { Progress } from "./progress.ts";
import { readDone, withDone, type Resume } from "./resume.ts";
import type { StepContext } from "./step-entry.ts";

/** A statement of `op.query`. */
export interface Question {
  readonly sql: string;
  readonly params: readonly unknown[];
  readonly send: () => Promise<Rows>;
  /** Foreign keys must not be enforced meanwhile. */
  readonly unguarded: boolean;
}

/** The statements of `op.query` in a step without a transaction, outside of batches. */
export interface Asked {
  /** What a statement has given that an earlier attempt has done; null where it is to be sent. */
  answer(sql: string, params: readonly unknown[]): Rows | null;
  /** Send a statement; one that writes is recorded together with what it gives, and not sent again by another attempt. */
  ask(question: Question): Promise<Rows>;
}

/** Ask as far as an earlier attempt has not done it. */
export function createAsked(context: StepContext, progress: Progress, resume: Resume): Asked {
  const { connection, dialect } = context;
  const kept = readAnswers(progress.entry.details);
  const callOf = (sql: string, params: readonly unknown[]) => ({ kind: "query", args: [sql, params] });
  /** A transaction that the body has begun by itself is its own affair. */
  let isOpen = false;
  const ofTransaction = (sql: string): boolean => {
    const words = statementsOf(sql, dialect.lexical).flatMap(
      (part) => transactionControl(part.sql, dialect.lexical) ?? [],
    );
    const last = words.at(-1);
    if (last === undefined) return isOpen;
    isOpen = last.startsWith("BEGIN") || last.startsWith("START");
    return true;
  };
  const sendOnce = async ({ sql, params, send, unguarded }: Question): Promise<Rows> => {
    const call = callOf(sql, params);
    const { count } = resume;
    if (resume.skipsOperation(call))
      throw resumeRefused(progress.entry.revision, `this was not among what was done then: ${sql}`);
    const done = resume.afterOperations([call]);
    const asked = hashOf(call.args);
    const after = (rows: Rows): JournalEntry => ({
      ...progress.entry,
      statementIndex: (progress.entry.statementIndex ?? 0) + 1,
      details: withAnswer(withDone(progress.entry.details, done), count, { asked, rows }),
    });
    try {
      const { rows, next } = await inItsOwn(
        connection,
        async () => {
          const given = await send();
          const line = after(given);
          await progress.record(line);
          return { rows: given, next: line };
        },
        unguarded,
      );
      progress.reached(next);
      return rows;
    } catch (error) {
      if (!refusesTransaction(error)) throw error;
      const before = readDone(progress.entry.details);
      const next = after([]);
      // It counts once the statement is done, and is of no account before.
      progress.reached({ ...progress.entry, details: withDone(next.details, before) });
      const rows = await runOutside(context, progress, { sql, send, next });
      progress.reached(next);
      return rows;
    }
  };
  return {
    answer(sql, params) {
      const call = callOf(sql, params);
      const found = resume.place === null ? undefined : kept.get(resume.place);
      if (found?.asked !== hashOf(call.args)) return null;
      resume.skipsOperation(call);
      return found.rows;
    },
    async ask(question) {
      const { sql, send, unguarded } = question;
      const changes = statementsOf(sql, dialect.lexical).some((part) => writes(part.sql, dialect.lexical));
      if (ofTransaction(sql)) return send();
      // In a transaction what it sets is taken back where others use the session too.
      return changes ? sendOnce(question) : inItsOwn(connection, send, unguarded);
    },
  };
}
