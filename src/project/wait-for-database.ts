import { setTimeout as sleep } from "node:timers/promises";
import { MigError } from "../core/errors.ts";
import { connectionFailed, connectionLost } from "../core/errors/database.ts";
import type { Environment } from "./environment.ts";

/**
 * The same environment, in which a database that is not up yet is tried again until it is, for so many
 * milliseconds. A wrong password or url fails at once.
 */
export function waitingFor(environment: Environment, milliseconds: number): Environment {
  const untilUp = async <T>(attempt: (reached: () => void) => Promise<T>): Promise<T> => {
    const deadline = performance.now() + milliseconds;
    for (let pause = 100; ; pause = Math.min(pause * 1.7, 3000)) {
      let isReached = false;
      try {
        return await attempt(() => (isReached = true));
      } catch (error) {
        const left = deadline - performance.now();
        if (isReached || left <= 0 || !isNotUpYet(error)) throw error;
        if (pause === 100)
          environment.report({
            kind: "notice",
            level: "info",
            text: `Waiting for the database: ${error.message}`,
          });
        await sleep(Math.min(pause, left));
      }
    }
  };
  return {
    ...environment,
    reading: (work) =>
      untilUp((reached) =>
        environment.reading((records) => {
          reached();
          return work(records);
        }),
      ),
    connected: (work, options) =>
      untilUp((reached) =>
        environment.connected((database) => {
          reached();
          return work(database);
        }, options),
      ),
  };
}

/** The network's words, the driver's, and SQLSTATEs: starting up, shutting down, no session left, no such database yet. */
const passing = new Set([
  "ECONNREFUSED",
  "ECONNRESET",
  "EPIPE",
  "ETIMEDOUT",
  "EHOSTUNREACH",
  "ENETUNREACH",
  "ENOTFOUND",
  "EAI_AGAIN",
  "ENOENT",
  "CONNECT_TIMEOUT",
  "CONNECTION_CLOSED",
  "CONNECTION_ENDED",
  "CONNECTION_DESTROYED",
  "SQLITE_BUSY",
  "57P01",
  "57P02",
  "57P03",
  "3D000",
  "53300",
  "08001",
  "08004",
  "08006",
]);

function isNotUpYet(error: unknown): error is MigError {
  if (!(error instanceof MigError) || ![connectionFailed.code, connectionLost.code].includes(error.code))
    return false;
  const { cause } = error;
  return typeof cause === "object" && cause !== null && "code" in cause && passing.has(String(cause.code));
}
