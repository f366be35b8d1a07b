import { rmSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { current } from "../../src/commands/current.ts";
import { doctor } from "../../src/commands/doctor.ts";
import { downgrade } from "../../src/commands/downgrade.ts";
import { log } from "../../src/commands/log.ts";
import { resolve } from "../../src/commands/resolve.ts";
import { upgrade } from "../../src/commands/upgrade.ts";
import { createProject, dialects, type Project } from "../support/project.ts";

describe.each(dialects)("a history that was changed after it was applied to %s", (dialect) => {
  let project: Project;
  beforeEach(async () => {
    project = await createProject(dialect);
    project.revision("a", null);
    project.revision("b", "a");
    await up();
  });
  afterEach(() => project.remove());

  const up = async (): Promise<unknown> => upgrade(await project.open(), { target: "heads" });
  const changed = async (): Promise<unknown> =>
    (await current(await project.open())).changed.map(({ revision, kind }) => `${revision} ${kind}`);
  const remove = (id: string): void => rmSync(join(project.folder, `revisions/${id}_.ts`));

  it("is told of by current, doctor and the next run, with when and by whom it was applied", async () => {
    expect(await changed()).toEqual([]);
    expect(await doctor(await project.open())).toMatchObject({ ok: true, findings: [] });
    project.revision("a", null, "// edited");
    expect((await current(await project.open())).changed).toMatchObject([
      {
        revision: "a",
        kind: "edited",
        path: "revisions/a_.ts",
        appliedAt: expect.stringMatching(/^20/u) as string,
        runner: expect.stringContaining(`:${process.pid}:`) as string,
        hint: expect.stringContaining("mig resolve a --applied") as string,
      },
    ]);
    expect(await doctor(await project.open())).toMatchObject({ ok: false, findings: [{ check: "history" }] });
    await up();
    expect(project.events).toContainEqual({
      kind: "notice",
      level: "warning",
      text: expect.stringContaining("a (revisions/a_.ts) was edited after it was applied.") as string,
    });
  });

  it("refuses a run where the configuration says so, and is not looked for where it says that", async () => {
    project.revision("a", null, "// edited");
    const target = { target: "heads" };
    await expect(upgrade(await project.open({ changedHistory: "error" }), target)).rejects.toMatchObject({
      code: "changed-history",
    });
    expect((await current(await project.open({ changedHistory: "ignore" }))).changed).toEqual([]);
  });

  it("may be of other line ends, and of what was taken back", async () => {
    await downgrade(await project.open(), { target: "a" });
    project.revision("b", "a", "// edited");
    expect(await changed()).toEqual([]);
  });

  it("may lack a file, which is named though the heads do not speak of it", async () => {
    project.revision("b2", "a");
    await upgrade(await project.open(), { target: "b2" });
    await downgrade(await project.open(), { target: "b2@-1" });
    remove("b2");
    expect(await changed()).toEqual([]);
    remove("b");
    expect(await changed()).toEqual(["b missing"]);
  });

  it("may stand at what nobody knows", async () => {
    await (
      await project.open()
    ).connected(({ connection }) => connection.query("UPDATE mig_version SET version_num = 'gone'"));
    expect(await changed()).toEqual(["gone unknown"]);
    expect(await doctor(await project.open())).toMatchObject({ ok: false });
  });

  it("is accepted by resolve, which records what a person has found out and moves the heads", async () => {
    project.revision("b", "a", "// edited");
    await resolve(await project.open(), { revision: "b", as: "applied" });
    expect(await changed()).toEqual([]);
    project.revision("c", "b");
    project.revision("d", "c");
    expect(await resolve(await project.open(), { revision: "c", as: "applied" })).toMatchObject({
      to: ["c"],
    });
    await expect(resolve(await project.open(), { revision: "a", as: "reverted" })).rejects.toThrow(
      /b, ?c|c, ?b/u,
    );
    expect(await resolve(await project.open(), { revision: "c", as: "reverted" })).toMatchObject({
      to: ["b"],
    });
    const { entries } = await log(await project.open());
    expect(entries.slice(-3).map(({ revision, direction }) => `${direction} ${revision}`)).toEqual([
      "upgrade b",
      "upgrade c",
      "downgrade c",
    ]);
  });

  it("is settled where a step without a transaction was interrupted", async () => {
    project.revision(
      "c",
      "b",
      `export async function upgrade(op) { await op.execute("CREATE TABLE t (n integer)"); throw new Error("cut"); }`,
      "export const transaction = false;",
    );
    await expect(up()).rejects.toThrow("cut");
    expect(await doctor(await project.open())).toMatchObject({
      findings: [
        { check: "history" },
        { check: "journal", message: expect.stringContaining("interrupted") as string },
      ],
    });
    await resolve(await project.open(), { revision: "c", as: "applied" });
    expect(await doctor(await project.open())).toMatchObject({ ok: true });
  });
});
