import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it, onTestFinished } from "vitest";
import { check } from "../../src/commands/check.ts";
import { downgrade } from "../../src/commands/downgrade.ts";
import { revision, type RevisionResult } from "../../src/commands/revision.ts";
import { upgrade } from "../../src/commands/upgrade.ts";
import type { DatabaseConfig } from "../../src/settings/config.ts";
import { catalogue } from "../support/catalogue.ts";
import { createDrizzleProject } from "../support/scenario.ts";
import type { Project } from "../support/project.ts";

const before = `import { integer, pgEnum, pgTable, text } from "drizzle-orm/pg-core";
export const mood = pgEnum("mood", ["sad", "happy"]);
export const people = pgTable("people", { id: integer().primaryKey(), mood: mood(), name: text() });
export const notes = pgTable("notes", { id: integer().primaryKey(), person: integer(), body: text() });
`;
const after = `import { check, index, integer, pgEnum, pgTable, text, unique } from "drizzle-orm/pg-core";
import { sql } from "drizzle-orm";
export const mood = pgEnum("mood", ["sad", "so-so", "happy"]);
export const people = pgTable("people", { id: integer().primaryKey(), mood: mood().default("so-so"), name: text().notNull() },
  (t) => [unique("people_name").on(t.name)]);
export const notes = pgTable("notes", { id: integer().primaryKey(), person: integer().references(() => people.id), body: text() },
  (t) => [index("notes_body").on(t.body), check("notes_id", sql\`\${t.id} > 0\`)]);
export const tags = pgTable("tags", { id: integer().primaryKey(), note: integer().references(() => notes.id) }, (t) => [index("tags_note").on(t.note)]);
`;

/** A database with the schema before, 3000 rows of people, and 10 notes. */
async function filled(config: DatabaseConfig = {}): Promise<{
  readonly project: Project;
  readonly open: (part?: "before" | "after") => ReturnType<Project["open"]>;
  readonly facts: () => Promise<readonly string[]>;
}> {
  const project = await createDrizzleProject("postgresql");
  onTestFinished(() => project.remove());
  project.write("before.ts", before);
  project.write("after.ts", after);
  const open = (part: "before" | "after" = "after"): ReturnType<Project["open"]> =>
    project.open({ ...config, schema: `${part}.ts` });
  await revision(await open("before"), { autogenerate: true, message: "before" });
  await upgrade(await open("before"), { target: "head" });
  await (
    await open()
  ).connected(async ({ connection }) => {
    await connection.query("INSERT INTO people SELECT n, 'sad', 'p' || n FROM generate_series(1, 3000) AS n");
    await connection.query("INSERT INTO notes SELECT n, n, 'x' FROM generate_series(1, 10) AS n");
  });
  return {
    project,
    open,
    facts: async () =>
      (await open()).connected(async ({ connection }) => (await catalogue("postgresql", connection)).named),
  };
}

const steps = (made: RevisionResult): readonly (readonly string[])[] =>
  made.files.map(({ changes, transaction }) => [transaction ? "transaction" : "statements", ...changes]);

describe("changes of tables that are in use", () => {
  const unlessLarge = [
    "add foreign key notes_person_people_id_fk on notes (person) to people (id), not valid",
    "validate constraint notes_person_people_id_fk of notes",
    "add check people_name_not_null_check on people (name IS NOT NULL), not valid",
    "validate constraint people_name_not_null_check of people",
    "alter column people.name: not null",
    "drop constraint people_name_not_null_check of people",
    "create unique index people_name on people (name) concurrently",
    "add unique people_name on people (name) using index people_name",
  ];

  it.each([
    ["of at least so many rows", 1000],
    ["of at least so many bytes", "100 kB"],
  ])("are written in steps for tables %s, and the rest as it is", async (_what, onlineAbove) => {
    const { open, facts, project } = await filled({ onlineAbove });
    const start = await facts();
    const made = await revision(await open(), { autogenerate: true, message: "grow" });
    expect(made.proven).toBe(true);
    const [first = [], second = [], third = []] = steps(made);
    expect(first).toContain("transaction");
    expect(first).toContain("create index notes_body on notes (body)");
    expect(first).toContain("add check notes_id on notes (id > 0)");
    const text = readFileSync(join(project.folder, made.files[0]?.path ?? ""), "utf8");
    expect(text).toContain("// A new label can be used only after it is committed");
    const apart = [second, third].find(([how]) => how === "statements") ?? [];
    expect(apart.slice(1).sort()).toEqual([...unlessLarge].sort());
    expect([second, third].find(([how]) => how === "transaction")).toEqual([
      "transaction",
      "alter column people.mood: default 'so-so'",
    ]);
    const [why = ""] = made.files.flatMap((file) => file.why);
    expect(why).toMatch(/\(people: about 3,000 rows, \d+ kB\)$/u);

    await upgrade(await open(), { target: "head" });
    expect(await check(await open())).toMatchObject({ ok: true, operations: [] });
    const invalid = "SELECT indexrelid::regclass FROM pg_index WHERE NOT indisvalid";
    expect(await (await open()).connected(({ connection }) => connection.query(invalid))).toEqual([]);
    await downgrade(await open(), { target: `-${made.files.length}` });
    expect(await facts()).toEqual(start);
    await upgrade(await open(), { target: "head" });
    expect((await check(await open())).ok).toBe(true);
  });

  it("are one transaction where no table is that large", async () => {
    const { open } = await filled({ onlineAbove: "1 GB" });
    const made = await revision(await open(), { autogenerate: true, message: "grow" });
    expect(made.files).toMatchObject([{ transaction: true, why: [] }]);
  });

  it("are followed by a file each, with ids and messages that lead from one to the next", async () => {
    const { open } = await filled({ revisionId: "sequential" });
    const made = await revision(await open(), {
      autogenerate: true,
      message: "grow",
      online: true,
      branchLabels: ["main"],
    });
    const { graph } = (await open()).scripts();
    const ids = made.files.map((file) => file.revision);
    expect(ids).toEqual(["002", "003", "004"]);
    expect(ids.map((id) => graph.revisions.get(id)?.downRevisions)).toEqual([["001"], ["002"], ["003"]]);
    expect(ids.map((id) => graph.revisions.get(id)?.message)).toEqual(
      [1, 2, 3].map((n) => `grow, part ${n} of 3`),
    );
    expect(ids.map((id) => graph.revisions.get(id)?.branchLabels)).toEqual([["main"], [], []]);
    expect(made).toMatchObject({ revision: "004", path: made.files[2]?.path, downRevision: "003" });
  });

  it("can be written as SQL", async () => {
    const { open, project, facts } = await filled();
    const start = await facts();
    const made = await revision(await open(), {
      autogenerate: true,
      message: "grow",
      online: true,
      template: "sql",
    });
    const texts = made.files.map(({ path }) => readFileSync(join(project.folder, path), "utf8"));
    expect(texts.join("\n")).toContain('VALIDATE CONSTRAINT "notes_person_people_id_fk"');
    expect(texts.filter((text) => /^-- transaction: false$/mu.test(text))).toHaveLength(1);
    await upgrade(await open(), { target: "head" });
    expect((await check(await open())).ok).toBe(true);
    await downgrade(await open(), { target: `-${made.files.length}` });
    expect(await facts()).toEqual(start);
  });

  it("are refused where every run is one transaction", async () => {
    const { open } = await filled({ transaction: "run" });
    await expect(revision(await open(), { autogenerate: true, online: true })).rejects.toMatchObject({
      code: "online-in-one-transaction",
    });
    expect((await open()).scripts().graph.revisions.size).toBe(1);
  });

  it("keep their plain form where the rows lie in partitions, and that is said", async () => {
    const { open } = await filled();
    await (
      await open()
    ).connected(async ({ connection }) => {
      await connection.query("DROP TABLE notes");
      await connection.query(
        "CREATE TABLE notes (id integer PRIMARY KEY, person integer, body text) PARTITION BY RANGE (id)",
      );
      await connection.query("CREATE TABLE notes_all PARTITION OF notes DEFAULT");
      await connection.query("INSERT INTO notes SELECT n, n, 'x' FROM generate_series(1, 10) AS n");
    });
    const made = await revision(await open(), { autogenerate: true, message: "grow", online: true });
    expect(made.changes).toContain("create index notes_body on notes (body)");
    expect(made.changes).toContain("add check notes_id on notes (id > 0), not valid");
    expect(made.warnings.join("\n")).toContain(
      "notes is partitioned, so there is no online form: building an index",
    );
    await upgrade(await open(), { target: "head" });
    expect((await check(await open())).ok).toBe(true);
  });

  it("build an index that is made again before they drop the one that it replaces", async () => {
    const { open, project } = await filled();
    await upgrade(await open(), { target: "head" });
    await (
      await open()
    ).connected(({ connection }) => connection.query("CREATE INDEX notes_body ON notes (id, body)"));
    const made = await revision(await open(), { autogenerate: true, message: "grow", online: true });
    const text = made.files.map(({ path }) => readFileSync(join(project.folder, path), "utf8")).join("\n");
    const order = [
      'renameIndex("notes", "notes_body", "notes_body_mig_old")',
      'createIndex("notes", { name: "notes_body"',
      'dropIndex("notes", "notes_body_mig_old"',
    ];
    const places = order.map((each) =>
      text.replaceAll(/\(\s+/gu, "(").replaceAll(/\s+/gu, " ").indexOf(each),
    );
    expect(places.every((place, index) => place > (places[index - 1] ?? -1))).toBe(true);
    await upgrade(await open(), { target: "head" });
    expect((await check(await open())).ok).toBe(true);
  });
});

describe("changes of tables in use on sqlite", () => {
  it("have no other form, and that is said", async () => {
    const project = await createDrizzleProject("sqlite");
    onTestFinished(() => project.remove());
    project.write(
      "schema.ts",
      `import { integer, sqliteTable } from "drizzle-orm/sqlite-core";\nexport const t = sqliteTable("t", { id: integer().primaryKey() });\n`,
    );
    const made = await revision(await project.open({ schema: "schema.ts", onlineAbove: 0 }), {
      autogenerate: true,
      online: true,
    });
    expect(made.files).toHaveLength(1);
    expect(made.warnings).toContain("--online changes nothing on SQLite: while one writes, all others wait");
  });
});
