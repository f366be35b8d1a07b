import { unheard } from "../../../core/thrown.ts";
import { isBusy, type Waiting } from "./patience.ts";

/** What goes on in a transaction, so that it can be done again from its beginning. */
export interface Replay {
  begun(): void;
  ended(): void;
  /** Somebody has read rows, or sent what is not known here: from now on nothing may be sent a second time. */
  seen(): void;
  /** Another statement that was sent, to be sent again too. */
  note(send: () => Promise<unknown>): void;
  /** Send statements; when they fail since others hold a lock, they are sent again later. */
  again<T>(send: () => Promise<T>): Promise<T>;
}

/** How the session carries out what a replay asks for. */
export interface Transaction {
  readonly waiting: Waiting;
  readonly limitMs: number;
  readonly pid: number | null;
  readonly begin: () => Promise<unknown>;
  readonly command: (sql: string) => Promise<readonly Readonly<Record<string, unknown>>[]>;
}

/** Rows that were read must stay true, so locks of the transaction are kept while it waits: not for long. */
const limitInPlace = 30_000;

/**
 * Patience in transactions. As long as only our own statements were sent, the whole transaction is rolled back,
 * so that it holds no lock while it waits, and they are sent again: the body of the step, which has made them,
 * runs once. When it has seen rows, only the statement that had to wait is tried again, from a savepoint.
 */
export function createReplay({ waiting, limitMs, pid, begin, command }: Transaction): Replay {
  let log: (() => Promise<unknown>)[] | null = null;
  let isOpen = false;
  let underWay = 0;
  let backend = pid;

  const fromSavepoint = async <T>(send: () => Promise<T>): Promise<T> => {
    const [, result] = await Promise.all([command("SAVEPOINT mig_again"), send()]);
    void unheard(command("RELEASE SAVEPOINT mig_again"));
    return result;
  };
  const takeBack = async (): Promise<void> => {
    if (log === null) return void (await command("ROLLBACK TO SAVEPOINT mig_again"));
    await command("ROLLBACK");
  };
  const goOn = async (): Promise<void> => {
    if (log === null) return;
    await begin();
    const [row] = await command("SELECT pg_catalog.pg_backend_pid() AS pid");
    backend = Number(row?.["pid"]);
    for (const send of log) await send();
  };

  return {
    begun() {
      log = [];
      isOpen = true;
    },
    ended() {
      log = null;
      isOpen = false;
      waiting.over();
    },
    seen: () => void (log = null),
    note: (send) => void log?.push(send),
    async again(send) {
      if (!isOpen) return send();
      underWay += 1;
      const attempt = log === null ? () => fromSavepoint(send) : send;
      let work = attempt;
      try {
        for (;;) {
          try {
            const result = await waiting.watched(backend, work);
            log?.push(send);
            return result;
          } catch (error) {
            // What was sent behind it has failed with it, and cannot be brought back here.
            if (!isBusy(error, log === null) || underWay > 1 || !isOpen) throw error;
            await takeBack();
            await waiting.pause(error, log === null ? Math.min(limitMs, limitInPlace) : limitMs);
            work = async () => {
              await goOn();
              return attempt();
            };
          }
        }
      } finally {
        underWay -= 1;
      }
    },
  };
}
