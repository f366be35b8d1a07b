import { spawn } from "node:child_process";
import { copyFileSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { basename, dirname, join } from "node:path";
import Database from "better-sqlite3";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { log } from "../../src/commands/log.ts";
import { backups, restore } from "../../src/commands/restore.ts";
import { upgrade } from "../../src/commands/upgrade.ts";
import type { Rows } from "../../src/dialects/dialect.ts";
import { printBackups } from "../../src/cli/print/backups.ts";
import { createStyle } from "../../src/cli/colour.ts";
import { compiledSource } from "../support/ask.ts";
import { createProject, type Project } from "../support/project.ts";
import { saidInSql } from "../../src/dialects/sql.ts";

const yes = { confirm: async () => true };
let project: Project;

const query = async (sql: string): Promise<Rows> =>
  (await project.open()).connected(({ connection }) => connection.query(saidInSql(sql)));
const script = async (sql: string): Promise<void> =>
  (await project.open()).connected(({ connection }) =>
    connection.run([{ sql: saidInSql(sql), params: [], transactional: true, foreignKeysOff: false }]),
  );
/** Make a database at `a` with what the script makes, then a backup, then go to `b`. */
async function backedUp(content: string): Promise<string> {
  project.revision("a", null);
  // Statements of which nothing is known, so that every table is copied.
  project.revision(
    "b",
    "a",
    `export async function upgrade(op) { await op.execute("UPDATE users SET name = name"); }`,
  );
  await upgrade(await project.open(), { target: "a" });
  await script(content);
  await upgrade(await project.open({ backup: true }, yes), { target: "b" });
  return (await backups(await project.open())).backups.at(-1)?.place ?? "";
}
/** The question that is asked, answered with no. */
async function asked(): Promise<string> {
  let question = "";
  const confirm = async (text: string): Promise<boolean> => {
    question = text;
    return false;
  };
  await expect(restore(await project.open({}, { confirm }))).rejects.toMatchObject({ code: "declined" });
  return question;
}
const errored = async (): Promise<readonly (string | null)[]> =>
  (await log(await project.open())).entries
    .filter(({ direction, status }) => direction === "restore" && status === "errored")
    .map(({ errorMessage }) => errorMessage);

describe("a restore on sqlite", () => {
  const users = `CREATE TABLE users (id integer PRIMARY KEY, name text);
    WITH RECURSIVE c(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM c WHERE n < 500)
    INSERT INTO users SELECT n, 'a name that is long enough to fill some pages ' || n FROM c`;
  let path: string;
  let place: string;
  const begin = async (content: string): Promise<void> => {
    project = await createProject("sqlite");
    path = project.url.replace(/^file:/u, "");
    place = await backedUp(content);
    await script(
      "DELETE FROM users WHERE id = 1; CREATE TABLE young (id integer); INSERT INTO young VALUES (1)",
    );
  };
  beforeEach(() => begin(users));
  afterEach(() => project.remove());

  const changed = (position: number): void => {
    const bytes = readFileSync(place);
    bytes.fill(0xa5, position, position + 300);
    writeFileSync(place, bytes);
  };
  const isAsBefore = async (): Promise<void> => {
    expect(await query("SELECT count(*) AS n FROM users")).toEqual([{ n: 499 }]);
    expect(await query("SELECT version_num FROM mig_version")).toEqual([{ version_num: "b" }]);
    expect(await query("PRAGMA integrity_check")).toEqual([{ integrity_check: "ok" }]);
    expect(readdirSync(dirname(path)).filter((name) => !name.endsWith(".backup"))).toEqual([basename(path)]);
  };
  const isRestored = async (): Promise<void> => {
    expect(await query("SELECT count(*) AS n FROM users")).toEqual([{ n: 500 }]);
    expect(await query("SELECT version_num FROM mig_version")).toEqual([{ version_num: "a" }]);
    expect(await query("PRAGMA integrity_check")).toEqual([{ integrity_check: "ok" }]);
  };

  it("does not touch the database for a backup that was changed since it was made", async () => {
    changed(9000);
    await expect(restore(await project.open({}, yes))).rejects.toMatchObject({
      code: "restore-failed",
      message: expect.stringContaining("its checksum is"),
      hint: expect.stringContaining("not touched"),
    });
    await isAsBefore();
    expect(await errored()).toEqual([expect.stringContaining("its checksum is")]);
  });

  it("says that a backup is gone, and what lists the others", async () => {
    rmSync(place);
    await expect(restore(await project.open({}, yes))).rejects.toMatchObject({
      code: "restore-failed",
      message: expect.stringContaining("there is no such file"),
      hint: expect.stringContaining("mig backups"),
    });
    await isAsBefore();
  });

  it.each([
    ["is damaged inside", (good: Buffer) => good.fill(0xa5, 8192, good.length - 5000), /is damaged/u],
    ["is interrupted", (good: Buffer) => good.subarray(0, good.length / 2), /damaged or truncated/u],
    ["is a text", () => Buffer.from("precious"), /it is no database of SQLite/u],
  ])("does not touch the database for a file that %s", async (_what, spoil, message) => {
    const aborted = join(project.folder, "aborted.db");
    writeFileSync(aborted, spoil(readFileSync(place)));
    await expect(restore(await project.open({}, yes), { backup: aborted })).rejects.toMatchObject({
      code: "restore-failed",
      message: expect.stringMatching(message),
    });
    await isAsBefore();
  });

  it("does not touch the database for a file of which only an index is wrong", async () => {
    const aborted = join(project.folder, "aborted.db");
    copyFileSync(place, aborted);
    const client = new Database(aborted);
    client.exec("CREATE INDEX by_name ON users (name)");
    client.unsafeMode();
    const row = client.prepare("SELECT * FROM sqlite_schema WHERE name = 'by_name'").raw().get() as unknown[];
    client.pragma("writable_schema = ON");
    client.exec("DELETE FROM sqlite_schema WHERE name = 'by_name'");
    client.pragma("writable_schema = RESET");
    // A row that the index, which is nobody's for a moment, does not get to know.
    client.exec("INSERT INTO users (name) VALUES ('late')");
    client.pragma("writable_schema = ON");
    client.prepare("INSERT INTO sqlite_schema VALUES (?, ?, ?, ?, ?)").run(...row);
    client.close();
    await expect(restore(await project.open({}, yes), { backup: aborted })).rejects.toMatchObject({
      code: "restore-failed",
      message: expect.stringMatching(/is damaged: [\s\S]*by_name/u),
    });
    await isAsBefore();
  });

  it("refuses a file of another database unless it is told that it is one", async () => {
    const foreign = join(project.folder, "foreign.db");
    const client = new Database(foreign);
    client.exec("CREATE TABLE z (a)");
    client.close();
    const refused = { code: "foreign-backup", hint: expect.stringContaining("--foreign") };
    await expect(restore(await project.open({}, yes), { backup: foreign })).rejects.toMatchObject(refused);
    await isAsBefore();
    const other = new Database(foreign);
    other.exec("CREATE TABLE mig_version (version_num text); INSERT INTO mig_version VALUES ('elsewhere')");
    other.close();
    await expect(restore(await project.open({}, yes), { backup: foreign })).rejects.toMatchObject({
      ...refused,
      message: expect.stringContaining("stands at elsewhere"),
    });
    await restore(await project.open({}, yes), { backup: foreign, foreign: true });
    expect(await query("SELECT name FROM sqlite_schema WHERE name IN ('z', 'users')")).toEqual([
      { name: "z" },
    ]);
  });

  it("takes a backup that was moved, and checks it all the same", async () => {
    const moved = join(project.folder, "elsewhere", basename(place));
    mkdirSync(dirname(moved));
    copyFileSync(place, moved);
    rmSync(place);
    await restore(await project.open({}, yes), { backup: moved });
    await isRestored();
    writeFileSync(moved, Buffer.concat([readFileSync(moved), Buffer.alloc(1)]));
    await expect(restore(await project.open({}, yes), { backup: moved })).rejects.toMatchObject({
      message: expect.stringContaining("checksum"),
    });
  });

  it("takes a copy that the journal does not know when it stands at a revision of this project", async () => {
    const copy = join(project.folder, "copy.db");
    copyFileSync(place, copy);
    await restore(await project.open({}, yes), { backup: copy });
    await isRestored();
  });

  it("names what the backup does not have before it asks", async () => {
    expect(await asked()).toContain("drops table young (1 row), which the backup does not have");
    await isAsBefore();
  });

  it("recreates a database that is gone, or damaged", async () => {
    rmSync(path);
    await restore(await project.open({}, yes), { backup: place });
    await isRestored();
    const bytes = readFileSync(path);
    writeFileSync(path, bytes.fill(0xa5, 4096, bytes.length - 100));
    await restore(await project.open({}, yes), { backup: place });
    await isRestored();
  });

  it("waits for an application that is writing", async () => {
    const application = new Database(path);
    application.exec("BEGIN IMMEDIATE; INSERT INTO users (name) VALUES ('late')");
    let isOver = false;
    const mig = await project.open({}, yes);
    setTimeout(() => {
      isOver = true;
      application.exec("COMMIT");
    }, 500);
    await restore(mig);
    expect(isOver).toBe(true);
    application.close();
    await isRestored();
  });

  it("says that the database is in use when the application does not end", async () => {
    const application = new Database(path);
    application.exec("BEGIN IMMEDIATE");
    await expect(restore(await project.open({}, yes))).rejects.toMatchObject({
      message: expect.stringContaining("the database is in use: another process has kept it locked"),
      hint: expect.stringContaining("as it was"),
    });
    application.exec("ROLLBACK");
    application.close();
    await isAsBefore();
  });

  describe("when the process is killed", () => {
    it("leaves the database as it was or as it will be, and works again", async () => {
      await project.remove();
      await begin(`${users}; CREATE TABLE blobs (b blob); INSERT INTO blobs VALUES (zeroblob(30000000))`);
      // It goes as soon as a good part of the database is in its own journal, between two pieces that are copied.
      const killer = `import { statSync } from "node:fs";
        const journal = ${JSON.stringify(`${path}-journal`)};
        setInterval(() => {
          if ((statSync(journal, { throwIfNoEntry: false })?.size ?? 0) > 1e6) process.kill(process.pid, "SIGKILL");
        }, 0).unref();`;
      const mig = spawn(
        process.execPath,
        [
          "--import",
          `data:text/javascript,${encodeURIComponent(killer)}`,
          join(await compiledSource(), "dist/cli/main.js"),
          "restore",
          "--yes",
        ],
        {
          cwd: project.folder,
          stdio: "ignore",
        },
      );
      const ended = new Promise((done) => mig.on("close", (_, signal) => done(signal)));
      expect(await ended).toBe("SIGKILL");
      const [{ version_num: stands }] = (await query("SELECT version_num FROM mig_version")) as [
        { version_num: string },
      ];
      expect(await query("PRAGMA integrity_check")).toEqual([{ integrity_check: "ok" }]);
      expect(await query("SELECT count(*) AS n FROM users")).toEqual([{ n: stands === "b" ? 499 : 500 }]);
      await restore(await project.open({}, yes));
      await isRestored();
    });
  });
});

describe("a restore of copied tables on postgresql", () => {
  beforeEach(async () => {
    // Whatever is installed here, tables are copied.
    vi.stubEnv("PATH", "");
    project = await createProject("postgresql");
  });
  afterEach(() => {
    vi.unstubAllEnvs();
    return project.remove();
  });

  const content = `CREATE TABLE users (id serial PRIMARY KEY, name text, n int GENERATED BY DEFAULT AS IDENTITY);
    CREATE TABLE quiet (id serial PRIMARY KEY);
    CREATE SEQUENCE free START 5;
    SELECT nextval('free');
    INSERT INTO users (name) VALUES ('ann'), ('bob');
    CREATE FUNCTION loud() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN new.name := upper(new.name); RETURN new; END $$;
    CREATE TRIGGER first BEFORE INSERT ON users FOR EACH ROW EXECUTE FUNCTION loud();
    CREATE TRIGGER second BEFORE UPDATE ON users FOR EACH ROW EXECUTE FUNCTION loud();
    ALTER TABLE users DISABLE TRIGGER second;
    GRANT SELECT, UPDATE (name) ON users TO pg_monitor WITH GRANT OPTION;
    GRANT USAGE ON SEQUENCE users_id_seq TO PUBLIC`;
  const beside = async (): Promise<unknown> => ({
    sequences: await query(
      "SELECT 'users' AS s, last_value, is_called FROM users_id_seq UNION ALL SELECT 'n', last_value, is_called FROM users_n_seq UNION ALL SELECT 'quiet', last_value, is_called FROM quiet_id_seq UNION ALL SELECT 'free', last_value, is_called FROM free",
    ),
    triggers: await query(
      "SELECT tgname, tgenabled, pg_get_triggerdef(oid) AS def, pg_get_functiondef(tgfoid) AS body FROM pg_trigger WHERE NOT tgisinternal ORDER BY tgname",
    ),
    grants: await query(
      "SELECT relname, a.privilege_type, a.grantee, a.is_grantable FROM pg_class, aclexplode(relacl) a WHERE relname IN ('users', 'users_id_seq') AND a.grantee <> relowner UNION ALL SELECT attname, a.privilege_type, a.grantee, a.is_grantable FROM pg_attribute, aclexplode(attacl) a WHERE attrelid = 'users'::regclass AND NOT attisdropped ORDER BY 1, 2",
    ),
  });

  it.each([
    [
      "that was changed",
      "TRUNCATE users; INSERT INTO users (name) VALUES ('c'), ('d'); INSERT INTO quiet DEFAULT VALUES; SELECT nextval('free'); ALTER TABLE users ENABLE TRIGGER second; DROP TRIGGER first ON users; CREATE OR REPLACE FUNCTION loud() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NULL; END'; CREATE TRIGGER third AFTER UPDATE OF name ON users FOR EACH ROW EXECUTE FUNCTION loud(); REVOKE UPDATE (name) ON users FROM pg_monitor; GRANT DELETE ON users TO PUBLIC",
    ],
    ["that was dropped", "DROP TABLE users; DROP FUNCTION loud"],
    [
      "that has another form",
      "DROP TRIGGER first ON users; CREATE TRIGGER first BEFORE INSERT OR UPDATE ON users FOR EACH ROW EXECUTE FUNCTION loud(); ALTER TABLE users DROP COLUMN name CASCADE, ALTER COLUMN id TYPE bigint",
    ],
  ])("brings sequences, triggers and privileges of a table back %s", async (_what, change) => {
    await backedUp(content);
    const before = await beside();
    await script(change);
    await restore(await project.open({}, yes));
    expect(await beside()).toEqual(before);
    expect(await query("SELECT id, name, n FROM users ORDER BY id")).toEqual([
      { id: 1, name: "ann", n: 1 },
      { id: 2, name: "bob", n: 2 },
    ]);
  });

  it("names what it does not have before it asks", async () => {
    await backedUp(content);
    await script(
      "CREATE TABLE young (id int); INSERT INTO young VALUES (1), (2); CREATE VIEW late AS SELECT 1 AS one; CREATE TYPE m AS ENUM ('a'); CREATE SCHEMA s; CREATE TRIGGER third AFTER UPDATE ON users FOR EACH ROW EXECUTE FUNCTION loud()",
    );
    expect((await asked()).match(/drops .*?,/gu)).toEqual([
      "drops table young (2 rows),",
      "drops view late,",
      "drops type m,",
      "drops schema s,",
      "drops trigger third of users,",
    ]);
  });

  it("is refused when a copy lost rows, or the schema is gone, which `mig backups` shows", async () => {
    const place = await backedUp(content);
    await script(`DELETE FROM ${place}.users WHERE id = 1`);
    await expect(restore(await project.open({}, yes))).rejects.toMatchObject({
      message: expect.stringContaining("the copy of users has 1 row, and had 2"),
    });
    await script(`DROP SCHEMA ${place} CASCADE`);
    await expect(restore(await project.open({}, yes))).rejects.toMatchObject({
      code: "restore-failed",
      message: expect.stringContaining("no such schema any more"),
    });
    expect(await errored()).toHaveLength(2);
    expect(printBackups(await backups(await project.open()), createStyle(false))).toContain(
      `${place} (gone)`,
    );
  });
});
