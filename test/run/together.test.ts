import { existsSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { current } from "../../src/commands/current.ts";
import { log } from "../../src/commands/log.ts";
import { upgrade } from "../../src/commands/upgrade.ts";
import type { DatabaseConfig } from "../../src/settings/config.ts";
import { createProject, dialects, type Project } from "../support/project.ts";
import { runDeadly } from "../support/run-killed.ts";
import { saidInSql } from "../../src/dialects/sql.ts";

const table = (name: string): string =>
  `export async function upgrade(op) { await op.createTable({ name: "${name}", columns: [{ name: "id", type: "integer", primaryKey: true }] }); }`;
const sql = (...statements: readonly string[]): string =>
  `export async function upgrade(op) {\n${statements.map((each) => `  await op.execute(${JSON.stringify(each)});`).join("\n")}\n}`;
const deadly = `export async function upgrade(op) {
  await op.execute("CREATE TABLE last (id integer)");
  process.kill(process.pid, "SIGKILL");
}`;
const failing = `export async function upgrade() { throw new Error("no"); }`;

/** Upgrade by a process that a body kills. */
const killed = (project: Project): Promise<void> => runDeadly(project, "test/commands/migrate-process.ts");

describe.each(dialects)("steps that share transactions on %s", (dialect) => {
  let project: Project;
  beforeEach(async () => {
    project = await createProject(dialect);
  });
  afterEach(() => project.remove());

  /** Revisions in a row: a, b, c … */
  const chain = (...bodies: readonly (string | readonly [body: string, header: string])[]): void =>
    bodies.forEach((each, at) => {
      const [body, header] = typeof each === "string" ? [each, ""] : each;
      project.revision(idOf(at), at === 0 ? null : idOf(at - 1), body, header);
    });
  const idOf = (at: number): string => String.fromCodePoint(97 + at);
  const up = async (config: DatabaseConfig = {}): Promise<unknown> =>
    upgrade(await project.open(config), { target: "heads" });
  const heads = async (): Promise<readonly string[]> => (await current(await project.open())).heads;
  const lines = async (): Promise<readonly string[]> =>
    (await log(await project.open())).entries.map(({ revision, status }) => `${revision} ${status}`);
  const rows = async (text: string): Promise<unknown> =>
    (await project.open()).connected(({ connection }) => connection.query(saidInSql(text)));
  const tables = async (): Promise<readonly string[]> =>
    (await project.open()).connected(async (database) => {
      const { connection, scope } = database;
      const found = await database.dialect.introspect(connection, scope);
      return found.tables.map(({ name }) => name).sort();
    });
  const events = (): readonly string[] =>
    project.events.flatMap((event) =>
      event.kind === "step-started" || event.kind === "step-finished" || event.kind === "step-failed"
        ? [`${event.revision} ${event.kind.slice(5)}`]
        : [],
    );
  /** What another connection sees while a body runs. */
  const looking = (): { readonly body: string; seen: unknown } => {
    const look = {
      body: `export async function upgrade() { await globalThis.look(); }`,
      seen: null as unknown,
    };
    Reflect.set(globalThis, "look", async () => {
      look.seen = await tables();
    });
    return look;
  };

  it("are one transaction where the database has no tables", async () => {
    const look = looking();
    chain(table("one"), sql("CREATE TABLE two (id integer)"), look.body, table("three"));
    await up();
    expect(look.seen).toEqual([]);
    expect(await tables()).toEqual(["one", "three", "two"]);
    expect(await lines()).toEqual(["a applied", "b applied", "c applied", "d applied"]);
    expect(events()).toEqual(["a", "b", "c", "d"].flatMap((id) => [`${id} started`, `${id} finished`]));
  });

  it("are one transaction each where it has tables, and where that is said", async () => {
    const look = looking();
    chain(table("one"), look.body);
    await rows("CREATE TABLE other (id integer)");
    await up();
    expect(look.seen).toEqual(["one", "other"]);
  });

  it("are one transaction each where the settings say so, and where the application hears of every step", async () => {
    for (const config of [{ transaction: "step" as const }, { onStep: () => undefined }]) {
      const look = looking();
      chain(table("one"), look.body);
      await up(config);
      expect(look.seen).toEqual(["one"]);
      await rows("DROP TABLE one");
      await rows("DROP TABLE mig_version");
    }
  });

  it("end their transaction with rows, so that what came from elsewhere is there before that is removed", async () => {
    project.write("rows.json", '[{ "id": 1 }]');
    const look = looking();
    chain(
      table("one"),
      `export async function upgrade(op) { await op.seed("one", "../rows.json"); }`,
      look.body,
      [
        `export async function upgrade(op) { rmSync(op.path("../rows.json")); }`,
        `import { rmSync } from "node:fs";`,
      ],
      failing,
    );
    await expect(up()).rejects.toThrow("no");
    expect(look.seen).toEqual(["one"]);
    expect(existsSync(join(project.folder, "rows.json"))).toBe(false);
    expect(await heads()).toEqual(["d"]);
    expect(await rows("SELECT id FROM one")).toEqual([{ id: 1 }]);
  });

  it.each([
    [
      "a step that changed a file",
      `import { writeFileSync } from "node:fs";`,
      `writeFileSync(op.path("../seen"), "")`,
    ],
    ["a query", "", `await op.query("SELECT 1")`],
    ["rows", "", `await op.bulkInsert("one", [{ id: 1 }])`],
    ["SQL that says rows", "", `await op.execute("INSERT INTO one VALUES (1)")`],
    ["Drizzle", "", `op.db`],
  ])("end their transaction with %s", async (_, header, call) => {
    const look = looking();
    chain(table("one"), [`export async function upgrade(op) { ${call}; }`, header], look.body);
    await up();
    expect(look.seen).toEqual(["one"]);
  });

  it("leave what came before a failure, and say of every step once how it went", async () => {
    chain(table("one"), table("two"), failing, table("three"));
    await expect(up()).rejects.toMatchObject({ code: "step-failed", details: { revision: "c" } });
    expect(await tables()).toEqual(["one", "two"]);
    expect(await heads()).toEqual(["b"]);
    expect(await lines()).toEqual(["a applied", "b applied", "c errored"]);
    expect(events()).toEqual(["a started", "a finished", "b started", "b finished", "c started", "c failed"]);
    project.revision("c", "b", table("mended"));
    await up();
    expect(await heads()).toEqual(["d"]);
  });

  it("leave nothing when the runner is killed, and the journal says that it was", async () => {
    chain(table("one"), table("two"), deadly);
    await killed(project);
    expect(await tables()).toEqual([]);
    expect(await heads()).toEqual([]);
    project.revision("c", "b", table("three"));
    await up();
    expect(await tables()).toEqual(["one", "three", "two"]);
    expect(await lines()).toEqual(["a errored", "a applied", "b applied", "c applied"]);
  });

  it("leave whole steps when the runner is killed after rows", async () => {
    chain(table("one"), sql("INSERT INTO one VALUES (1)"), table("two"), deadly);
    await killed(project);
    expect(await tables()).toEqual(["one"]);
    expect(await heads()).toEqual(["b"]);
    project.revision("d", "c", table("three"));
    await up();
    expect(await rows("SELECT id FROM one")).toEqual([{ id: 1 }]);
    expect(await lines()).toEqual(["a applied", "b applied", "c errored", "c applied", "d applied"]);
  });

  it("stop after whole steps when they are asked to", async () => {
    const stop = new AbortController();
    Reflect.set(globalThis, "stop", () => stop.abort());
    chain(table("one"), `export async function upgrade() { globalThis.stop(); }`, table("two"));
    const mig = await project.open({}, { signal: stop.signal });
    await expect(upgrade(mig, { target: "heads" })).rejects.toMatchObject({ code: "interrupted" });
    expect(await heads()).toEqual(["b"]);
    expect(await lines()).toEqual(["a applied", "b applied"]);
    await up();
    expect(await heads()).toEqual(["c"]);
  });

  it("are interrupted by what has no transaction, where one for all is asked for", async () => {
    chain(
      table("one"),
      [sql("INSERT INTO one VALUES (1)"), "export const transaction = false;"],
      sql("INSERT INTO one VALUES (2)"),
      failing,
    );
    await expect(up({ transaction: "run" })).rejects.toThrow("no");
    expect(await heads()).toEqual(["b"]);
    expect(await rows("SELECT id FROM one")).toEqual([{ id: 1 }]);
    expect(await lines()).toEqual(["a applied", "b applied", "d errored"]);
  });

  it("tell the application's hook of every step when it is there to stay", async () => {
    const told: unknown[] = [];
    chain(table("one"), table("two"), [table("three"), "export const transaction = false;"]);
    await up({
      transaction: "run",
      onStep: async ({ revision }) => void told.push([revision, await heads()]),
    });
    expect(told).toEqual([
      ["a", ["b"]],
      ["b", ["b"]],
      ["c", ["c"]],
    ]);
  });

  it.each(["run", undefined] as const)(
    "let keys and labels be used as in steps of their own (%s)",
    async (transaction) => {
      chain(
        sql(
          "CREATE TABLE p (id integer PRIMARY KEY)",
          "CREATE TABLE c (p integer REFERENCES p (id) ON DELETE CASCADE)",
        ),
        sql("INSERT INTO p VALUES (1), (2)", "INSERT INTO c VALUES (1), (2)"),
        sql("DELETE FROM p WHERE id = 1"),
        ...(dialect === "sqlite"
          ? [
              `export async function upgrade(op) {
  await op.query("SELECT 1");
  await op.alterColumn("p", "id", { type: "bigint" });
}`,
              sql("DROP TABLE p", "CREATE TABLE p (id integer PRIMARY KEY)", "INSERT INTO p VALUES (2)"),
            ]
          : [
              sql("CREATE TYPE mood AS ENUM ('ok')", "CREATE TABLE people (mood mood)"),
              `export async function upgrade(op) { await op.addEnumValue("mood", "glad"); }`,
              sql("INSERT INTO people VALUES ('glad')"),
              sql("ALTER TYPE mood ADD VALUE 'sad'"),
              sql("ALTER TABLE people ALTER mood SET DEFAULT 'sad'"),
              `export async function upgrade(op) {
  await op.addEnumValue("mood", "bored");
  await op.execute("INSERT INTO people VALUES ('bored')");
}`,
            ]),
      );
      await up(transaction === undefined ? {} : { transaction });
      expect(await rows("SELECT p FROM c")).toEqual([{ p: 2 }]);
      if (dialect === "postgresql")
        expect(await rows("SELECT mood::text FROM people ORDER BY 1")).toEqual([
          { mood: "bored" },
          { mood: "glad" },
        ]);
    },
  );

  it("name the step whose rows a deferred key refuses at the end", async () => {
    chain(
      sql(
        "CREATE TABLE p (id integer PRIMARY KEY)",
        "CREATE TABLE c (p integer REFERENCES p (id) DEFERRABLE INITIALLY DEFERRED)",
      ),
      table("two"),
      sql("INSERT INTO c VALUES (1)"),
      table("three"),
    );
    await expect(up()).rejects.toMatchObject({ code: "step-failed", details: { revision: "c" } });
    expect(await heads()).toEqual(["b"]);
    expect(await lines()).toEqual(["a applied", "b applied", "c errored"]);
  });

  it("begin anew what deferred keys keep from being changed beside the rows", async () => {
    chain(
      sql(
        "CREATE TABLE p (id integer PRIMARY KEY)",
        "CREATE TABLE c (p integer REFERENCES p (id) DEFERRABLE INITIALLY DEFERRED)",
      ),
      sql("INSERT INTO c VALUES (1)", "INSERT INTO p VALUES (1)"),
      sql("ALTER TABLE c ADD COLUMN note text"),
    );
    await up();
    expect(await rows("SELECT p, note FROM c")).toEqual([{ p: 1, note: null }]);
  });
});
