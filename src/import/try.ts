import { MigError } from "../core/errors.ts";
import { planUpgrade, type Step } from "../core/graph/plan.ts";
import { buildGraph } from "../core/graph/revision-graph.ts";
import { emptySchema, type Schema } from "../core/schema/schema.ts";
import type { Database, Environment } from "../project/environment.ts";
import { checksumOf, sqlRevision } from "../revisions/load.ts";
import { riskOf } from "../revisions/risk.ts";
import { onScratch } from "../workbench/scratch-run.ts";
import { asRevision } from "./as-revision.ts";
import type { Converted, KitFault } from "./convert.ts";
import type { States } from "./way-back.ts";

/** A migration as far as its own text tells. */
export type Untried = Pick<Converted, "migration" | "id" | "downRevisions" | "upgrade" | "transaction">;

/** What came of running migrations on an empty database. */
export interface Tried {
  /** The structures before and after each that was run, by id. */
  readonly states: ReadonlyMap<string, States>;
  readonly fault: KitFault | null;
}

/** Run migrations on an empty database of the same kind, in the order in which kit runs them; as far as that goes. */
export async function tryMigrations(
  environment: Environment,
  database: Database,
  migrations: readonly Untried[],
): Promise<Tried> {
  const states = new Map<string, States>();
  const trial = trialOf(environment, migrations);
  const tried = await onScratch(trial, database, async (scratch): Promise<KitFault | null> => {
    let before: Schema = emptySchema;
    for (const step of inListOrder(trial, migrations)) {
      try {
        await scratch.run([step]);
      } catch (error) {
        // What comes after it would be taken back to a structure that lacks what this one makes.
        return faultOf(step.revision.message, error);
      }
      const after = await scratch.structure();
      states.set(step.revision.id, { before, after });
      before = after;
    }
    return null;
  });
  // No scratch database gives null as well; then nothing was run.
  const isUntried = tried === null && states.size === 0 && migrations.length > 0;
  const fault = isUntried
    ? { name: null, statement: null, why: "no scratch database can be made here" }
    : tried;
  return { states, fault };
}

function faultOf(name: string, error: unknown): KitFault {
  const cause = error instanceof MigError && error.cause instanceof Error ? error.cause : error;
  const sql = error instanceof MigError ? error.details["sql"] : undefined;
  return {
    name,
    statement: typeof sql === "string" ? sql : null,
    why: cause instanceof Error ? cause.message : String(cause),
  };
}

/** Steps in the order in which kit runs them; the rows of the scratch's version table do not matter. */
function inListOrder(trial: Environment, migrations: readonly Untried[]): readonly Step[] {
  const steps = new Map(
    planUpgrade(trial.scripts().graph, [], "heads").steps.map((step) => [step.revision.id, step]),
  );
  return migrations.flatMap(({ id }) => {
    const step = steps.get(id);
    return step === undefined ? [] : [{ ...step, rows: { delete: [], update: null, insert: [] } }];
  });
}

/** The project with nothing but these revisions, which are not written yet. */
function trialOf(environment: Environment, migrations: readonly Untried[]): Environment {
  const byPath = new Map(migrations.map((each) => [each.id, each]));
  const graph = buildGraph(migrations.map((each) => ({ ...asRevision(each), path: each.id })));
  return {
    ...environment,
    scripts: () => ({ locations: [], graph }),
    load: async (id) => {
      const each = byPath.get(id);
      const head = each?.transaction === false ? "-- transaction: false\n" : "";
      const source = `${head}\n-- upgrade\n${each?.upgrade.join("\n;\n") ?? ""}`;
      return {
        ...sqlRevision(id, source),
        checksum: checksumOf(source),
        risk: riskOf(`${id}.sql`, source),
      };
    },
  };
}
