import { notAwaited } from "../core/errors/run.ts";
import { drizzleHandle } from "../drizzle/handle.ts";
import type { CallTargets } from "./call-targets.ts";
import type { StepContext } from "./step-entry.ts";
import type { StepTransport, Watched } from "./transport.ts";

/** `op.db` of a step on a live database: Drizzle over the step's own session, after all that was called before. */
export function drizzleOf(
  { dialect, connection, root }: StepContext,
  { transport, guard }: Watched<StepTransport>,
  { step, current, begin }: CallTargets,
): () => unknown {
  const { asked: recorder } = transport;
  /** A driver that answers at once cannot wait for what was held back. */
  const atOnce = <T>(work: () => T): T => {
    if (step.queue.releasing) throw notAwaited();
    return work();
  };
  /** The client for Drizzle, whose statements outside of batches are recorded in their order. */
  const relayed =
    recorder === null || connection.relayed === undefined
      ? null
      : (): unknown =>
          connection.relayed?.({
            later: (asked, send) =>
              current() === step ? step.queue.inTurn(() => recorder.relay.later(asked, send)) : send(),
            now: (asked, send, together) =>
              current() === step ? atOnce(() => recorder.relay.now(asked, send, together)) : send(),
          });
  let handle: unknown;
  return () => {
    const { queue } = current();
    if (queue.busy) throw notAwaited();
    // Both send their statements before they return, so Drizzle's own come after them.
    void begin();
    queue.release();
    handle ??= drizzleHandle(dialect.name, relayed?.() ?? connection.client, root, {
      ...(connection.driver === undefined ? {} : { driver: connection.driver }),
      // Drizzle tells it before it sends the statement.
      logQuery(sql) {
        guard.blindly(sql);
        if (current() === step && relayed === null) transport.sending();
      },
    });
    return handle;
  };
}
