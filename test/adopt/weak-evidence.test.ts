import { randomBytes } from "node:crypto";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { adopt } from "../../src/commands/adopt.ts";
import { current } from "../../src/commands/current.ts";
import { log } from "../../src/commands/log.ts";
import { migrate } from "../../src/commands/migrate.ts";
import { upgrade } from "../../src/commands/upgrade.ts";
import type { DatabaseConfig } from "../../src/settings/config.ts";
import type { Environment } from "../../src/project/environment.ts";
import { createProject, dialects, type Project } from "../support/project.ts";
import { saidInSql } from "../../src/dialects/sql.ts";

/** A revision in raw SQL as servers write it: it can be run again, and does harm then. */
const raw = (...statements: readonly string[]): string =>
  `export async function upgrade(op) {\n${statements.map((sql) => `await op.execute(${JSON.stringify(sql)});\n`).join("")}}\n`;
const signed = (test: string): string => `export const isApplied = (probe) => ${test};\n`;
const account = raw("CREATE TABLE IF NOT EXISTS account (id integer PRIMARY KEY, cents integer)");
const cents = raw("CREATE TABLE IF NOT EXISTS settings (k text)", "UPDATE account SET cents = cents * 100");
const byHand = [
  "CREATE TABLE account (id integer PRIMARY KEY, cents integer)",
  "CREATE TABLE settings (k text)",
  "INSERT INTO account VALUES (1, 12300)",
];

describe.each(dialects)("adopting with weak evidence on %s", (dialect) => {
  let project: Project;
  let config: DatabaseConfig;
  let role: string | null = null;
  beforeEach(async () => {
    project = await createProject(dialect);
    config = {};
  });
  afterEach(async () => {
    if (role !== null) {
      const name = role;
      role = null;
      await (
        await project.open()
      ).connected(async ({ connection }) => {
        await connection.query(saidInSql(`DROP OWNED BY ${name} CASCADE`));
        await connection.query(saidInSql(`DROP ROLE ${name}`));
      });
    }
    await project.remove();
  });

  /** No empty database can be had: the role may make none; SQLite, which always can, is given bodies that refuse copies. */
  async function withoutScratch(): Promise<void> {
    if (dialect === "postgresql") config = { url: await urlOfPlainRole() };
  }
  async function urlOfPlainRole(): Promise<string> {
    const name = `plain_${randomBytes(4).toString("hex")}`;
    await (
      await project.open()
    ).connected(async ({ connection }) => {
      await connection.query(saidInSql(`CREATE ROLE ${name} LOGIN PASSWORD 'plain' NOCREATEDB`));
      await connection.query(saidInSql(`GRANT ALL ON SCHEMA public TO ${name}`));
    });
    role = name;
    const url = new URL(project.url);
    url.username = name;
    url.password = "plain";
    return url.href;
  }
  const refusing = (body: string): string =>
    dialect === "sqlite"
      ? body.replace(
          "upgrade(op) {",
          'upgrade(op) { if (op.mode !== "live") throw new Error("it is not for copies");',
        )
      : body;
  const open = (): Promise<Environment> => project.open(config);
  const run = async (...statements: readonly string[]): Promise<void> =>
    (await open()).connected(async ({ connection }) => {
      for (const sql of statements) await connection.query(saidInSql(sql));
    });
  const centsNow = async (): Promise<unknown> =>
    (await open()).connected(
      async ({ connection }) => (await connection.query("SELECT cents FROM account"))[0],
    );
  const warnings = (): readonly string[] =>
    project.events.flatMap((event) =>
      event.kind === "notice" && event.level === "warning" ? [event.text] : [],
    );

  it("believes the signatures of raw SQL that cannot be run on an empty database", async () => {
    await withoutScratch();
    project.revision("a", null, `${signed(`probe.table("account")`)}${refusing(account)}`);
    project.revision("b", "a", `${signed(`probe.table("settings")`)}${refusing(cents)}`);
    await run(...byHand);
    const seen = await adopt(await open(), { dryRun: true });
    expect(seen).toMatchObject({ state: "found", heads: ["b"], by: "operations" });
    expect(seen.weak).toEqual(warnings());
    expect(seen.weak[0]).toMatch(
      dialect === "sqlite"
        ? /^a cannot be run on an empty database \(it is not for copies\), nor can b: /u
        : /^No empty database can be had .*the role may not create databases/u,
    );
    expect(seen.evidence[0]?.unknown).toMatch(/it (?:runs SQL of its own|is not for copies)/u);

    const settings = {
      dialect,
      url: project.url,
      ...config,
      revisions: "./revisions",
      folder: project.folder,
    };
    expect((await migrate({ ...settings, adopt: true, env: {} })).steps).toEqual([]);
    expect((await upgrade(await open(), { target: "heads", adopt: true })).steps).toEqual([]);
    expect(await centsNow()).toEqual({ cents: 12300 });
    const { entries } = await log(await open());
    expect(JSON.parse(entries[0]?.details ?? "")).toMatchObject({ adopted: { weak: seen.weak } });
  });

  it("misses nothing that SQL which cannot be run on an empty database may have taken away", async () => {
    // The tables were made by the server itself, beside its scripts.
    const made = raw(
      "CREATE TABLE IF NOT EXISTS move (id integer, user_id integer)",
      "CREATE TABLE IF NOT EXISTS kept (id integer)",
    );
    project.revision("a", null, `${signed(`probe.table("move")`)}${made}`);
    project.revision(
      "b",
      "a",
      `${signed(`probe.column("account", "is_org")`)}${raw(
        "ALTER TABLE account ADD COLUMN is_org integer",
        "INSERT INTO account SELECT id FROM organization",
        "ALTER TABLE move RENAME COLUMN user_id TO author_id",
      )}`,
    );
    await run(
      "CREATE TABLE account (id integer PRIMARY KEY, is_org integer)",
      "CREATE TABLE move (id integer, author_id integer)",
      "CREATE TABLE kept (id integer)",
    );
    const seen = await adopt(await open(), { dryRun: true });
    expect(seen).toMatchObject({ state: "found", heads: ["b"], by: "partly", discrepancies: [] });
    expect(seen.weak.at(-1)).toBe(
      "column move.user_id is missing; b, of whose SQL not all is known, may have taken it away.",
    );
    await run("DROP TABLE kept");
    const { state, discrepancies } = await adopt(await open(), { dryRun: true });
    expect([state, discrepancies.map(({ object }) => object)]).toEqual(["mixed", ["table kept"]]);
  });

  it("refuses to call a database empty when nothing tells of the raw SQL", async () => {
    await withoutScratch();
    project.revision("a", null, refusing(account));
    project.revision("b", "a", refusing(cents));
    await run(...byHand);
    const mig = await open();
    expect(await adopt(mig)).toMatchObject({
      state: "unsure",
      heads: [],
      unsure: ["a", "b"],
      stamped: false,
    });
    await expect(upgrade(mig, { target: "heads", adopt: true })).rejects.toMatchObject({
      code: "unsure-state",
      exitCode: 3,
      message: "The database is not empty, and nothing tells whether a, b were run on it.",
    });
    expect(await centsNow()).toEqual({ cents: 12300 });
    expect((await current(mig)).heads).toEqual([]);
  });

  it("takes a database for empty that has other tables alone, when each signature says no", async () => {
    await withoutScratch();
    project.revision("a", null, `${signed(`probe.table("account")`)}${refusing(account)}`);
    project.revision("b", "a", `${signed(`probe.table("settings")`)}${refusing(cents)}`);
    await run("CREATE TABLE strange (id integer)");
    expect(await adopt(await open())).toMatchObject({ state: "empty", others: ["table strange"] });
    expect((await upgrade(await open(), { target: "heads", adopt: true })).to).toEqual(["b"]);
  });

  it("does not run again what may have made the tables that nothing explains", async () => {
    await withoutScratch();
    const table = (name: string): string =>
      `export async function upgrade(op) { await op.createTable({ name: "${name}", columns: [{ name: "id", type: "integer" }] }); }\n`;
    project.revision("a", null, table("t_a"));
    project.revision("b", "a", table("t_b"));
    project.revision("c", "b", refusing(raw("DROP TABLE t_b", "CREATE TABLE t_c (id integer)")));
    await run("CREATE TABLE t_a (id integer)", "CREATE TABLE t_c (id integer)");
    expect(await adopt(await open())).toMatchObject({ state: "unsure", heads: ["a"], unsure: ["c"] });
  });

  it("keeps the evidence of the others when a new revision is broken, and names that one", async () => {
    project.revision("a", null, account);
    project.revision("b", "a", cents);
    project.revision("c", "b", raw("CREATE TABLE later (id integer)"));
    project.revision("d", "c", `${signed(`probe.table("never")`)}${raw("UPDATE nowhere SET x = 1")}`);
    project.revision("e", "d", raw("CREATE TABLE last (id integer)"));
    await run(...byHand);
    const mig = await open();
    const seen = await adopt(mig, { dryRun: true });
    expect(seen).toMatchObject({ state: "found", heads: ["b"], by: "partly" });
    expect(seen.weak).toEqual([
      expect.stringMatching(/^d cannot be run on an empty database \(.*nowhere.*\): what it says/u),
    ]);
    expect(seen.evidence.find(({ revision }) => revision === "e")?.missing).toEqual([
      "create table last (id)",
    ]);
    await expect(upgrade(mig, { target: "heads", adopt: true })).rejects.toMatchObject({
      code: "step-failed",
      details: { revision: "d" },
    });
    expect(await centsNow()).toEqual({ cents: 12300 });
  });

  it("asks the signatures of a database in which the revisions would make nothing that is there", async () => {
    project.revision(
      "a",
      null,
      signed(`probe.row("strange", { id: 7 })`) + raw("INSERT INTO strange VALUES (7)"),
    );
    project.revision("b", "a", account);
    await run("CREATE TABLE strange (id integer)", "INSERT INTO strange VALUES (7)");
    expect(await adopt(await open())).toMatchObject({ state: "found", heads: ["a"] });
  });
});
