import { spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { mkdirSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { hostname } from "node:os";
import { dirname, join, relative } from "node:path";
import Driver from "better-sqlite3";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { Connection } from "../../../src/dialects/dialect.ts";
import type { Open } from "../../../src/dialects/sqlite/driver/client.ts";
import { sqlite } from "../../../src/dialects/sqlite/index.ts";
import { lockFile } from "../../../src/dialects/sqlite/driver/lock.ts";
import { compiledSource } from "../../support/ask.ts";
import { createSqliteFile, type SqliteFile } from "../../support/databases.ts";

let file: SqliteFile;
let open: Connection[] = [];

beforeEach(() => {
  file = createSqliteFile();
});
afterEach(async () => {
  for (const connection of open) await connection.close();
  open = [];
  file.remove();
});

async function connected(url = file.url): Promise<Connection> {
  const connection = await sqlite.connect({ url });
  open.push(connection);
  return connection;
}

const ignore = (): void => undefined;

async function start(...args: readonly string[]): Promise<ChildProcess> {
  const program = join(await compiledSource(), "test/support/sqlite-lock-process.js");
  return spawn(process.execPath, [program, ...args], {
    stdio: ["ignore", "pipe", "inherit"],
  });
}

describe("the lock of a database", () => {
  it("is held by one connection at a time, and tells who holds it", async () => {
    const [a, b] = [await connected(), await connected()];
    const lock = await a.lock("mig", 1000, ignore);
    const told: (string | null)[] = [];
    await expect(b.lock("mig", 60, (who) => told.push(who))).rejects.toMatchObject({
      code: "lock-timeout",
      details: { holder: `pid ${process.pid} on ${hostname()}` },
    });
    expect(told).toEqual([`pid ${process.pid} on ${hostname()}`]);
    await lock.release();
    await (await b.lock("mig", 1000, ignore)).release();
  });

  it("is one lock however the path is written", async () => {
    const path = file.path;
    await connected();
    mkdirSync(join(dirname(path), "sub"));
    symlinkSync(path, join(dirname(path), "link.db"));
    symlinkSync(dirname(path), join(dirname(path), "sub", "up"));
    const lock = await (await connected()).lock("mig", 1000, ignore);
    for (const other of [
      relative(process.cwd(), path),
      join(dirname(path), "link.db"),
      join(dirname(path), "sub", "up", "test.db"),
    ]) {
      await expect((await connected(other)).lock("mig", 0, ignore)).rejects.toThrow(
        "Another runner holds the lock",
      );
    }
    await lock.release();
  });

  it("leaves no file behind, and does not block readers or writers", async () => {
    const [a, b] = [await connected(), await connected()];
    const lock = await a.lock("mig", 1000, ignore);
    await b.query("CREATE TABLE t (a)");
    expect(await a.query("SELECT name FROM sqlite_schema")).toEqual([{ name: "t" }]);
    await lock.release();
    expect(readdirSync(dirname(file.path))).toEqual(["test.db"]);
  });

  it("of a database in memory is held within the process, for each client", async () => {
    const [a, b] = [await connected(":memory:"), await connected(":memory:")];
    const again = await sqlite.connect({ client: a.client });
    const lock = await a.lock("mig", 0, ignore);
    await (await b.lock("mig", 0, ignore)).release();
    await expect(again.lock("mig", 20, ignore)).rejects.toMatchObject({ code: "lock-timeout" });
    await lock.release();
    await (await again.lock("mig", 0, ignore)).release();
  });

  // SQLite itself refuses an empty file that is gone, and only that.
  it.each([
    ["an empty file", ""],
    ["a file", "PRAGMA user_version = 1"],
  ])("is not the lock of %s that its last holder removed just before", async (_what, content) => {
    const path = `${file.path}-mig-lock`;
    writeFileSync(path, "");
    new Driver(path).exec(content).close();
    let opened = 0;
    const openAndRemove: Open = (name, options) => {
      const client = new Driver(name, options);
      // Opened, and then removed as a holder does who lets go between that and our own try.
      client.pragma("schema_version");
      if (++opened === 1) rmSync(path);
      return client;
    };
    const lock = await lockFile(openAndRemove, file.path, 1000, ignore);
    await expect((await connected()).lock("mig", 20, ignore)).rejects.toThrow("Another runner");
    await lock.release();
    expect(opened).toBe(3);
  });

  it("is not aborted by a holder of the same process that lets go meanwhile", async () => {
    const [a, c] = [await connected(), await connected()];
    const first = await a.lock("mig", 0, ignore);
    const releases: Promise<void>[] = [];
    const openAndRelease: Open = (path, options) => {
      const client = new Driver(path, options);
      if (releases.length === 0) {
        expect(() => client.pragma("schema_version")).toThrow("database is locked");
        releases.push(first.release());
      }
      return client;
    };
    const second = await lockFile(openAndRelease, file.path, 1000, ignore);
    await Promise.all(releases);
    await expect(c.lock("mig", 20, ignore)).rejects.toThrow("Another runner");
    await second.release();
  });

  it("does not stop the event loop while it waits", async () => {
    const [a, b] = [await connected(), await connected()];
    const lock = await a.lock("mig", 0, ignore);
    let ticks = 0;
    const timer = setInterval(() => ticks++, 5);
    await expect(b.lock("mig", 150, ignore)).rejects.toThrow();
    clearInterval(timer);
    expect(ticks).toBeGreaterThan(0);
    await lock.release();
  });

  it("is free as soon as its holder is killed", async () => {
    const child = await start("hold", file.url);
    await once(child.stdout!, "data");
    const connection = await connected();
    const told: (string | null)[] = [];
    await expect(connection.lock("mig", 50, (who) => told.push(who))).rejects.toThrow("Another runner");
    expect(told).toEqual([`pid ${child.pid} on ${hostname()}`]);
    child.kill("SIGKILL");
    await once(child, "exit");
    const lock = await connection.lock("mig", 0, ignore);
    await lock.release();
    expect(readdirSync(dirname(file.path))).toEqual(["test.db"]);
  });

  it.each([
    { how: "take", processes: 3, times: 60 },
    { how: "rush", processes: 8, times: 120 },
  ])(
    "never lets two processes in at once, however often it is taken: $how",
    async ({ how, processes, times }) => {
      const log = join(dirname(file.path), "log");
      writeFileSync(log, "");
      const victim = await start("hold", file.url);
      await once(victim.stdout!, "data");
      const children = await Promise.all(
        Array.from({ length: processes }, () => start(how, file.url, log, String(times))),
      );
      const ends = children.map((child) => once(child, "exit"));
      victim.kill("SIGKILL");
      expect(new Set((await Promise.all(ends)).map(([code]) => code as number))).toEqual(new Set([0]));
      const lines = readFileSync(log, "utf8").trim().split("\n");
      expect(lines).toHaveLength(2 * processes * times);
      for (let at = 0; at < lines.length; at += 2) {
        expect(lines.slice(at, at + 2)).toEqual([`in ${lines[at]?.slice(3)}`, `out ${lines[at]?.slice(3)}`]);
      }
    },
  );

  it("says why it cannot be had where no file can be made", async () => {
    const connection = await connected();
    mkdirSync(`${file.path}-mig-lock`);
    await expect(connection.lock("mig", 1000, ignore)).rejects.toMatchObject({ code: "connection-failed" });
  });
});
