import { spawn } from "node:child_process";
import { once } from "node:events";
import { renameSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it, onTestFinished } from "vitest";
import { current } from "../../src/commands/current.ts";
import { log } from "../../src/commands/log.ts";
import { upgrade } from "../../src/commands/upgrade.ts";
import { createProject, dialects, type Project } from "../support/project.ts";

const making = (name: string, more = ""): string => `export async function upgrade(op) {
  await op.execute("CREATE TABLE ${name} (n integer)");
  ${more}
}`;
const waiting = "await globalThis.meanwhile();";

describe.each(dialects)("files that somebody changes during a run on %s", (dialect) => {
  let project: Project;
  beforeEach(async () => {
    project = await createProject(dialect);
    onTestFinished(() => project.remove());
  });
  afterEach(() => void Reflect.deleteProperty(globalThis, "meanwhile"));
  const tables = async (): Promise<readonly string[]> => {
    const mig = await project.open();
    return mig.connected(async (database) =>
      (await database.dialect.introspect(database.connection, database.scope)).tables.map(({ name }) => name),
    );
  };
  const path = (name: string): string => join(project.folder, "revisions", name);

  it("count as they are when their step begins, and the journal knows which text was run", async () => {
    project.revision("a", null, making("t_a", waiting));
    project.revision("b", "a", making("t_b"));
    Object.assign(globalThis, { meanwhile: async () => project.revision("b", "a", making("t_other")) });
    await upgrade(await project.open(), { target: "heads" });
    const found = await tables();
    expect(found).toContain("t_a");
    // Whichever it was: what was run is what the journal says.
    const written = found.includes("t_other") ? "t_other" : "t_b";
    project.revision("b", "a", making(written));
    const mig = await project.open();
    project.events.length = 0;
    await current(mig);
    expect(project.events.filter((event) => event.kind === "notice")).toEqual([]);
  });

  it("leave what is done as it is when the next of them goes, or breaks", async () => {
    project.revision("a", null, making("t_a", waiting));
    project.revision("b", "a", making("t_b"));
    project.revision("c", "b", making("t_c"));
    Object.assign(globalThis, { meanwhile: async () => renameSync(path("b_.ts"), path("b_.gone")) });
    const mig = await project.open({ transaction: "step" });
    const error: unknown = await upgrade(mig, { target: "heads" }).then(
      () => null,
      (reason: unknown) => reason,
    );
    if (error !== null) expect(error).toMatchObject({ exitCode: 1, hint: expect.any(String) as string });
    renameSync(path("b_.gone"), path("b_.ts"));
    Object.assign(globalThis, { meanwhile: async () => undefined });
    await upgrade(await project.open(), { target: "heads" });
    expect((await tables()).filter((name) => name.startsWith("t_"))).toEqual(["t_a", "t_b", "t_c"]);
    const { entries } = await log(await project.open());
    expect(entries.filter(({ status }) => status === "applied").map(({ revision }) => revision)).toEqual([
      "a",
      "b",
      "c",
    ]);
    expect(entries.map(({ status }) => status)).not.toContain("running");
    expect((await current(await project.open())).atHead).toBe(true);
  });

  it("do not disturb a step that is at work", async () => {
    project.revision(
      "a",
      null,
      making("t_a", `${waiting} await op.execute("CREATE TABLE t_more (n integer)");`),
    );
    Object.assign(globalThis, {
      meanwhile: async () => project.write("revisions/a_.ts", "this is no module"),
    });
    await upgrade(await project.open(), { target: "heads" });
    expect((await tables()).filter((name) => name.startsWith("t_"))).toEqual(["t_a", "t_more"]);
  });
});

describe("somebody who keeps a file of SQLite to himself", () => {
  /** A process that holds the file until it is told to go, or for so long. */
  const held = async (project: Project, forMs: number | null): Promise<() => Promise<void>> => {
    const text = `const db = new (require("better-sqlite3"))(process.argv[1]);
db.exec("BEGIN EXCLUSIVE");
process.stdout.write("held");
process.stdin.on("end", () => process.exit()).resume();
${forMs === null ? "" : `setTimeout(() => db.exec("COMMIT"), ${forMs});`}`;
    const child = spawn(process.execPath, ["-e", text, project.url.slice("file:".length)], {
      stdio: ["pipe", "pipe", "inherit"],
    });
    await once(child.stdout, "data");
    return async () => {
      const over = once(child, "exit");
      child.stdin.end();
      await over;
    };
  };
  const made = async (header: string): Promise<Project> => {
    const project = await createProject("sqlite");
    onTestFinished(() => project.remove());
    project.revision("a", null, making("t_a"));
    await upgrade(await project.open(), { target: "heads" });
    project.revision(
      "b",
      "a",
      `export async function upgrade(op) {
  await op.execute("CREATE TABLE t_b (n integer)");
  await globalThis.meanwhile?.();
  await op.execute("INSERT INTO t_b VALUES (1)");
}`,
      header,
    );
    return project;
  };
  const isWhole = async (project: Project): Promise<void> => {
    const mig = await project.open();
    await mig.connected(async ({ connection }) => {
      expect(await connection.query("SELECT n FROM t_b")).toEqual([{ n: 1 }]);
    });
    const { entries } = await log(mig);
    expect(entries.map(({ status }) => status)).not.toContain("running");
    expect(entries.filter(({ revision, status }) => revision === "b" && status === "applied")).toHaveLength(
      1,
    );
  };

  it.each(["", "export const transaction = false;"])("is waited for %s", async (header) => {
    const project = await made(header);
    const release = await held(project, 700);
    await upgrade(await project.open(), { target: "heads" });
    await isWhole(project);
    await release();
  });

  it("ends a run with a word of why, and the next does what is left", async () => {
    const project = await made("export const transaction = false;");
    let release = async (): Promise<void> => undefined;
    Object.assign(globalThis, { meanwhile: async () => void (release = await held(project, null)) });
    onTestFinished(() => void Reflect.deleteProperty(globalThis, "meanwhile"));
    await expect(upgrade(await project.open(), { target: "heads" })).rejects.toMatchObject({
      hint: expect.stringMatching(/busy|lock|writ/iu) as string,
    });
    await release();
    Object.assign(globalThis, { meanwhile: async () => undefined });
    await upgrade(await project.open(), { target: "heads" });
    await isWhole(project);
    const { entries } = await log(await project.open());
    expect(entries.filter(({ revision, status }) => revision === "b" && status === "errored")).toHaveLength(
      1,
    );
  });
});
