import { make } from "../core/operations/make.ts";
import type { Rows } from "../dialects/dialect.ts";
import type { CallTargets } from "./call-targets.ts";
import type { OpTarget } from "./op.ts";
import type { StepTransport, Watched } from "./transport.ts";

/** `op.query` of a step on a live database: in its turn, in the step's transaction, and not twice where it was answered. */
export function queryOf(
  { transport, guard, sender }: Watched<StepTransport>,
  targets: CallTargets,
): OpTarget["query"] {
  return (sql, params) => {
    const target = targets.current();
    const asked = target === targets.step ? transport.asked : null;
    return target.queue.after(async (): Promise<Rows> => {
      const answer = asked?.answer(sql, params) ?? null;
      if (answer !== null) {
        guard.passed(make.execute(sql));
        return answer;
      }
      transport.check(sql);
      await guard.before(make.execute(sql), null);
      await targets.begin();
      const send = (): Promise<Rows> => sender.query(sql, params);
      const unguarded = await targets.dropsParents(sql);
      if (asked !== null) return asked.ask({ sql, params, send, unguarded });
      return unguarded ? transport.unguarded(send) : send();
    });
  };
}
