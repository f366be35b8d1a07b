import * as fc from "fast-check";
import { current } from "../../src/commands/current.ts";
import { log } from "../../src/commands/log.ts";
import { saidInSql } from "../../src/dialects/sql.ts";
import { catalogue } from "./catalogue.ts";
import { createProject, type Project } from "./project.ts";

/** What a step does, and what undoes it, each told by a number of its own; `t` has rows, and is there from the start. */
const acts = {
  "a table": (n: number) => [
    `await op.createTable({ name: "t${n}", columns: [{ name: "n", type: "integer" }] });
  await op.execute("INSERT INTO t${n} SELECT id FROM t");`,
    `await op.dropTable("t${n}");`,
  ],
  rows: (n: number) => [
    `await op.execute("INSERT INTO t (id, n) SELECT id + ${n * 1000}, id FROM t WHERE id < 100");`,
    `await op.execute("DELETE FROM t WHERE id >= ${n * 1000} AND id < ${n * 1000 + 1000}");`,
  ],
  "a column": (n: number) => [
    `await op.addColumn("t", { name: "c${n}", type: "integer", nullable: false, default: "${n}" });`,
    `await op.dropColumn("t", "c${n}");`,
  ],
  "a column that is filled": (n: number) => [
    `await op.addColumn("t", { name: "f${n}", type: "integer" });
  await op.backfill({ table: "t", set: { f${n}: "n + 1" }, size: 7 });
  await op.alterColumn("t", "f${n}", { type: "text" });`,
    `await op.dropColumn("t", "f${n}");`,
  ],
  "an index": (n: number) => [
    `await op.createIndex("t", { name: "i${n}", columns: ["n", "id"] });`,
    `await op.dropIndex("t", "i${n}");`,
  ],
  "a check": (n: number) => [
    `await op.createCheckConstraint("t", { name: "k${n}", expression: "n > -${n}" });`,
    `await op.dropConstraint("t", "k${n}");`,
  ],
  "what is read": (n: number) => [
    `const [{ most: most${n} }] = await op.query("SELECT max(n) AS most FROM t WHERE id < 100");
  await op.bulkInsert("marks", [{ mark: ${n}, seen: most${n} }]);`,
    `await op.execute("DELETE FROM marks WHERE mark = ${n}");`,
  ],
  "a walk": (n: number) => [
    `await op.each("t", { size: 9 }, async (rows) => { for (const { id } of rows) await op.execute("INSERT INTO marks VALUES (${n}, " + id + ")"); });`,
    `await op.execute("DELETE FROM marks WHERE mark = ${n}");`,
  ],
} as const;

type Act = keyof typeof acts;

/** A step: in a transaction or not, what it does, and the place among that at which it can be made to fail. */
interface DrawnStep {
  readonly transaction: boolean;
  readonly acts: readonly Act[];
  readonly failsAt: number;
}

/** Revisions that a test can make and run. */
export interface History {
  readonly steps: readonly DrawnStep[];
  /** The second and the third stand beside each other, and the fourth merges them. */
  readonly forks: boolean;
  /** The database is empty at the start of the run; else the first revision is applied already. */
  readonly fresh: boolean;
  /** How steps share transactions, as the setting says it. */
  readonly sharing: "step" | "run" | null;
}

/** Something that happens to a run, at a part of its way from 0 to 1. */
export type Fault =
  | { readonly kind: "kill"; readonly mode: "before" | "during"; readonly at: number }
  | { readonly kind: "fail"; readonly at: number }
  | {
      readonly kind: "cut";
      readonly how: "close" | "reset";
      readonly direction: "client" | "server";
      readonly when: "before" | "after";
      readonly at: number;
    };

const names = Object.keys(acts) as Act[];
const part = fc.noBias(fc.nat(999).map((n) => n / 1000));

/** Any history of a few steps. */
export const arbitraryHistory: fc.Arbitrary<History> = fc.record({
  steps: fc.array(
    fc.record({
      transaction: fc.boolean(),
      acts: fc.array(fc.constantFrom(...names), { minLength: 1, maxLength: 3 }),
      failsAt: fc.nat(3),
    }),
    { minLength: 2, maxLength: 4 },
  ),
  forks: fc.boolean(),
  fresh: fc.boolean(),
  sharing: fc.constantFrom("step", "run", null),
});

/** A fault of each kind that a database knows. */
export function arbitraryFaults(dialect: Project["dialect"]): fc.Arbitrary<readonly Fault[]> {
  const kill = fc.record({
    kind: fc.constant("kill"),
    mode: fc.constantFrom("before", "during"),
    at: part,
  });
  const fail = fc.record({ kind: fc.constant("fail"), at: part });
  const cut = fc.record({
    kind: fc.constant("cut"),
    how: fc.constantFrom("close", "reset"),
    direction: fc.constantFrom("client", "server"),
    when: fc.constantFrom("before", "after"),
    at: part,
  });
  return dialect === "sqlite" ? fc.tuple(kill, fail) : fc.tuple(kill, fail, cut);
}

/** The revisions of a history, in an order in which they can be run. */
export function revisionsOf({ steps }: History): readonly string[] {
  return ["start", ...steps.map((_, index) => `r${index + 1}`)];
}

/** A project with the revisions of a history; the one that `globalThis.failing` names fails. */
export async function projectOf(dialect: Project["dialect"], history: History): Promise<Project> {
  const project = await createProject(dialect);
  const { sharing, steps, forks } = history;
  const config = {
    dialect,
    url: project.url,
    confirmBreaking: true,
    ...(sharing === null ? {} : { transaction: sharing }),
  };
  project.write("migrate.config.ts", `export default ${JSON.stringify(config)};\n`);
  project.revision(
    "start",
    null,
    `export async function upgrade(op) {
  await op.createTable({ name: "t", columns: [{ name: "id", type: "integer", primaryKey: true, nullable: false }, { name: "n", type: "integer" }] });
  await op.createTable({ name: "marks", columns: [{ name: "mark", type: "integer" }, { name: "seen", type: "integer" }] });
  await op.bulkInsert("t", Array.from({ length: 20 }, (_, index) => ({ id: index + 1, n: index })));
}
export async function downgrade(op) {
  await op.dropTable("marks");
  await op.dropTable("t");
}`,
  );
  for (const [index, step] of steps.entries()) {
    const id = `r${index + 1}`;
    const body = (direction: "upgrade" | "downgrade"): string => {
      const lines = step.acts.map((act, place) => acts[act](index * 3 + place + 1));
      const texts =
        direction === "upgrade" ? lines.map(([up]) => up) : lines.map(([, down]) => down).reverse();
      texts.splice(
        step.failsAt,
        0,
        `if (globalThis.failing === "${id}") await op.execute("INSERT INTO nowhere VALUES (1)");`,
      );
      return `export async function ${direction}(op) {\n  ${texts.join("\n  ")}\n}`;
    };
    project.revision(
      id,
      parentsOf(index, forks),
      `${body("upgrade")}\n${body("downgrade")}`,
      step.transaction ? "" : "export const transaction = false;",
    );
  }
  return project;
}

function parentsOf(index: number, forks: boolean): string | readonly string[] {
  if (index === 0) return "start";
  if (!forks || index > 3) return `r${index}`;
  return { 1: "r1", 2: "r1", 3: ["r2", "r3"] }[index] ?? `r${index}`;
}

/** All that a run has left: where the database stands, what is in it, and what the journal says was done. */
export async function stateOf(project: Project): Promise<object> {
  const mig = await project.open();
  const { entries } = await log(mig);
  return mig.connected(async ({ connection }) => {
    const facts = (await catalogue(project.dialect, connection)).named;
    const tables = facts.flatMap((fact) => /^table (\S+)/u.exec(fact)?.[1] ?? []);
    const rows: Record<string, unknown> = {};
    for (const table of tables.filter((name) => !name.startsWith("mig_"))) {
      const found = await connection.query(saidInSql(`SELECT * FROM ${table}`));
      rows[table] = found.map((row) => JSON.stringify(row, Object.keys(row).sort())).sort();
    }
    return {
      heads: (await current(mig)).heads,
      // That a lock of rows was needed is of no account.
      facts: facts.filter((fact) => !fact.includes("mig_version_lock")),
      rows,
      applied: entries
        .filter(({ status }) => status === "applied")
        .map(({ revision, direction }) => `${direction} ${revision}`),
      incomplete: entries.filter(
        ({ status, finishedAt, errorMessage }) =>
          status === "running" || finishedAt === null || (status === "errored") !== (errorMessage !== null),
      ),
    };
  });
}
