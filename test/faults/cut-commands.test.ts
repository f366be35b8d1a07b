import { readdirSync, readFileSync, rmSync } from "node:fs";

import { join } from "node:path";
import postgres from "postgres";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { adopt } from "../../src/commands/adopt.ts";
import { create } from "../../src/commands/create.ts";
import { importHistory } from "../../src/commands/import-history.ts";
import { importTable } from "../../src/commands/import-table.ts";
import { log } from "../../src/commands/log.ts";
import { migrate } from "../../src/commands/migrate.ts";
import { resolve } from "../../src/commands/resolve.ts";
import { restore } from "../../src/commands/restore.ts";
import { squash } from "../../src/commands/squash.ts";
import { upgrade } from "../../src/commands/upgrade.ts";
import { MigError } from "../../src/core/errors.ts";
import type { Environment } from "../../src/project/environment.ts";
import { saidInSql } from "../../src/dialects/sql.ts";
import { createProject, type Project } from "../support/project.ts";
import { openWire, type CutPoint } from "../support/wire.ts";

/** A command whose connection is cut. */
interface Row {
  readonly name: string;
  /** What the database has before it. */
  readonly before: readonly string[] | ((project: Project) => Promise<void>);
  readonly run: (mig: Environment, url: string, project: Project) => Promise<unknown>;
  /** It says that it could not look at the database, and is to be run again then. */
  readonly says?: boolean;
  /** Codes with which another run may say that all is done. */
  readonly done?: readonly string[];
}

const tables = ["CREATE TABLE a (n integer)", "INSERT INTO a VALUES (1)", "CREATE TABLE b (n integer)"];
const yes = { confirmBreaking: true };
/** A backup is a schema of copies then: what psql says is not cut here. */
const withoutPrograms = { PATH: "/nowhere" };

const rows: readonly Row[] = [
  { name: "create", before: [], run: (mig) => create(mig), done: ["not-empty"] },
  { name: "adopt", before: tables, run: (mig) => adopt(mig, { stamp: true }) },
  {
    name: "import table",
    before: [
      ...tables,
      "CREATE TABLE old (id serial, name text, status text, creation_date timestamp)",
      "INSERT INTO old (name, status) VALUES ('r1', 'applied'), ('r2', 'applied')",
    ],
    run: (mig) => importTable(mig, { table: "old" }),
  },
  {
    name: "import drizzle",
    says: true,
    before: [
      "DROP SCHEMA IF EXISTS drizzle CASCADE",
      "CREATE SCHEMA drizzle",
      "CREATE TABLE c (n integer)",
      "CREATE TABLE drizzle.__drizzle_migrations (id serial PRIMARY KEY, hash text NOT NULL, created_at bigint)",
      "INSERT INTO drizzle.__drizzle_migrations (hash, created_at) VALUES ('x', 1700000000000)",
    ],
    run: (mig) => importHistory(mig, { from: "drizzle", folder: "drizzle" }),
  },
  {
    name: "resolve",
    before: async (project) => void (await upgrade(await project.open(yes), { target: "r1" })),
    run: (mig) => resolve(mig, { revision: "r2", as: "applied" }),
  },
  {
    name: "restore",
    before: async (project) => {
      await upgrade(await project.open(yes), { target: "r1" });
      await upgrade(await project.open({ ...yes, backup: true }, { env: withoutPrograms }), { target: "r2" });
    },
    run: (mig) => restore(mig),
  },
  {
    name: "squash",
    before: [],
    run: (mig) => squash(mig, { range: ":r2", revisionId: "both" }),
    done: ["*"],
  },
  {
    name: "migrate() by a url",
    before: [],
    run: (_mig, url, project) => migrate({ dialect: "postgresql", url, folder: project.folder, env: {} }),
  },
  {
    name: "migrate() by the application's client",
    before: [],
    async run(_mig, url, project) {
      const client = postgres(url, { max: 2, connect_timeout: 2, onnotice: () => undefined });
      try {
        return await migrate({
          client,
          folder: project.folder,
          revisions: "./revisions",
          env: {},
          wait: 5000,
        });
      } finally {
        await client.end({ timeout: 1 });
      }
    },
  },
];

/** A few points in every run; all of them where others are drawn. */
const points = process.env["MIG_TEST_SEED"] === undefined ? 8 : Number.POSITIVE_INFINITY;

const unhandled: unknown[] = [];
const note = (reason: unknown): void => {
  // What postgres.js asks for itself over an application's own client fails without anybody to hear it, with or without us.
  const asked = (reason as { readonly query?: unknown } | null)?.query;
  if (typeof asked !== "string" || !asked.includes("typarray")) unhandled.push(reason);
};

describe("a connection that is cut during", () => {
  let project: Project;
  beforeAll(async () => {
    process.on("unhandledRejection", note).on("uncaughtException", note);
    project = await createProject("postgresql");
    project.write(
      "drizzle/meta/_journal.json",
      JSON.stringify({
        version: "7",
        dialect: "postgresql",
        entries: [{ idx: 0, version: "7", when: 1700000000000, tag: "0000_c", breakpoints: true }],
      }),
    );
    project.write("drizzle/0000_c.sql", "CREATE TABLE c (n integer);");
  });
  afterAll(async () => {
    process.off("unhandledRejection", note).off("uncaughtException", note);
    await project.remove();
  });
  const revisions = (): string => join(project.folder, "revisions");
  const start = async ({ before }: Row): Promise<void> => {
    for (const file of readdirSync(revisions())) rmSync(join(revisions(), file));
    project.revision(
      "r1",
      null,
      `export async function upgrade(op) {
  await op.createTable({ name: "a", columns: [{ name: "n", type: "integer" }] });
  await op.execute("INSERT INTO a VALUES (1)");
}
export async function downgrade(op) { await op.dropTable("a"); }`,
    );
    project.revision(
      "r2",
      "r1",
      `export async function upgrade(op) { await op.createTable({ name: "b", columns: [{ name: "n", type: "integer" }] }); }
export async function downgrade(op) { await op.dropTable("b"); }`,
    );
    await (
      await project.open()
    ).connected(async ({ connection }) => {
      await connection.query("DROP SCHEMA public CASCADE; CREATE SCHEMA public");
      const found = await connection.query(
        "SELECT nspname AS name FROM pg_namespace WHERE nspname LIKE 'mig_backup%'",
      );
      for (const { name } of found) await connection.query(saidInSql(`DROP SCHEMA ${String(name)} CASCADE`));
      for (const sql of typeof before === "function" ? [] : before) await connection.query(saidInSql(sql));
    });
    if (typeof before === "function") await before(project);
  };
  /** What is there at the end: the files by their names, the heads, the tables, how each line of the journal has ended. */
  const state = async (): Promise<object> => {
    const mig = await project.open();
    const { entries } = await log(mig);
    const texts = readdirSync(revisions())
      .sort()
      .map((file) => [
        file.replace(/^[0-9a-f]{12}/u, "id"),
        readFileSync(join(revisions(), file), "utf8").length,
      ]);
    return mig.connected(async ({ connection, versionTable }) => ({
      texts,
      heads: (await versionTable.read(connection)).map((head) => head.replace(/^[0-9a-f]{12}$/u, "id")),
      tables: [
        ...(await connection.query(
          "SELECT relname AS name FROM pg_class WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace ORDER BY 1",
        )),
      ].map(({ name }) => name),
      open: entries.filter(({ status }) => status === "running"),
    }));
  };
  const attempt = async (row: Row, point: CutPoint | null) => {
    const wire = await openWire(project.url, point);
    const mig = await project.open({ url: wire.url, ...yes }, { env: withoutPrograms });
    let timer: NodeJS.Timeout | undefined;
    const late = new Promise<string>((done) => (timer = setTimeout(() => done("hangs"), 120_000)));
    const outcome = await Promise.race([
      late,
      row.run(mig, wire.url, project).then(
        () => "done",
        (error: unknown) => error,
      ),
    ]);
    clearTimeout(timer);
    const messages = wire.messages();
    await wire.close();
    return { outcome, messages };
  };

  it.each(rows)("$name is an error that can be caught, and the next run finishes", async (row) => {
    await start(row);
    const { outcome, messages } = await attempt(row, null);
    expect(outcome).toBe("done");
    const faultless = await state();
    const all: CutPoint[] = [];
    for (const direction of ["client", "server"] as const)
      for (let message = 1; message <= messages[direction]; message += 1)
        for (const when of ["before", "after"] as const)
          all.push({ direction, message, when, how: all.length % 3 === 0 ? "close" : "reset" });
    const share = Math.max(1, all.length / points);
    const tried = all.filter((_, index) => Math.floor(index / share) !== Math.floor((index - 1) / share));
    for (const point of tried) {
      await start(row);
      const where = JSON.stringify(point);
      const { outcome: first } = await attempt(row, point);
      if (first !== "done") expect(first, where).toBeInstanceOf(MigError);
      if (first !== "done" || row.says === true) {
        const { outcome: second } = await attempt(row, null);
        if (second !== "done") {
          expect(second, where).toBeInstanceOf(MigError);
          expect(row.done, where).toContain((second as MigError).code);
        }
      }
      expect(await state(), where).toEqual(faultless);
    }
    expect(unhandled).toEqual([]);
  });
});
