import { spawnSync } from "node:child_process";
import { chmodSync, existsSync, readdirSync, rmSync } from "node:fs";
import { dirname, join } from "node:path";
import Driver from "better-sqlite3";
import { afterEach, beforeAll, beforeEach, describe, expect, it, onTestFinished } from "vitest";
import { current } from "../../../src/commands/current.ts";
import { history } from "../../../src/commands/history.ts";
import { log } from "../../../src/commands/log.ts";
import { upgrade } from "../../../src/commands/upgrade.ts";
import { sqlite } from "../../../src/dialects/sqlite/index.ts";
import type { Environment } from "../../../src/project/environment.ts";
import { compiledSource } from "../../support/ask.ts";
import { createSqliteFile, type SqliteFile } from "../../support/databases.ts";
import { createProject } from "../../support/project.ts";

let program = "";
beforeAll(async () => {
  program = join(await compiledSource(), "test/support/sqlite-write-process.js");
});
const run = (
  ...args: readonly string[]
): { readonly status: number | null; readonly stdout: string; readonly stderr: string } =>
  spawnSync(process.execPath, [program, ...args], { encoding: "utf8" });

let file: SqliteFile;
beforeEach(() => {
  file = createSqliteFile();
  const client = new Driver(file.path);
  client.exec("CREATE TABLE t (a); INSERT INTO t VALUES (1)");
  client.close();
});
afterEach(() => {
  chmodSync(dirname(file.path), 0o755);
  file.remove();
});

const rows = async (url: string): Promise<unknown> => {
  const connection = await sqlite.connect({ url, readOnly: true });
  try {
    return (await connection.query("SELECT count(*) AS n FROM t"))[0]?.["n"];
  } finally {
    await connection.close();
  }
};

describe("a file of SQLite whose writer was killed", () => {
  it("is put right by whoever reads it next", async () => {
    run("kill", file.path);
    expect(existsSync(`${file.path}-journal`)).toBe(true);
    expect(await rows(file.url)).toBe(1);
    expect(existsSync(`${file.path}-journal`)).toBe(false);
  });

  it("stays as it is where the url says that nothing may be written, which says what to do", async () => {
    run("kill", file.path);
    await expect(rows(`${file.url}?mode=ro`)).rejects.toMatchObject({
      code: "unfinished-write",
      hint: expect.stringContaining("mig current") as string,
    });
    expect(existsSync(`${file.path}-journal`)).toBe(true);
  });

  it("can be read with what its log holds", async () => {
    run("wal", file.path);
    expect(existsSync(`${file.path}-wal`)).toBe(true);
    expect(await rows(file.url)).toBe(2001);
    expect(await rows(`${file.url}?mode=ro`)).toBe(2001);
  });

  it("is no hindrance to commands that only look", async () => {
    const project = await createProject("sqlite");
    onTestFinished(() => project.remove());
    project.revision(
      "a",
      null,
      `export async function upgrade(op) { await op.execute("CREATE TABLE t (a)"); }`,
    );
    await upgrade(await project.open(), { target: "heads" });
    const marked = async (mig: Environment): Promise<unknown> => history(mig, { indicateCurrent: true });
    for (const look of [current, log, marked]) {
      run("kill", project.url.slice("file:".length));
      expect(existsSync(`${project.url.slice("file:".length)}-journal`)).toBe(true);
      await look(await project.open());
    }
    expect((await current(await project.open())).heads).toEqual(["a"]);
  });
});

describe("a folder in which nothing can be written", () => {
  const nobody = "65534";
  const lock = (): void => {
    const folder = dirname(file.path);
    for (const name of readdirSync(folder)) chmodSync(`${folder}/${name}`, 0o444);
    chmodSync(folder, 0o555);
  };

  it.each([
    {
      title: "a log that was written back",
      make: () => ["wal"],
      after: () => new Driver(file.path).close(),
      count: 2001,
    },
    {
      title: "a log that was left, with its shared memory",
      make: () => ["wal"],
      after: () => undefined,
      count: 2001,
    },
    {
      title: "a log that was left alone",
      make: () => ["wal"],
      after: () => rmSync(`${file.path}-shm`),
      count: 2001,
    },
    { title: "no log", make: () => [], after: () => undefined, count: 1 },
  ])("is read from with $title", ({ make, after, count }) => {
    for (const mode of make()) run(mode, file.path);
    after();
    lock();
    const before = readdirSync(dirname(file.path));
    expect(run("read", file.path, nobody)).toMatchObject({ stdout: `${count}\n`, status: 0 });
    expect(readdirSync(dirname(file.path))).toEqual(before);
  });

  it("tells who cannot put a file right what to do", () => {
    run("kill", file.path);
    lock();
    expect(run("read", file.path, nobody).stderr).toMatch(/unfinished-write/u);
  });
});
