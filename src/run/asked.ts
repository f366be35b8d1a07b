import { resumeRefused } from "../core/errors/run.ts";
import { transactionControl, writes } from "../core/sql/effects.ts";
import { statementsOf } from "../core/sql/statements.ts";
import { hashOf, readAnswers, readFailures, withAnswer, withFailure } from "../data/cursors.ts";
import type { Rows } from "../dialects/dialect.ts";
import type { Relay } from "../dialects/relay.ts";
import type { JournalEntry } from "../records/journal.ts";
import { refusesTransaction, runOutside } from "./outside.ts";
import { inItsOwn } from "./own-transaction.ts";
import type { Progress } from "./progress.ts";
import { readDone, withDone, type Counted, type Done, type Resume } from "./resume.ts";
import type { StepContext } from "./step-entry.ts";

/** A statement of `op.query`. */
export interface Question {
  readonly sql: string;
  readonly params: readonly unknown[];
  readonly send: () => Promise<Rows>;
  /** Foreign keys must not be enforced meanwhile. */
  readonly unguarded: boolean;
}

/** The statements of `op.query` and of Drizzle in a step without a transaction, outside of batches. */
export interface Asked {
  /** What a statement has given that an earlier attempt has done; null where it is to be sent. */
  answer(sql: string, params: readonly unknown[]): Rows | null;
  /** Send a statement; one that writes is recorded together with what it gives, and not sent again by another attempt. */
  ask(question: Question): Promise<Rows>;
  /** The same for what Drizzle sends. */
  readonly relay: Relay;
}

/** Ask as far as an earlier attempt has not done it. */
export function createAsked(
  context: StepContext,
  progress: Progress,
  resume: Resume,
  /** Told of a statement of Drizzle that writes and cannot be recorded. */
  unrecorded: () => void,
): Asked {
  const { connection, dialect } = context;
  const kept = readAnswers(progress.entry.details);
  const failures = readFailures(progress.entry.details);
  const callOf = (kind: "query" | "db", { sql, params }: Pick<Question, "sql" | "params">): Counted => ({
    kind,
    args: [sql, params],
  });
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
  const changes = (sql: string): boolean =>
    statementsOf(sql, dialect.lexical).some((part) => writes(part.sql, dialect.lexical));
  /** What an earlier attempt was given, with which it is passed by. */
  const earlier = (call: Counted): { readonly rows: unknown } | null => {
    const found = resume.place === null ? undefined : kept.get(resume.place);
    if (found?.asked !== hashOf(call.args)) return null;
    resume.skipsOperation(call);
    return found;
  };
  /** The journal's line once a call is done and has given something. */
  const claimed = (call: Counted): ((rows: unknown) => JournalEntry) => {
    const { count } = resume;
    if (resume.skipsOperation(call))
      throw resumeRefused(
        progress.entry.revision,
        `this was not among what was done then: ${String(call.args[0])}`,
      );
    const done = resume.afterOperations([call]);
    const asked = hashOf(call.args);
    return (rows) => ({
      ...progress.entry,
      statementIndex: (progress.entry.statementIndex ?? 0) + 1,
      details: withAnswer(withDone(progress.entry.details, done), count, { asked, rows }),
    });
  };
  const sendOnce = async <T>(
    call: Counted,
    send: () => Promise<T>,
    { sql, unguarded, keep }: Pick<Question, "sql" | "unguarded"> & { readonly keep: (given: T) => unknown },
  ): Promise<T> => {
    const after = claimed(call);
    try {
      const [given, next] = await inItsOwn(
        connection,
        async () => {
          const answer = await send();
          const line = after(keep(answer));
          await progress.record(line);
          return [answer, line] as const;
        },
        unguarded,
      );
      progress.reached(next);
      return given;
    } catch (error) {
      if (!refusesTransaction(error)) throw error;
      const next = after([]);
      // It counts once the statement is done, and is of no account before.
      progress.reached({
        ...progress.entry,
        details: withDone(next.details, readDone(progress.entry.details)),
      });
      const given = await runOutside(context, progress, { sql, send, next });
      progress.reached(next);
      return given;
    }
  };
  /** A statement of Drizzle has failed, after which a body may go on: it is kept with whatever is recorded next. */
  const failed = (call: Counted, before: Done): void => {
    resume.backTo(before);
    const details = withFailure(progress.entry.details, before.operations, hashOf(call.args));
    progress.reached({ ...progress.entry, details });
  };
  /** True for one that has failed before what is done: it must fail again. */
  const failedThen = (call: Counted): boolean =>
    resume.place !== null && failures[resume.place]?.includes(hashOf(call.args)) === true;
  const failsNoMore = (sql: string): never => {
    throw resumeRefused(progress.entry.revision, `this had failed then, and does not now: ${sql}`);
  };
  /** Whether a statement of Drizzle is sent without more: it reads, or is part of a transaction of the body's own. */
  const passes = ({ sql, nested }: { readonly sql: string; readonly nested: boolean }): boolean => {
    if (!nested && !ofTransaction(sql)) return !changes(sql);
    if (changes(sql) && transactionControl(sql, dialect.lexical) === null) unrecorded();
    return true;
  };
  return {
    answer: (sql, params) => (earlier(callOf("query", { sql, params }))?.rows as Rows | undefined) ?? null,
    async ask(question) {
      const { sql, send, unguarded } = question;
      if (ofTransaction(sql)) return send();
      if (changes(sql))
        return sendOnce(callOf("query", question), send, { ...question, keep: (rows) => rows });
      // In a transaction what it sets is taken back where others use the session too.
      return inItsOwn(connection, send, unguarded);
    },
    relay: {
      async later(asked, send) {
        if (passes(asked)) return send();
        const call = callOf("db", asked);
        const found = earlier(call);
        if (found !== null) return asked.revive(found.rows);
        const sent = (): ReturnType<typeof send> => {
          // Who tries the transaction again must know that what is in it is not all its own.
          void connection.client;
          return send();
        };
        if (failedThen(call)) return inItsOwn(connection, () => sent().then(() => failsNoMore(asked.sql)));
        const before = resume.done;
        try {
          return await sendOnce(call, sent, { ...asked, unguarded: false });
        } catch (error) {
          failed(call, before);
          throw error;
        }
      },
      now(asked, send, together) {
        if (passes(asked)) return send();
        const call = callOf("db", asked);
        const found = earlier(call);
        if (found !== null) return asked.revive(found.rows);
        if (failedThen(call)) return together(send, () => failsNoMore(asked.sql));
        const before = resume.done;
        const after = claimed(call);
        let next = progress.entry;
        try {
          const given = together(send, (answer) => {
            next = after(asked.keep(answer));
            return [progress.line(next)];
          });
          progress.reached(next);
          return given;
        } catch (error) {
          failed(call, before);
          if (!refusesTransaction(error)) throw error;
          unrecorded();
          return send();
        }
      },
    },
  };
}
