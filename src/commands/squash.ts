import { applyIfPossible } from "../core/adopt/apply-if-possible.ts";
import { declaredLosses } from "../core/operations/declared-losses.ts";
import { emptySchema } from "../core/schema/schema.ts";
import { lexicalOf } from "../dialects/lexical-of.ts";
import { stepsTo } from "../core/graph/steps-to.ts";
import { squashRange } from "../core/graph/squash-range.ts";
import type { NotedOperation } from "../rendering/operations.ts";
import type { RevisionBody } from "../rendering/revision-file.ts";
import { environmentOf, type Environment, type Project } from "../project/environment.ts";
import { squashBodies } from "../squash/bodies.ts";
import { proveSquash } from "../squash/proof.ts";
import { withEngine } from "../workbench/with-engine.ts";
import { newRevisionId, revisionFolder, type NewRevision } from "../revisions/write.ts";
import { openTemplate, writeRevisionFile } from "./revision.ts";
import { operationsOf } from "../core/diff/change.ts";

export interface SquashOptions {
  /** `lowest:highest`, both included; `:highest` begins at the first revision. */
  readonly range: string;
  readonly message?: string;
  readonly revisionId?: string;
  readonly versionPath?: string;
}

export interface SquashResult {
  readonly revision: string;
  readonly path: string;
  /** From the lowest to the highest. */
  readonly replaces: readonly string[];
  readonly downRevisions: readonly string[];
  readonly message: string;
  /** How many calls it has, and how many of them are SQL or rows that were kept as they are. */
  readonly operations: number;
  readonly kept: number;
  /** False when one of the replaced revisions goes forward only. */
  readonly hasDowngrade: boolean;
}

/** Write one revision that replaces others and does what they do, proven on scratch databases. */
export async function squash(project: Project, options: SquashOptions): Promise<SquashResult> {
  const environment = environmentOf(project);
  const { graph } = environment.scripts();
  const range = squashRange(graph, options.range);
  const replaces = range.revisions.map(({ id }) => id);
  const [lowest = "", highest = ""] = [replaces[0], replaces.at(-1)];
  const rests = [...range.downRevisions, ...range.dependsOn];
  const bodies = await squashBodies(environment, range.revisions, rests.length === 0);
  const planned: NewRevision = {
    id: options.revisionId ?? newRevisionId(environment),
    downRevisions: range.downRevisions,
    dependsOn: range.dependsOn,
    branchLabels: range.branchLabels,
    replaces,
    message: options.message ?? `squash ${lowest} to ${highest}`,
  };
  const before = stepsTo(graph, rests);
  const known = new Set(before.map(({ revision }) => revision.id));
  const replaced = stepsTo(graph, [...rests, highest]).filter(({ revision }) => !known.has(revision.id));
  await withEngine(environment, (database) =>
    proveSquash(environment, database, { before, replaced }, bodies),
  );
  const calls: readonly NotedOperation[] = bodies.upgrade.map((operation) => ({ operation, notes: [] }));
  const path = await write(environment, planned, options.versionPath ?? null, bodies.transaction, {
    upgrade: calls,
    downgrade: bodies.downgrade,
  });
  return {
    revision: planned.id,
    path,
    replaces,
    downRevisions: range.downRevisions,
    message: planned.message,
    operations: calls.length,
    kept: bodies.kept,
    hasDowngrade: bodies.downgrade !== null,
  };
}

/** SQL when there is nothing but SQL in it, TypeScript otherwise. */
async function write(
  environment: Environment,
  planned: NewRevision,
  versionPath: string | null,
  transaction: boolean,
  {
    upgrade,
    downgrade,
  }: {
    readonly upgrade: readonly NotedOperation[];
    readonly downgrade: readonly NotedOperation[] | null;
  },
): Promise<string> {
  const isSql = [...upgrade, ...(downgrade ?? [])].every(({ operation }) => operation.kind === "execute");
  const own = openTemplate(environment);
  const flavour = isSql ? "sql" : "typescript";
  const body = (operations: readonly NotedOperation[]): RevisionBody => ({
    operations,
    statements: operations.flatMap(({ operation }) =>
      operation.kind === "execute" ? [operation.args[0]] : [],
    ),
  });
  const [up, down] = [operationsOf(upgrade), operationsOf(downgrade ?? [])];
  const ways = [
    { operations: up, before: emptySchema },
    { operations: down, before: up.reduce(applyIfPossible, emptySchema) },
  ];
  return writeRevisionFile(environment, planned, {
    template: own.flavour === flavour ? own : openTemplate(environment, flavour),
    folder: revisionFolder(environment, versionPath, planned.replaces),
    upgrade: body(upgrade),
    downgrade: downgrade === null ? null : body(downgrade),
    breaking: isSql ? null : declaredLosses(ways, lexicalOf(environment.settings.dialect)),
    transaction,
  });
}
