import { dirname, resolve } from "node:path";
import type { Step } from "../core/graph/plan.ts";
import type { Revision } from "../core/graph/revision.ts";
import { liveCalls } from "../data/calls.ts";
import type { LoadedRevision } from "../revisions/load.ts";
import type { Op } from "../revisions/op.ts";
import { createCallTargets, type CallTargets } from "./call-targets.ts";
import type { StepGuard } from "./loss-guard.ts";
import { createOp } from "./op.ts";
import { drizzleOf } from "./op-db.ts";
import { queryOf } from "./op-query.ts";
import { watchRebuilds, type RebuildWatch } from "./rebuilt-tables.ts";
import { noticingSideEffects, withoutSideEffects } from "./side-effects.ts";
import type { StepContext } from "./step-entry.ts";
import type { StepTransport, Watched } from "./transport.ts";

/** Run the body of a revision; ends when all that it asked for is done, awaited or not. */
export async function runBody(
  context: StepContext,
  step: Step,
  revision: LoadedRevision,
  { transport, guard, sender }: Watched<StepTransport>,
): Promise<void> {
  const body = revision.body(step.direction, context.dialect.name);
  const rebuilds = context.mode === "live" ? watchRebuilds(context, step) : null;
  const watched = { transport, guard: watching(guard, rebuilds), sender };
  const targets = createCallTargets(context, watched);
  const op = liveOp(context, watched, targets, step.revision);
  // Whatever others have made of it, a loss that was refused is why the step has ended.
  const drained = (): Promise<void> => targets.step.queue.drain().finally(() => guard.stop());
  try {
    await called(context, () => body(op));
  } catch (error) {
    // An error of a call that was not awaited came first; it is the cause.
    await drained();
    throw error;
  }
  await drained();
  guard.end();
  await rebuilds?.end();
}

/** The guard, and what else is to be seen before anything is sent. */
function watching(guard: StepGuard, rebuilds: RebuildWatch | null): StepGuard {
  if (rebuilds === null) return guard;
  return {
    ...guard,
    before(operation, held) {
      const [guarded, watched] = [guard.before(operation, held), rebuilds.before(operation, held)];
      return watched === null ? guarded : Promise.all([guarded, watched]).then(() => undefined);
    },
  };
}

/** A copy keeps a body from its side effects; on the database itself somebody may want to know of them. */
function called({ mode, onSideEffect }: StepContext, body: () => unknown): Promise<unknown> {
  if (mode === "replay") return withoutSideEffects(body);
  return onSideEffect === null ? Promise.resolve(body()) : noticingSideEffects(onSideEffect, body);
}

/** The `op` of a step on a live database: operations run in the step's transaction as they are called. */
function liveOp(
  context: StepContext,
  watched: Watched<StepTransport>,
  targets: CallTargets,
  { id, path }: Revision,
): Op {
  const query = queryOf(watched, targets);
  const db = drizzleOf(context, watched, targets);
  return createOp({
    dialect: context.dialect.name,
    mode: context.mode,
    queue: {
      add(...operations) {
        for (const operation of operations) context.called(id, operation);
        return targets.current().queue.add(...operations);
      },
    },
    query(sql, params) {
      context.called(id, null);
      return query(sql, params);
    },
    db() {
      context.called(id, null);
      return db();
    },
    data: liveCalls(
      {
        ...context,
        inOrder(work) {
          context.called(id, null);
          return targets.inOrder(work);
        },
        within: (run, work) => targets.within(run, work),
      },
      dirname(resolve(context.root, path)),
    ),
  });
}
