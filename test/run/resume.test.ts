import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { current } from "../../src/commands/current.ts";
import { resolve } from "../../src/commands/resolve.ts";
import { downgrade } from "../../src/commands/downgrade.ts";
import { upgrade } from "../../src/commands/upgrade.ts";
import type { Event } from "../../src/settings/events.ts";
import { createProject, dialects, type Project } from "../support/project.ts";
import { saidInSql } from "../../src/dialects/sql.ts";

describe.each(dialects)("a revision without a transaction that was interrupted on %s", (dialect) => {
  let project: Project;
  beforeEach(async () => {
    project = await createProject(dialect);
    Reflect.deleteProperty(globalThis, "resumed");
  });
  afterEach(() => project.remove());

  const rows = async (sql: string): Promise<readonly Readonly<Record<string, unknown>>[]> =>
    (await project.open()).connected(({ connection }) => connection.query(saidInSql(sql)));
  const up = async (options: { readonly restart?: boolean } = {}): Promise<unknown> =>
    upgrade(await project.open({ confirmBreaking: true }), { target: "heads", ...options });
  const cutShort = (calls: string): string => `export async function upgrade(op) {
  ${calls}
}`;
  const first = `export async function upgrade(op) {
  await op.execute("CREATE TABLE p (id integer PRIMARY KEY, n integer CHECK (n >= 0), m integer)");
  await op.execute("CREATE TABLE c (id integer PRIMARY KEY, p integer REFERENCES p (id) ON DELETE CASCADE)");
  await op.execute("CREATE VIEW v AS SELECT id, n FROM p");
  await op.execute("INSERT INTO p VALUES (1, 0, 0), (2, 0, 0), (3, 0, 0)");
  await op.execute("INSERT INTO c VALUES (1, 1)");
}`;

  it("goes on after operations whose statements depend on the structure, which they have changed", async () => {
    project.revision("a", null, first);
    const calls = `await op.dropColumn("p", "m");
  await op.alterColumn("p", "n", { type: "bigint" });
  await op.execute("UPDATE p SET n = n + 1");
  if (globalThis.resumed !== true) throw new Error("interrupted");
  await op.execute("CREATE TABLE z (id integer)");`;
    project.revision("b", "a", cutShort(calls), "export const transaction = false;");
    await expect(up()).rejects.toThrow("interrupted");
    expect(await rows("SELECT count(*) AS n FROM c")).toMatchObject([{ n: expect.anything() }]);
    Object.assign(globalThis, { resumed: true });
    await up();
    expect((await rows("SELECT n FROM p")).map((row) => Number(row["n"]))).toEqual([1, 1, 1]);
    expect(await rows("SELECT p FROM c")).toEqual([{ p: 1 }]);
    expect(await rows("SELECT id FROM v WHERE id = 1")).toEqual([{ id: 1 }]);
    expect(await rows("SELECT id FROM z")).toEqual([]);
  });

  it("goes on in the middle of neighbours that were compiled over the structure before any of them", async () => {
    project.revision("a", null, first);
    const calls = `await op.dropColumn("p", "m");
  await op.alterColumn("p", "n", { type: "bigint", default: "7" });
  await op.addColumn("p", { name: "k", type: "integer" });
  await op.execute(globalThis.resumed === true ? "UPDATE p SET k = 1" : "UPDATE nowhere SET k = 1");
  await op.renameColumn("p", "k", "l");`;
    project.revision("b", "a", cutShort(calls), "export const transaction = false;");
    await expect(up()).rejects.toMatchObject({ code: "step-failed" });
    Object.assign(globalThis, { resumed: true });
    await up();
    expect(await rows("SELECT n, l FROM p WHERE id = 1")).toMatchObject([{ l: 1 }]);
  });

  it("is not gone on with where somebody has written into the journal, until a person says how it stands", async () => {
    project.revision("a", null, first);
    const calls = `await op.execute("UPDATE p SET n = n + 1"); throw new Error("interrupted");`;
    project.revision("b", "a", cutShort(calls), "export const transaction = false;");
    await expect(up()).rejects.toThrow("interrupted");
    await rows(`UPDATE mig_journal SET details = '"done" by hand' WHERE revision = 'b'`);
    await expect(up()).rejects.toMatchObject({ code: "journal-unreadable" });
    await resolve(await project.open(), { revision: "b", as: "applied" });
    expect((await current(await project.open())).heads).toEqual(["b"]);
    await up();
  });

  it("skips nothing that was not done, though the body now asks for other statements", async () => {
    project.revision("a", null, first);
    const calls = `const left = await op.query("SELECT id FROM p WHERE n = 0 ORDER BY id");
  for (const { id } of left) {
    if (Number(id) === 3 && globalThis.resumed !== true) throw new Error("interrupted");
    await op.execute("UPDATE p SET n = n + 1 WHERE id = " + id);
  }`;
    project.revision("b", "a", cutShort(calls), "export const transaction = false;");
    await expect(up()).rejects.toThrow("interrupted");
    Object.assign(globalThis, { resumed: true });
    await expect(up()).rejects.toMatchObject({ details: { innerCode: "resume-refused" } });
    expect((await current(await project.open())).heads).toEqual(["a"]);
    project.revision("b", "a", cutShort(`// edited\n  ${calls}`), "export const transaction = false;");
    await expect(up()).rejects.toMatchObject({ details: { innerCode: "resume-refused" } });
    await up({ restart: true });
    expect((await rows("SELECT n FROM p")).map((row) => Number(row["n"]))).toEqual([1, 1, 1]);
  });

  it("does nothing twice that was done, though what follows it was corrected", async () => {
    project.revision("a", null, first);
    const calls = (second: string): string =>
      cutShort(`await op.execute("UPDATE p SET n = n + 1");
  await op.execute("${second}");`);
    project.revision("b", "a", calls("UPDATE nothing SET n = 1"), "export const transaction = false;");
    await expect(up()).rejects.toThrow("nothing");
    project.revision("b", "a", calls("UPDATE p SET m = 7"), "export const transaction = false;");
    await up();
    expect((await rows("SELECT n, m FROM p")).map((row) => [Number(row["n"]), Number(row["m"])])).toEqual(
      [1, 2, 3].map(() => [1, 7]),
    );
  });

  it("is not run in a transaction after a part of it was run without", async () => {
    project.revision("a", null, first);
    const calls = `await op.execute("UPDATE p SET n = n + 1");
  if (globalThis.resumed !== true) throw new Error("interrupted");`;
    project.revision("b", "a", cutShort(calls), "export const transaction = false;");
    await expect(up()).rejects.toThrow("interrupted");
    Object.assign(globalThis, { resumed: true });
    project.revision("b", "a", cutShort(calls));
    await expect(up()).rejects.toMatchObject({ code: "resume-refused" });
    expect((await rows("SELECT n FROM p")).map((row) => Number(row["n"]))).toEqual([1, 1, 1]);
  });

  it("is told of where a run passes it by", async () => {
    project.revision("a", null, first);
    const down = `export async function upgrade() {}
export async function downgrade(op) {
  await op.execute("UPDATE p SET n = n + 1");
  if (globalThis.resumed !== true) throw new Error("interrupted");
}`;
    project.revision("b", "a", down, "export const transaction = false;");
    await up();
    await expect(downgrade(await project.open(), { target: "a" })).rejects.toThrow("interrupted");
    const told: string[] = [];
    const report = (event: Event): void => void (event.kind === "notice" && told.push(event.text));
    const environment = { ...(await project.open()), report };
    expect(await upgrade(environment, { target: "heads" })).toMatchObject({ steps: [] });
    expect(told).toEqual([expect.stringContaining("The downgrade of b was interrupted")]);
    Object.assign(globalThis, { resumed: true });
    await downgrade(await project.open(), { target: "a" });
    expect((await rows("SELECT n FROM p")).map((row) => Number(row["n"]))).toEqual([1, 1, 1]);
  });

  it("starts over over what was undone and made again since", async () => {
    project.revision("0", null, "export async function upgrade() {}\nexport async function downgrade() {}");
    project.revision(
      "a",
      "0",
      `${first}
export async function downgrade(op) {
  await op.execute("DROP VIEW v");
  await op.execute("DROP TABLE c");
  await op.execute("DROP TABLE p");
}`,
    );
    const body = cutShort(`await op.backfill({ table: "p", key: "id", set: { n: "n + 1" }, size: 1 });
  await op.execute("UPDATE p SET m = m + 1");
  if (globalThis.resumed !== true) throw new Error("interrupted");`);
    project.revision("b", "a", body, "export const transaction = false;");
    await expect(up()).rejects.toThrow("interrupted");
    await downgrade(await project.open({ confirmBreaking: true }), { target: "0" });
    Object.assign(globalThis, { resumed: true });
    await up();
    expect((await rows("SELECT n, m FROM p")).map((row) => [Number(row["n"]), Number(row["m"])])).toEqual(
      [1, 2, 3].map(() => [1, 1]),
    );
  });

  it("does not count its own rows among those that are lost", async () => {
    project.revision("a", null, first);
    const calls = `await op.execute("CREATE TABLE own (n integer)");
  await op.execute("INSERT INTO own VALUES (1)");
  if (globalThis.resumed !== true) throw new Error("interrupted");
  await op.dropTable("own");`;
    project.revision("b", "a", cutShort(calls), "export const transaction = false;");
    const careful = async (): Promise<unknown> => upgrade(await project.open(), { target: "heads" });
    await expect(careful()).rejects.toThrow("interrupted");
    Object.assign(globalThis, { resumed: true });
    await careful();
    expect((await current(await project.open())).heads).toEqual(["b"]);
  });

  it("takes no call of a step that has ended", async () => {
    project.revision("a", null, `export async function upgrade(op) { globalThis.late = op; }`);
    await up();
    const late = Reflect.get(globalThis, "late") as {
      execute(sql: string): Promise<void>;
      readonly db: unknown;
    };
    await expect(late.execute("CREATE TABLE t (id integer)")).rejects.toMatchObject({
      code: "called-too-late",
    });
    expect(() => late.db).toThrow("after its step had ended");
  });
});

describe("an index that is built concurrently", () => {
  let project: Project;
  beforeEach(async () => {
    project = await createProject("postgresql");
  });
  afterEach(() => project.remove());

  it.each(["", "IF NOT EXISTS "])("is built again where it was left invalid: %s", async (clause) => {
    project.revision(
      "a",
      null,
      `export async function upgrade(op) {
  await op.execute("CREATE TABLE t (n integer)");
  await op.execute("INSERT INTO t VALUES (1), (1)");
}`,
    );
    project.revision(
      "b",
      "a",
      `export async function upgrade(op) { await op.execute("CREATE UNIQUE INDEX CONCURRENTLY ${clause}i ON t (n)"); }`,
      "export const transaction = false;",
    );
    const up = async (): Promise<unknown> => upgrade(await project.open(), { target: "heads" });
    const ask = async (sql: string): Promise<unknown> =>
      (await project.open()).connected(({ connection }) => connection.query(saidInSql(sql)));
    await expect(up()).rejects.toThrow("could not create unique index");
    await expect(up()).rejects.toThrow("could not create unique index");
    await ask("DELETE FROM t");
    await up();
    expect(await ask("SELECT indisvalid FROM pg_index WHERE indexrelid = 'i'::regclass")).toEqual([
      { indisvalid: true },
    ]);
  });

  it("is not doubted of where nobody can know, but refused", async () => {
    project.revision("a", null, "");
    project.revision(
      "b",
      "a",
      `export async function upgrade(op) { await op.execute("VACUUM"); await op.execute("VACUUM nothing"); }`,
      "export const transaction = false;",
    );
    const up = async (): Promise<unknown> => upgrade(await project.open(), { target: "heads" });
    await expect(up()).rejects.toThrow("nothing");
    // As a process leaves it that is killed while it waits for the answer to something that cannot be looked for.
    await (
      await project.open()
    ).connected(({ connection }) =>
      connection.query(
        "UPDATE mig_journal SET details = replace(replace(details, 'VACUUM nothing', 'CALL work()'), '\"failed\":true', '\"failed\":false')",
      ),
    );
    await expect(up()).rejects.toMatchObject({
      code: "resume-refused",
      message: expect.stringContaining("CALL work()") as string,
    });
  });
});
