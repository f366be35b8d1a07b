import { createHash } from "node:crypto";
import { cpSync, readdirSync, readFileSync, renameSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import Database from "better-sqlite3";
import { drizzle as overSqlite } from "drizzle-orm/better-sqlite3";
import { migrate as migrateSqlite } from "drizzle-orm/better-sqlite3/migrator";
import { drizzle as overPostgres } from "drizzle-orm/postgres-js";
import { migrate as migratePostgres } from "drizzle-orm/postgres-js/migrator";
import { drizzle as overSqliteV1 } from "drizzle-orm-v1/better-sqlite3";
import { migrate as migrateSqliteV1 } from "drizzle-orm-v1/better-sqlite3/migrator";
import postgres from "postgres";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { createStyle } from "../../src/cli/colour.ts";
import { printImport } from "../../src/cli/print/imported.ts";
import { check } from "../../src/commands/check.ts";
import { current } from "../../src/commands/current.ts";
import { downgrade } from "../../src/commands/downgrade.ts";
import { importHistory } from "../../src/commands/import-history.ts";
import { revision } from "../../src/commands/revision.ts";
import { upgrade } from "../../src/commands/upgrade.ts";
import type { Environment } from "../../src/project/environment.ts";
import { createProject, dialects, type Project } from "../support/project.ts";
import { saidInSql } from "../../src/dialects/sql.ts";

const plainStyle = createStyle(false);
const fixtures = resolve(import.meta.dirname, "../fixtures");

/** Put a fixture of drizzle-kit into a project. */
function place(project: Project, fixture: string): void {
  cpSync(join(fixtures, fixture), project.folder, { recursive: true });
  symlinkSync(resolve(import.meta.dirname, "../../node_modules"), join(project.folder, "node_modules"));
}

/** Run the migrations as an application with Drizzle does, so that its own table is written. */
async function runKit(project: Project): Promise<void> {
  const migrationsFolder = join(project.folder, "drizzle");
  if (project.dialect === "sqlite") {
    const client = new Database(project.url.replace("file:", ""));
    migrateSqlite(overSqlite(client), { migrationsFolder });
    client.close();
    return;
  }
  const client = postgres(project.url, { max: 1, onnotice: () => undefined });
  await migratePostgres(overPostgres(client), { migrationsFolder });
  await client.end();
}

function openProject(project: Project): Promise<Environment> {
  return project.open({ schema: "./schema.ts", confirmBreaking: true });
}

async function query(project: Project, sql: string): Promise<readonly Readonly<Record<string, unknown>>[]> {
  return (await openProject(project)).connected(({ connection }) => connection.query(saidInSql(sql)));
}

/** Change kit's journal. */
function editJournal(project: Project, change: (entries: { tag: string; when: number }[]) => void): void {
  const path = join(project.folder, "drizzle/meta/_journal.json");
  const journal = JSON.parse(readFileSync(path, "utf8")) as { entries: { tag: string; when: number }[] };
  change(journal.entries);
  writeFileSync(path, JSON.stringify(journal));
}

describe.each(dialects)("importing a project of drizzle-kit 0.31 on %s", (dialect) => {
  let project: Project;
  beforeEach(async () => {
    project = await createProject(dialect);
    place(project, `drizzle-kit-${dialect}`);
  });
  afterEach(() => project.remove());
  const table = dialect === "sqlite" ? "__drizzle_migrations" : "drizzle.__drizzle_migrations";
  const count = dialect === "sqlite" ? 50 : 14;

  it("goes on where drizzle-kit has left a database", async () => {
    await runKit(project);
    const before = await query(project, `SELECT hash, created_at FROM ${table} ORDER BY created_at`);
    const result = await importHistory(await openProject(project), { from: "drizzle" });
    expect(result).toMatchObject({ pending: [], orphans: [], edited: [], blocked: false, note: "" });
    expect(result.written).toHaveLength(count);
    expect((await current(await openProject(project))).heads).toEqual(result.stamped);
    expect((await check(await openProject(project))).operations).toEqual([]);
    expect(await query(project, `SELECT hash, created_at FROM ${table} ORDER BY created_at`)).toEqual(before);

    const schema = join(project.folder, "schema.ts");
    writeFileSync(
      schema,
      readFileSync(schema, "utf8")
        .replace("export const items0", "export const renewed = items0;\nexport const items0")
        .replace("export const renewed = items0;\n", "")
        .replace(/title: (\w+)\("title"/u, 'added: integer("added"),\n  title: $1("title"'),
    );
    const written = await revision(await openProject(project), { autogenerate: true, message: "go on" });
    expect(written).toMatchObject({
      changes: ["add column items0.added integer"],
      proven: true,
      downRevision: result.stamped?.[0],
    });
    await upgrade(await openProject(project), { target: "heads" });
    expect((await check(await openProject(project))).ok).toBe(true);
  });

  it("builds the same from nothing, and goes all the way down and up again", async () => {
    const result = await importHistory(await openProject(project), { from: "drizzle" });
    expect(result.stamped).toBeNull();
    const forward = result.revisions.filter(({ hasDowngrade }) => !hasDowngrade).map(({ name }) => name);
    expect(forward).toEqual(["0010_fill"]);
    expect((await upgrade(await openProject(project), { target: "heads" })).steps).toHaveLength(count);
    expect((await check(await openProject(project))).ok).toBe(true);
    const fill = result.revisions.find(({ name }) => name === "0010_fill")?.revision ?? "";
    expect(await query(project, "SELECT title FROM items0")).toEqual([{ title: "first; with a semicolon!" }]);
    await downgrade(await openProject(project), { target: fill });
    expect(await query(project, "SELECT title FROM items0")).toHaveLength(1);
    await expect(downgrade(await openProject(project), { target: "base" })).rejects.toThrow("no downgrade");
    const file = result.written.find((path) => path.includes(fill)) ?? "";
    const text = readFileSync(join(project.folder, file), "utf8");
    writeFileSync(join(project.folder, file), `${text}\n-- downgrade\n`);
    await downgrade(await openProject(project), { target: "base" });
    await upgrade(await openProject(project), { target: "heads" });
    await upgrade(await openProject(project), { target: "heads" });
    expect((await check(await openProject(project))).ok).toBe(true);
  });

  it("writes the same files for everybody, and only new ones the second time", async () => {
    await importHistory(await openProject(project), { from: "drizzle" });
    const read = (): Record<string, string> =>
      Object.fromEntries(
        readdirSync(join(project.folder, "revisions")).map((name) => [
          name,
          readFileSync(join(project.folder, "revisions", name), "utf8"),
        ]),
      );
    const first = read();
    renameSync(join(project.folder, "revisions"), join(project.folder, "old"));
    const last =
      readdirSync(join(project.folder, "drizzle"))
        .filter((name) => name.endsWith(".sql"))
        .sort()
        .at(-1)
        ?.replace(".sql", "") ?? "";
    let kept: { tag: string; when: number } | undefined;
    editJournal(project, (entries) => (kept = entries.pop()));
    expect((await importHistory(await openProject(project), { from: "drizzle" })).written).toHaveLength(
      count - 1,
    );
    editJournal(project, (entries) => kept !== undefined && entries.push(kept));
    const again = await importHistory(await openProject(project), { from: "drizzle" });
    expect(again.revisions.filter(({ isNew }) => isNew).map(({ name }) => name)).toEqual([last]);
    expect(read()).toEqual(first);
  });

  it("reports a migration that drizzle-kit has passed over, and stamps once it was run by hand", async () => {
    const late = dialect === "sqlite" ? "0048_step_48" : "0012_step_12";
    let hole: { tag: string; when: number } | undefined;
    editJournal(project, (entries) => {
      hole = entries.splice(
        entries.findIndex(({ tag }) => tag === late),
        1,
      )[0];
    });
    await runKit(project);
    editJournal(project, (entries) => {
      if (hole !== undefined) entries.splice(-1, 0, { ...hole, when: (entries.at(-1)?.when ?? 0) - 1 });
      entries.forEach((entry, idx) => Object.assign(entry, { idx }));
    });
    await runKit(project);
    const result = await importHistory(await openProject(project), { from: "drizzle" });
    expect(result.pending).toMatchObject([{ name: late, isHole: true, isPresent: false }]);
    expect(result).toMatchObject({ blocked: true, stamped: null });
    expect(result.note).toContain(late);
    const sql = readFileSync(join(project.folder, `drizzle/${late}.sql`), "utf8");
    for (const statement of sql.split("--> statement-breakpoint")) await query(project, statement);
    const again = await importHistory(await openProject(project), { from: "drizzle" });
    expect(again).toMatchObject({ blocked: false, pending: [], assumed: [late] });
    expect(printImport(again, plainStyle)).toContain(
      `counted as run since what they do is there:\n  ${late}\n`,
    );
    expect(again.stamped).not.toBeNull();
    expect((await check(await openProject(project))).ok).toBe(true);
  });

  it("leaves migrations pending that were not run yet, and names rows without a file and edited files", async () => {
    const kept: { tag: string; when: number }[] = [];
    editJournal(project, (entries) => kept.push(...entries.splice(-2)));
    await runKit(project);
    editJournal(project, (entries) => entries.push(...kept));
    await query(project, `INSERT INTO ${table} (hash, created_at) VALUES ('${"0".repeat(64)}', 5)`);
    const path = join(project.folder, "drizzle/0000_step_0.sql");
    writeFileSync(path, `-- edited\n${readFileSync(path, "utf8")}`);
    const result = await importHistory(await openProject(project), { from: "drizzle" });
    expect(result.pending.map(({ name, isHole }) => [name, isHole])).toEqual(
      kept.map(({ tag }) => [tag, false]),
    );
    expect(result.orphans).toEqual([`${"0".repeat(64)} of 1970-01-01T00:00:00.005Z`]);
    expect(result.edited).toEqual(["0000_step_0"]);
    const { steps } = await upgrade(await openProject(project), { target: "heads" });
    expect(steps.map(({ message }) => message)).toEqual(kept.map(({ tag }) => tag));
    expect((await check(await openProject(project))).ok).toBe(true);
  });

  it("does not take for done what takes away that which is not there yet, or what cannot be told", async () => {
    const kept: { tag: string; when: number }[] = [];
    editJournal(project, (entries) => kept.push(...entries.splice(1)));
    await runKit(project);
    editJournal(project, (entries) => {
      entries.push(...kept);
      const last = entries.at(-1)?.when ?? 0;
      const more = [
        "CREATE INDEX later ON items0 (title)",
        "DROP INDEX later",
        "UPDATE items0 SET title = title",
      ];
      for (const [index, sql] of more.entries()) {
        writeFileSync(join(project.folder, `drizzle/9${index}_more.sql`), sql);
        entries.push({ tag: `9${index}_more`, when: last + index + 1 });
      }
      entries.forEach((entry, idx) => Object.assign(entry, { idx }));
    });
    const result = await importHistory(await openProject(project), { from: "drizzle" });
    expect(result.pending).toHaveLength(count + 2);
    expect(result.pending.filter(({ isPresent }) => isPresent === true)).toEqual([]);
    await upgrade(await openProject(project), { target: "heads" });
  });

  it("says first that one migration takes the way back from others, and how to have it", async () => {
    const at = 3;
    let broken = "";
    const after: string[] = [];
    editJournal(project, (entries) => {
      broken = entries[at]?.tag ?? "";
      after.push(...entries.slice(at).map(({ tag }) => tag));
    });
    const path = join(project.folder, `drizzle/${broken}.sql`);
    const sound = readFileSync(path, "utf8");
    writeFileSync(path, `SELEC 1;\n--> statement-breakpoint\n${sound}`);
    const dry = await importHistory(await openProject(project), { from: "drizzle", dryRun: true });
    expect(dry.untried).toMatchObject({ name: broken, migrations: after });
    const printed = printImport(dry, plainStyle);
    expect(printed.split("\n")[1]).toMatch(
      new RegExp(
        `^No way back for ${broken} and ${count - at - 1} after it: ${broken} cannot be run .*SELEC.* mend it`,
        "u",
      ),
    );
    expect(printed).not.toContain("Forward only");
    const refused = importHistory(await openProject(project), { from: "drizzle" });
    await expect(refused).rejects.toMatchObject({
      code: "kit-migration-failed",
      details: { name: broken, sql: "SELEC 1" },
    });
    expect(readdirSync(join(project.folder, "revisions"))).toEqual([]);
    const unproven = await importHistory(await openProject(project), { from: "drizzle", proof: false });
    expect(unproven.written).toHaveLength(count);
    for (const written of unproven.written) rmSync(join(project.folder, written));
    writeFileSync(path, sound);
    const sane = await importHistory(await openProject(project), { from: "drizzle" });
    expect(sane.untried).toBeNull();
    expect(printImport(sane, plainStyle).match(/Forward only/gu)).toHaveLength(1);
  });

  it("finds rows by their hash when the journal's times were rewritten", async () => {
    await runKit(project);
    editJournal(project, (entries) => entries.forEach((entry) => (entry.when += 3_600_000)));
    const result = await importHistory(await openProject(project), { from: "drizzle" });
    expect(result).toMatchObject({ pending: [], orphans: [], edited: [] });
    expect(result.stamped).toHaveLength(1);
  });
});

describe("importing on PostgreSQL", () => {
  it("runs a migration that commits a new label before it uses it, without a transaction", async () => {
    const project = await createProject("postgresql");
    try {
      const sql = [
        "CREATE TYPE mood AS ENUM ('sad')",
        "ALTER TYPE mood ADD VALUE 'glad';\nCOMMIT;\nCREATE TABLE a (m mood DEFAULT 'glad');",
      ];
      for (const [idx, text] of sql.entries()) project.write(`drizzle/000${idx}_step.sql`, text);
      const entries = sql.map((_, idx) => ({ idx, tag: `000${idx}_step`, when: 1_700_000_000_000 + idx }));
      project.write("drizzle/meta/_journal.json", JSON.stringify({ entries }));
      const { written } = await importHistory(await openProject(project), { from: "drizzle" });
      expect(readFileSync(join(project.folder, written[1] ?? ""), "utf8")).toMatch(
        /^-- transaction: false$/mu,
      );
      await upgrade(await openProject(project), { target: "head" });
      await query(project, "INSERT INTO a DEFAULT VALUES");
      expect(await query(project, "SELECT m FROM a")).toEqual([{ m: "glad" }]);
    } finally {
      await project.remove();
    }
  });
});

describe("importing on SQLite", () => {
  let project: Project;
  beforeEach(async () => {
    project = await createProject("sqlite");
  });
  afterEach(() => project.remove());

  it("keeps the rows that refer to a table which drizzle-kit recreates", async () => {
    place(project, "drizzle-kit-sqlite");
    const result = await importHistory(await openProject(project), { from: "drizzle" });
    const rebuilds = result.revisions.filter(({ name }) => {
      const sql = readFileSync(join(project.folder, `drizzle/${name}.sql`), "utf8");
      return /PRAGMA foreign_keys=OFF/u.test(sql) && sql.includes("DROP TABLE `items7`");
    });
    const [rebuild] = rebuilds;
    expect(rebuild).toBeDefined();
    await upgrade(await openProject(project), { target: rebuild?.downRevisions[0] ?? "" });
    await query(project, "INSERT INTO items7 (id, title, note8) VALUES (1, 'kept', '')");
    const child = (
      await query(
        project,
        "SELECT m.name FROM sqlite_schema m, pragma_foreign_key_list(m.name) f WHERE f.\"table\" = 'items7'",
      )
    )[0]?.["name"];
    await query(project, `INSERT INTO ${String(child)} (item_id) VALUES (1)`);
    const columns = await query(project, `SELECT name FROM pragma_table_info('${String(child)}')`);
    expect(columns.length).toBeGreaterThan(1);
    await upgrade(await openProject(project), { target: rebuild?.revision ?? "" });
    expect(await query(project, `SELECT item_id FROM ${String(child)}`)).toEqual([{ item_id: 1 }]);
    await downgrade(await openProject(project), { target: "-1" });
    expect(await query(project, `SELECT item_id FROM ${String(child)}`)).toEqual([{ item_id: 1 }]);
  });

  it("reads the folders of drizzle-kit 1.0, with their branches", async () => {
    place(project, "drizzle-kit-v1");
    const client = new Database(project.url.replace("file:", ""));
    migrateSqliteV1(overSqliteV1({ client }), { migrationsFolder: join(project.folder, "drizzle") });
    client.close();
    const result = await importHistory(await openProject(project), { from: "drizzle" });
    const byName = new Map(result.revisions.map((each) => [each.revision, each.name.replace(/^\d+_/u, "")]));
    expect(
      result.revisions.map(({ revision: id, downRevisions }) => [
        byName.get(id),
        downRevisions.map((down) => byName.get(down)),
      ]),
    ).toEqual([
      ["users", []],
      ["mail", ["users"]],
      ["posts", ["mail"]],
      ["tags", ["mail"]],
      ["last", ["posts", "tags"]],
    ]);
    expect(result.stamped?.map((id) => byName.get(id))).toEqual(["last"]);
    expect((await check(await openProject(project))).operations).toEqual([]);
  });

  /** A history of 0.x: statements with the ids of their snapshots and of those they were made upon. */
  function writeHistory(
    ...history: readonly (readonly [sql: string, snapshot?: Readonly<Record<string, unknown>>])[]
  ): void {
    const entries = history.map(([sql, snapshot], idx) => {
      const tag = `${String(idx).padStart(4, "0")}_step`;
      project.write(`drizzle/${tag}.sql`, sql);
      if (snapshot !== undefined)
        project.write(`drizzle/meta/${String(idx).padStart(4, "0")}_snapshot.json`, JSON.stringify(snapshot));
      return { idx, tag, when: 1_700_000_000_000 + idx };
    });
    project.write("drizzle/meta/_journal.json", JSON.stringify({ version: "7", entries }));
  }
  const zero = "00000000-0000-0000-0000-000000000000";

  it.each([
    [
      "text in double quotes in a condition",
      [
        'CREATE TABLE "a" ("x" text, "n" integer)',
        "INSERT INTO a VALUES ('no', 1)",
        'UPDATE "a" SET "x" = "it\'s" WHERE "x" = "no"',
      ],
      [{ x: "it's", n: 1 }],
      "Strings in double quotes are in single quotes now.",
    ],
    [
      "libSQL's ALTER COLUMN, after a statement of the same migration",
      [
        "CREATE TABLE `a` (`x` text, `n` integer)",
        "INSERT INTO a VALUES ('7', 1)",
        'ALTER TABLE `a` ADD `more` text;--> statement-breakpoint\nALTER TABLE `a` ALTER COLUMN "x" TO "x" text NOT NULL DEFAULT \'none\'',
        "INSERT INTO a (n) VALUES (2)",
      ],
      [
        { x: "7", n: 1, more: null },
        { x: "none", n: 2, more: null },
      ],
      "What libSQL's ALTER COLUMN does to a is a rebuild of the table now.",
    ],
    [
      "a COMMIT",
      ["CREATE TABLE a (x text, n integer);\nCOMMIT;\nBEGIN;\nINSERT INTO a VALUES ('COMMIT;', 1);\nEND"],
      [{ x: "COMMIT;", n: 1 }],
      "It ends transactions of its own, and runs without one of the step's.",
    ],
  ])("puts right what would not run: %s", async (_, sql, rows, repair) => {
    writeHistory(...sql.map((text) => [text] as const));
    const result = await importHistory(await openProject(project), { from: "drizzle" });
    expect(result.revisions.flatMap(({ repairs }) => repairs)).toEqual([repair]);
    expect(printImport(result, plainStyle)).toContain(`Put right, so that they run:\n  0`);
    await upgrade(await openProject(project), { target: "head" });
    expect(await query(project, "SELECT * FROM a")).toEqual(rows);
  });

  it("leaves names in double quotes alone, and names what it cannot put right", async () => {
    writeHistory(['CREATE TABLE "a" ("x" text CHECK ("x" <> "y"))'], ['INSERT INTO "b" ("x") VALUES ("x")']);
    await expect(importHistory(await openProject(project), { from: "drizzle" })).rejects.toMatchObject({
      code: "kit-migration-failed",
      details: { name: "0001_step" },
    });
  });

  it("takes a first snapshot whose own id is all zeros for the first, not for nothing", async () => {
    writeHistory(
      ["CREATE TABLE a (x integer)", { id: zero, prevId: "" }],
      ["CREATE TABLE b (x integer)", { id: "1", prevId: zero }],
    );
    const { revisions } = await importHistory(await openProject(project), { from: "drizzle" });
    expect(revisions.map(({ downRevisions }) => downRevisions.length)).toEqual([0, 1]);
  });

  it("has what comes after a migration without a snapshot follow it, whatever its own snapshot was made upon", async () => {
    writeHistory(
      ["CREATE TABLE a (x integer)", { id: "0", prevId: zero }],
      ["CREATE TABLE b (x integer)"],
      ["ALTER TABLE b ADD y integer", { id: "2", prevId: "0" }],
      ["CREATE TABLE c (x integer)", { id: "3", prevId: "2" }],
    );
    const { revisions } = await importHistory(await openProject(project), { from: "drizzle" });
    expect(revisions.map(({ downRevisions }) => downRevisions)).toEqual([
      [],
      ...revisions.slice(0, 3).map((each) => [each.revision]),
    ]);
  });

  it("joins the branches of a history, so that a database that was stamped has one head", async () => {
    const fork = (): void =>
      writeHistory(
        ["CREATE TABLE a (x integer)", { id: "0", prevId: zero }],
        ["CREATE TABLE b (x integer)", { id: "1", prevId: "0" }],
        ["CREATE TABLE c (x integer)", { id: "2", prevId: "0" }],
      );
    fork();
    await runKit(project);
    const result = await importHistory(await openProject(project), { from: "drizzle" });
    expect(result.revisions.at(-1)?.downRevisions).toHaveLength(2);
    expect(result).toMatchObject({ stamped: [result.revisions.at(-1)?.revision], pending: [], note: "" });
    expect(await upgrade(await openProject(project), { target: "head" })).toMatchObject({ steps: [] });
    expect((await importHistory(await openProject(project), { from: "drizzle" })).written).toEqual([]);
    project.revision("mine", null);
    writeHistory(
      ["CREATE TABLE a (x integer)", { id: "0", prevId: zero }],
      ["CREATE TABLE b (x integer)", { id: "1", prevId: "0" }],
      ["CREATE TABLE c (x integer)", { id: "2", prevId: "0" }],
      ["CREATE TABLE d (x integer)", { id: "3", prevId: "2" }],
    );
    const later = await importHistory(await openProject(project), { from: "drizzle" });
    const [added, joins] = later.revisions.slice(-2);
    expect(later.written).toHaveLength(2);
    expect(joins?.downRevisions.toSorted()).toEqual(
      [added?.revision ?? "", result.revisions.at(-1)?.revision ?? ""].toSorted(),
    );
    await upgrade(await openProject(project), { target: "heads" });
    await downgrade(await openProject(project), { target: "base" });
    await upgrade(await openProject(project), { target: "heads" });
  });

  it("needs no drizzle.config that can be loaded when the folder is given", async () => {
    writeHistory(["CREATE TABLE a (x integer)"]);
    project.write(
      "drizzle.config.ts",
      'import { out } from "a-package-that-is-not-there";\nexport default { out };\n',
    );
    const from = await openProject(project);
    await expect(importHistory(from, { from: "drizzle" })).rejects.toMatchObject({ code: "module-failed" });
    const { written } = await importHistory(from, { from: "drizzle", folder: "./drizzle" });
    expect(written).toHaveLength(1);
  });

  it("names what the last snapshot has and no migration makes", async () => {
    writeHistory([
      "CREATE TABLE a (x integer)",
      {
        id: "0",
        prevId: zero,
        tables: {
          a: { name: "a", columns: { x: { name: "x" }, y: { name: "y" } } },
          b: { name: "b", columns: {} },
        },
      },
    ]);
    const result = await importHistory(await openProject(project), { from: "drizzle", dryRun: true });
    expect(result.lacking).toEqual(["column a.y", "table b"]);
    expect(printImport(result, plainStyle)).toContain("made by no migration:\n  column a.y\n  table b\n");
  });

  it("keeps a rename a rename on the way back, and does not take a comment for a part of the file", async () => {
    const sql =
      'CREATE TABLE "a" ("x" integer, "y" text);\n-- downgrade\n--> statement-breakpoint\nINSERT INTO "a" VALUES (1, \'one\');';
    const second =
      "ALTER TABLE `a` RENAME COLUMN `y` TO `z`;--> statement-breakpoint\nALTER TABLE `a` RENAME TO `b`";
    project.write("drizzle/0000_first.sql", sql);
    project.write("drizzle/0001_rename.sql", second);
    const entries = ["0000_first", "0001_rename"].map((tag, idx) => ({
      idx,
      tag,
      when: 1_700_000_000_000 + idx,
    }));
    project.write("drizzle/meta/_journal.json", JSON.stringify({ entries }));
    await importHistory(await openProject(project), { from: "drizzle" });
    await upgrade(await openProject(project), { target: "heads" });
    expect(await query(project, "SELECT x, z FROM b")).toEqual([{ x: 1, z: "one" }]);
    await downgrade(await openProject(project), { target: "-1" });
    expect(await query(project, "SELECT x, y FROM a")).toEqual([{ x: 1, y: "one" }]);
  });

  it("hashes as drizzle-kit does, whatever git did to the line ends", async () => {
    const text = "CREATE TABLE a (\n  x integer\n);\n";
    project.write("drizzle/0000_first.sql", text.replaceAll("\n", "\r\n"));
    project.write(
      "drizzle/meta/_journal.json",
      JSON.stringify({ entries: [{ idx: 0, tag: "0000_first", when: 7 }] }),
    );
    const hash = createHash("sha256").update(text).digest("hex");
    await query(
      project,
      "CREATE TABLE __drizzle_migrations (id SERIAL PRIMARY KEY, hash text NOT NULL, created_at numeric)",
    );
    await query(project, `INSERT INTO __drizzle_migrations (hash, created_at) VALUES ('${hash}', 99)`);
    await query(project, text);
    expect((await importHistory(await openProject(project), { from: "drizzle" })).stamped).toHaveLength(1);
  });

  it("touches nothing on a dry run, and says what is wrong with a folder", async () => {
    await expect(importHistory(await openProject(project), { from: "drizzle" })).rejects.toMatchObject({
      code: "no-kit-folder",
    });
    await expect(importHistory(await openProject(project), { from: "flyway" })).rejects.toMatchObject({
      code: "unknown-history",
    });
    project.write(
      "drizzle/meta/_journal.json",
      JSON.stringify({ entries: [{ idx: 0, tag: "0000_gone", when: 7 }] }),
    );
    await expect(importHistory(await openProject(project), { from: "drizzle" })).rejects.toMatchObject({
      code: "bad-kit-file",
    });
    place(project, "drizzle-kit-v1");
    project.write("other/20250101000000_a/migration.sql", "CREATE TABLE a (x integer);");
    const dry = await importHistory(await openProject(project), {
      from: "drizzle",
      folder: "other",
      dryRun: true,
    });
    expect(dry).toMatchObject({ written: [], stamped: null, dryRun: true });
    expect(readdirSync(join(project.folder, "revisions"))).toEqual([]);
  });
});
