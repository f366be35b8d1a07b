import * as fc from "fast-check";
import { current } from "../../src/commands/current.ts";
import { log } from "../../src/commands/log.ts";
import { saidInSql } from "../../src/dialects/sql.ts";
import { catalogue } from "./catalogue.ts";
import { codeActs, nativeActs, sqlActs, type Act } from "./history-acts.ts";
import { createProject, dialects, type Project } from "./project.ts";

/** A step: how it is written, in a transaction or not, what it does, and the place among that at which it can be made to fail. */
interface DrawnStep {
  readonly form: "code" | "code for each database" | "sql" | "sql for each database";
  readonly transaction: boolean;
  readonly acts: readonly number[];
  readonly failsAt: number;
}

/** Revisions that a test can make and run. */
export interface History {
  readonly steps: readonly DrawnStep[];
  /**
   * `fork`: the second and the third stand beside each other, and the fourth merges them; `heads`: the last stands beside the
   * one before; `needed`: the last has no parent but needs the one before it.
   */
  readonly shape: "line" | "fork" | "heads" | "needed";
  /** The first two are replaced by a squash, where nothing but a line is drawn. */
  readonly squashed: boolean;
  /** What is applied when the run begins; a database with nothing is empty. */
  readonly from: "nothing" | "start" | "r1";
  /** How steps share transactions, as the setting says it. */
  readonly sharing: "step" | "run" | null;
  /** Scripts that are run after the steps. */
  readonly repeatables: readonly ("a view" | "rows" | "rows without a transaction")[];
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

const part = fc.noBias(fc.nat(999).map((n) => n / 1000));

/** Any history of a few steps. */
export const arbitraryHistory: fc.Arbitrary<History> = fc.record({
  steps: fc.array(
    fc.record({
      form: fc.constantFrom("code", "code", "code for each database", "sql", "sql for each database"),
      transaction: fc.boolean(),
      acts: fc.array(fc.nat(999), { minLength: 1, maxLength: 3 }),
      failsAt: fc.nat(3),
    }),
    { minLength: 2, maxLength: 4 },
  ),
  shape: fc.constantFrom("line", "line", "fork", "heads", "needed"),
  squashed: fc.boolean(),
  from: fc.constantFrom("nothing", "start", "r1"),
  sharing: fc.constantFrom("step", "run", null),
  repeatables: fc.uniqueArray(fc.constantFrom("a view", "rows", "rows without a transaction"), {
    maxLength: 3,
  }),
});

/** What happens to a run and to the one after it: a fault of each kind that a database knows, and any other before the way is free. */
export function arbitraryFaults(dialect: Project["dialect"]): fc.Arbitrary<readonly (readonly Fault[])[]> {
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
  const next = dialect === "sqlite" ? fc.oneof(kill, fail) : fc.oneof(kill, fail, cut);
  const more = fc.array(next, { maxLength: 2 });
  const first = dialect === "sqlite" ? [kill, fail] : [kill, fail, cut];
  return fc.tuple(...first.map((each) => fc.tuple(each, more).map(([one, others]) => [one, ...others])));
}

/** The revisions of a history that can fail, in an order in which they can be run. */
export function ableToFail({ steps, from }: History): readonly string[] {
  return steps.map((_, index) => `r${index + 1}`).slice(from === "r1" ? 1 : 0);
}

/** A project with the revisions of a history. */
export async function projectOf(dialect: Project["dialect"], history: History): Promise<Project> {
  const project = await createProject(dialect);
  const { sharing, steps } = history;
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
  for (const index of steps.keys()) writeStep(project, history, index, false);
  if (isSquashed(history)) writeSquash(project, history, false);
  for (const kind of history.repeatables)
    project.write(`revisions/repeatable/${kind.replaceAll(" ", "_")}.sql`, repeatables[kind]);
  return project;
}

const repeatables = {
  "a view": "DROP VIEW IF EXISTS seen;\nCREATE VIEW seen AS SELECT 1 AS one;\n",
  rows: "DELETE FROM marks WHERE mark = 900;\nINSERT INTO marks SELECT 900, count(*) FROM t;\n",
  "rows without a transaction":
    "-- transaction: false\n\nDELETE FROM marks WHERE mark = 901;\nINSERT INTO marks VALUES (901, 1);\n",
};

/** Write a revision so that it fails, or does not. */
export function writeRevision(project: Project, history: History, revision: string, fails: boolean): void {
  const index = Number(revision.slice(1)) - 1;
  writeStep(project, history, index, fails);
  if (isSquashed(history) && index < 2) writeSquash(project, history, fails);
}

const wrongIn = {
  code: 'await op.execute("INSERT INTO nowhere VALUES (1)");',
  sql: "INSERT INTO nowhere VALUES (1);",
};

function isSquashed({ squashed, shape, steps }: History): boolean {
  return squashed && shape === "line" && steps.every(({ form }) => form.startsWith("code"));
}

function writeStep(project: Project, history: History, index: number, fails: boolean): void {
  const step = history.steps[index];
  if (step === undefined) return;
  const id = `r${index + 1}`;
  const down = parentsOf(index, history);
  const needs = history.shape === "needed" && index === history.steps.length - 1 ? [`r${index}`] : [];
  const { form, transaction, failsAt } = step;
  const lines = (name: "postgresql" | "sqlite", direction: "upgrade" | "downgrade"): readonly string[] => {
    const place = direction === "upgrade" ? 0 : 1;
    const found = step.acts.map(
      (act, at) => actOf(form, name, act)({ n: index * 3 + at + 1, transaction })[place],
    );
    const texts = direction === "upgrade" ? found : found.toReversed();
    const wrong = form.startsWith("code") ? wrongIn.code : wrongIn.sql;
    return fails ? texts.toSpliced(failsAt, 0, wrong) : texts;
  };
  if (form === "code" || form === "code for each database") {
    const body = (direction: "upgrade" | "downgrade"): string => {
      const text = (name: "postgresql" | "sqlite"): string => lines(name, direction).join("\n  ");
      return form === "code"
        ? `export async function ${direction}(op) {\n  ${text(project.dialect)}\n}`
        : `export const ${direction} = {
  postgresql: async (op) => {\n  ${text("postgresql")}\n},\n  sqlite: async (op) => {\n  ${text("sqlite")}\n},\n};`;
    };
    const header = `${transaction ? "" : "export const transaction = false;\n"}export const dependsOn = ${JSON.stringify(needs)};`;
    project.revision(id, down, `${body("upgrade")}\n${body("downgrade")}`, header);
    return;
  }
  const parents = typeof down === "string" ? down : (down ?? []).join(", ");
  const header = `-- revision: ${id}\n-- down-revision: ${parents}\n${
    needs.length === 0 ? "" : `-- depends-on: ${needs.join(", ")}\n`
  }${transaction ? "" : "-- transaction: false\n"}`;
  const parts = (["upgrade", "downgrade"] as const).flatMap((direction) =>
    form === "sql"
      ? [`-- ${direction}\n${lines(project.dialect, direction).join("\n")}\n`]
      : dialects.map((name) => `-- ${direction}:${name}\n${lines(name, direction).join("\n")}\n`),
  );
  project.write(`revisions/${id}_.sql`, `-- ${id}\n--\n${header}\n${parts.join("\n")}`);
}

/** A squash of the first two steps, which does what they do. */
function writeSquash(project: Project, history: History, fails: boolean): void {
  const bodies = ["upgrade", "downgrade"].map((direction, place) => {
    const texts = history.steps.slice(0, 2).map(({ form, acts }, index) => {
      const found = acts.map(
        (act, at) => actOf(form, project.dialect, act)({ n: index * 3 + at + 1, transaction: true })[place],
      );
      return (place === 0 ? found : found.toReversed()).join("\n  ");
    });
    const inOrder = place === 0 ? texts : texts.toReversed();
    const all = fails ? [...inOrder, wrongIn.code] : inOrder;
    return `export async function ${direction}(op) {\n  ${all.join("\n  ")}\n}`;
  });
  project.revision("s", "start", bodies.join("\n"), 'export const replaces = ["r1", "r2"];');
}

function actOf(form: DrawnStep["form"], name: "postgresql" | "sqlite", number: number): Act {
  const all: readonly Act[] = form.startsWith("code")
    ? Object.values(codeActs)
    : form === "sql"
      ? Object.values(sqlActs)
      : [...Object.values(sqlActs), ...Object.values(nativeActs).map((each) => each[name])];
  const act = all[number % all.length];
  if (act === undefined) throw new Error(`There is no act ${number}.`);
  return act;
}

function parentsOf(index: number, { shape, steps }: History): string | readonly string[] | null {
  if (index === 0) return "start";
  const isLast = index === steps.length - 1;
  if (shape === "needed" && isLast) return null;
  if (shape === "heads" && isLast) return index === 1 ? "start" : `r${index - 1}`;
  if (shape !== "fork" || index > 3) return `r${index}`;
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
