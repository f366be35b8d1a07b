import { badUsage } from "../core/errors/run.ts";
import { planDowngrade, planUpgrade, type Direction, type Step } from "../core/graph/plan.ts";
import { resolveRevision } from "../core/graph/resolve.ts";
import { required } from "../core/graph/traverse.ts";
import { viewFor } from "../core/graph/view.ts";
import type { Environment } from "../project/environment.ts";
import { ensureTables, locked, setHeads } from "../run/run.ts";

export interface ResolveOptions {
  readonly revision: string;
  /** What a person has found out: all of it is there, or nothing is. */
  readonly as: "applied" | "reverted";
}

export interface ResolveResult {
  readonly revision: string;
  readonly as: "applied" | "reverted";
  readonly from: readonly string[];
  readonly to: readonly string[];
}

/** Record what a person has decided about a revision: nothing of it is run. The heads follow where they must. */
export async function resolve(environment: Environment, options: ResolveOptions): Promise<ResolveResult> {
  // What is refused where there is no database yet must not leave one behind.
  if (await environment.isMissing())
    await environment.connected((database) => decided(environment, database, [], options), { makes: false });
  return environment.connected((database) =>
    locked(environment, database, async () => {
      const { connection, versionTable, journal } = database;
      const at = environment.now().toISOString();
      await ensureTables(database, [journal.closeDead(at)]);
      const heads = await versionTable.read(connection);
      const { id, path, step } = await decided(environment, database, heads, options);
      if (step !== null) await setHeads(database, step.rows);
      const direction: Direction = options.as === "applied" ? "upgrade" : "downgrade";
      const checksum = path === null ? null : await environment.checksum(path);
      await connection.run([
        journal.insert({
          revision: id,
          direction,
          status: "applied",
          startedAt: at,
          finishedAt: at,
          durationMs: 0,
          checksum,
          errorMessage: null,
          statement: null,
          statementIndex: null,
          toolVersion: environment.toolVersion,
          runner: environment.runner,
          details: JSON.stringify({ resolved: true }),
        }),
      ]);
      return { revision: id, as: options.as, from: heads, to: await versionTable.read(connection) };
    }),
  );
}

interface Decided {
  readonly id: string;
  readonly path: string | null;
  /** How the heads move; null when they stand as they should. */
  readonly step: Step | null;
}

async function decided(
  environment: Environment,
  { connection, journal }: Parameters<Parameters<Environment["connected"]>[0]>[0],
  heads: readonly string[],
  { revision, as }: ResolveOptions,
): Promise<Decided> {
  const { graph } = environment.scripts();
  const lines = await journal.latestCompleted(connection);
  const lost = lines.some((line) => line.revision === revision) && !graph.revisions.has(revision);
  if (lost) {
    if (heads.includes(revision) || as === "applied")
      throw badUsage(
        `${revision} has no file, so that nobody knows what stands below it.`,
        "Bring the file back, or say where the database stands: mig stamp --purge REVISION",
      );
    return { id: revision, path: null, step: null };
  }
  const view = viewFor(graph, heads, revision);
  const found = resolveRevision(graph, revision, heads);
  if (found === null) throw badUsage("base is no revision.", "Name the one that is to be resolved.");
  const { id, path } = found;
  const isApplied = required(view, heads).has(id);
  if (isApplied === (as === "applied")) return { id, path, step: null };
  const { steps } = as === "applied" ? planUpgrade(graph, heads, id) : planDowngrade(graph, heads, `${id}-1`);
  const [step, second] = steps;
  if (step === undefined || second !== undefined) {
    const others = steps.map((each) => each.revision.id).filter((each) => each !== id);
    throw badUsage(
      as === "applied"
        ? `Below ${id} these are not applied: ${others.join(", ")}.`
        : `Above ${id} these are applied: ${others.join(", ")}.`,
      "Resolve them first, one by one.",
    );
  }
  return { id, path, step };
}
