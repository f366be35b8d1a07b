import { notAwaited } from "../core/errors/run.ts";
import { make } from "../core/operations/make.ts";
import { unheard } from "../core/thrown.ts";
import type { Relay } from "../dialects/relay.ts";
import { drizzleHandle } from "../drizzle/handle.ts";
import type { CallTargets } from "./call-targets.ts";
import type { StepContext } from "./step-entry.ts";
import { BeginAgain, type StepTransport, type Watched } from "./transport.ts";

/**
 * `op.db` of a step on a live database: Drizzle over the step's own session, whose statements come in their turn and are
 * looked at as those of `op.query` are.
 */
export function drizzleOf(
  { dialect, connection, root }: StepContext,
  watched: Watched<StepTransport>,
  targets: CallTargets,
): () => unknown {
  const { current, begin } = targets;
  const relay: Relay = { later: sentLater(watched, targets), now: sentNow(watched, targets) };
  let handle: unknown;
  return () => {
    const { queue } = current();
    if (queue.busy) throw notAwaited();
    // Both send their statements before they return, so Drizzle's own come after them.
    void begin();
    queue.release();
    handle ??= drizzleHandle(dialect.name, connection.relayed(relay), root, connection.driver ?? null);
    return handle;
  };
}

function sentLater(
  { transport, guard, sender }: Watched<StepTransport>,
  { step, current, dropsParents }: CallTargets,
): Relay["later"] {
  return (asked, send) => {
    const { queue } = current();
    const recorder = current() === step ? transport.asked : null;
    return queue.inTurn(async () => {
      let isSent = false;
      const watched = async (): ReturnType<typeof send> => {
        isSent = true;
        await guard.before(make.execute(asked.sql), null);
        return sender.watch(asked.sql, send);
      };
      const unguarded = await dropsParents(asked.sql);
      try {
        if (recorder === null) return await (unguarded ? transport.unguarded(watched) : watched());
        const given = await recorder.later(asked, watched, unguarded);
        if (!isSent) guard.passed(make.execute(asked.sql));
        return given;
      } catch (error) {
        // Drizzle would make another error of it.
        if (error instanceof BeginAgain) void unheard(queue.after(() => Promise.reject(error)));
        throw error;
      }
    });
  };
}

/** Over a driver that answers at once, which can wait neither for what was held back nor for a count of rows. */
function sentNow({ transport, guard }: Watched<StepTransport>, { step, current }: CallTargets): Relay["now"] {
  return (asked, send, session) => {
    const recorder = current() === step ? transport.asked : null;
    if (recorder !== null && step.queue.releasing) throw notAwaited();
    let isSent = false;
    const watched = (): ReturnType<typeof send> => {
      isSent = true;
      guard.blindly(asked.sql);
      return send();
    };
    const given = recorder === null ? watched() : recorder.now(asked, watched, session);
    if (!isSent) guard.passed(make.execute(asked.sql));
    return given;
  };
}
