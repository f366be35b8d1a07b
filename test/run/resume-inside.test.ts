import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { restore } from "../../src/commands/restore.ts";
import { upgrade } from "../../src/commands/upgrade.ts";
import { createProject, dialects, type Project } from "../support/project.ts";
import { saidInSql } from "../../src/dialects/sql.ts";

describe.each(dialects)("a revision without a transaction on %s", (dialect) => {
  let project: Project;
  beforeEach(async () => {
    project = await createProject(dialect);
    project.revision(
      "a",
      null,
      `export async function upgrade(op) {
  await op.execute("CREATE TABLE done (n integer)");
  await op.execute("CREATE TABLE other (n integer)");
}`,
    );
    await upgrade(await project.open(), { target: "a" });
  });
  afterEach(() => project.remove());

  const rows = async (sql: string): Promise<readonly Readonly<Record<string, unknown>>[]> =>
    (await project.open()).connected(({ connection }) => connection.query(saidInSql(sql)));
  const done = async (): Promise<readonly number[]> =>
    (await rows("SELECT n FROM done ORDER BY n")).map((row) => Number(row["n"]));
  const up = async (): Promise<unknown> => upgrade(await project.open(), { target: "heads" });
  const insert = (n: number, late: number): string =>
    n === late ? "INSERT INTO late VALUES (0)" : `INSERT INTO done VALUES (${n})`;

  it.each([1, 2, 3, 4, 5, 6])(
    "goes on inside an operation of several statements at statement %i of six",
    async (late) => {
      const [first, second] = [
        [1, 2, 3, 4],
        [5, 6],
      ].map((part) => part.map((n) => insert(n, late)).join(";\n"));
      project.revision(
        "b",
        "a",
        `export async function upgrade(op) {
  await op.execute(${JSON.stringify(first)});
  await op.execute(${JSON.stringify(second)});
}`,
        "export const transaction = false;",
      );
      await expect(up()).rejects.toMatchObject({ code: "step-failed" });
      const all = [1, 2, 3, 4, 5, 6];
      expect(await done()).toEqual(all.filter((n) => n < late));
      // Once more in vain: what an attempt has skipped is still done in the next one.
      await expect(up()).rejects.toMatchObject({ code: "step-failed" });
      await rows("CREATE TABLE late (n integer)");
      await up();
      expect(await done()).toEqual(all.filter((n) => n !== late));
      expect(await rows("SELECT n FROM late")).toHaveLength(1);
    },
  );

  it.each([
    ["operation", "INSERT INTO done VALUES (7)", "INSERT INTO done VALUES (2);"],
    ["statement of an operation", "INSERT INTO done VALUES (1)", "INSERT INTO done VALUES (8);"],
  ])("does nothing where what was done is another %s now", async (_, first, second) => {
    const write = (one: string, two: string): void =>
      project.revision(
        "b",
        "a",
        `export async function upgrade(op) {
  await op.execute("${one}");
  await op.execute("${two} INSERT INTO late VALUES (0)");
}`,
        "export const transaction = false;",
      );
    write("INSERT INTO done VALUES (1)", "INSERT INTO done VALUES (2);");
    await expect(up()).rejects.toMatchObject({ code: "step-failed" });
    await rows("CREATE TABLE late (n integer)");
    write(first, second);
    await expect(up()).rejects.toMatchObject({ details: { innerCode: "resume-refused" } });
    expect(await done()).toEqual([1, 2]);
    expect(await rows("SELECT n FROM late")).toEqual([]);
  });

  it("starts over after a backup was put back, which has nothing of what was done", async () => {
    project.revision(
      "b",
      "a",
      `export async function upgrade(op) {
  await op.execute("INSERT INTO done VALUES (1)");
  await op.execute("INSERT INTO done SELECT 2 FROM other");
  if (globalThis.mended !== true) throw new Error("interrupted");
}`,
      "export const transaction = false;",
    );
    Reflect.deleteProperty(globalThis, "mended");
    const backedUp = await project.open({ backup: true, confirmBreaking: true });
    await expect(upgrade(backedUp, { target: "heads" })).rejects.toThrow("interrupted");
    expect(await done()).toEqual([1]);
    await restore(await project.open({}, { confirm: async () => true }));
    expect(await done()).toEqual([]);
    Object.assign(globalThis, { mended: true });
    await up();
    expect(await done()).toEqual([1]);
  });
});
