import { mkdirSync, symlinkSync, writeFileSync } from "node:fs";
import { join, resolve as pathOf } from "node:path";
import driver from "postgres";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { adopt } from "../../src/commands/adopt.ts";
import { create } from "../../src/commands/create.ts";
import { importHistory, type ImportResult } from "../../src/commands/import-history.ts";
import { importTable } from "../../src/commands/import-table.ts";
import { migrate } from "../../src/commands/migrate.ts";
import { restore } from "../../src/commands/restore.ts";
import { check } from "../../src/commands/check.ts";
import { current } from "../../src/commands/current.ts";
import { diff } from "../../src/commands/diff.ts";
import { doctor } from "../../src/commands/doctor.ts";
import { downgrade } from "../../src/commands/downgrade.ts";
import { ensureVersion } from "../../src/commands/ensure-version.ts";
import { heads } from "../../src/commands/heads.ts";
import { history } from "../../src/commands/history.ts";
import { lint } from "../../src/commands/lint.ts";
import { log } from "../../src/commands/log.ts";
import { pull } from "../../src/commands/pull.ts";
import { resolve } from "../../src/commands/resolve.ts";
import { revision } from "../../src/commands/revision.ts";
import { squash } from "../../src/commands/squash.ts";
import { stamp } from "../../src/commands/stamp.ts";
import { unlock } from "../../src/commands/unlock.ts";
import { upgrade } from "../../src/commands/upgrade.ts";
import type { Environment } from "../../src/project/environment.ts";
import { createProject, type Project } from "../support/project.ts";

/** The rights of a role, as docs/production.md lists them. */
const rights = {
  owner: "GRANT USAGE, CREATE ON SCHEMA public TO @role",
  keeper: "GRANT @owner TO @role; GRANT CREATE ON DATABASE @database TO @role",
  reader: "GRANT SELECT ON mig_version, mig_journal TO @role",
  checker: "GRANT pg_read_all_data TO @role; GRANT TEMPORARY ON DATABASE @database TO @role",
  importer: "GRANT @owner TO @role; GRANT CREATE ON DATABASE @database TO @role; ALTER ROLE @role CREATEDB",
  author:
    "GRANT pg_read_all_data TO @role; GRANT TEMPORARY ON DATABASE @database TO @role; ALTER ROLE @role CREATEDB",
} as const;
type Role = keyof typeof rights;

type Command = (mig: Environment) => Promise<unknown>;

/** Take over what drizzle-kit has run as the same role, which made its schema then. */
const importsKit = async (mig: Environment): Promise<ImportResult> => {
  await mig.connected(({ connection }) =>
    connection.query(`CREATE SCHEMA drizzle; CREATE TABLE c (n integer);
      CREATE TABLE drizzle.__drizzle_migrations (id serial PRIMARY KEY, hash text NOT NULL, created_at bigint);
      INSERT INTO drizzle.__drizzle_migrations (hash, created_at) VALUES ('x', 1700000000000)`),
  );
  const folder = join(mig.settings.root, "drizzle");
  mkdirSync(join(folder, "meta"), { recursive: true });
  const entries = [{ idx: 0, version: "7", when: 1700000000000, tag: "0000_c", breakpoints: true }];
  writeFileSync(
    join(folder, "meta/_journal.json"),
    JSON.stringify({ version: "7", dialect: "postgresql", entries }),
  );
  writeFileSync(join(folder, "0000_c.sql"), "CREATE TABLE c (n integer);");
  return importHistory(mig, { from: "drizzle", folder });
};

/** What each role is enough for, where `a` is applied, `b` is not, and the schema is that of `a`. */
const enough: Readonly<Record<Role, Readonly<Record<string, Command>>>> = {
  owner: {
    upgrade: (mig) => upgrade(mig, { target: "heads" }),
    "downgrade to base": (mig) => downgrade(mig, { target: "base" }),
    stamp: (mig) => stamp(mig, { targets: ["b"] }),
    "resolve --applied": (mig) => resolve(mig, { revision: "b", as: "applied" }),
    "ensure-version": (mig) => ensureVersion(mig),
    unlock: (mig) => unlock(mig),
    "migrate()": ({ settings }) =>
      migrate({
        url: String(settings.url),
        dialect: "postgresql",
        revisions: join(settings.root, "revisions"),
      }),
    "import table": async (mig) => {
      await mig.connected(({ connection }) =>
        connection.query(
          "DROP TABLE mig_version, mig_journal; CREATE TABLE alembic_version (version_num text); INSERT INTO alembic_version VALUES ('a')",
        ),
      );
      expect(await importTable(mig, { table: "alembic_version" })).toMatchObject({
        blocked: false,
        note: "",
      });
    },
    "create, on an empty database": async (mig) => {
      await mig.connected(({ connection }) =>
        connection.query("DROP TABLE t, mig_version, mig_journal CASCADE"),
      );
      expect((await create(mig)).steps).toHaveLength(2);
    },
  },
  keeper: {
    "import drizzle, which it cannot try": async (mig) =>
      expect((await importsKit(mig)).untried?.migrations).toHaveLength(1),
    "downgrade with a backup, and restore": async (mig) => {
      await downgrade(mig, { target: "base" });
      expect((await restore(mig)).to).toEqual(["a"]);
    },
  },
  importer: {
    "import drizzle": async (mig) =>
      expect(await importsKit(mig)).toMatchObject({ untried: null, blocked: false }),
  },
  reader: {
    current: (mig) => current(mig),
    history: (mig) => history(mig, { indicateCurrent: true }),
    heads: (mig) => heads(mig),
    log: (mig) => log(mig),
    doctor: (mig) => doctor(mig),
    "upgrade that has nothing to do": (mig) => upgrade(mig, { target: "a" }),
    "upgrade --dry-run": (mig) => upgrade(mig, { target: "heads", dryRun: true }),
    "downgrade --dry-run": (mig) => downgrade(mig, { target: "base", dryRun: true }),
  },
  checker: {
    check: (mig) => check(mig),
    diff: (mig) => diff(mig),
    pull: (mig) => pull(mig, { dryRun: true }),
    "revision --autogenerate, which it cannot prove": async (mig) =>
      expect(await revision(mig, { message: "next", autogenerate: true })).toMatchObject({ proven: false }),
    "revision --autogenerate --no-proof": (mig) =>
      revision(mig, { message: "next", autogenerate: true, proof: false }),
  },
  author: {
    "revision --autogenerate": async (mig) =>
      expect(await revision(mig, { message: "next", autogenerate: true })).toMatchObject({ proven: true }),
    lint: (mig) => lint(mig),
    squash: (mig) => squash(mig, { range: "a:b" }),
    "adopt --dry-run": (mig) => adopt(mig, { dryRun: true, again: true }),
  },
};

/** What a role is not enough for, and what it is told. */
const lacking: readonly (readonly [role: Role, command: string, run: Command, hint: RegExp])[] = [
  ["reader", "upgrade", enough.owner["upgrade"] as Command, /lacks a right/u],
  ["reader", "downgrade", enough.owner["downgrade to base"] as Command, /lacks a right/u],
  ["reader", "stamp", enough.owner["stamp"] as Command, /lacks a right/u],
  ["reader", "check", enough.checker["check"] as Command, /lacks a right/u],
  ["checker", "squash", enough.author["squash"] as Command, /CREATEDB/u],
];

describe("a role", () => {
  let project: Project;
  let admin: driver.Sql;
  const nameOf = (role: Role): string => `rights_${role}_${process.pid}`;
  const as = async (role: Role): Promise<Environment> => {
    const url = new URL(project.url);
    url.username = nameOf(role);
    url.password = "secret";
    return project.open({
      url: url.href,
      schema: "./schema.ts",
      confirmBreaking: true,
      backup: role === "keeper",
    });
  };
  const give = async (role: Role): Promise<void> => {
    const database = new URL(project.url).pathname.slice(1);
    await admin.unsafe(`CREATE ROLE ${nameOf(role)} LOGIN PASSWORD 'secret'`);
    await admin.unsafe(
      rights[role]
        .replaceAll("@role", nameOf(role))
        .replaceAll("@owner", nameOf("owner"))
        .replaceAll("@database", database),
    );
  };
  let roles: Role[] = [];
  beforeEach(async () => {
    project = await createProject("postgresql");
    admin = driver(project.url, { max: 1, onnotice: () => undefined });
    const database = new URL(project.url).pathname.slice(1);
    await admin.unsafe(
      `REVOKE ALL ON SCHEMA public FROM PUBLIC; GRANT USAGE ON SCHEMA public TO PUBLIC; REVOKE TEMPORARY ON DATABASE ${database} FROM PUBLIC`,
    );
    symlinkSync(pathOf(import.meta.dirname, "../../node_modules"), join(project.folder, "node_modules"));
    project.write(
      "schema.ts",
      `import { integer, pgTable } from "drizzle-orm/pg-core";
import { sql } from "drizzle-orm";
export const t = pgTable("t", { n: integer().default(sql\`1 + 1 + 0\`) });`,
    );
    project.revision(
      "a",
      null,
      `export async function upgrade(op) { await op.createTable({ name: "t", columns: [{ name: "n", type: "integer", default: "1 + 1" }] }); }
export async function downgrade(op) { await op.dropTable("t"); }`,
    );
    roles = ["owner"];
    await give("owner");
    await upgrade(await as("owner"), { target: "heads" });
  });
  afterEach(async () => {
    for (const role of roles)
      await admin.unsafe(`DROP OWNED BY ${nameOf(role)} CASCADE; DROP ROLE ${nameOf(role)}`);
    await admin.end();
    await project.remove();
  });
  const ready = async (role: Role, command: string): Promise<Environment> => {
    if (role !== "owner") {
      roles.push(role);
      await give(role);
    }
    if (!command.startsWith("revision"))
      project.revision(
        "b",
        "a",
        `export async function upgrade(op) { await op.addColumn("t", { name: "m", type: "integer" }); }
export async function downgrade(op) { await op.dropColumn("t", "m"); }`,
      );
    return as(role);
  };

  it.each(
    Object.entries(enough).flatMap(([role, commands]) =>
      Object.entries(commands).map(([command, run]) => [role as Role, command, run] as const),
    ),
  )("that has the rights of the %s, and no others, may run %s", async (role, command, run) => {
    await expect(ready(role, command).then(run)).resolves.not.toThrow();
  });

  it.each(lacking)(
    "that has the rights of the %s is told what it lacks for %s",
    async (role, command, run, hint) => {
      const before = await admin.unsafe("SELECT count(*)::integer AS n FROM mig_journal");
      await expect(run(await ready(role, command))).rejects.toMatchObject({
        hint: expect.stringMatching(hint) as string,
      });
      expect(await admin.unsafe("SELECT count(*)::integer AS n FROM mig_journal")).toEqual(before);
      expect(await admin.unsafe("SELECT version_num FROM mig_version")).toEqual([{ version_num: "a" }]);
    },
  );
});
