import { lockLost, statementFailed } from "../../../core/errors/database.ts";
import { attempted, unheard } from "../../../core/thrown.ts";
import type { Connection, ConnectTarget, Rows, Statement } from "../../dialect.ts";
import { underSettings } from "./temporary-settings.ts";
import { endsSession, failureOf, lost } from "./failures.ts";
import { canInline, inline } from "../ddl/inline.ts";
import { overtakenOf, type Lease } from "./lease.ts";
import { holder, lock, type Locking } from "./lock.ts";
import type { Over } from "./over.ts";
import { createWaiting } from "./patience.ts";
import { createReplay } from "./replay.ts";
import { asOpened, backToNoted, leftovers, noteCustom, noteState } from "./session-state.ts";
import { movesTransaction } from "../../../core/sql/effects.ts";
import { lexical } from "../lexical.ts";
import { psqlOnly } from "../psql-only.ts";
import type { Relay } from "../../relay.ts";
import { heaviestBatch, weightOf } from "../../weight.ts";

/** What the driver gives for a statement. */
export interface DriverResult extends ReadonlyArray<Readonly<Record<string, unknown>>> {
  readonly count: number | null;
  readonly command: string;
}

/** One session of the driver: statements are sent at once and answered in order. */
export interface DriverSession {
  readonly label: string;
  readonly client: unknown;
  /** The same, whose statements go by way of a relay. */
  readonly relayed: (relay: Relay) => unknown;
  /** True from `begin` until the end of the transaction. */
  inTransaction: boolean;
  /** True when one server process serves this client alone until the end: what a session keeps is ours then. */
  readonly pinned: boolean;
  /** True when we have opened it, so that it may keep settings of ours. */
  readonly own: boolean;
  /** The settings under which we work: of the session when it is our own, else of each transaction. */
  readonly settings: readonly (readonly [name: string, value: string])[];
  /** True when nothing may be written. */
  readonly readOnly: boolean;
  /** What it was opened for. */
  readonly target: ConnectTarget;
  /** The server process, where it stays the same. */
  readonly pid: number;
  /** True while our own look at the catalogue is sent, which nobody else sees the rows of. */
  looking: boolean;
  readonly over: Over;
  /** Opens another session with the same database; null where none can be had. */
  readonly openBeside: (() => Promise<Connection>) | null;
  /** Text alone; it may hold several statements. */
  send(sql: string): Promise<DriverResult>;
  /** With parameters, whose types the server is asked for. */
  sendWith(sql: string, params: readonly unknown[]): Promise<DriverResult>;
  /** `broken`: it has failed before `lost` could tell, and must not be used any more. */
  end(broken: boolean): Promise<void>;
}

/** A connection over a session of the driver. */
export function createConnection(session: DriverSession): Connection {
  let cursors = 0;
  // Between an error of the socket and its end the driver would take a statement and never answer it.
  let broken: unknown = null;
  const lostFor = (): unknown => broken ?? session.over.reason();
  const { own, settings } = session;
  const readsOnly = !own && session.readOnly;
  const notes = !own && !session.readOnly;
  const begins = (snapshot = false): string =>
    [
      // Said here, since nothing may have been asked before it.
      `BEGIN${snapshot ? " ISOLATION LEVEL REPEATABLE READ" : ""}${readsOnly ? " READ ONLY" : ""}`,
      ...(notes ? [noteState] : []),
      ...(own ? [] : settings.map(([name, value]) => `SET LOCAL ${name} = '${value}'`)),
    ].join("; ");

  let lease: Lease | null = null;

  const send = async (sql: string, params: readonly unknown[], index = 0): Promise<DriverResult> => {
    if (lease !== null && !session.inTransaction) await renew(lease);
    return sendNow(sql, params, index);
  };
  const sendNow = async (sql: string, params: readonly unknown[], index: number): Promise<DriverResult> => {
    const reason = lostFor();
    if (reason !== null) throw lost(session.label, reason);
    const refused = psqlOnly(sql, index);
    if (refused !== null) throw refused;
    note(sql, params);
    if (params.length > 0 && !canInline(params)) {
      return answered(session.sendWith(sql, params), sql, index);
    }
    const text = inline(sql, params);
    return answered(session.send(text), text, index);
  };
  /** Sent ahead of a statement that may set something which `restore` could not know of; it is told of what fails. */
  const note = (sql: string, params: readonly unknown[]): void => {
    const custom = notes && session.inTransaction ? noteCustom(sql, params) : null;
    if (custom !== null) void unheard(session.send(custom));
  };
  const answered = (answer: Promise<DriverResult>, sql: string, index: number): Promise<DriverResult> =>
    session.over.before(answer).catch((error: unknown) => fail(error, sql, index));
  const fail = (error: unknown, sql: string, index: number): never => {
    if (endsSession(error)) broken ??= error;
    throw overtakenOf(failureOf(error, sql, index, session.label));
  };
  const command = async (sql: string): Promise<DriverResult> => sendNow(sql, [], 0);
  const renew = async ({ renewBare }: Lease): Promise<void> => {
    if ((await command(renewBare)).length === 0) throw lockLost(null);
  };
  let atSnapshot = false;
  const open = (): Promise<DriverResult> =>
    command([begins(atSnapshot), ...(lease === null ? [] : [lease.fence])].join("; "));
  const { patience, lockTimeout = 0 } = session.target;
  const waiting = patience === undefined ? null : createWaiting(patience, lockTimeout, session.openBeside);
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
    leased: (next) => void (lease = next),
    hasObserver: session.openBeside !== null,
    openBeside: async () => session.openBeside?.() ?? Promise.reject(lockLost(null)),
    query: async (sql) => command(sql),
    random: () => session.target.patience?.random() ?? 0.5,
  };

  const together = async (statements: readonly Statement[]): Promise<void> => {
    // What follows a failure is sent already, but the server refuses it: the transaction is aborted.
    const sent = statements.map(({ sql, params }, index) => send(sql, params, index));
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

  const connection: Connection = {
    engineVersion: null,
    label: session.label,
    shared: !session.pinned,
    get client() {
      if (session.inTransaction) replay?.seen();
      return session.client;
    },
    relayed: session.relayed,
    async run(statements) {
      // What moves the transaction could leave one that is aborted, and what was sent after it would be carried out.
      if (!session.inTransaction || statements.some(({ sql }) => movesTransaction(sql, lexical))) {
        replay?.seen();
        for (const [index, each] of statements.entries()) {
          const { sql, params } = each;
          if (each.transactional || session.inTransaction || !own) await send(sql, params, index);
          else await unlimited(() => send(sql, params, index));
        }
        return;
      }
      return again(() => together(statements));
    },
    async query(sql, params = []): Promise<Rows> {
      const reason = lostFor();
      if (reason !== null) throw lost(session.label, reason);
      const ask = (): Promise<DriverResult> => {
        note(sql, params);
        return answered(params.length === 0 ? session.send(sql) : session.sendWith(sql, params), sql, 0);
      };
      if (lease !== null && !session.inTransaction) await renew(lease);
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
      return (await again(() => send(sql, params))).count ?? 0;
    },
    async *stream(sql, params, size) {
      // A cursor of SQL, not of the driver: the session can do other work between two batches.
      const name = `mig_cursor_${++cursors}`;
      replay?.seen();
      const hold = session.inTransaction ? "WITHOUT HOLD" : "WITH HOLD";
      await command(`DECLARE ${name} NO SCROLL CURSOR ${hold} FOR ${inline(sql, params)}`);
      const most = Math.max(1, Math.trunc(size));
      // The driver takes all rows of an answer at once, so how heavy they are must be found out with a few.
      let wanted = Math.min(most, 8);
      let aborted = true;
      try {
        for (;;) {
          const rows = await command(`FETCH ${wanted} FROM ${name}`);
          aborted = false;
          if (rows.length === 0) return;
          const heaviest = Math.max(...rows.map(weightOf), 1);
          wanted = Math.max(1, Math.min(most, wanted * 2, Math.floor(heaviestBatch / heaviest)));
          yield rows;
        }
      } finally {
        if (!aborted && lostFor() === null) await attempted(command(`CLOSE ${name}`));
      }
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
      const renewed = lease === null ? null : command(lease.renew);
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
      if (lostFor() !== null) return;
      await command("ROLLBACK");
      if (lease !== null) await command(lease.renew);
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
      await session.end(broken !== null);
    },
  };
  return connection;
}
