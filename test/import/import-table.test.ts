import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { createStyle } from "../../src/cli/colour.ts";
import { printTableImport } from "../../src/cli/print/imported-table.ts";
import { adopt } from "../../src/commands/adopt.ts";
import { current } from "../../src/commands/current.ts";
import { migrate, type StartResult } from "../../src/commands/migrate.ts";
import { importTable } from "../../src/commands/import-table.ts";
import { stamp } from "../../src/commands/stamp.ts";
import { upgrade } from "../../src/commands/upgrade.ts";
import type { DatabaseConfig } from "../../src/settings/config.ts";
import type { JournalEntry } from "../../src/records/journal.ts";
import { createProject, dialects, type Project } from "../support/project.ts";
import { saidInSql } from "../../src/dialects/sql.ts";

describe.each(dialects)("the table of another tool on %s", (dialect) => {
  let project: Project;
  beforeEach(async () => {
    project = await createProject(dialect);
    const make = (table: string): string =>
      `export async function upgrade(op) { await op.createTable({ name: "${table}", columns: [{ name: "id", type: "integer" }] }); }`;
    project.revision("001", null, make("projects"));
    project.write(
      "revisions/002_20240101_add__title__in__projects.ts",
      `/** the second */\nexport const revision = "002"; export const downRevision = "001";\n${make("titles")}\nexport async function downgrade() {}`,
    );
    project.revision("4d1e043b4254", "002", make("units"));
    project.revision("004", "4d1e043b4254", make("agents"));
  });
  afterEach(() => project.remove());

  const counted = dialect === "sqlite" ? "integer PRIMARY KEY AUTOINCREMENT" : "serial PRIMARY KEY";
  const time = dialect === "sqlite" ? "datetime" : "timestamp";
  const old = (name: string, rows: readonly (readonly [string, string, string | null])[]): string[] => [
    `CREATE TABLE ${name} (id ${counted}, name text NOT NULL, status text NOT NULL, error_message text, creation_date ${time})`,
    ...rows.map(
      ([migration, status, error], index) =>
        `INSERT INTO ${name} (name, status, error_message, creation_date) VALUES ('${migration}', '${status}', ${error === null ? "NULL" : `'${error}'`}, '2024-01-0${index + 1} 10:00:00')`,
    ),
  ];
  const there = ["projects", "titles", "units"].map((name) => `CREATE TABLE ${name} (id integer)`);
  const byHand = async (...statements: string[]): Promise<void> =>
    (await project.open()).connected(async ({ connection }) => {
      for (const sql of statements) await connection.query(saidInSql(sql));
    });
  const ask = async (sql: string): Promise<readonly unknown[]> =>
    (await project.open()).connected(({ connection }) => connection.query(saidInSql(sql)));
  const log = async (config: DatabaseConfig = {}): Promise<readonly JournalEntry[]> =>
    (await project.open(config)).connected(({ connection, journal }) =>
      journal.read(connection, { limit: null, status: null }),
    );
  const tables = async (): Promise<readonly string[]> =>
    (await project.open()).connected(async (database) =>
      (
        await database.dialect.introspect(database.connection, { ...database.scope, ownTables: [] })
      ).tables.map(({ name }) => name),
    );
  const ours = { journalTable: "migrations" };
  const rows = [
    ["001", "applied", null],
    ["20240101_add__title__in__projects", "errored", "no such table: project"],
    ["20240101_add__title__in__projects", "applied", null],
    ["4d1e043b4254_.ts", "applied", null],
    ["0004", "errored", "disk full"],
  ] as const;

  it("is refused under our name before anything is made, and carried over by one command", async () => {
    await byHand(...there, ...old("migrations", rows));
    const refused = expect.objectContaining({
      code: "foreign-table",
      hint: expect.stringContaining("mig import table migrations"),
    });
    await expect(upgrade(await project.open(ours), { target: "heads" })).rejects.toMatchObject({
      code: "unmanaged-database",
      hint: expect.stringContaining("mig import table migrations"),
    });
    await expect(upgrade(await project.open(ours), { target: "heads", adopt: true })).rejects.toEqual(
      refused,
    );
    await expect(stamp(await project.open(ours), { targets: ["001"] })).rejects.toEqual(refused);
    await expect(adopt(await project.open(ours))).rejects.toEqual(refused);
    await expect(log(ours)).rejects.toEqual(refused);
    await expect(current(await project.open({ versionTable: "migrations" }))).rejects.toEqual(refused);
    expect((await tables()).toSorted()).toEqual(["migrations", "projects", "titles", "units"]);

    const dry = await importTable(await project.open(ours), { table: "migrations", dryRun: true });
    expect(dry).toMatchObject({ stamped: ["4d1e043b4254"], keptAs: "migrations_before_mig", blocked: false });
    expect(await tables()).toContain("migrations");
    const result = await importTable(await project.open(ours), { table: "migrations" });
    expect(result).toEqual({ ...dry, dryRun: false });
    expect(result.rows.map(({ revision, by }) => [revision, by])).toEqual([
      ["001", "id"],
      ["002", "slug"],
      ["002", "slug"],
      ["4d1e043b4254", "file"],
      ["004", "number"],
    ]);
    expect(printTableImport(result, createStyle(false))).toContain("is kept as migrations_before_mig");
    expect(await ask("SELECT name FROM migrations_before_mig")).toHaveLength(5);
    expect(await log(ours)).toMatchObject([
      { revision: "001", status: "applied", startedAt: "2024-01-01T10:00:00.000Z" },
      { revision: "002", status: "errored", errorMessage: "no such table: project" },
      { revision: "002", status: "applied", finishedAt: "2024-01-03T10:00:00.000Z", errorMessage: null },
      { revision: "4d1e043b4254", direction: "upgrade", status: "applied" },
      { revision: "004", status: "errored", errorMessage: "disk full" },
    ]);

    const { from, steps } = await upgrade(await project.open(ours), { target: "heads" });
    expect([from, steps.map(({ revision }) => revision)]).toEqual([["4d1e043b4254"], ["004"]]);
    expect(await importTable(await project.open(ours), { table: "migrations_before_mig" })).toMatchObject({
      blocked: true,
      note: "The database is managed already: it is at 004.",
    });
  });

  it("is not taken over alone where it is drizzle-kit's", async () => {
    await byHand(...there, "CREATE TABLE __drizzle_migrations (id integer, hash text, created_at numeric)");
    await expect(upgrade(await project.open(), { target: "heads" })).rejects.toMatchObject({
      code: "unmanaged-database",
      hint: expect.stringContaining("`mig import drizzle` takes it over"),
    });
  });

  it("stays as it is under a name of its own, and a run over it says what to do", async () => {
    await byHand(...there, ...old("schema_migrations", rows));
    await expect(upgrade(await project.open(), { target: "heads" })).rejects.toMatchObject({
      code: "unmanaged-database",
      hint: expect.stringContaining("mig import table schema_migrations"),
    });
    expect(await importTable(await project.open(), { table: "schema_migrations" })).toMatchObject({
      keptAs: null,
      stamped: ["4d1e043b4254"],
    });
    expect(await ask("SELECT name FROM schema_migrations")).toHaveLength(5);
    expect((await current(await project.open())).heads).toEqual(["4d1e043b4254"]);
  });

  it.each([
    [
      "a name of no revision",
      [["020_gone", "applied", null]],
      { unmapped: [{ name: "020_gone", candidates: [] }] },
    ],
    [
      "two names of one revision",
      [
        ["001", "applied", null],
        ["1", "applied", null],
      ],
      { unmapped: [{ name: "1", candidates: ["001"] }] },
    ],
    [
      "a hole below what was run, and nothing of it there",
      [
        ["001", "applied", null],
        ["004", "applied", null],
      ],
      { missing: ["002", "4d1e043b4254"] },
    ],
  ] as const)("is listed and left alone with %s", async (_, given, found) => {
    await byHand("CREATE TABLE projects (id integer)", ...old("migrations", given));
    await expect(
      upgrade(await project.open(ours), { target: "heads", importTable: "migrations" }),
    ).rejects.toMatchObject({
      code: "unclear-old-table",
      exitCode: 3,
      message: expect.stringMatching(/it has (?:020_gone|1), for|says that 002, 4d1e043b4254 were run/u),
    });
    expect(await importTable(await project.open(ours), { table: "migrations" })).toMatchObject({
      ...found,
      stamped: null,
      blocked: true,
    });
    expect((await tables()).toSorted()).toEqual(["migrations", "projects"]);
  });

  it.each([
    ["below what was run", [["002", "applied", null]], "002"],
    ["where nothing else was run", [], "001"],
    ["below what failed", [["002", "errored", "no such column"]], "001"],
  ] as const)(
    "need not name what made the first tables, where these are there: %s",
    async (_, given, head) => {
      await byHand(...there.slice(0, head === "002" ? 2 : 1), ...old("migrations", given));
      const result = await importTable(await project.open(ours), { table: "migrations" });
      expect(result).toMatchObject({ shown: ["001"], missing: [], stamped: [head], blocked: false });
      expect(printTableImport(result, createStyle(false))).toContain(
        "001 is not in it, and all that it makes is there",
      );
      expect(await log(ours)).toMatchObject([
        { revision: "001", direction: "adopt", status: "applied" },
        ...given.map(([revision, status]) => ({ revision, direction: "upgrade", status })),
      ]);
      expect((await upgrade(await project.open(ours), { target: "heads" })).from).toEqual([head]);
    },
  );

  it("is taken over by the first of many starts, and passed by afterwards", async () => {
    await byHand(...there, ...old("migrations", rows));
    const start = (): Promise<StartResult> =>
      migrate({
        dialect,
        url: project.url,
        revisions: "./revisions",
        folder: project.folder,
        ...ours,
        importTable: "migrations",
        env: {},
      });
    const planned = await upgrade(await project.open(ours), {
      target: "heads",
      importTable: "migrations",
      dryRun: true,
    });
    expect([planned.from, planned.to]).toEqual([["4d1e043b4254"], ["004"]]);
    expect(await tables()).toContain("migrations");
    const starts = await Promise.all([start(), start(), start()]);
    expect(starts.flatMap(({ steps }) => steps.map(({ revision }) => revision))).toEqual(["004"]);
    expect((await start()).steps).toEqual([]);
    expect(await log(ours)).toHaveLength(6);
  });

  it("is not missed at the start of a new installation, where mig adopt has the word, or behind --sql", async () => {
    const first = { target: "heads", importTable: "migrations" };
    expect((await upgrade(await project.open(ours), first)).to).toEqual(["004"]);
    await byHand("DELETE FROM mig_version");
    expect((await upgrade(await project.open(ours), { ...first, adopt: true })).from).toEqual(["004"]);
    await expect(upgrade(await project.open(ours), { ...first, sql: true })).rejects.toMatchObject({
      code: "bad-usage",
    });
  });

  it("of Alembic gives its heads, when they are revisions of this project", async () => {
    await byHand(
      ...there,
      "CREATE TABLE alembic_version (version_num varchar(32) NOT NULL PRIMARY KEY)",
      "INSERT INTO alembic_version VALUES ('9f1c2d3e4b5a')",
    );
    expect(await importTable(await project.open(), { table: "alembic_version" })).toMatchObject({
      kind: "heads",
      unmapped: [{ name: "9f1c2d3e4b5a" }],
      blocked: true,
    });
    await byHand("UPDATE alembic_version SET version_num = '4d1e043b4254'");
    expect(
      await importTable(await project.open({ versionTable: "alembic_version" }), {
        table: "alembic_version",
      }),
    ).toMatchObject({ blocked: false, stamped: null, note: expect.stringContaining("used as it is") });
    expect(await importTable(await project.open(), { table: "alembic_version" })).toMatchObject({
      stamped: ["4d1e043b4254"],
      keptAs: null,
    });
    expect(await log()).toMatchObject([{ revision: "4d1e043b4254", direction: "adopt", status: "applied" }]);
    expect((await upgrade(await project.open(), { target: "heads" })).steps).toHaveLength(1);
  });

  it("is found where the search path of the role leads", async ({ skip }) => {
    skip(dialect === "sqlite", "SQLite has no search path");
    await byHand(
      "CREATE SCHEMA app",
      ...old("app.migrations", rows),
      "DO $$ BEGIN EXECUTE format('ALTER DATABASE %I SET search_path = app', current_database()); END $$",
    );
    expect(await importTable(await project.open(ours), { table: "migrations" })).toMatchObject({
      table: "migrations",
      keptAs: "migrations_before_mig",
      stamped: ["4d1e043b4254"],
    });
    expect(await log(ours)).toHaveLength(5);
  });

  it.each([
    ["drizzle-kit's", "hash text, created_at bigint", "table-of-drizzle-kit"],
    ["no names", "amount integer, paid integer", "unknown-history-table"],
    [
      "our own journal",
      "revision text, direction text, status text, tool_version text",
      "unknown-history-table",
    ],
  ])("is named for what it is where it has %s columns", async (_, columns, code) => {
    await byHand(`CREATE TABLE other (${columns})`);
    await expect(importTable(await project.open(), { table: "other" })).rejects.toMatchObject({ code });
  });

  it.each([
    ["an unknown status", "name text, status text", "'001', 'reverted'", "unknown-history-table"],
    [
      "a success that is a number",
      "version text, success integer, installed_on integer",
      "'1', 1, 1704103200",
      null,
    ],
    [
      "a time called applied",
      "app text, name text, applied timestamp",
      "'a', '001', '2024-01-01 10:00:00'",
      null,
    ],
    ["a path for a name", "filename text", "'db/migrations/001_first.js'", null],
  ])("is read with %s", async (_, columns, values, code) => {
    await byHand(`CREATE TABLE other (${columns})`, `INSERT INTO other VALUES (${values})`);
    const taken = importTable(await project.open(), { table: "other" });
    if (code !== null) return expect(taken).rejects.toMatchObject({ code });
    return expect(taken).resolves.toMatchObject({ stamped: ["001"] });
  });
});
