import { lockLost } from "../../../core/errors/database.ts";
import { unheard } from "../../../core/thrown.ts";
import { canInline, inline } from "../ddl/inline.ts";
import { psqlOnly } from "../psql-only.ts";
import { endsSession, failureOf, lost } from "./failures.ts";
import { overtakenOf, type Lease } from "./lease.ts";
import type { DriverResult, DriverSession } from "./session.ts";
import { noteCustom } from "./session-state.ts";

/** Sends statements over a session, under its lease where it has one, and turns what fails into errors of ours. */
export interface Sender {
  /** Renewed before each statement outside of transactions, and a fence inside them; null while there is none. */
  lease: Lease | null;
  /** Why nothing can be sent any more; null while it can. */
  readonly lost: () => unknown;
  /** True when the session has failed before the driver could tell. */
  readonly isBroken: () => boolean;
  /** A statement of the run; its parameters become literals where they can. `index` is its place among those it came with. */
  send(sql: string, params: readonly unknown[], index?: number): Promise<DriverResult>;
  /** The same with parameters whose types the server is asked for. */
  ask(sql: string, params: readonly unknown[]): Promise<DriverResult>;
  /** A statement of our own. */
  readonly command: (sql: string) => Promise<DriverResult>;
}

/** The sender of a session; `noted`: in transactions what statements set is noted first, so that it can be taken back. */
export function createSender(session: DriverSession, noted: boolean): Sender {
  // Between an error of the socket and its end the driver would take a statement and never answer it.
  let broken: unknown = null;
  const lostFor = (): unknown => broken ?? session.over.reason();

  const fail = (error: unknown, sql: string, index: number): never => {
    if (endsSession(error)) broken ??= error;
    throw overtakenOf(failureOf(error, sql, index, session.label));
  };
  const answered = (answer: Promise<DriverResult>, sql: string, index: number): Promise<DriverResult> =>
    session.over.before(answer).catch((error: unknown) => fail(error, sql, index));
  /** Sent ahead of a statement that may set something which `restore` could not know of; it gets the error of what fails. */
  const note = (sql: string, params: readonly unknown[]): void => {
    const custom = noted && session.inTransaction ? noteCustom(sql, params) : null;
    if (custom !== null) void unheard(session.send(custom));
  };
  const requireSession = (): void => {
    const reason = lostFor();
    if (reason !== null) throw lost(session.label, reason);
  };
  const sendNow = async (sql: string, params: readonly unknown[], index: number): Promise<DriverResult> => {
    requireSession();
    const refused = psqlOnly(sql, index);
    if (refused !== null) throw refused;
    note(sql, params);
    if (params.length > 0 && !canInline(params)) return answered(session.sendWith(sql, params), sql, index);
    const text = inline(sql, params);
    return answered(session.send(text), text, index);
  };
  const command = (sql: string): Promise<DriverResult> => sendNow(sql, [], 0);
  const isLeased = (): boolean => sender.lease !== null && !session.inTransaction;
  const renew = async (): Promise<void> => {
    if (sender.lease !== null && (await command(sender.lease.renewBare)).length === 0) throw lockLost(null);
  };

  const sender: Sender = {
    lease: null,
    lost: lostFor,
    isBroken: () => broken !== null,
    async send(sql, params, index = 0) {
      if (isLeased()) await renew();
      return sendNow(sql, params, index);
    },
    async ask(sql, params) {
      requireSession();
      if (isLeased()) await renew();
      note(sql, params);
      return answered(params.length === 0 ? session.send(sql) : session.sendWith(sql, params), sql, 0);
    },
    command,
  };
  return sender;
}
