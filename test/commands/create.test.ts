import { cpSync, existsSync } from "node:fs";
import { join, resolve } from "node:path";
import { assert, asyncProperty } from "fast-check";
import { describe, expect, it, onTestFinished } from "vitest";
import { check } from "../../src/commands/check.ts";
import { create } from "../../src/commands/create.ts";
import { current } from "../../src/commands/current.ts";
import { log } from "../../src/commands/log.ts";
import { upgrade } from "../../src/commands/upgrade.ts";
import { operationsOf } from "../../src/core/diff/change.ts";
import { diffSchemas } from "../../src/core/diff/diff.ts";
import { operationsBetween } from "../../src/core/diff/between.ts";
import { emptySchema } from "../../src/core/schema/schema.ts";
import type { Operation } from "../../src/core/operations/operations.ts";
import { formatName } from "../../src/core/schema/names.ts";
import { openDialect } from "../../src/dialects/open-dialect.ts";
import { sql } from "../../src/dialects/sql.ts";
import type { Environment } from "../../src/project/environment.ts";
import { arbitraryPair } from "../support/arbitraries.ts";
import { catalogue } from "../support/catalogue.ts";
import { createProject, dialects, type Project } from "../support/project.ts";
import { runDeadly } from "../support/run-killed.ts";

const docs = resolve(import.meta.dirname, "../../docs");
const own = ["mig_version", "mig_journal"];

/** Structure and rows of a database, by queries of their own. */
async function contents(mig: Environment, dialect: Project["dialect"]): Promise<unknown> {
  return mig.connected(async ({ connection, dialect: known, scope }) => {
    const { structure } = await catalogue(dialect, connection);
    const { tables } = await known.introspect(connection, scope);
    const rows: Record<string, unknown> = {};
    for (const table of tables.map(formatName).sort())
      rows[table] = [...(await connection.query(sql`SELECT * FROM ${known.identifier(table)}`))].sort(
        (a, b) => (JSON.stringify(a) < JSON.stringify(b) ? -1 : 1),
      );
    return { structure: structure.filter((fact) => !own.some((name) => fact.includes(name))), rows };
  });
}

async function project(dialect: Project["dialect"]): Promise<Project> {
  const made = await createProject(dialect);
  onTestFinished(() => made.remove());
  return made;
}

const executing = (...statements: readonly string[]): string =>
  `export async function upgrade(op) {\n${statements.map((each) => `  await op.execute(${JSON.stringify(each)});`).join("\n")}\n}`;

describe.each(dialects)("creating a database on %s", (dialect) => {
  it.each(["hub", "chat", "research", "background"])(
    "leads to what the steps of the %s lead to",
    async (name) => {
      const [slow, fast] = [await project(dialect), await project(dialect)];
      for (const { folder } of [slow, fast])
        cpSync(join(docs, `example-${name}`, "revisions"), join(folder, "revisions"), { recursive: true });
      const yes = { confirmBreaking: true };
      const [steps, made] = [await slow.open({ ...yes, transaction: "step" }), await fast.open(yes)];
      const { steps: ran } = await upgrade(steps, { target: "heads" });
      const result = await create(made);
      expect(result.steps.map(({ revision }) => revision)).toEqual(ran.map(({ revision }) => revision));
      expect(await contents(made, dialect)).toEqual(await contents(steps, dialect));
      expect((await current(made)).heads).toEqual((await current(steps)).heads);
      const told = async (mig: Environment): Promise<unknown> =>
        (await log(mig)).entries.map(({ revision, direction, status }) => ({ revision, direction, status }));
      expect(await told(made)).toEqual(await told(steps));
      expect((await check(made).catch(() => ({ pending: [] }))).pending).toEqual([]);
    },
  );

  it("leads to what any steps lead to", async () => {
    const known = await openDialect(dialect);
    const runs = Number(process.env["MIG_TEST_RUNS"] ?? (dialect === "sqlite" ? 25 : 5));
    await assert(
      asyncProperty(arbitraryPair(dialect), async (pair) => {
        const [before, after] = [known.canonical(pair.before), known.canonical(pair.after)];
        const making = operationsBetween(emptySchema, before, known.rules);
        const half = Math.ceil(making.length / 2);
        const start = [making.slice(0, half), making.slice(half)];
        const [slow, fast] = [await createProject(dialect), await createProject(dialect)];
        try {
          written(slow, start);
          await upgrade(await slow.open({ transaction: "step" }), { target: "heads" });
          // As autogenerate writes them: what nobody named has the name by then that the engine has given.
          const changes = await (
            await slow.open()
          ).connected(async ({ connection, dialect: live, scope }) => {
            const there = live.canonical(await live.introspect(connection, scope));
            const wanted = await live.normalize(connection, after, there);
            return operationsOf(
              diffSchemas(there, wanted, live.rules, { renames: [], hasRows: () => false }),
            );
          });
          for (const each of [slow, fast]) written(each, [...start, changes]);
          const [steps, made] = [await slow.open({ transaction: "step" }), await fast.open()];
          await upgrade(steps, { target: "heads" });
          await create(made);
          expect(await contents(made, dialect)).toEqual(await contents(steps, dialect));
        } finally {
          await slow.remove();
          await fast.remove();
        }
      }),
      { numRuns: runs, seed: Number(process.env["MIG_TEST_SEED"] ?? 20_261_121), endOnFailure: true },
    );
  }, 600_000);

  it("makes a table at once, runs what data steps do, and says so in the journal", async () => {
    const made = await project(dialect);
    const table = `{ name: "people", columns: [{ name: "id", type: "integer", primaryKey: true }] }`;
    made.revision("a", null, `export async function upgrade(op) { await op.createTable(${table}); }`);
    made.revision(
      "b",
      "a",
      `export async function upgrade(op) { await op.addColumn("people", { name: "name", type: "text" }); }`,
    );
    made.revision(
      "c",
      "b",
      `export async function upgrade(op) { await op.bulkInsert("people", [{ id: 1, name: "one" }]); }`,
    );
    made.revision(
      "d",
      "c",
      `export async function upgrade(op) { await op.renameColumn("people", "name", "called"); }`,
    );
    const mig = await made.open();
    const done = await create(mig);
    expect(done).toMatchObject({ from: [], to: ["d"], dryRun: false });
    const found = await mig.connected(async ({ connection }) => ({
      rows: await connection.query("SELECT id, called FROM people"),
      // A column that was added to a table stands in a line of its own.
      text:
        dialect === "sqlite"
          ? await connection.query("SELECT sql FROM sqlite_schema WHERE name = 'people'")
          : null,
      details: await connection.query("SELECT DISTINCT details FROM mig_journal"),
    }));
    expect(found.rows).toEqual([{ id: 1, called: "one" }]);
    if (found.text !== null) expect(String(found.text[0]?.["sql"])).toMatch(/\n +"?called"? text\n/u);
    expect(found.details).toEqual([{ details: '{"create":true}' }]);
  });

  it("refuses a database that holds something, and writes nothing into it", async () => {
    const made = await project(dialect);
    made.revision("a", null, executing("CREATE TABLE made (id integer)"));
    const mig = await made.open();
    await mig.connected(({ connection }) => connection.query("CREATE TABLE there (id integer)"));
    for (const options of [{}, { dryRun: true }])
      await expect(create(mig, options)).rejects.toMatchObject({
        code: "not-empty",
        details: { objects: ["there"] },
      });
    await mig.connected(({ connection }) => connection.query("DROP TABLE there"));
    expect(await create(mig, { dryRun: true })).toMatchObject({ to: ["a"], dryRun: true });
    await create(mig);
    await expect(create(mig)).rejects.toMatchObject({ code: "not-empty" });
  });

  it("leaves nothing when it fails or is killed, rows included", async () => {
    const made = await project(dialect);
    made.revision("a", null, executing("CREATE TABLE made (id integer)", "INSERT INTO made VALUES (1)"));
    made.revision("b", "a", `export async function upgrade() { process.kill(process.pid, "SIGKILL"); }`);
    await killed(made);
    expect(await contents(await made.open(), dialect)).toMatchObject({ rows: {} });
    made.revision("b", "a", `export async function upgrade() { throw new Error("no"); }`);
    await expect(create(await made.open())).rejects.toThrow("no");
    expect(await contents(await made.open(), dialect)).toMatchObject({ rows: {} });
    made.revision("b", "a");
    await create(await made.open());
    expect((await current(await made.open())).heads).toEqual(["b"]);
  });

  it("has the rows for good before a step removes the files that they came from", async () => {
    const made = await project(dialect);
    made.write("rows.json", '[{ "id": 1 }]');
    made.revision("a", null, executing("CREATE TABLE made (id integer)"));
    made.revision("b", "a", `export async function upgrade(op) { await op.seed("made", "../rows.json"); }`);
    made.revision(
      "c",
      "b",
      `export async function upgrade(op) {
  rmSync(op.path("../rows.json"));
  process.kill(process.pid, "SIGKILL");
}`,
      `import { rmSync } from "node:fs";`,
    );
    await killed(made);
    expect(existsSync(join(made.folder, "rows.json"))).toBe(false);
    expect(await contents(await made.open(), dialect)).toMatchObject({ rows: { made: [{ id: 1 }] } });
  });

  it("goes step by step where SQL says a name that the engine gave on the way", async ({ skip }) => {
    skip(dialect === "sqlite", "SQLite drops no constraint by its name");
    const made = await project(dialect);
    const table = `{ name: "old", columns: [{ name: "id", type: "integer", primaryKey: true }] }`;
    made.revision("a", null, `export async function upgrade(op) { await op.createTable(${table}); }`);
    made.revision("b", "a", `export async function upgrade(op) { await op.renameTable("old", "fresh"); }`);
    made.revision("c", "b", executing("ALTER TABLE fresh DROP CONSTRAINT old_pkey"));
    const mig = await made.open();
    expect((await create(mig)).to).toEqual(["c"]);
  });
});

/** Revisions that carry out these operations. */
function written(made: Project, history: readonly (readonly Operation[])[]): void {
  for (const [at, operations] of history.entries())
    made.revision(
      `r${at}`,
      at === 0 ? null : `r${at - 1}`,
      `export async function upgrade(op) { for (const each of ${JSON.stringify(operations)}) await op.run(each); }`,
    );
}

/** Create by a process that a body kills. */
const killed = (made: Project): Promise<void> => runDeadly(made, "test/commands/create-process.ts");
