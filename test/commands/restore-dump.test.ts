import { execFileSync, spawn } from "node:child_process";
import { readFileSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import * as fc from "fast-check";
import postgres from "postgres";
import { afterAll, afterEach, beforeEach, describe, expect, it } from "vitest";
import { log } from "../../src/commands/log.ts";
import { backups, restore } from "../../src/commands/restore.ts";
import { upgrade } from "../../src/commands/upgrade.ts";
import { compiledSource } from "../support/ask.ts";
import { dumpServer } from "../support/dump-server.ts";
import { createProject, type Project } from "../support/project.ts";

const server = await dumpServer();
afterAll(() => (server.url === null ? undefined : server.stop()));

const yes = { confirm: async () => true };

/** A database with one of nearly everything that a dump can hold. */
const everyKind = readFileSync(resolve(import.meta.dirname, "../fixtures/every-kind.sql"), "utf8");

/** What steps may do to it meanwhile; each is left out where an earlier one has made it impossible. */
const changes = [
  "DROP TABLE child CASCADE",
  "CREATE TABLE child2 (id int, p posint); INSERT INTO child2 VALUES (1, 1)",
  "ALTER TABLE parent RENAME TO parent0",
  "CREATE TABLE parent (id int PRIMARY KEY)",
  "ALTER TABLE child ADD COLUMN other int REFERENCES parent (id); CREATE VIEW late AS SELECT other FROM child",
  "DROP VIEW v CASCADE; CREATE TABLE v (id int, q mood)",
  "ALTER TYPE mood RENAME TO mood0",
  "DROP TYPE mood CASCADE; CREATE TYPE mood AS ENUM ('other')",
  "DROP FUNCTION area(parent); CREATE FUNCTION area(parent) RETURNS SETOF parent LANGUAGE sql AS 'SELECT $1'",
  "CREATE SCHEMA young; CREATE TYPE young.e AS ENUM ('x'); CREATE TABLE young.t (e young.e, p posint, f int REFERENCES parent (id)); ALTER TABLE parent ADD COLUMN ye young.e",
  "ALTER TABLE parent SET SCHEMA app",
  "DROP SCHEMA app CASCADE",
  "DROP AGGREGATE mysum(int); CREATE FUNCTION mysum(int) RETURNS int LANGUAGE sql AS 'SELECT 1'",
  "CREATE EXTENSION pg_trgm",
  "DROP EVENT TRIGGER et; CREATE PUBLICATION pub2 FOR ALL TABLES",
  "ALTER DEFAULT PRIVILEGES GRANT DELETE ON TABLES TO PUBLIC; ALTER DEFAULT PRIVILEGES REVOKE EXECUTE ON FUNCTIONS FROM PUBLIC",
  "DELETE FROM parent; SELECT lo_create(88888); SELECT setval('parent_id_seq', 9000)",
  "CREATE DOMAIN young_domain AS mood; CREATE TABLE d (d young_domain, p parent)",
];

describe("dumps", () => {
  let project: Project;
  let client: postgres.Sql;
  beforeEach(async ({ skip }) => {
    skip(server.missing !== null, server.missing ?? "");
    project = await createProject("postgresql", server.url ?? "");
    client = postgres(project.url, { max: 1, onnotice: () => undefined });
    project.revision("a", null);
    project.revision("b", "a");
  });
  afterEach(async () => {
    if (server.missing !== null) return;
    await client.end({ timeout: 5 });
    await project.remove();
  });

  const dumped = (): string =>
    execFileSync("pg_dump", [project.url, "--exclude-table=mig_*"], { encoding: "utf8", maxBuffer: 2 ** 28 })
      // The key of the guard is another one in every dump.
      .replaceAll(/^\\(?:un)?restrict .*$/gmu, "");
  const upgraded = async (backup: boolean): Promise<unknown> =>
    upgrade(await project.open({ backup }, yes), { target: backup ? "b" : "a" });
  const take = async (content: string = everyKind): Promise<string> => {
    await client.unsafe(content);
    await upgraded(false);
    const before = dumped();
    await upgraded(true);
    expect((await backups(await project.open())).backups).toMatchObject([
      { kind: "dump", exists: true, checksum: expect.stringMatching(/^sha256:/u) },
    ]);
    return before;
  };
  /** Whether it could be done. */
  const attempt = (sql: string): Promise<boolean> =>
    client
      .begin((step) => step.unsafe(sql))
      .then(
        () => true,
        (error: unknown) => {
          // Nothing but what it names is there no more, is there already, or is still used.
          if (error instanceof postgres.PostgresError && /^(?:42|2BP|3F|0A)/u.test(error.code)) return false;
          throw error;
        },
      );

  it("bring everything back, whatever was changed meanwhile", async () => {
    const before = await take();
    await fc.assert(
      fc.asyncProperty(fc.shuffledSubarray(changes, { minLength: 3 }), async (chosen) => {
        const done: boolean[] = [];
        for (const sql of chosen) done.push(await attempt(sql));
        expect(done, chosen.join("; ")).toContain(true);
        await restore(await project.open({}, yes));
        expect(dumped()).toBe(before);
      }),
      { numRuns: 6 },
    );
    for (const sql of changes) await attempt(sql);
    await restore(await project.open({}, yes));
    expect(dumped()).toBe(before);
  });

  it("say before the question what they do not have", async () => {
    await take();
    for (const sql of changes.slice(0, 2)) await attempt(sql);
    await attempt("CREATE VIEW late AS SELECT 1 AS one; CREATE SCHEMA young");
    const questions: string[] = [];
    const confirm = async (question: string): Promise<boolean> => {
      questions.push(question);
      return false;
    };
    await expect(restore(await project.open({}, { confirm }))).rejects.toMatchObject({ code: "declined" });
    expect(questions[0]?.match(/drops .*?,/gu)).toEqual([
      "drops schema young,",
      "drops view late,",
      "drops table child2 (1 row),",
    ]);
  });

  it("are refused when a backup of another kind uses what would go", async () => {
    await take();
    await client.unsafe("CREATE SCHEMA mig_backup_x; CREATE TABLE mig_backup_x.t (p posint)");
    const [before] = [dumped()];
    await expect(restore(await project.open({}, yes))).rejects.toMatchObject({
      code: "restore-failed",
      message: expect.stringContaining("table mig_backup_x.t"),
    });
    expect(dumped()).toBe(before);
  });

  it("are not put back when a byte of them is another, and the journal has the attempt", async () => {
    await take();
    const [{ place } = { place: "" }] = (await backups(await project.open())).backups;
    const good = readFileSync(place);
    const bad = Buffer.from(good);
    bad[good.length - 100] = (bad[good.length - 100] ?? 0) ^ 1;
    writeFileSync(place, bad);
    const before = dumped();
    await expect(restore(await project.open({}, yes))).rejects.toMatchObject({
      message: expect.stringContaining("checksum"),
    });
    const cut = join(project.folder, "cut.backup");
    writeFileSync(cut, good.subarray(0, good.length / 2));
    await expect(restore(await project.open({}, yes), { backup: cut })).rejects.toMatchObject({
      code: "restore-failed",
    });
    expect(dumped()).toBe(before);
    expect(
      (await log(await project.open())).entries.filter((each) => each.status === "errored"),
    ).toHaveLength(2);
  });

  it("of other databases are refused", async () => {
    await take();
    const foreign = join(project.folder, "foreign.backup");
    const other = await createProject("postgresql", server.url ?? "");
    execFileSync("pg_dump", [other.url, "--format=custom", `--file=${foreign}`]);
    await other.remove();
    await expect(restore(await project.open({}, yes), { backup: foreign })).rejects.toMatchObject({
      code: "foreign-backup",
    });
  });

  describe("when the process is killed", () => {
    it("leave the database as it was, and can be put back again", async () => {
      // So little that all of it is on its way to psql when that waits for its first statement.
      const before = await take("CREATE TABLE small (id int); INSERT INTO small VALUES (1)");
      await client.unsafe("DELETE FROM small; CREATE TABLE young (id int)");
      const changed = dumped();
      const holder = postgres(project.url, { max: 1 });
      await holder.unsafe("BEGIN; LOCK TABLE young IN ACCESS SHARE MODE");
      const mig = spawn(
        process.execPath,
        [join(await compiledSource(), "dist/cli/main.js"), "restore", "--yes"],
        {
          cwd: project.folder,
          stdio: "ignore",
        },
      );
      const ended = new Promise((done) => mig.on("close", (_, signal) => done(signal)));
      const sessions = async (): Promise<number> =>
        (
          await client.unsafe(
            "SELECT 1 FROM pg_stat_activity WHERE application_name = 'psql' AND datname = current_database()",
          )
        ).length;
      const waiting = async (): Promise<number> =>
        (
          await client.unsafe(
            "SELECT 1 FROM pg_stat_activity WHERE application_name = 'psql' AND datname = current_database() AND wait_event_type = 'Lock'",
          )
        ).length;
      while ((await waiting()) === 0) await sleep(20);
      // However much psql has been sent by then, the end is the same.
      await sleep(300);
      mig.kill("SIGKILL");
      expect(await ended).toBe("SIGKILL");
      await holder.unsafe("COMMIT");
      await holder.end();
      while ((await sessions()) > 0) await sleep(20);
      expect(dumped()).toBe(changed);
      await restore(await project.open({}, yes));
      expect(dumped()).toBe(before);
    });
  });
});
