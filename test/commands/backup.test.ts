import { existsSync, readdirSync } from "node:fs";
import { basename, dirname, join } from "node:path";
import { PGlite } from "@electric-sql/pglite";
import { createClient } from "@libsql/client";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { downgrade } from "../../src/commands/downgrade.ts";
import { log } from "../../src/commands/log.ts";
import { backups, restore } from "../../src/commands/restore.ts";
import { upgrade } from "../../src/commands/upgrade.ts";
import { formatName } from "../../src/core/schema/names.ts";
import type { Named, Table } from "../../src/core/schema/schema.ts";
import type { Rows } from "../../src/dialects/dialect.ts";
import { createProject, dialects, type Project } from "../support/project.ts";
import { saidInSql } from "../../src/dialects/sql.ts";

describe.each(dialects)("backups on %s", (dialect) => {
  let project: Project;
  beforeEach(async () => {
    // Whatever is installed here, tables are copied unless a test says otherwise.
    vi.stubEnv("PATH", "");
    project = await createProject(dialect);
    project.revision("a", null, tables);
    await upgrade(await project.open(), { target: "head" });
    await query(
      "INSERT INTO users (id, name, mood) VALUES (1, 'Ada', 'sad'), (2, 'O''Brien', 'glad'), (3, NULL, NULL)",
    );
    await query("INSERT INTO posts (id, author, body) VALUES (1, 2, 'x'), (2, 1, NULL)");
    if (enumerated) await query("SELECT setval('users_id_seq', 3)");
  });
  afterEach(() => {
    vi.unstubAllEnvs();
    return project.remove();
  });

  const enumerated = dialect === "postgresql";
  const tables = `export async function upgrade(op) {
  ${enumerated ? 'await op.createEnum({ name: "mood", values: ["sad", "glad"] });' : ""}
  await op.createTable({ name: "users", columns: [{ name: "id", type: "integer", nullable: false${enumerated ? ", identity: {}" : ""} }, { name: "name", type: "text" }, { name: "mood", type: "${enumerated ? "mood" : "text"}" }, { name: "loud", type: "text", generated: { expression: "upper(name)", stored: true } }], primaryKey: { columns: ["id"] } });
  await op.createTable({ name: "posts", columns: [{ name: "id", type: "integer", nullable: false }, { name: "author", type: "integer" }, { name: "body", type: "text" }], primaryKey: { columns: ["id"] }, foreignKeys: [{ columns: ["author"], references: { table: "users", columns: ["id"] } }] });
}`;
  const query = async (sql: string): Promise<Rows> =>
    (await project.open()).connected(({ connection }) => connection.query(saidInSql(sql)));
  /** A column that comes back comes last. */
  const structure = async (): Promise<readonly Table[]> => {
    const { tables: found } = await (
      await project.open()
    ).connected(async ({ dialect: engine, connection, scope }) =>
      engine.canonical(await engine.introspect(connection, scope)),
    );
    const byName = (a: Named, b: Named): number => formatName(a).localeCompare(formatName(b));
    return found.toSorted(byName).map((table) => ({
      ...table,
      columns: table.columns.toSorted((a, b) => a.name.localeCompare(b.name)),
    }));
  };
  const everything = async (): Promise<unknown> => ({
    users: await query("SELECT id, name, mood, loud FROM users ORDER BY id"),
    posts: await query("SELECT * FROM posts ORDER BY id"),
    tables: await structure(),
    version: await query("SELECT * FROM mig_version"),
  });
  const yes = { confirm: async () => true, env: { MIG_CONFIRM_BREAKING: "true" } };
  const change = `export async function upgrade(op) {
  await op.createTable({ name: "tags", columns: [{ name: "id", type: "integer" }, { name: "user", type: "integer" }], foreignKeys: [{ columns: ["user"], references: { table: "users", columns: ["id"] } }] });
  await op.dropColumn("users", "loud");
  await op.dropColumn("users", "name");
  await op.dropTable("posts");
  ${enumerated ? 'await op.changeEnum("mood", ["glad", "mad"], { sad: "mad" });' : ""}
}`;

  it("brings rows and structure back as they were, and the journal goes on", async () => {
    project.revision("b", "a", change);
    const before = await everything();
    await upgrade(await project.open({ backup: true }, yes), { target: "head" });
    await query("INSERT INTO users (id, mood) VALUES (9, 'mad')");
    if (enumerated) await query("SELECT setval('users_id_seq', 9)");
    const result = await restore(await project.open({}, yes));
    expect(result).toMatchObject({ from: ["b"], to: ["a"] });
    expect(await everything()).toEqual(before);
    const { entries } = await log(await project.open());
    expect(entries.map(({ revision, direction, status }) => `${direction} ${revision} ${status}`)).toEqual([
      "upgrade a applied",
      "upgrade b applied",
      "restore a applied",
    ]);
    if (enumerated)
      expect(await query("INSERT INTO users (name) VALUES ('new') RETURNING id")).toEqual([{ id: 4 }]);
    await upgrade(await project.open({}, yes), { target: "head" });
  });

  it("is taken on the way down too, and the last one is the one put back", async () => {
    const touch = "await op.execute('UPDATE posts SET body = NULL');";
    project.revision(
      "b",
      "a",
      `export async function upgrade(op) { ${touch} }\nexport async function downgrade(op) { ${touch} }`,
    );
    await upgrade(await project.open({ backup: true }, yes), { target: "head" });
    await query("INSERT INTO users (id, name) VALUES (4, 'late')");
    const before = await everything();
    await downgrade(await project.open({ backup: true }, yes), { target: "a" });
    await query("DELETE FROM posts");
    await restore(await project.open({}, yes));
    expect(await everything()).toEqual(before);
    const { backups: all } = await backups(await project.open());
    expect(all.map(({ before: step, exists }) => `${step.direction} ${step.revision} ${exists}`)).toEqual([
      "upgrade b true",
      "downgrade b true",
    ]);
  });

  it("is there after a step that failed", async () => {
    project.revision("b", "a", "export async function upgrade(op) { await op.execute('SELECT nonsense'); }");
    await expect(
      upgrade(await project.open({ backup: true }, yes), { target: "head" }),
    ).rejects.toMatchObject({ code: "step-failed" });
    expect((await backups(await project.open())).backups).toHaveLength(1);
  });

  it("is not taken when there is nothing to run", async () => {
    await upgrade(await project.open({ backup: true }, yes), { target: "head" });
    expect((await backups(await project.open())).backups).toEqual([]);
    await expect(restore(await project.open({}, yes))).rejects.toMatchObject({ code: "no-backup" });
  });

  it("is put back only when somebody agrees", async () => {
    project.revision("b", "a", change);
    await upgrade(await project.open({ backup: true }, yes), { target: "head" });
    await expect(restore(await project.open())).rejects.toMatchObject({ code: "confirmation-needed" });
    await expect(restore(await project.open({}, { confirm: async () => false }))).rejects.toMatchObject({
      code: "declined",
    });
  });

  if (dialect === "sqlite") {
    it("is a file beside the database or where it is wanted, and nothing half-made stays", async () => {
      project.revision("b", "a", change);
      const wanted = join(project.folder, "kept.backup");
      await upgrade(await project.open({ backup: "./kept.backup" }, yes), { target: "head" });
      expect(existsSync(wanted)).toBe(true);
      const again = upgrade(await project.open({ backup: "./kept.backup" }, yes), { target: "head" });
      await expect(again).resolves.toMatchObject({ steps: [] });
      const place = new URL(project.url.replace(/^file:/u, "file://")).pathname;
      await downgrade(await project.open({ backup: true }, yes), { target: "b" });
      expect(readdirSync(dirname(place)).filter((name) => name.startsWith(basename(place)))).toEqual([
        basename(place),
      ]);
      await restore(await project.open({}, yes), { backup: wanted });
      expect((await query("SELECT count(*) AS n FROM posts"))[0]).toEqual({ n: 2 });
    });

    it.each([
      ["./copies/of/today/", "copies/of/today"],
      ["./copies/once.backup", "copies"],
    ])("makes the folders of %s where they are not there yet", async (wanted, folder) => {
      project.revision("b", "a", change);
      await upgrade(await project.open({ backup: wanted }, yes), { target: "head" });
      const { backups: taken } = await backups(await project.open());
      expect(taken.map(({ place, exists }) => [dirname(place), exists])).toEqual([
        [join(project.folder, folder), true],
      ]);
    });

    it.each(["./copies/of/", "./copies/of", "./copies/of/once.backup"])(
      "is refused, and nothing run, where its folder cannot be made: %s",
      async (wanted) => {
        project.revision("b", "a", change);
        project.write("copies", "a file");
        await expect(
          upgrade(await project.open({ backup: wanted }, yes), { target: "head" }),
        ).rejects.toMatchObject({ code: "backup-failed", hint: expect.stringContaining("copies/of") });
        expect(await query("SELECT count(*) AS n FROM posts")).toEqual([{ n: 2 }]);
      },
    );

    it("is a copy by VACUUM over a client of libSQL", async () => {
      project.revision("b", "a", change);
      const client = createClient({ url: project.url });
      await upgrade(await project.open({ client, backup: true }, yes), { target: "head" });
      await restore(await project.open({ client }, yes));
      expect((await client.execute("SELECT name FROM users WHERE id = 1")).rows[0]?.["name"]).toBe("Ada");
      expect((await backups(await project.open({ client }))).backups[0]?.place).toMatch(/\.backup$/u);
      client.close();
    });

    it("is refused rather than written over another file", async () => {
      project.revision("b", "a", change);
      project.write("kept.backup", "precious");
      await expect(
        upgrade(await project.open({ backup: "./kept.backup" }, yes), { target: "head" }),
      ).rejects.toMatchObject({ code: "file-exists" });
      expect(await query("SELECT count(*) AS n FROM posts")).toEqual([{ n: 2 }]);
    });
  } else {
    it("is kept inside of the database over the application's client, here PGlite", async () => {
      const client = new PGlite();
      await upgrade(await project.open({ client }), { target: "head" });
      await client.exec("INSERT INTO users (name, mood) VALUES ('Ada', 'sad')");
      project.revision("b", "a", change);
      await upgrade(await project.open({ client, backup: true }, yes), { target: "head" });
      await restore(await project.open({ client }, yes));
      expect((await client.query("SELECT id, name, mood, loud FROM users")).rows).toEqual([
        { id: 1, name: "Ada", mood: "sad", loud: "ADA" },
      ]);
      await client.close();
    });
  }
});
