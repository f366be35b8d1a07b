import { rmSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { downgrade } from "../../src/commands/downgrade.ts";
import { history } from "../../src/commands/history.ts";
import { log } from "../../src/commands/log.ts";
import { restore } from "../../src/commands/restore.ts";
import { upgrade } from "../../src/commands/upgrade.ts";
import type { DatabaseConfig } from "../../src/settings/config.ts";
import { createProject, dialects, type Project } from "../support/project.ts";
import { saidInSql } from "../../src/dialects/sql.ts";

/** A revision that makes a table and takes it away again. */
const table = (name: string): string => `
export async function upgrade(op) { await op.createTable({ name: "${name}", columns: [{ name: "id", type: "integer" }] }); }
export async function downgrade(op) { await op.dropTable("${name}"); }`;

/** The journal as versions made it that kept no texts. */
const olderJournal = {
  sqlite: `CREATE TABLE mig_journal (
    id integer PRIMARY KEY AUTOINCREMENT, revision text NOT NULL, direction text NOT NULL,
    status text NOT NULL CHECK (status IN ('running', 'applied', 'errored')), started_at text NOT NULL, finished_at text,
    duration_ms integer, checksum text, error_message text, statement text, statement_index integer,
    tool_version text NOT NULL, runner text NOT NULL, details text)`,
  postgresql: `CREATE TABLE mig_journal (
    id bigint PRIMARY KEY, revision text NOT NULL, direction text NOT NULL,
    status text NOT NULL CHECK (status IN ('running', 'applied', 'errored')), started_at timestamp with time zone NOT NULL,
    finished_at timestamp with time zone, duration_ms integer, checksum text, error_message text, statement text,
    statement_index integer, tool_version text NOT NULL, runner text NOT NULL, details text)`,
};

describe.each(dialects)("a downgrade from the journal on %s", (dialect) => {
  let project: Project;
  beforeEach(async () => {
    project = await createProject(dialect);
  });
  afterEach(() => project.remove());

  const sure = { confirmBreaking: true };
  const up = async (settings: DatabaseConfig = {}): Promise<unknown> =>
    upgrade(await project.open(settings), { target: "heads" });
  const down = async (target: string, settings: DatabaseConfig = sure): ReturnType<typeof downgrade> =>
    downgrade(await project.open(settings), { target, fromJournal: true });
  const query = async (sql: string): Promise<readonly Readonly<Record<string, unknown>>[]> =>
    (await project.open()).connected(({ connection }) => connection.query(saidInSql(sql)));
  const heads = async (): Promise<readonly string[]> =>
    (await query("SELECT version_num FROM mig_version")).map((row) => String(row["version_num"]));
  const remove = (...names: readonly string[]): void =>
    names.forEach((name) => rmSync(join(project.folder, "revisions", name)));
  const texts = async (): Promise<readonly string[]> =>
    (await query("SELECT revision, source FROM mig_journal WHERE source IS NOT NULL ORDER BY id")).map(
      ({ revision }) => String(revision),
    );

  it("takes back what a branch of git has, and the files have not; the journal says so", async () => {
    project.revision("a", null, table("a"));
    await up();
    project.revision("b", "a", table("b"));
    project.write(
      "revisions/c.sql",
      "-- c\n-- revision: c\n-- down-revision: b\n\n-- upgrade\nCREATE TABLE c (id integer);\n-- downgrade\nDROP TABLE c;\n",
    );
    await up();
    await query("INSERT INTO c VALUES (1)");
    remove("b_.ts", "c.sql");
    await expect(downgrade(await project.open(), { target: "a" })).rejects.toMatchObject({
      code: "unknown-database-revision",
      hint: expect.stringContaining("--from-journal") as string,
    });
    const opened = await project.open();
    expect(await downgrade(opened, { target: "base", fromJournal: true, dryRun: true })).toMatchObject({
      steps: [{ revision: "c" }, { revision: "b" }, { revision: "a" }],
    });
    await expect(down("a", {})).rejects.toMatchObject({ code: "confirmation-needed" });
    expect(await heads()).toEqual(["c"]);
    expect(await down("base")).toMatchObject({ from: ["c"], to: [] });
    for (const name of ["a", "b", "c"]) await expect(query(`SELECT * FROM ${name}`)).rejects.toThrow(name);
    const { entries } = await log(await project.open());
    expect(
      entries
        .filter(({ direction, status }) => direction === "downgrade" && status === "applied")
        .map(({ revision, details }) => `${revision} ${details}`),
    ).toEqual(['c {"fromJournal":true}', 'b {"fromJournal":true}', "a null"]);
  });

  it.each([
    ["a step without a transaction", {}, "export const transaction = false;"],
    ["a run in one transaction", { transaction: "run" }, ""],
    ["a text that is not of ASCII", {}, 'export const note = "große Änderung 🎉 \\u0000";'],
  ] as const)("can do so after %s", async (_, settings, header) => {
    project.revision("a", null, table("a"), header);
    await up(settings);
    remove("a_.ts");
    await down("base", { ...settings, ...sure });
    expect(await heads()).toEqual([]);
    await expect(query("SELECT * FROM a")).rejects.toThrow();
  });

  it("completes a graph in whose middle a file is gone", async () => {
    project.revision("a", null, table("a"));
    project.revision("b", "a", table("b"));
    project.revision("c", "b", table("c"));
    await up();
    remove("b_.ts");
    await down("a");
    expect(await heads()).toEqual(["a"]);
  });

  it("loads what the text imports, and names what of it is gone before anything is run", async () => {
    const helper = `export const name = "b";`;
    project.write("revisions/lib/name.ts", helper);
    project.revision(
      "b",
      null,
      `import { name } from "./lib/name.ts";
export async function upgrade(op) { await op.createTable({ name, columns: [{ name: "id", type: "integer" }] }); }
export async function downgrade(op) { await op.dropTable(name); }`,
    );
    project.revision("c", "b");
    await up();
    remove("b_.ts", "c_.ts", "lib/name.ts");
    await expect(down("base")).rejects.toMatchObject({
      code: "kept-text-failed",
      message: expect.stringContaining("lib/name.ts") as string,
    });
    expect(await heads()).toEqual(["c"]);
    project.write("revisions/lib/name.ts", helper);
    // Another one of the same name is another revision.
    project.write(
      "revisions/b_.ts",
      `export const revision = "x"; export const downRevision = null; export function upgrade() {}`,
    );
    await down("base");
    await expect(query("SELECT * FROM b")).rejects.toThrow();
  });

  it("finds each text once, however often it was applied", async () => {
    project.revision("a", null, table("a"));
    project.revision("b", "a", table("b"));
    await up();
    await downgrade(await project.open(sure), { target: "base" });
    await up();
    expect(await texts()).toEqual(["a", "b"]);
    project.revision("b", "a", `${table("b")}\n// edited`);
    await downgrade(await project.open({ ...sure, changedHistory: "ignore" }), { target: "a" });
    await up();
    expect(await texts()).toEqual(["a", "b", "b"]);
  });

  it("is refused where the journal keeps no text, by the setting or from before", async () => {
    project.revision("a", null, table("a"));
    await up({ journalSource: false });
    expect(await texts()).toEqual([]);
    remove("a_.ts");
    await expect(down("base")).rejects.toMatchObject({
      code: "not-in-journal",
      message: expect.stringContaining("no text of a,") as string,
    });
  });

  it("is refused where the text is not the one that was applied", async () => {
    project.revision("a", null, table("a"));
    await up();
    remove("a_.ts");
    await query("UPDATE mig_journal SET source = replace(source, 'dropTable', 'dropTables')");
    await expect(down("base")).rejects.toMatchObject({ code: "not-in-journal" });
  });

  it("gives an older journal its column in place, beside which an older version goes on", async () => {
    await query(olderJournal[dialect]);
    const older = async (id: number, revision: string): Promise<unknown> =>
      query(
        `INSERT INTO mig_journal (id, revision, direction, status, started_at, checksum, tool_version, runner) VALUES (${id}, '${revision}', 'upgrade', 'applied', '2026-01-01T00:00:00.000Z', 'sha256:1:${revision}', '0.1.0', 'x:1:y')`,
      );
    await older(1, "a");
    await query("CREATE TABLE mig_version (version_num text NOT NULL PRIMARY KEY)");
    await query("INSERT INTO mig_version VALUES ('a')");
    project.revision("a", null, table("a"));
    project.revision("b", "a", table("b"));
    const ignoring = { changedHistory: "ignore", ...sure } as const;
    await expect(down("base", ignoring)).rejects.toThrow();
    await up(ignoring);
    expect(await texts()).toEqual(["b"]);
    await older(100, "z");
    project.revision("c", "b", table("c"));
    await up(ignoring);
    expect(await texts()).toEqual(["b", "c"]);
    remove("b_.ts", "c_.ts");
    await down("a", ignoring);
    expect(await heads()).toEqual(["a"]);
  });

  it("reads an older journal as one that keeps nothing, and does not change it", async () => {
    await query(olderJournal[dialect]);
    await query("CREATE TABLE mig_version (version_num text NOT NULL PRIMARY KEY)");
    await query("INSERT INTO mig_version VALUES ('a')");
    await expect(down("base")).rejects.toMatchObject({ code: "not-in-journal" });
    await expect(texts()).rejects.toThrow("source");
  });

  it("still finds the texts after a backup was put back", async () => {
    project.revision("a", null, table("a"));
    await up();
    project.revision("b", "a", table("b"));
    await up({ backup: true });
    await restore(await project.open(sure), {});
    expect((await texts()).toSorted()).toEqual(["a", "b"]);
    remove("a_.ts", "b_.ts");
    await down("base");
    expect(await heads()).toEqual([]);
  });

  it("is not needed for an edited file, which mig history marks where it asks the database", async () => {
    project.revision("a", null, table("a"));
    project.revision("b", "a", table("b"));
    await up();
    project.revision("a", null, `${table("a")}\n// edited`);
    const marked = await history(await project.open(), { indicateCurrent: true });
    expect(marked.revisions.map(({ revision, flags }) => [revision, ...flags])).toEqual([
      ["b", "head", "current"],
      ["a", "changed", "base"],
    ]);
  });
});
