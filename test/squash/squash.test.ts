import { readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { current } from "../../src/commands/current.ts";
import { downgrade } from "../../src/commands/downgrade.ts";
import { squash } from "../../src/commands/squash.ts";
import { upgrade } from "../../src/commands/upgrade.ts";
import { diffSchemas } from "../../src/core/diff/diff.ts";
import type { Schema } from "../../src/core/schema/schema.ts";
import { createProject, dialects, type Project } from "../support/project.ts";

const key = `{ name: "id", type: "integer", nullable: false }`;
const bodies: Readonly<Record<string, string>> = {
  a: `export async function upgrade(op) {
  await op.createTable({ name: "users", columns: [${key}, { name: "mail", type: "text" }, { name: "old", type: "text" }], primaryKey: { columns: ["id"] } });
}
export async function downgrade(op) { await op.dropTable("users"); }`,
  b: `export async function upgrade(op) {
  await op.renameColumn("users", "mail", "email");
  await op.createIndex("users", { name: "users_email", columns: ["email"], unique: true });
}
export async function downgrade(op) { await op.dropIndex("users", "users_email"); await op.renameColumn("users", "email", "mail"); }`,
  c: `export async function upgrade(op) {
  await op.dropColumn("users", "old");
  await op.createTable({ name: "posts", columns: [${key}, { name: "user_id", type: "integer" }], primaryKey: { columns: ["id"] }, foreignKeys: [{ columns: ["user_id"], references: { table: "users", columns: ["id"] } }] });
}
export async function downgrade(op) { await op.dropTable("posts"); await op.addColumn("users", { name: "old", type: "text" }); }`,
  d: `export async function upgrade(op) { await op.addColumn("posts", { name: "title", type: "text" }); }
export async function downgrade(op) { await op.dropColumn("posts", "title"); }`,
};

describe.each(dialects)("squashing on %s", (dialect) => {
  let project: Project;
  beforeEach(async () => {
    project = await createProject(dialect);
  });
  afterEach(() => project.remove());

  const line = (changed: Readonly<Record<string, string>> = {}): void =>
    ["a", "b", "c", "d"].forEach((id, index, ids) =>
      project.revision(id, ids[index - 1] ?? null, { ...bodies, ...changed }[id]),
    );
  const open = (): ReturnType<Project["open"]> => project.open({ confirmBreaking: true });
  const structure = async (): Promise<Schema> =>
    (await open()).connected(async ({ dialect: engine, connection, scope }) =>
      engine.canonical(await engine.introspect(connection, scope)),
    );
  const difference = async (one: Schema, other: Schema): Promise<readonly unknown[]> => {
    const { rules } = await (await open()).dialect();
    return diffSchemas(one, other, rules, { renames: [], hasRows: () => false });
  };
  const written = (path: string): string => readFileSync(join(project.folder, path), "utf8");

  it("says structure from the first revision on as one call a table, and proves it", async () => {
    line();
    const result = await squash(await open(), {
      range: "a:c",
      message: "everything so far",
      revisionId: "s",
    });
    expect(result).toMatchObject({
      replaces: ["a", "b", "c"],
      downRevisions: [],
      kept: 0,
      hasDowngrade: true,
    });
    const text = written(result.path);
    expect(text).toContain(`export const replaces = ["a", "b", "c"];`);
    expect(text.match(/op\.createTable/gu)).toHaveLength(2);
    expect(text).not.toContain("renameColumn");
  });

  it.each([0, 1, 2, 3, 4])(
    "leads a database that had taken %i of the old steps to the same place as a fresh one",
    async (done) => {
      line();
      const target = ["a", "b", "c", "d"][done - 1];
      if (target !== undefined) await upgrade(await open(), { target });
      await squash(await open(), { range: "a:c", revisionId: "s" });
      const run = await upgrade(await open(), { target: "heads" });
      const old = ["a", "b", "c", "d"].slice(done);
      expect(run.steps.map((step) => step.revision)).toEqual(done === 0 ? ["s", "d"] : old);
      expect((await current(await open())).heads).toEqual(["d"]);
      const reached = await structure();
      await downgrade(await open(), { target: "base" });
      await upgrade(await open(), { target: "heads" });
      expect(await difference(reached, await structure())).toEqual([]);
    },
  );

  it("restamps a database at the end of the chain, and needs the old files no more", async () => {
    line();
    rmSync(join(project.folder, "revisions/d_.ts"));
    await upgrade(await open(), { target: "c" });
    await squash(await open(), { range: ":c", revisionId: "s" });
    expect(await current(await open())).toMatchObject({ heads: ["c"], atHead: true });
    const again = await upgrade(await open(), { target: "heads" });
    expect(again).toMatchObject({ from: ["c"], to: ["s"], steps: [] });
    expect((await current(await open())).heads).toEqual(["s"]);
    for (const id of ["a", "b", "c"]) rmSync(join(project.folder, `revisions/${id}_.ts`));
    project.revision("d", "c", bodies["d"]);
    expect((await upgrade(await open(), { target: "heads" })).steps.map((step) => step.revision)).toEqual([
      "d",
    ]);
    expect((await downgrade(await open(), { target: "base" })).steps.map((step) => step.revision)).toEqual([
      "d",
      "s",
    ]);
  });

  it("restamps in a script too, when that starts at the end of the chain", async () => {
    line();
    await squash(await open(), { range: "a:c", revisionId: "s" });
    const { sql } = await upgrade(await open(), { target: "c:d", sql: true });
    expect(sql?.match(/UPDATE .*/gu)).toEqual([
      expect.stringContaining(`SET version_num = 's' WHERE version_num = 'c'`),
      expect.stringContaining(`SET version_num = 'd' WHERE version_num = 's'`),
    ]);
  });

  it("keeps SQL and rows in their order, and refuses steps that read", async () => {
    const fill = `export async function upgrade(op) {
  await op.bulkInsert("users", [{ id: 1, mail: "a" }]);
  await op.execute("UPDATE users SET mail = mail || '@'");
  await op.renameColumn("users", "mail", "email");
}
export async function downgrade(op) { await op.renameColumn("users", "email", "mail"); await op.execute("DELETE FROM users"); }`;
    line({ b: fill });
    const result = await squash(await open(), { range: "a:c", revisionId: "s" });
    expect(result).toMatchObject({ kept: 2, hasDowngrade: true });
    const calls = [...written(result.path).matchAll(/op\.(\w+)/gu)].map((match) => match[1]);
    expect(calls.slice(0, 4)).toEqual(["createTable", "bulkInsert", "execute", "renameColumn"]);
    await upgrade(await open(), { target: "heads" });
    const rows = await (
      await open()
    ).connected(({ connection }) => connection.query("SELECT email FROM users"));
    expect(rows).toEqual([{ email: "a@" }]);

    project.revision("b", "a", `export async function upgrade(op) { await op.query("SELECT 1"); }`);
    rmSync(join(project.folder, result.path));
    await expect(squash(await open(), { range: "a:c" })).rejects.toMatchObject({
      code: "cannot-record",
      details: { revision: "b" },
    });
  });

  it("makes and drops at once the indexes that steps of it make and drop concurrently", async () => {
    const concurrently = `{ concurrently: true }`;
    line({
      b: `export const transaction = false;
export async function upgrade(op) {
  await op.bulkInsert("users", [{ id: 1, mail: "a" }]);
  await op.createIndex("users", { name: "users_mail", columns: ["mail"] }, ${concurrently});
}
export async function downgrade(op) { await op.dropIndex("users", "users_mail", ${concurrently}); }`,
      c: `export const transaction = false;
export async function upgrade(op) { await op.dropIndex("users", "users_mail", ${concurrently}); }
export async function downgrade(op) { await op.createIndex("users", { name: "users_mail", columns: ["mail"] }, ${concurrently}); }`,
      d: `export async function upgrade() {}`,
    });
    const result = await squash(await open(), { range: "a:c", revisionId: "s" });
    const text = written(result.path);
    expect(text.match(/op\.(?:create|drop)Index/gu)).toHaveLength(4);
    expect(text).not.toMatch(/concurrently|transaction/u);
    await upgrade(await open(), { target: "heads" });
    await downgrade(await open(), { target: "base" });
  });

  it("goes forward only when one of them does", async () => {
    line({ b: `export async function upgrade(op) { await op.execute("CREATE TABLE extra (id integer)"); }` });
    project.write(
      "revisions/b_.sql",
      `-- make extra\n--\n-- revision: b\n-- down-revision: a\n\n-- upgrade\nCREATE TABLE extra (id integer);\n`,
    );
    rmSync(join(project.folder, "revisions/b_.ts"));
    project.revision(
      "c",
      "b",
      `export async function upgrade(op) { await op.execute("CREATE TABLE more (id integer)"); }`,
    );
    rmSync(join(project.folder, "revisions/d_.ts"));
    const result = await squash(await open(), { range: "a:c", revisionId: "s" });
    expect(result.hasDowngrade).toBe(false);
    await upgrade(await open(), { target: "heads" });
    await expect(downgrade(await open(), { target: "base" })).rejects.toThrow(/downgrade/u);
  });

  it("squashes a part in the middle, and what a squash is part of", async () => {
    line();
    await squash(await open(), { range: "b:c", revisionId: "s1" });
    const outer = await squash(await open(), { range: "a:d", revisionId: "s2" });
    expect(outer.replaces).toEqual(["a", "s1", "d"]);
    await upgrade(await open(), { target: "b" });
    const run = await upgrade(await open(), { target: "heads" });
    expect(run.steps.map((step) => step.revision)).toEqual(["c", "d"]);
    expect(run.to).toEqual(["s2"]);
  });

  it.each([
    ["a:a", /two revisions or more/u],
    ["a", /no colon/u],
    ["a:c", /x, which is not in it, follows or needs b/u],
  ])("refuses %s where it is no part that one revision can stand for", async (range, message) => {
    line();
    project.revision("x", "b");
    await expect(squash(await open(), { range })).rejects.toThrow(message);
  });
});
