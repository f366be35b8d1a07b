import { MigError } from "../core/errors.ts";
import { planUpgrade, type Step } from "../core/graph/plan.ts";
import { buildGraph } from "../core/graph/revision-graph.ts";
import { emptySchema, type Schema } from "../core/schema/schema.ts";
import { messageOf } from "../core/thrown.ts";
import type { Database, Environment } from "../project/environment.ts";
import { checksumOf, sqlRevision } from "../revisions/load.ts";
import { onScratch, type ScratchRun } from "../workbench/scratch-run.ts";
import { statement, type Connection } from "../dialects/dialect.ts";
import { asRevision } from "./as-revision.ts";
import { repairOf, type Refused } from "./repairs.ts";
import type { Converted, KitFault } from "./convert.ts";
import type { States } from "./way-back.ts";
import { saidInSql } from "../dialects/sql.ts";

/** A migration as far as its own text tells. */
export type Untried = Pick<
  Converted,
  "migration" | "id" | "downRevisions" | "upgrade" | "repairs" | "transaction"
>;

/** The result of running migrations on an empty database. */
export interface Tried {
  /** The migrations, put right where that could be done. */
  readonly migrations: readonly Untried[];
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
  const known = new Map(migrations.map((each) => [each.id, each]));
  const trial = trialOf(environment, known);
  const tried = await onScratch(trial, database, async (scratch): Promise<KitFault | null> => {
    let before: Schema = emptySchema;
    for (const step of inListOrder(trial, migrations)) {
      const fault = await runRepaired(scratch, step, known);
      // What comes after it would be taken back to a structure that lacks what this one makes.
      if (fault !== null) return fault;
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
  return { migrations: [...known.values()], states, fault };
}

/** Run a migration; where the engine refuses a statement that can be put right, it is, and the migration run again. */
async function runRepaired(
  scratch: ScratchRun,
  step: Step,
  known: Map<string, Untried>,
): Promise<KitFault | null> {
  for (;;) {
    try {
      await scratch.run([step]);
      return null;
    } catch (error) {
      // What a migration throws is what is looked for here.
      const fault = faultOf(step.revision.message, error);
      const migration = known.get(step.revision.id);
      if (migration === undefined || fault.statement === null) return fault;
      const { dialect } = scratch.database;
      const { upgrade } = migration;
      const refused = { upgrade, statement: fault.statement, why: fault.why, ...structures(scratch) };
      const repaired = await repairOf(refused, dialect);
      if (repaired === null) return fault;
      const repairs = [...new Set([...migration.repairs, ...repaired.repairs])];
      known.set(migration.id, { ...migration, upgrade: repaired.upgrade, repairs });
    }
  }
}

/** What statements make, on top of what is there and on nothing; the scratch database is left as it is. */
function structures({ database }: ScratchRun): Pick<Refused, "structureAfter" | "structureOf"> {
  const { dialect, connection, scope } = database;
  const look = async (at: Connection, statements: readonly string[]): Promise<Schema> => {
    await at.begin();
    try {
      await at.run(statements.map((sql) => statement(saidInSql(sql))));
      return dialect.canonical(await dialect.introspect(at, scope));
    } finally {
      await at.rollback();
    }
  };
  return {
    structureAfter: (statements) => look(connection, statements),
    async structureOf(statements) {
      const other = await dialect.scratch(connection);
      if (other === null) return emptySchema;
      try {
        return await look(other.connection, statements);
      } finally {
        await other.drop();
      }
    },
  };
}

function faultOf(name: string, error: unknown): KitFault {
  const cause = error instanceof MigError && error.cause instanceof Error ? error.cause : error;
  const sql = error instanceof MigError ? error.details["sql"] : undefined;
  return {
    name,
    statement: typeof sql === "string" ? sql : null,
    why: messageOf(cause),
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
function trialOf(environment: Environment, known: ReadonlyMap<string, Untried>): Environment {
  const graph = buildGraph([...known.values()].map((each) => ({ ...asRevision(each), path: each.id })));
  return {
    ...environment,
    scripts: () => ({ locations: [], graph }),
    load: async (id) => {
      const each = known.get(id);
      const head = each?.transaction === false ? "-- transaction: false\n" : "";
      const source = `${head}\n-- upgrade\n${each?.upgrade.join("\n;\n") ?? ""}`;
      return {
        ...sqlRevision(id, source),
        checksum: checksumOf(source),
        placeholders: [],
        text: source,
      };
    },
  };
}
