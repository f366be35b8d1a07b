import { operationsBetween } from "../core/diff/between.ts";
import { MigError } from "../core/errors.ts";
import { missingBody } from "../core/errors/files.ts";
import { cannotRecord } from "../core/errors/squash.ts";
import type { Direction } from "../core/graph/plan.ts";
import type { Revision } from "../core/graph/revision.ts";
import { applyOperations } from "../core/operations/apply.ts";
import { make } from "../core/operations/make.ts";
import type { Operation } from "../core/operations/operations.ts";
import { seesData } from "../core/operations/subject.ts";
import { emptySchema } from "../core/schema/schema.ts";
import type { Dialect } from "../dialects/dialect.ts";
import type { NotedOperation } from "../rendering/operations.ts";
import { downgradeOf } from "../compare/way-back.ts";
import type { Environment } from "../project/environment.ts";
import { recordStep } from "../workbench/replay.ts";

/** What one revision does in the place of several. */
export interface SquashBodies {
  readonly upgrade: readonly Operation[];
  /** null: one of them goes forward only, and so does the squash. */
  readonly downgrade: readonly NotedOperation[] | null;
  /** False when it holds a statement that the engine refuses inside a transaction. */
  readonly transaction: boolean;
  /** How many calls with SQL or rows were kept as they are. */
  readonly kept: number;
}

/**
 * The operations of revisions, in order. Where they begin with nothing, what comes before the first SQL or
 * rows is written as the structure that it results in: one call a table.
 */
export async function squashBodies(
  environment: Environment,
  revisions: readonly Revision[],
  fromNothing: boolean,
): Promise<SquashBodies> {
  const dialect = await environment.dialect();
  const recorded: Operation[] = [];
  for (const revision of revisions)
    recorded.push(...((await record(environment, revision, "upgrade")) ?? []).map(atOnce));
  const firstData = recorded.findIndex(seesData);
  const plain = firstData === -1 ? recorded.length : firstData;
  const leading = recorded.slice(0, plain);
  const head = fromNothing ? asStructure(dialect, leading) : leading;
  const upgrade = [...head, ...recorded.slice(plain)];
  const isStructureAlone = fromNothing && plain === recorded.length;
  return {
    upgrade,
    downgrade: isStructureAlone
      ? downgradeOf(upgrade, emptySchema, dialect).operations
      : await recordedDowngrade(environment, revisions),
    transaction: upgrade.every((operation) => isTransactional(dialect, operation)),
    kept: recorded.filter(seesData).length,
  };
}

function asStructure(dialect: Dialect, operations: readonly Operation[]): readonly Operation[] {
  const structure = applyOperations(emptySchema, operations);
  return operationsBetween(emptySchema, structure, dialect.rules);
}

async function recordedDowngrade(
  environment: Environment,
  revisions: readonly Revision[],
): Promise<readonly NotedOperation[] | null> {
  const down: NotedOperation[] = [];
  for (const revision of revisions.toReversed()) {
    const operations = await record(environment, revision, "downgrade");
    if (operations === null) return null;
    down.push(...operations.map((operation) => ({ operation: atOnce(operation), notes: [] })));
  }
  return down;
}

/** Null when the revision does not go in this direction. */
async function record(
  environment: Environment,
  revision: Revision,
  direction: Direction,
): Promise<readonly Operation[] | null> {
  const refuse = (cause: unknown): MigError => cannotRecord(revision.id, revision.path, direction, cause);
  const loaded = await environment.load(revision.path);
  try {
    const options = { purpose: "script", mode: "a squash", as: "replay" } as const;
    return await recordStep(environment, { direction, revision }, loaded, options);
  } catch (error) {
    if (direction === "downgrade" && missingBody.is(error)) return null;
    throw refuse(error);
  }
}

/** Nobody writes to a table that is made in the same step, so that an index of it needs no second way. */
function atOnce(operation: Operation): Operation {
  if (operation.kind === "createIndex") return make.createIndex(operation.args[0], operation.args[1]);
  if (operation.kind === "dropIndex") return make.dropIndex(operation.args[0], operation.args[1]);
  return operation;
}

function isTransactional(dialect: Dialect, operation: Operation): boolean {
  return (
    operation.kind !== "execute" ||
    dialect.compile([operation], emptySchema).every(({ transactional }) => transactional)
  );
}
