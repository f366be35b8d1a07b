import { parseRange } from "../core/graph/expression.ts";
import { planStamp, type StampPlan } from "../core/graph/stamp.ts";
import { badUsage } from "../core/errors/run.ts";
import { ensureTables, locked, setHeads } from "../run/run.ts";
import { stampScript } from "../offline/script.ts";
import { currentHeads } from "./current.ts";
import { environmentOf, type Project } from "../project/environment.ts";

export interface StampOptions {
  readonly targets: readonly string[];
  /** Empty the version table first, whatever it holds. */
  readonly purge?: boolean;
  readonly dryRun?: boolean;
  readonly sql?: boolean;
}

export interface StampResult {
  readonly from: readonly string[];
  readonly to: readonly string[];
  readonly dryRun: boolean;
  readonly sql?: string;
}

/** Say where the database stands, without running anything. */
export async function stamp(project: Project, options: StampOptions): Promise<StampResult> {
  const environment = environmentOf(project);
  const { graph } = environment.scripts();
  const purge = options.purge ?? false;
  if (options.sql === true) {
    if (purge)
      throw badUsage("--purge needs the database, --sql does not look at it.", "Leave one of them out.");
    const { from, targets } = offlineTargets(options.targets);
    const start = from === null ? [] : planStamp(graph, [], [from], { purge: false }).to;
    const plan = planStamp(graph, start, targets, { purge: false });
    return { ...shown(plan, true), sql: await stampScript(environment, plan, { fresh: from === null }) };
  }
  const planFor = (heads: readonly string[]): StampPlan =>
    planStamp(graph, heads, options.targets, { purge });
  if (options.dryRun === true) return shown(planFor(await currentHeads(environment)), true);
  // Who stamps with nothing gets no file either.
  const makes = !(await environment.isMissing()) || planFor([]).to.length > 0;
  return environment.connected(
    (database) =>
      locked(environment, database, async () => {
        const { connection, versionTable, journal } = database;
        await journal.requireOurs(connection);
        const plan = planFor(await versionTable.read(connection));
        await ensureTables(database);
        await setHeads(database, plan.rows);
        return shown(plan, false);
      }),
    { makes },
  );
}

/** `a:b` starts at a; several ranges must start at the same place. */
function offlineTargets(texts: readonly string[]): {
  readonly from: string | null;
  readonly targets: readonly string[];
} {
  const ranges = texts.map((text) => parseRange(text) ?? { start: null, end: text });
  const starts = [...new Set(ranges.map((range) => range.start))];
  if (starts.length > 1)
    throw badUsage(
      "A script of a stamp can start at one place only.",
      "Give every range the same left side.",
    );
  return { from: starts[0] ?? null, targets: ranges.map((range) => range.end ?? "heads") };
}

function shown(plan: StampPlan, dryRun: boolean): StampResult {
  return { from: plan.from, to: plan.to, dryRun };
}
