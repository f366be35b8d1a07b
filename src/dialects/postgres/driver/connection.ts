import { lockLost, statementFailed } from "../../../core/errors/database.ts";
import { attempted } from "../../../core/thrown.ts";
import type { Connection, Rows, Statement } from "../../dialect.ts";
import { underSettings } from "./temporary-settings.ts";
import { readByCursor } from "./cursor.ts";
import { holder, lock, type Locking } from "./lock.ts";
import { createWaiting } from "./patience.ts";
import { createReplay } from "./replay.ts";
import { createSender } from "./sender.ts";
import type { DriverResult, DriverSession } from "./session.ts";
import { asOpened, backToNoted, leftovers, noteState } from "./session-state.ts";
import { leavesOpen, movesTransaction } from "../../../core/sql/effects.ts";
import { lexical } from "../lexical.ts";

/** A connection over a session of the driver. */
export function createConnection(session: DriverSession): Connection {
  let cursors = 0;
  const { own, settings } = session;
  const readsOnly = !own && session.readOnly;
  const notes = !own && !session.readOnly;
  const sender = createSender(session, notes);
  const { command } = sender;
  const begins = (snapshot = false): string =>
    [
      // Said here, since nothing may have been asked before it.
      `BEGIN${snapshot ? " ISOLATION LEVEL REPEATABLE READ" : ""}${readsOnly ? " READ ONLY" : ""}`,
      ...(notes ? [noteState] : []),
      ...(own ? [] : settings.map(([name, value]) => `SET LOCAL ${name} = '${value}'`)),
    ].join("; ");
  let atSnapshot = false;
  const open = (): Promise<DriverResult> =>
    command([begins(atSnapshot), ...(sender.lease === null ? [] : [sender.lease.fence])].join("; "));
  const { patience, lockTimeout = 0 } = session.target;
  const waiting = patience === undefined ? null : createWaiting(patience, lockTimeout, session.openAnother);
  const replay =
    waiting === null || patience === undefined
      ? null
      : createReplay({
          waiting,
          limitMs: patience.limitMs,
          pid: session.pinned ? session.pid : null,
          begin: open,
          command,
        });
  const again = <T>(work: () => Promise<T>): Promise<T> => replay?.again(work) ?? work();
  const locking: Locking = {
    pinned: session.pinned,
    leased: (next) => void (sender.lease = next),
    hasObserver: session.openAnother !== null,
    openAnother: async () => session.openAnother?.() ?? Promise.reject(lockLost(null)),
    query: command,
    random: () => session.target.patience?.random() ?? 0.5,
  };

  const together = async (statements: readonly Statement[]): Promise<void> => {
    // What follows a failure is sent already, but the server refuses it: the transaction is aborted.
    const sent = statements.map(({ sql, params }, index) => sender.send(sql, params, index));
    const failed = (await Promise.allSettled(sent)).find((result) => result.status === "rejected");
    if (failed !== undefined) throw failed.reason;
  };
  /** What cannot be in a transaction builds for long and waits for others without being in anybody's way. */
  const unlimited = async <T>(work: () => Promise<T>): Promise<T> => {
    const limits = settings.filter(([name]) => name === "lock_timeout" || name === "statement_timeout");
    const sent = limits.map(([name]) => command(`SET ${name} = 0`));
    const [result] = await Promise.all([
      work().finally(() => Promise.all(limits.map(([name, value]) => command(`SET ${name} = '${value}'`)))),
      ...sent,
    ]);
    return result;
  };

  /** A transaction that a statement of a body has begun is one too: a look at the catalogue must not end it. */
  const noteTransaction = (sql: string): void => {
    session.inTransaction = leavesOpen(sql, lexical) ?? session.inTransaction;
  };

  const connection: Connection = {
    engineVersion: null,
    label: session.label,
    shared: !session.pinned,
    get client() {
      return session.client;
    },
    relayed: (relay) =>
      session.relayed({
        ...relay,
        later: (asked, send) =>
          relay.later(asked, () => {
            // Who tries the transaction again must know that what is in it is not all its own.
            if (session.inTransaction) replay?.seen();
            return send();
          }),
      }),
    async run(statements) {
      // What moves the transaction could leave one that is aborted, and what was sent after it would be carried out.
      if (!session.inTransaction || statements.some(({ sql }) => movesTransaction(sql, lexical))) {
        replay?.seen();
        for (const [index, each] of statements.entries()) {
          const { sql, params } = each;
          const send = (): Promise<DriverResult> => sender.send(sql, params, index);
          await (each.transactional || session.inTransaction || !own ? send() : unlimited(send));
          noteTransaction(sql);
        }
        return;
      }
      return again(() => together(statements));
    },
    async query(sql, params = []): Promise<Rows> {
      const ask = async (): Promise<DriverResult> => {
        const rows = await sender.ask(sql, params);
        noteTransaction(sql);
        return rows;
      };
      if (session.inTransaction && !session.looking) {
        const rows = await again(ask);
        replay?.seen();
        return rows;
      }
      if (!readsOnly || session.inTransaction) return ask();
      // All three are sent before anything else can be.
      const [, rows] = await Promise.all([command(begins()), ask(), command("COMMIT")]);
      return rows;
    },
    async change(sql, params = []) {
      return (await again(() => sender.send(sql, params))).count ?? 0;
    },
    async *stream(sql, params, size) {
      replay?.seen();
      const query = { sql, params, hold: !session.inTransaction };
      yield* readByCursor(sender, `mig_cursor_${++cursors}`, query, size);
    },
    async begin({ snapshot = false } = {}) {
      atSnapshot = snapshot;
      const begun = open();
      // At once: what is asked for before the answer comes belongs to the transaction already.
      session.inTransaction = true;
      replay?.begun();
      await begun.catch(async (error: unknown) => {
        await attempted(connection.rollback());
        throw error;
      });
    },
    async commit() {
      const restored = notes ? connection.restore() : null;
      const renewed = sender.lease === null ? null : command(sender.lease.renew);
      const committed = command("COMMIT").finally(() => (session.inTransaction = false));
      replay?.ended();
      const [{ command: done }] = await Promise.all([committed, restored, renewed]);
      if (done === "COMMIT") return;
      throw statementFailed(
        "The transaction was rolled back, because a statement in it had failed.",
        {
          sql: "COMMIT",
          index: 0,
          position: null,
          engineCode: "25P02",
          engineHint:
            "Look for a caught error in the revision: after a failed statement nothing else can be done.",
        },
        null,
      );
    },
    async rollback() {
      session.inTransaction = false;
      replay?.ended();
      // The transaction of a lost session has been rolled back by the server.
      if (sender.lost() !== null) return;
      await command("ROLLBACK");
      if (sender.lease !== null) await command(sender.lease.renew);
    },
    async restore() {
      const inside = own ? asOpened(settings) : backToNoted;
      if (session.inTransaction && (own || notes)) {
        const sent = command(inside);
        replay?.note(() => command(inside));
        await sent;
      } else if (own) await command(`${inside}; ${leftovers}`);
    },
    async savepoint() {
      // A transaction that is sent again needs it again.
      const marked = (sql: string): Promise<DriverResult> => {
        replay?.note(() => command(sql));
        return command(sql);
      };
      await marked("SAVEPOINT mig_before");
      return {
        release: async () => void (await marked("RELEASE SAVEPOINT mig_before")),
        async goBack() {
          replay?.seen();
          await command("ROLLBACK TO SAVEPOINT mig_before");
        },
      };
    },
    underSettings: (temporary) => underSettings(connection, session, temporary),
    lock: (key, timeoutMs, told) => lock(locking, key, timeoutMs, told),
    holder: (key) => holder(locking, key),
    async close() {
      if (session.inTransaction) await attempted(connection.rollback());
      await attempted(waiting?.close());
      await session.end(sender.isBroken());
    },
  };
  return connection;
}
