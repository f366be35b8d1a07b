import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { adopt } from "../../src/commands/adopt.ts";
import { current } from "../../src/commands/current.ts";
import { log } from "../../src/commands/log.ts";
import { migrate } from "../../src/commands/migrate.ts";
import { stamp } from "../../src/commands/stamp.ts";
import { upgrade } from "../../src/commands/upgrade.ts";
import type { MigError } from "../../src/core/errors.ts";
import { createProject, dialects, type Project } from "../support/project.ts";
import { byHand, hub, scriptsUpTo, writeHub } from "./hub.ts";

const cases = hub.map(({ id, name }, index) => [id, name, index + 1] as const);

describe.each(dialects)("adopting a database on %s", (dialect) => {
  let project: Project;
  beforeEach(async () => {
    project = await createProject(dialect);
  });
  afterEach(() => project.remove());

  const failure = async (work: Promise<unknown>): Promise<MigError> =>
    work.then(
      () => expect.fail("nothing was thrown"),
      (error: unknown) => error as MigError,
    );
  const table = (name: string): string =>
    `export async function upgrade(op) { await op.createTable({ name: "${name}", columns: [{ name: "id", type: "integer", nullable: false }], primaryKey: { columns: ["id"] } }); }\n`;

  describe.each([true, false])("with signatures: %s", (signatures) => {
    it.each(cases)("finds the hub at %s (%s), and upgrades it from there", async (id, _, count) => {
      writeHub(project, { signatures });
      await byHand(project, scriptsUpTo(count));
      const mig = await project.open({ confirmBreaking: true });
      const result = await adopt(mig);
      expect(result).toMatchObject({
        state: "found",
        heads: [id],
        stamped: true,
        discrepancies: [],
        by: "replay",
      });
      const done = await upgrade(mig, { target: "heads" });
      expect(done.steps.map((step) => step.revision)).toEqual(hub.slice(count).map((each) => each.id));
      expect((await adopt(await project.open())).state).toBe("managed");
    });
  });

  it("finds a database that the server made at once with its newest schema", async () => {
    writeHub(project);
    await byHand(project, scriptsUpTo(hub.length));
    const result = await adopt(await project.open());
    expect(result.heads).toEqual(["008"]);
    const first = result.evidence.find(({ revision }) => revision === "002");
    expect(first).toMatchObject({ applied: true, signature: "covered" });
    expect(first?.superseded).toContain("add column organization.private_quota_bytes bigint");
  });

  it("takes an empty database for one with nothing to adopt, without asking any signature", async () => {
    project.revision("a", null, `export function isApplied() { throw new Error("asked"); }\n${table("t")}`);
    const mig = await project.open();
    expect(await adopt(mig)).toMatchObject({ state: "empty", heads: [], stamped: false });
    expect((await upgrade(mig, { target: "heads", adopt: true })).to).toEqual(["a"]);
  });

  it("runs nothing where what the revisions make is there and nobody has said where it stands", async () => {
    writeHub(project);
    await byHand(project, scriptsUpTo(3));
    const refused = await failure(upgrade(await project.open(), { target: "heads" }));
    expect(refused).toMatchObject({ code: "unmanaged-database", details: { at: ["002"] } });
    expect((await log(await project.open())).entries).toEqual([]);
    expect(await adopt(await project.open())).toMatchObject({ state: "found", heads: ["002"] });
  });

  it("runs nothing either where nothing tells whether a revision of data alone was run on it", async () => {
    await byHand(project, ["CREATE TABLE job (id integer, cents integer)", "INSERT INTO job VALUES (1, 7)"]);
    const sql = (id: string, down: string, body: string): void =>
      project.write(
        `revisions/${id}_.sql`,
        `/* a notice */\n-- revision: ${id}\n-- down-revision: ${down}\n\n-- upgrade\n${body}\n`,
      );
    sql("001", "", "CREATE TABLE IF NOT EXISTS job (id integer, cents integer);");
    sql("002", "001", "UPDATE job SET cents = cents * 100;");
    const refused = await failure(upgrade(await project.open(), { target: "heads" }));
    expect(refused).toMatchObject({ code: "unmanaged-database" });
    const unsure = await failure(upgrade(await project.open(), { target: "heads", adopt: true }));
    expect(unsure).toMatchObject({ code: "unsure-state", details: { at: ["001"], unsure: ["002"] } });
    const cents = await (
      await project.open()
    ).connected(({ connection }) => connection.query("SELECT cents FROM job"));
    expect(cents).toEqual([{ cents: 7 }]);
  });

  it("runs on a database whose tables no revision makes, and where somebody has said that it is at base", async () => {
    await byHand(project, ["CREATE TABLE other (id integer)"]);
    project.revision("a", null, table("t"));
    expect((await upgrade(await project.open(), { target: "heads" })).to).toEqual(["a"]);
    project.revision(
      "b",
      "a",
      'export async function upgrade(op) { await op.execute("CREATE TABLE IF NOT EXISTS other (id integer)"); }\n',
    );
    expect((await upgrade(await project.open(), { target: "heads" })).to).toEqual(["b"]);
  });

  it("puts right the rows of a database whose revisions ran over what was there", async () => {
    writeHub(project);
    await byHand(project, scriptsUpTo(5));
    await stamp(await project.open(), { targets: ["001"] });
    expect((await adopt(await project.open())).state).toBe("managed");
    const looked = await adopt(await project.open(), { again: true, dryRun: true });
    expect(looked).toMatchObject({ state: "found", heads: ["004"], stamped: false });
    await adopt(await project.open(), { again: true });
    expect((await current(await project.open())).heads).toEqual(["004"]);
  });

  it("adopts and upgrades under one lock, also on start-up, and keeps why in the journal", async () => {
    writeHub(project);
    await byHand(project, scriptsUpTo(4));
    const config = { dialect, url: project.url, revisions: "./revisions", confirmBreaking: true };
    const starts = Array.from({ length: 3 }, () =>
      migrate({ ...config, folder: project.folder, adopt: true, env: {} }),
    );
    const done = (await Promise.all(starts)).map(({ steps }) => steps.length).sort((a, b) => a - b);
    expect(done).toEqual([0, 0, 5]);
    const { entries } = await log(await project.open());
    expect(entries[0]).toMatchObject({ direction: "adopt", revision: "003", status: "applied" });
    expect(JSON.parse(entries[0]?.details ?? "")).toMatchObject({ adopted: { by: "replay" } });
  });

  it("reports a mixed state object by object, says what to do, and stamps nothing", async () => {
    writeHub(project, { signatures: false });
    await byHand(project, [
      ...scriptsUpTo(4),
      "ALTER TABLE repository ADD COLUMN quota_bytes BIGINT",
      "CREATE TABLE invitation (id INTEGER NOT NULL PRIMARY KEY, token VARCHAR(255) NOT NULL)",
      "CREATE TABLE notes (id INTEGER NOT NULL PRIMARY KEY)",
    ]);
    const mig = await project.open();
    const result = await adopt(mig);
    expect(result).toMatchObject({ state: "mixed", stamped: false, others: ["table notes"] });
    expect(result).toMatchObject({ heads: [], nearest: ["005"] });
    expect(result.repairs.map(({ revision }) => revision)).toEqual(["004", "005"]);
    expect(result.repairs.every(({ changes }) => changes.length > 0)).toBe(true);
    expect((await current(mig)).heads).toEqual([]);
    const error = await failure(upgrade(mig, { target: "heads", adopt: true }));
    expect(error).toMatchObject({ code: "mixed-state", exitCode: 3 });
    expect((await current(mig)).heads).toEqual([]);
  });

  it("does not believe a signature against what is there", async () => {
    project.revision("a", null, table("t_a"));
    project.revision("b", "a", `export const isApplied = () => true;\n${table("t_b")}`);
    await byHand(project, ["CREATE TABLE t_a (id INTEGER NOT NULL PRIMARY KEY)"]);
    const result = await adopt(await project.open());
    expect(result.state).toBe("mixed");
    expect(result.discrepancies).toMatchObject([{ object: "table t_b", problem: "missing", revision: "b" }]);
  });

  it.each([
    [
      "a unique index where the revision makes a constraint",
      `await op.createUniqueConstraint("t", { columns: ["x", "y"] });`,
      "CREATE UNIQUE INDEX t_x_y ON t (x, y)",
    ],
    [
      "a constraint where the revision makes a unique index",
      `await op.createIndex("t", { name: "once", columns: ["x", "y"], unique: true });`,
      dialect === "sqlite" ? null : "ALTER TABLE t ADD UNIQUE (x, y)",
    ],
  ])("takes for the same what keeps values from coming twice: %s", async (_, made, statement) => {
    const columns = ["x", "y"].map((name) => `{ name: "${name}", type: "integer" }`).join(", ");
    project.revision(
      "a",
      null,
      `export async function upgrade(op) { await op.createTable({ name: "t", columns: [${columns}] }); ${made} }`,
    );
    await byHand(
      project,
      statement === null
        ? ["CREATE TABLE t (x integer, y integer, UNIQUE (x, y))"]
        : ["CREATE TABLE t (x integer, y integer)", statement],
    );
    expect(await adopt(await project.open())).toMatchObject({
      state: "found",
      heads: ["a"],
      others: [],
    });
  });

  it("misses what keeps values from coming twice where only some rows, or none, are kept from it", async () => {
    project.revision(
      "a",
      null,
      `export async function upgrade(op) { await op.createTable({ name: "t", columns: [{ name: "x", type: "integer" }], uniques: [{ columns: ["x"] }] }); }`,
    );
    await byHand(project, [
      "CREATE TABLE t (x integer)",
      "CREATE UNIQUE INDEX t_some ON t (x) WHERE x > 1",
      "CREATE INDEX t_x ON t (x)",
    ]);
    const { state, discrepancies } = await adopt(await project.open());
    expect(state).toBe("mixed");
    expect(discrepancies.map(({ object }) => object)).toEqual(["unique t (x)"]);
  });

  it.each([
    ["throws", `() => { throw new Error("no such luck"); }`, /no such luck/u],
    [
      "asks the database for what is not there",
      `(probe) => probe.exists("SELECT 1 FROM nowhere")`,
      /nowhere/u,
    ],
    ["answers neither yes nor no", `() => undefined`, /undefined, not true or false/u],
  ])("reports a signature that %s, and stamps nothing", async (_, signature, message) => {
    project.revision("a", null, table("t_a"));
    project.revision("b", "a", `export const isApplied = ${signature};\n${table("t_b")}`);
    await byHand(project, ["CREATE TABLE t_a (id INTEGER NOT NULL PRIMARY KEY)"]);
    const mig = await project.open();
    const error = await failure(adopt(mig));
    expect(error).toMatchObject({ code: "signature-failed", details: { revision: "b" } });
    expect(error.message).toMatch(message);
    expect((await current(mig)).heads).toEqual([]);
  });

  it("does not ask signatures below one that said yes", async () => {
    project.revision(
      "a",
      null,
      `export const isApplied = (probe) => probe.exists("SELECT 1 FROM gone");\n${table("t_a")}`,
    );
    project.revision("b", "a", `export const isApplied = (probe) => probe.table("t_b");\n${table("t_b")}`);
    await byHand(project, [
      "CREATE TABLE t_a (id INTEGER NOT NULL PRIMARY KEY)",
      "CREATE TABLE t_b (id INTEGER NOT NULL PRIMARY KEY)",
    ]);
    expect(await adopt(await project.open())).toMatchObject({ state: "found", heads: ["b"] });
  });

  it("judges branches independently", async () => {
    project.revision("a", null, table("t_a"));
    project.revision("b1", "a", table("t_b1"));
    project.revision("b2", "b1", table("t_b2"));
    project.revision("c1", "a", table("t_c1"));
    project.revision("c2", "c1", table("t_c2"));
    await byHand(
      project,
      ["t_a", "t_b1", "t_b2", "t_c1"].map((name) => `CREATE TABLE ${name} (id INTEGER NOT NULL PRIMARY KEY)`),
    );
    expect(await adopt(await project.open())).toMatchObject({ state: "found", heads: ["b2", "c1"] });
  });

  it("does not guess whether a data step was run", async () => {
    project.revision("a", null, table("t_a"));
    project.revision(
      "b",
      "a",
      `export async function upgrade(op) { await op.execute("INSERT INTO t_a VALUES (1)"); }`,
    );
    await byHand(project, ["CREATE TABLE t_a (id INTEGER NOT NULL PRIMARY KEY)"]);
    const mig = await project.open();
    expect(await adopt(mig)).toMatchObject({ state: "unsure", heads: ["a"], unsure: ["b"], stamped: false });
    const error = await failure(upgrade(mig, { target: "heads", adopt: true }));
    expect(error).toMatchObject({ code: "unsure-state", exitCode: 3 });
    project.revision(
      "b",
      "a",
      `export const isApplied = (probe) => probe.row("t_a", { id: 1 });
export async function upgrade(op) { await op.execute("INSERT INTO t_a VALUES (1)"); }`,
    );
    expect(await adopt(await project.open())).toMatchObject({ state: "found", heads: ["a"], stamped: true });
  });

  it("writes nothing on a dry run, and asks on a terminal", async () => {
    writeHub(project);
    await byHand(project, scriptsUpTo(3));
    const result = await adopt(await project.open(), { dryRun: true });
    expect(result).toMatchObject({ state: "found", heads: ["002"], stamped: false, dryRun: true });
    const asked: string[] = [];
    const refusing = await project.open({}, { confirm: async (question) => asked.push(question) < 0 });
    expect(await failure(adopt(refusing))).toMatchObject({ code: "declined" });
    expect(asked).toEqual(["The database stands at 002. Stamp it?"]);
    expect((await current(await project.open())).heads).toEqual([]);
    expect((await adopt(refusing, { stamp: true })).stamped).toBe(true);
  });

  it("goes by what a revision says when it cannot be run on an empty database", async () => {
    project.revision("a", null, table("t_a"));
    project.revision(
      "b",
      "a",
      `export async function upgrade(op) { if (op.mode === "replay") throw new Error("no"); await op.addColumn("t_a", { name: "x", type: "integer" }); }`,
    );
    project.revision("c", "b", table("t_c"));
    await byHand(project, ["CREATE TABLE t_a (id INTEGER NOT NULL PRIMARY KEY)"]);
    expect(await adopt(await project.open())).toMatchObject({
      by: "partly",
      state: "unsure",
      heads: ["a"],
      unsure: ["b"],
    });
  });

  it("finds a database in the middle of a squashed chain", async () => {
    project.revision("a", null, table("t_a"));
    project.revision("b", "a", table("t_b"));
    project.revision("c", "b", table("t_c"));
    const all = ["t_a", "t_b", "t_c"].map((name) => table(name).replace(/^.*?\{ |\}\s*$/gsu, "")).join("\n");
    project.revision(
      "s",
      null,
      `export async function upgrade(op) { ${all} }`,
      `export const replaces = ["a", "b", "c"];`,
    );
    await byHand(project, ["CREATE TABLE t_a (id INTEGER NOT NULL PRIMARY KEY)"]);
    const mig = await project.open();
    expect(await adopt(mig)).toMatchObject({ state: "found", heads: ["a"] });
    expect(await upgrade(mig, { target: "heads" })).toMatchObject({ to: ["s"] });
  });
});
