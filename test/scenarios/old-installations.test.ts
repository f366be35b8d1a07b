import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { migrate, type StartResult } from "../../src/commands/migrate.ts";
import { upgrade } from "../../src/commands/upgrade.ts";
import { saidInSql } from "../../src/dialects/sql.ts";
import type { DatabaseConfig } from "../../src/settings/config.ts";
import { createProject, dialects, type Project } from "../support/project.ts";

describe.each(dialects)("an installation of an older release on %s", (dialect) => {
  let project: Project;
  beforeEach(async () => {
    project = await createProject(dialect);
  });
  afterEach(() => project.remove());

  const lite = dialect === "sqlite";
  const id = lite ? "integer PRIMARY KEY AUTOINCREMENT" : "serial PRIMARY KEY";
  const time = lite ? "datetime" : "timestamp";
  const ask = async (...statements: readonly string[]): Promise<readonly object[]> =>
    (await project.open()).connected(async ({ connection }) => {
      let rows: readonly object[] = [];
      for (const sql of statements) rows = await connection.query(saidInSql(sql));
      return rows;
    });
  const start = (importTable: string, config: DatabaseConfig = {}): Promise<StartResult> =>
    migrate({
      dialect,
      url: project.url,
      revisions: "./revisions",
      folder: project.folder,
      env: {},
      importTable,
      ...config,
    });
  const ran = ({ steps }: StartResult): readonly string[] => steps.map(({ revision }) => revision);

  describe("of a tool that kept each migration by its name, and made its first tables beside them", () => {
    const names = ["20240101_add__worker__in__units", "20240301_cents__in__units", "20240401_touched__units"];
    const all = ["tables", ...names];
    const notices = [
      "# Copyright (c) the authors.\n# See the file LICENSE.\n\n/*\n This migration introduces the following changes:\n - ...\n*/\n",
      "# Copyright (c) the authors.\n# It's MIT.\n\n",
      "/* Copyright (c)\n   the authors. */\n\n",
      "",
    ];
    const bodies = [
      [
        "CREATE TABLE IF NOT EXISTS tasks (task_id integer PRIMARY KEY, task_name text NOT NULL UNIQUE)",
        "CREATE TABLE IF NOT EXISTS units (unit_id integer PRIMARY KEY, task_id integer NOT NULL REFERENCES tasks (task_id), pay_amount float NOT NULL)",
      ],
      ["ALTER TABLE units ADD COLUMN worker text"],
      ["UPDATE units SET pay_amount = pay_amount * 100"],
      [`ALTER TABLE units ADD COLUMN updated ${time}`],
    ];
    beforeEach(() => {
      for (const [index, name] of all.entries())
        project.write(
          `revisions/_00${index}_${name}.sql`,
          `${notices[index] ?? ""}-- revision: ${name}\n-- down-revision: ${all[index - 1] ?? ""}\n\n-- upgrade\n${(bodies[index] ?? []).join(";\n")};\n`,
        );
    });
    /** As the old release left it: so many migrations completed, the next one tried in vain, at two starts. */
    const leave = async (completed: number, failed: boolean): Promise<void> => {
      const note = (name: string, status: string, error: string): string =>
        `INSERT INTO migrations (name, status, error_message) VALUES ('${name}', '${status}', ${error})`;
      await ask(
        `CREATE TABLE migrations (id ${id}, name text NOT NULL, status text NOT NULL CHECK (status IN ('completed', 'errored')), error_message text, creation_date ${time} DEFAULT CURRENT_TIMESTAMP)`,
        ...(bodies[0] ?? []),
        "INSERT INTO tasks VALUES (1, 't')",
        "INSERT INTO units (unit_id, task_id, pay_amount) VALUES (1, 1, 1.25)",
        ...bodies.slice(1, completed + 1).flat(),
        ...names.slice(0, completed).map((name) => note(name, "completed", "NULL")),
        ...(failed
          ? ["first", "second"].map((error) => note(names[completed] ?? "", "errored", `'${error}'`))
          : []),
      );
    };
    const states = [0, 1, 2, 3].flatMap((completed) =>
      [false, true]
        .filter((failed) => !failed || completed < 3)
        .map((failed) => ({ completed, failed, last: all[completed] ?? "" })),
    );

    it.each(states)(
      "goes on after $last, the next one tried in vain: $failed",
      async ({ completed, failed }) => {
        await leave(completed, failed);
        const journal = { journalTable: "migrations" };
        expect(ran(await start("migrations", journal))).toEqual(names.slice(completed));
        expect(ran(await start("migrations", journal))).toEqual([]);
        expect(await ask("SELECT pay_amount FROM units")).toEqual([{ pay_amount: 125 }]);
        const tried = failed
          ? [
              { revision: names[completed], error_message: "first" },
              { revision: names[completed], error_message: "second" },
            ]
          : [];
        expect(
          await ask("SELECT revision, error_message FROM migrations WHERE status = 'errored' ORDER BY id"),
        ).toEqual(tried);
        expect(await ask("SELECT revision FROM migrations WHERE status = 'applied' ORDER BY id")).toEqual(
          all.map((revision) => ({ revision })),
        );
        expect(await ask("SELECT name FROM migrations_before_mig")).toHaveLength(completed + tried.length);
      },
    );

    it("needs none of that where it is new, and keeps the error of a migration that fails", async () => {
      project.write(
        "revisions/_004_20240501_wrong.sql",
        `# Copyright\n-- revision: 20240501_wrong\n-- down-revision: ${names[2]}\n\n-- upgrade\nALTER TABLE nowhere ADD COLUMN x integer;\n`,
      );
      await expect(start("migrations", { journalTable: "migrations" })).rejects.toMatchObject({
        code: "step-failed",
      });
      expect(await ask("SELECT revision, error_message FROM migrations WHERE status = 'errored'")).toEqual([
        { revision: "20240501_wrong", error_message: expect.stringContaining("nowhere") },
      ]);
    });
  });

  describe("of a server that Alembic brought up", () => {
    const history = ["4d1e043b4254", "057f82313448", "c35e88ea9595", "37007a499ca7"];
    beforeEach(() => {
      const make = `await op.createTable({ name: "assistants", columns: [{ name: "id", type: "text", nullable: false, primaryKey: true }, { name: "name", type: "text" }] });`;
      const seeds = `await op.seed("assistants", "../data/assistants", { missing: "ignore" });`;
      const defaults = `await op.bulkInsert("assistants", [{ id: "default", name: "Web" }], { conflict: "ignore" });`;
      const remove = `await rm(op.path("../data"), { recursive: true, force: true });`;
      for (const [index, body] of [make, seeds, defaults, remove].entries())
        project.revision(
          history[index] ?? "",
          history[index - 1] ?? null,
          `${body === remove ? 'import { rm } from "node:fs/promises";\n' : ""}export async function upgrade(op) { ${body} }`,
        );
      for (const name of ["mine", "default"])
        project.write(`data/assistants/${name}.json`, JSON.stringify({ id: name, name: "from a file" }));
    });

    it.each([
      ["in a table of our own", {}],
      ["in Alembic's, used as it is", { versionTable: "alembic_version" }],
    ])("goes on from each of its revisions, its place kept %s", async (_, config) => {
      for (const [index, revision] of history.entries()) {
        await ask(
          "DROP TABLE IF EXISTS assistants",
          "DROP TABLE IF EXISTS alembic_version",
          "DROP TABLE IF EXISTS mig_version",
          "DROP TABLE IF EXISTS mig_journal",
        );
        for (const name of ["mine", "default"])
          project.write(`data/assistants/${name}.json`, JSON.stringify({ id: name, name: "from a file" }));
        await upgrade(await project.open(), { target: revision });
        await ask(
          "DROP TABLE mig_version",
          "DROP TABLE mig_journal",
          "CREATE TABLE alembic_version (version_num varchar(32) NOT NULL, CONSTRAINT alembic_version_pkc PRIMARY KEY (version_num))",
          `INSERT INTO alembic_version VALUES ('${revision}')`,
        );
        const starts = await Promise.all([
          start("alembic_version", config),
          start("alembic_version", config),
        ]);
        expect(starts.flatMap(ran)).toEqual(history.slice(index + 1));
        expect(await ask("SELECT id, name FROM assistants ORDER BY id")).toEqual([
          { id: "default", name: "from a file" },
          { id: "mine", name: "from a file" },
        ]);
      }
    });
  });
});
