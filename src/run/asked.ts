import { resumeRefused } from "../core/errors/run.ts";
import { leavesOpen, movesTransaction, writes } from "../core/sql/effects.ts";
import { statementsOf } from "../core/sql/statements.ts";
import { hashOf, readAnswers, readFailures, withAnswer, withFailure } from "../data/cursors.ts";
import type { Rows } from "../dialects/dialect.ts";
import type { Relay, Relayed } from "../dialects/relay.ts";
import type { JournalEntry } from "../records/journal.ts";
import { refusesTransaction, runOutside } from "./outside.ts";
import { inItsOwn } from "./own-transaction.ts";
import type { Progress } from "./progress.ts";
import { readDone, withDone, type Counted, type Resume } from "./resume.ts";
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
  later<T>(asked: Relayed<T>, send: () => Promise<T>, unguarded: boolean): Promise<T>;
  readonly now: Relay["now"];
  /** Look what became of what was recorded in a transaction of the body's own, before anything else is. */
  settle(): Promise<void>;
}

/** Ask as far as an earlier attempt has not done it. */
export function createAsked(context: StepContext, progress: Progress, resume: Resume): Asked {
  const { connection, dialect } = context;
  const { lexical, unseen } = dialect;
  const kept = readAnswers(progress.entry.details);
  const failures = readFailures(progress.entry.details);
  const callOf = (kind: "query" | "db", { sql, params }: Pick<Question, "sql" | "params">): Counted => ({
    kind,
    args: [sql, params],
  });
  /** Within a transaction that the body has begun by a statement. */
  let isOpen = false;
  /** Something was recorded in a transaction of the body's own: whether it stays is known by the journal alone. */
  let isUnsure = false;
  /** Whether a statement is in a transaction of the body's own, or begins or ends one. */
  const isInside = (sql: string): boolean => {
    const opens = leavesOpen(sql, lexical);
    if (opens === null) return isOpen;
    isOpen = opens;
    return true;
  };
  const changes = (sql: string): boolean =>
    statementsOf(sql, lexical).some(
      (part) => writes(part.sql, lexical) && !movesTransaction(part.sql, lexical),
    );
  const mayChange = async (sql: string): Promise<boolean> => changes(sql) || (await runsCode(sql));
  const runsCode = async (sql: string): Promise<boolean> => {
    for (const part of statementsOf(sql, lexical))
      if (unseen?.maybe(part.sql) === true && (await unseen.isUnseen(connection, part.sql))) return true;
    return false;
  };
  /** What an earlier attempt was given, with which it is passed by. */
  const earlier = (call: Counted): { readonly rows: unknown } | null => {
    const found = resume.place === null ? undefined : kept.get(resume.place);
    if (found === undefined || found.asked !== hashOf(call.args)) return null;
    resume.skipsOperation(call);
    return found;
  };
  /** The journal's line once a call is done and has given something. */
  const claimed = (call: Counted): ((rows: unknown) => JournalEntry) => {
    const { count, done: before } = resume;
    if (resume.place !== null) {
      const what = `this was not among what was done then: ${String(call.args[0])}`;
      throw resumeRefused({ revision: progress.entry.revision, what });
    }
    const done = resume.afterOperations([call]);
    const asked = hashOf(call.args);
    // It is done once the journal has it.
    resume.backTo(before);
    return (rows) => ({
      ...progress.entry,
      statementIndex: (progress.entry.statementIndex ?? 0) + 1,
      details: withAnswer(withDone(progress.entry.details, done), count, { asked, rows }),
    });
  };
  const reached = (line: JournalEntry): void => {
    progress.reached(line);
    resume.backTo(readDone(line.details));
  };
  const settled = (rows: Rows): void => {
    isUnsure = false;
    reached(progress.asKept(rows));
  };
  const settle = async (): Promise<void> => {
    if (isUnsure) settled(await connection.query(progress.kept.sql, progress.kept.params));
  };
  const sendOnce = async <T>(
    call: Counted,
    send: () => Promise<T>,
    {
      sql,
      unguarded,
      inside,
      keep,
    }: Pick<Question, "sql" | "unguarded"> & {
      readonly inside: boolean;
      readonly keep: (given: T) => unknown;
    },
  ): Promise<T> => {
    await settle();
    const after = claimed(call);
    isUnsure = inside;
    const work = async (): Promise<readonly [T, JournalEntry]> => {
      const given = await send();
      const line = after(keep(given));
      await progress.record(line);
      return [given, line];
    };
    try {
      const [given, line] = await (inside ? work() : inItsOwn(connection, work, unguarded));
      reached(line);
      return given;
    } catch (error) {
      if (inside || !refusesTransaction(error)) throw error;
      const next = after([]);
      const given = await runOutside(context, progress, { sql, send, next });
      reached(next);
      return given;
    }
  };
  /** A statement of Drizzle has failed, after which a body may go on: it is kept with whatever is recorded next. */
  const failed = (call: Counted): void => {
    const details = withFailure(progress.entry.details, resume.count, hashOf(call.args));
    progress.reached({ ...progress.entry, details });
  };
  /** True for one that has failed before what is done: it must fail again. */
  const failedThen = (call: Counted): boolean =>
    resume.place !== null && failures[resume.place]?.includes(hashOf(call.args)) === true;
  const failsNoMore = (sql: string): never => {
    throw resumeRefused({
      revision: progress.entry.revision,
      what: `this had failed then, and does not now: ${sql}`,
    });
  };
  return {
    answer: (sql, params) => (earlier(callOf("query", { sql, params }))?.rows as Rows | undefined) ?? null,
    settle,
    async ask(question) {
      const { sql, send, unguarded } = question;
      const inside = isInside(sql);
      if (await mayChange(sql))
        return sendOnce(callOf("query", question), send, { ...question, inside, keep: (rows) => rows });
      // In a transaction what it sets is taken back where others use the session too.
      return inside ? send() : inItsOwn(connection, send, unguarded);
    },
    async later(asked, send, unguarded) {
      const inside = isInside(asked.sql) || asked.nested;
      const call = callOf("db", asked);
      const found = earlier(call);
      if (found !== null) return asked.revive(found.rows);
      if (!(await mayChange(asked.sql))) return send();
      if (!inside && failedThen(call))
        return inItsOwn(connection, () => send().then(() => failsNoMore(asked.sql)), unguarded);
      try {
        return await sendOnce(call, send, { ...asked, unguarded, inside });
      } catch (error) {
        if (!inside) failed(call);
        throw error;
      }
    },
    now(asked, send, session) {
      const inside = isInside(asked.sql) || asked.nested;
      const call = callOf("db", asked);
      const found = earlier(call);
      if (found !== null) return asked.revive(found.rows);
      if (!changes(asked.sql)) return send();
      if (!inside && failedThen(call)) return session.together(send, () => failsNoMore(asked.sql));
      if (isUnsure) settled(session.ask(progress.kept));
      const after = claimed(call);
      isUnsure = inside;
      let line = progress.entry;
      const sentBy = (work: typeof send): ReturnType<typeof send> => {
        const given = session.together(work, (answer) => {
          line = after(asked.keep(answer));
          return [progress.line(line)];
        });
        reached(line);
        return given;
      };
      try {
        return sentBy(send);
      } catch (error) {
        if (!inside && refusesTransaction(error)) {
          const given = send();
          return sentBy(() => given);
        }
        if (!inside) failed(call);
        throw error;
      }
    },
  };
}
