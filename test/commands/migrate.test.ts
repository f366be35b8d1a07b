import { spawn } from "node:child_process";
import { existsSync, rmSync } from "node:fs";
import { createServer } from "node:net";
import { join } from "node:path";
import { PGlite } from "@electric-sql/pglite";
import { createClient } from "@libsql/client";
import Database from "better-sqlite3";
import { drizzle as drizzleBetterSqlite } from "drizzle-orm/better-sqlite3";
import { drizzle as drizzleLibsql } from "drizzle-orm/libsql";
import { drizzle as drizzlePglite } from "drizzle-orm/pglite";
import { drizzle as drizzlePostgres } from "drizzle-orm/postgres-js";
import postgres from "postgres";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { bundle } from "../../src/commands/bundle.ts";
import { log } from "../../src/commands/log.ts";
import { migrate, type Logger } from "../../src/commands/migrate.ts";
import type { Bundle } from "../../src/revisions/bundle.ts";
import { compiledSource } from "../support/ask.ts";
import { createProject, dialects, type Project } from "../support/project.ts";
import { saidInSql } from "../../src/dialects/sql.ts";

const users = `export async function upgrade(op) {
  await op.createTable({ name: "users", columns: [{ name: "id", type: "integer", nullable: false }, { name: "name", type: "text" }], primaryKey: { columns: ["id"] } });
  await op.bulkInsert("users", [{ id: 1, name: "Ada" }]);
}
export async function downgrade(op) { await op.dropTable("users"); }`;
const viaDrizzle = `export async function upgrade(op) {
  const run = (db, sql) => (op.dialect === "sqlite" ? db.run(sql) : db.execute(sql));
  if ((await op.query("SELECT name FROM users")).length !== 1) throw new Error("the step before is not seen");
  await op.alterColumn("users", "name", { type: "varchar(40)" });
  await run(op.db, "INSERT INTO users VALUES (2, 'Bob')");
  if (op.nested !== false) await run(op.db, "INSERT INTO users VALUES (3, 'Cy')");
}`;

function collecting(): Logger & { readonly lines: string[] } {
  const lines: string[] = [];
  const at = (level: string) => (text: string) => void lines.push(`${level} ${text}`);
  return { lines, info: at("info"), warn: at("warn"), error: at("error") };
}

describe.each(dialects)("a start on %s", (dialect) => {
  let project: Project;
  beforeEach(async () => {
    project = await createProject(dialect);
    project.revision("a", null, users);
    project.revision("b", "a", viaDrizzle);
  });
  afterEach(() => project.remove());

  const names = async (): Promise<unknown[]> =>
    (await project.open()).connected(async ({ connection }) =>
      (await connection.query("SELECT name FROM users ORDER BY id")).map((row) => row["name"]),
    );
  const settings = (): { dialect: typeof dialect; url: string; folder: string; env: object } => ({
    dialect,
    url: project.url,
    folder: project.folder,
    env: {},
  });

  it("migrates to head, says what it does, and finds nothing to do the next time", async () => {
    const logger = collecting();
    const result = await migrate({ ...settings(), env: {}, logger });
    expect(result).toMatchObject({
      from: [],
      to: ["b"],
      skipped: false,
      steps: [{ revision: "a" }, { revision: "b" }],
    });
    expect(
      (await migrate({ config: join(project.folder, "migrate.config.ts"), env: {}, logger })).steps,
    ).toEqual([]);
    expect(logger.lines).toEqual([
      "info Running upgrade  -> a, a",
      "info Running upgrade a -> b, b",
      "info Migrated to b.",
      "info Nothing to migrate. The database is already at b.",
    ]);
    expect(await names()).toEqual(["Ada", "Bob", "Cy"]);
  });

  it("is skipped where the environment or the settings say so, without looking at the database", async () => {
    const logger = collecting();
    const url = dialect === "sqlite" ? "file:./none/none.db" : "postgres://nobody@localhost:1/none";
    const off = await migrate({ ...settings(), url, env: { MIG_AUTO_MIGRATE: "false" }, logger });
    expect(off).toMatchObject({ skipped: true, steps: [] });
    const line = "info Migrations are skipped: autoMigrate is off";
    expect(logger.lines).toEqual([`${line} (MIG_AUTO_MIGRATE).`]);
    expect(await migrate({ ...settings(), url, env: {}, autoMigrate: false, logger })).toMatchObject({
      skipped: true,
    });
    expect(logger.lines.at(-1)).toBe(`${line}.`);
  });

  it("stops at a breaking step unless it was agreed to", async () => {
    expect(await migrate({ ...settings(), target: "a", env: {} })).toMatchObject({ to: ["a"] });
    project.revision("b", "a", "", 'export const breaking = "old clients stop working";');
    const refused = {
      code: "confirmation-needed",
      details: { reasons: ["b (b): old clients stop working"] },
    };
    await expect(migrate({ ...settings(), env: {} })).rejects.toMatchObject(refused);
    expect(await migrate({ ...settings(), env: { MIG_CONFIRM_BREAKING: "true" } })).toMatchObject({
      to: ["b"],
    });
  });

  it("names the file and the statement in the message, as the command line does beside it", async () => {
    project.revision(
      "c",
      "b",
      "export async function upgrade(op) { await op.execute('SELECT *\\n  FROM nowhere'); }",
    );
    const logger = collecting();
    await expect(migrate({ ...settings(), env: {}, logger })).rejects.toMatchObject({
      code: "step-failed",
      message: expect.stringMatching(
        /nowhere[\s\S]*\n {2}at .*c_\.ts[\s\S]*\n {2}\| SELECT \*\n {2}\| {3}FROM nowhere/u,
      ),
    });
    expect(logger.lines.at(-1)).toContain("  |   FROM nowhere");
  });

  it("says how an application agrees, which has no command line", async () => {
    await migrate({ ...settings(), target: "a", env: {} });
    project.revision("b", "a", "", 'export const breaking = "old clients stop working";');
    const logger = collecting();
    await expect(migrate({ ...settings(), env: {}, logger })).rejects.toMatchObject({
      hint: expect.stringMatching(/`confirmBreaking: true`.*MIG_CONFIRM_BREAKING=true/u),
    });
    expect(logger.lines.at(-1)).toContain("`confirmBreaking: true`");
    expect(logger.lines.at(-1)).not.toContain("--yes");
  });

  it("asks about nothing where the database is fresh", async () => {
    project.revision("b", "a", "", 'export const breaking = "old clients stop working";');
    expect(await migrate({ ...settings(), env: {} })).toMatchObject({ from: [], to: ["b"] });
  });

  it("asks about nothing on a fresh database, whatever revisions say", async () => {
    project.revision("b", "a", "", 'export const breaking = "removes old files";');
    expect(await migrate({ ...settings(), env: {} })).toMatchObject({ to: ["b"] });
  });

  it("throws what a step threw, and the journal has it", async () => {
    project.revision("c", "b", "export async function upgrade() { throw new Error('no luck'); }");
    project.revision("d", "c", "", "import './not-there.js';");
    const logger = collecting();
    await expect(migrate({ ...settings(), env: {}, logger })).rejects.toMatchObject({ code: "step-failed" });
    expect(logger.lines.at(-1)).toMatch(
      /^error The upgrade of c failed: no luck\n {2}at .*c_\.ts:\d+\nHint: /u,
    );
    project.revision("c", "b");
    await expect(migrate({ ...settings(), env: {} })).rejects.toMatchObject({ code: "module-failed" });
    const { entries } = await log(await project.open());
    expect(entries.map(({ revision, status }) => `${revision} ${status}`)).toEqual([
      "a applied",
      "b applied",
      "c errored",
      "c applied",
      "d errored",
    ]);
  });

  it("runs from a bundle, without the files and with their checksums", async () => {
    project.write(
      "revisions/lib/names.ts",
      'import { last } from "./last.js";\nexport enum Kind { First = "Ada" }\nexport const all: readonly string[] = [Kind.First, last];\n',
    );
    project.write(
      "revisions/lib/last.ts",
      'import { sep } from "node:path";\nimport { end } from "~/end";\nexport const last: string = await Promise.resolve(`Zed${sep}${end}`);\n',
    );
    project.write("tsconfig.json", '{ "compilerOptions": { "paths": { "~/*": ["./revisions/lib/*"] } } }');
    project.write("revisions/lib/end.cjs", 'exports.end = require("./end.json").end;\n');
    project.write("revisions/lib/end.json", '{ "end": "." }');
    project.write("revisions/lib/end.ts", 'export { end } from "./end.cjs";\n');
    project.revision("e", null, "", 'throw new Error("nobody asked for it");');
    project.revision(
      "c",
      "b",
      "export async function upgrade(op: { bulkInsert: Function }) { await op.bulkInsert('users', all.map((name, index) => ({ id: 10 + index, name }))); }",
      'import { all } from "./lib/names.ts";',
    );
    project.write(
      "revisions/d.sql",
      "-- revision: d\n-- down-revision: c\n\n-- upgrade\nDELETE FROM users WHERE id < 10;\n",
    );
    const source = await project.open();
    const checksum = (await source.load("revisions/c_.ts")).checksum;
    const written = await bundle(source, { output: join(project.folder, "dist/revisions.mjs") });
    expect(written).toEqual({ revisions: 5, written: ["dist/revisions.mjs", "dist/revisions.d.mts"] });
    rmSync(join(project.folder, "revisions"), { recursive: true });
    const { default: value } = (await import(join(project.folder, "dist/revisions.mjs"))) as {
      default: Bundle;
    };
    expect(await migrate({ bundle: value, url: project.url, env: {}, target: "d" })).toMatchObject({
      to: ["d"],
    });
    expect(await names()).toEqual(["Ada", "Zed/."]);
    expect((await log(await project.open())).entries[2]?.checksum).toBe(checksum);
  });

  it("refuses to bundle what it cannot, and names it", async () => {
    project.revision("c", "b", "", 'import "./missing.ts";');
    await expect(bundle(await project.open())).rejects.toMatchObject({
      code: "cannot-bundle",
      message: expect.stringContaining("./missing.ts"),
    });
    project.revision("c", "b", "", 'import "@/alias";');
    await expect(bundle(await project.open())).rejects.toMatchObject({
      code: "cannot-bundle",
      details: { path: "revisions/c_.ts" },
    });
    project.revision("c", "b", "", "export const odd = ;");
    await expect(bundle(await project.open())).rejects.toMatchObject({
      code: "module-failed",
      message: expect.stringMatching(/^revisions\/c_\.ts cannot be loaded: revisions\/c_\.ts:\d+:20: /u),
    });
  });

  it("runs each step once when sixteen instances start at the same moment", async () => {
    for (let index = 0; index < 5; index++) {
      project.revision(
        `s${index}`,
        index === 0 ? "b" : `s${index - 1}`,
        `export async function upgrade(op) { await op.bulkInsert("users", [{ id: ${100 + index}, name: "s" }]); }`,
      );
    }
    const application = join(await compiledSource(), "test/commands/migrate-process.js");
    const instances = await Promise.all(
      Array.from({ length: 16 }, () => instance(application, project.folder)),
    );
    expect(instances.map(({ code, error }) => `${code}${error}`)).toEqual(Array(16).fill("0"));
    const results = instances.map(({ output }) => JSON.parse(output) as { steps: string[]; to: string[] });
    expect(results.flatMap(({ steps }) => steps)).toEqual(["a", "b", "s0", "s1", "s2", "s3", "s4"]);
    expect(results.every(({ to }) => to[0] === "s4")).toBe(true);
    expect((await log(await project.open())).entries).toHaveLength(7);
  });
});

describe("a start over the application's own database", () => {
  let project: Project;
  beforeEach(async () => {
    project = await createProject("sqlite");
    project.revision("a", null, users);
    project.revision("b", "a", viaDrizzle);
    project.revision(
      "c",
      "b",
      `export async function upgrade(op) {
  const run = (db, sql) => (op.dialect === "sqlite" ? db.run(sql) : db.execute(sql));
  if (op.db.resultKind === "sync") return;
  await op.db.transaction(async (tx) => { await run(tx, "INSERT INTO users VALUES (4, 'kept')"); });
  await op.db.transaction(async (tx) => { await run(tx, "INSERT INTO users VALUES (5, 'lost')"); throw new Error("back"); }).catch(() => undefined);
}`,
    );
  });
  afterEach(() => project.remove());

  const options = (): { folder: string; env: object; wait: number } => ({
    folder: project.folder,
    env: {},
    wait: 0,
  });
  const select = "SELECT name FROM users ORDER BY id";

  it("works with better-sqlite3 and leaves it open", async () => {
    const client = new Database(join(project.folder, "app.db"));
    expect(await migrate({ db: drizzleBetterSqlite({ client }), ...options(), env: {} })).toMatchObject({
      to: ["c"],
    });
    expect(client.prepare(select).pluck().all()).toEqual(["Ada", "Bob", "Cy"]);
    expect(client.pragma("foreign_keys", { simple: true })).toBe(1);
  });

  it("keeps what the application writes over better-sqlite3 out of the transaction of a step", async () => {
    const client = new Database(join(project.folder, "app.db"), { timeout: 0 });
    client.exec("CREATE TABLE notes (text text)");
    project.revision(
      "d",
      "c",
      `export async function upgrade(op) {
  await op.execute("INSERT INTO notes VALUES ('of the step')");
  await new Promise((resolve) => setTimeout(resolve, 300));
  throw new Error("back");
}`,
    );
    const db = drizzleBetterSqlite({ client });
    await migrate({ db, target: "c", ...options(), env: {} });
    const write = client.prepare("INSERT INTO notes VALUES ('of the application')");
    let [written, refused] = [0, 0];
    const writing = setInterval(() => {
      try {
        written += write.run().changes;
      } catch (error) {
        refused += (error as { code?: unknown }).code === "SQLITE_BUSY" ? 1 : Number.NaN;
      }
    }, 10);
    await expect(migrate({ db, ...options(), env: {} })).rejects.toThrow("back");
    clearInterval(writing);
    expect(refused).toBeGreaterThan(0);
    written += write.run().changes;
    expect(client.prepare("SELECT DISTINCT text FROM notes").pluck().all()).toEqual(["of the application"]);
    expect(client.prepare("SELECT count(*) FROM notes").pluck().get()).toBe(written);
  });

  it("says that it shares a connection to a database in memory", async () => {
    const client = new Database(":memory:");
    const said: string[] = [];
    const logger = { info: () => undefined, warn: (text: string) => said.push(text), error: () => undefined };
    await migrate({ db: drizzleBetterSqlite({ client }), logger, ...options(), env: {} });
    expect(said).toContainEqual(expect.stringContaining("shares the application's connection"));
  });

  it("works with libSQL, under the same lock file as any other runner", async () => {
    const path = join(project.folder, "app.db");
    const client = createClient({ url: `file:${path}` });
    const starts = [
      migrate({ db: drizzleLibsql({ client }), ...options(), env: {} }),
      migrate({ url: path, dialect: "sqlite", ...options(), env: {} }),
      migrate({ client, ...options(), env: {} }),
    ];
    const results = await Promise.all(starts);
    expect(results.flatMap(({ steps }) => steps.map((step) => step.revision))).toEqual(["a", "b", "c"]);
    expect((await client.execute("SELECT count(*) AS n FROM users")).rows[0]?.["n"]).toBeGreaterThanOrEqual(
      3,
    );
    expect(existsSync(`${path}-mig-lock`)).toBe(false);
    client.close();
  });

  it("sees a savepoint in a transaction of Drizzle on libSQL, also in memory", async () => {
    const client = createClient({ url: "file::memory:" });
    expect(await migrate({ db: drizzleLibsql({ client }), ...options(), env: {} })).toMatchObject({
      to: ["c"],
    });
    expect((await client.execute(select)).rows.map((row) => row["name"])).toEqual([
      "Ada",
      "Bob",
      "Cy",
      "kept",
    ]);
    client.close();
  });

  it("takes back a failing step on libSQL, and enforces foreign keys again afterwards", async () => {
    const client = createClient({ url: `file:${join(project.folder, "app.db")}` });
    await client.execute("PRAGMA foreign_keys = ON");
    project.revision(
      "d",
      "c",
      "export async function upgrade(op) { await op.alterColumn('users', 'name', { nullable: false }); await op.execute('SELECT nonsense'); }",
    );
    await expect(migrate({ client, ...options(), env: {} })).rejects.toMatchObject({
      code: "step-failed",
      details: { sql: "SELECT nonsense" },
    });
    expect((await client.execute("PRAGMA foreign_keys")).rows[0]?.["foreign_keys"]).toBe(1);
    expect(
      (await client.execute("SELECT version_num FROM mig_version")).rows.map((row) => row["version_num"]),
    ).toEqual(["c"]);
    client.close();
  });

  it("works with PGlite, also when two starts share it", async () => {
    const client = new PGlite();
    const results = await Promise.all([
      migrate({ db: drizzlePglite({ client }), ...options(), env: {} }),
      migrate({ client, ...options(), env: {} }),
    ]);
    expect(results.flatMap(({ steps }) => steps.map((step) => step.revision))).toEqual(["a", "b", "c"]);
    expect((await client.query<{ name: string }>(select)).rows.map(({ name }) => name)).toEqual([
      "Ada",
      "Bob",
      "Cy",
      "kept",
    ]);
    project.revision(
      "d",
      "c",
      "export async function upgrade(op) { await op.execute('CREATE TABLE gone (id integer)'); await op.execute('SELECT nonsense'); }",
    );
    await expect(migrate({ client, ...options(), env: {} })).rejects.toMatchObject({
      code: "step-failed",
      details: { engineCode: "42703" },
    });
    expect((await client.query("SELECT to_regclass('gone') AS gone")).rows).toEqual([{ gone: null }]);
    await client.close();
  });

  it("works with the driver postgres and leaves it open", async () => {
    const other = await createProject("postgresql");
    const client = postgres(other.url, { max: 2, onnotice: () => undefined });
    expect(await migrate({ db: drizzlePostgres({ client }), ...options(), env: {} })).toMatchObject({
      to: ["c"],
    });
    project.revision(
      "d",
      "c",
      "export async function upgrade(op) { await op.db.transaction(async (tx) => tx.execute('DELETE FROM users')); throw new Error('back'); }",
    );
    await expect(migrate({ client, confirmBreaking: true, ...options(), env: {} })).rejects.toMatchObject({
      code: "step-failed",
    });
    expect((await client.unsafe(select)).map((row) => row["name"])).toEqual(["Ada", "Bob", "Cy", "kept"]);
    await client.end();
    await other.remove();
  });

  it.each(["the driver", "Drizzle"])(
    "writes documents and lists as they are over a client of %s",
    async (of) => {
      const other = await createProject("postgresql");
      other.revision(
        "a",
        null,
        `export async function upgrade(op) {
  await op.execute("CREATE TABLE notes (id integer PRIMARY KEY, doc jsonb, tags text[], list json)");
  await op.bulkInsert("notes", Array.from({ length: 40 }, (_, id) => ({ id, doc: { id }, tags: ["a", 'b"'], list: [id, null] })));
  await op.bulkInsert("notes", Array.from({ length: 40 }, (_, id) => ({ id: id + 40, doc: { id } })));
}`,
      );
      const client = postgres(other.url, { max: 2, onnotice: () => undefined });
      const given = of === "Drizzle" ? { db: drizzlePostgres({ client }) } : { client };
      await migrate({ ...given, folder: other.folder, env: {} });
      const [row] = await client.unsafe(
        "SELECT count(*)::int AS documents, min(list::text) AS first, count(tags)::int AS tags FROM notes WHERE jsonb_typeof(doc) = 'object'",
      );
      expect(row).toEqual({ documents: 80, first: "[0,null]", tags: 40 });
      await client.end();
      await other.remove();
    },
  );

  it.each<[unknown, string]>([
    [{}, "neither of PostgreSQL nor of SQLite"],
    [null, "no Drizzle database"],
  ])("refuses %j as a database", async (db, why) => {
    const refused = { code: "unknown-db", message: expect.stringContaining(why) };
    await expect(migrate({ db, ...options(), env: {} })).rejects.toMatchObject(refused);
  });

  it("refuses a client that it does not know", async () => {
    await expect(
      migrate({ client: { query: 1, prepare: 1 }, dialect: "postgresql", ...options(), env: {} }),
    ).rejects.toMatchObject({ code: "connection-failed" });
  });

  it("refuses a client of pg that nobody has connected, which would never answer", async () => {
    const client = { query: () => new Promise(() => undefined), _connected: false, _connecting: false };
    await expect(migrate({ client, dialect: "postgresql", ...options(), env: {} })).rejects.toThrow(
      "await client.connect() first",
    );
  });
});

describe("a database that is not up yet", () => {
  it("is waited for also where its server is there before it", async () => {
    const project = await createProject("postgresql");
    project.revision("a", null, users);
    const name = `${new URL(project.url).pathname.slice(1)}_later`;
    const url = project.url.replace(/[^/]*$/u, name);
    const logger = collecting();
    const start = { dialect: "postgresql", url, folder: project.folder, env: {}, logger } as const;
    const started = migrate({ ...start, wait: 200_000 });
    await expect.poll(() => logger.lines.join()).toContain("Waiting for the database");
    const { connected } = await project.open();
    await connected(({ connection }) => connection.change(saidInSql(`CREATE DATABASE "${name}"`)));
    expect((await started).to).toEqual(["a"]);
    await connected(({ connection }) => connection.change(saidInSql(`DROP DATABASE "${name}" WITH (FORCE)`)));
    await project.remove();
  });

  it("is waited for, as long as is allowed and no longer", async () => {
    const project = await createProject("postgresql");
    project.revision("a", null, users);
    const { port: wanted } = new URL(project.url);
    const logger = collecting();
    const probe = createServer();
    const port = await new Promise<number>((done) =>
      probe.listen(0, "localhost", () => done((probe.address() as { port: number }).port)),
    );
    await new Promise((done) => probe.close(done));
    const url = project.url.replace(`:${wanted}/`, `:${port}/`);
    const start = { dialect: "postgresql", url, folder: project.folder, env: {}, logger } as const;
    await expect(migrate({ ...start, wait: 0 })).rejects.toMatchObject({ code: "connection-failed" });
    const waiting = migrate({ ...start, wait: 200_000 });
    const { connect } = await import("node:net");
    const door = createServer((asker) => {
      const server = connect(Number(wanted), "localhost");
      asker.on("error", () => server.destroy());
      server.on("error", () => asker.destroy());
      asker.pipe(server).pipe(asker);
    });
    await expect.poll(() => logger.lines.join()).toContain("Waiting for the database");
    door.listen(port, "localhost");
    expect(await waiting).toMatchObject({ to: ["a"] });
    expect(logger.lines).toContainEqual(expect.stringMatching(/^info Waiting for the database/u));
    door.close();
    await project.remove();
  });
});

interface Ended {
  readonly code: number | null;
  readonly output: string;
  readonly error: string;
}

function instance(application: string, project: string): Promise<Ended> {
  return new Promise((done, fail) => {
    const child = spawn(process.execPath, [application, project], {
      stdio: ["ignore", "pipe", "pipe"],
    });
    let [output, error] = ["", ""];
    child.stdout.on("data", (part: Buffer) => (output += part.toString()));
    child.stderr.on("data", (part: Buffer) => (error += part.toString()));
    child.on("error", fail).on("close", (code) => done({ code, output, error }));
  });
}
