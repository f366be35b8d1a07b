import { judge, type Found } from "../../../src/core/lint/judge.ts";
import { sceneOf, type Facts, type Piece } from "../../../src/core/lint/scene.ts";
import { applyIfPossible } from "../../../src/core/adopt/apply-if-possible.ts";
import { make } from "../../../src/core/operations/make.ts";
import type { Operation } from "../../../src/core/operations/operations.ts";
import { emptySchema } from "../../../src/core/schema/schema.ts";
import { lexicalOf } from "../../../src/dialects/lexical-of.ts";
import { openDialect } from "../../../src/dialects/open-dialect.ts";

/** Facts of a database of which nothing is known but what its dialect has to make anew. */
export async function plainFacts(dialect: "postgresql" | "sqlite"): Promise<Facts> {
  const database = await openDialect(dialect);
  return {
    lockTimeout: 1000,
    serverVersion: null,
    partitioned: new Set(),
    scans: null,
    rebuilds: (operation, before) =>
      database.compile([operation], before).some(({ foreignKeysOff }) => foreignKeysOff),
  };
}

export interface Case {
  readonly dialect: "postgresql" | "sqlite";
  /** What was there before. */
  readonly setup?: string | readonly Operation[];
  /** What the revision does. */
  readonly does: string | readonly Operation[];
  readonly transaction?: boolean;
  readonly facts?: Partial<Facts>;
  /** The lines, counted from 1, of what is done in batches. */
  readonly batches?: ReadonlySet<number>;
}

/** What is found in a revision that does this. */
export async function findings({
  dialect,
  setup = [],
  does,
  transaction = true,
  facts,
  batches,
}: Case): Promise<readonly Found[]> {
  const lexical = lexicalOf(dialect);
  const known = { ...(await plainFacts(dialect)), ...facts };
  const pieces = (given: string | readonly Operation[]): readonly Piece[] =>
    (typeof given === "string" ? [make.execute(given)] : given).map((operation, at) => ({
      operation,
      line: at + 1,
      column: null,
      inBatches: given === does && batches?.has(at + 1) === true,
    }));
  const before = sceneOf(pieces(setup), emptySchema, { lexical, facts: known, transaction: true });
  const schema = before.entries.reduce(
    (now, { act }) => (act.kind === "operation" ? applyIfPossible(now, act.operation) : now),
    emptySchema,
  );
  return judge(sceneOf(pieces(does), schema, { lexical, facts: known, transaction }));
}
