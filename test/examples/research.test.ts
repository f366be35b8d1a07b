import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { installExample, type Example } from "../support/example.ts";
import { dialects } from "../support/project.ts";

const history = ["1a6f0e2b9c37", "2b7e1f3cad48", "3c8f204dbe59"];
const next = "4d9031e5cf6a";

describe.each(dialects)("the research tool on %s", (dialect) => {
  let tool: Example;
  beforeEach(async () => {
    tool = await installExample("research", dialect);
  });
  afterEach(() => tool.remove());

  const migrations = async (): Promise<readonly string[]> =>
    (await tool.rows("SELECT revision, status FROM migrations ORDER BY id")).map(
      (row) => `${String(row["revision"])} ${String(row["status"])}`,
    );
  const applied = history.map((revision) => `${revision} applied`);
  /** Write the files that the README shows: the first is the failing one, the second its correction. */
  const fromReadme = (index: number): void => {
    const text = readFileSync(join(tool.folder, "README.md"), "utf8");
    const [, path = "", sql = ""] =
      [...text.matchAll(/<!-- (revisions\/\S+) -->\n```sql\n([\s\S]*?)```/gu)][index] ?? [];
    writeFileSync(join(tool.folder, path), sql);
  };

  it("applies what is not applied at every start, and records it", async () => {
    const first = await tool.start("research");
    expect(first).toMatchObject({ code: 0, stderr: "" });
    expect(first.stdout).toContain("status: the database is at 3c8f204dbe59 after 3 migrations.");
    expect(await migrations()).toEqual(applied);
    expect((await tool.start("research")).stdout).toContain("after 0 migrations.");
    expect(await tool.mig("check")).toMatchObject({ code: 0, stderr: "" });
  });

  it("records a migration that fails with its error, and goes on when it is corrected", async () => {
    await tool.start("research");
    await tool.script(
      "INSERT INTO tasks (id, name) VALUES (1, 'label'); INSERT INTO units (id, task_id, worker) VALUES (1, 1, 'w'), (2, 1, 'w'), (3, 1, 'v')",
    );
    fromReadme(0);
    for (const _ of ["the first start", "the next one"]) {
      const failed = await tool.start("research");
      expect(failed).toMatchObject({ code: 1, stderr: expect.stringContaining("status was not run.") });
      expect(failed.stderr).toMatch(/The upgrade of 4d9031e5cf6a failed: .*unique/iu);
    }
    expect(await migrations()).toEqual([...applied, `${next} errored`, `${next} errored`]);
    const [row] = await tool.rows("SELECT error_message, statement FROM migrations ORDER BY id DESC LIMIT 1");
    expect(row).toEqual({
      error_message: expect.stringMatching(/unique/iu),
      statement: expect.stringContaining("CREATE UNIQUE INDEX units_task_id_worker_key"),
    });
    expect((await tool.mig("log", "--status", "errored")).stdout).toContain(next);

    fromReadme(1);
    expect((await tool.start("research")).stderr).toContain("the second unit of a worker is deleted");
    expect(await tool.start("research", { MIG_CONFIRM_BREAKING: "true" })).toMatchObject({ code: 0 });
    expect((await migrations()).at(-1)).toBe(`${next} applied`);
    expect(await tool.rows("SELECT id FROM units ORDER BY id")).toEqual([{ id: 1 }, { id: 3 }]);
  });

  it("does not go back over a migration that only goes forward", async () => {
    await tool.start("research");
    const refused = await tool.mig("downgrade", "-1", "--yes", "--json");
    expect(refused.code).toBe(1);
    expect(JSON.parse(refused.stdout)).toMatchObject({ error: { code: "missing-body" } });
    expect(await tool.rows("SELECT version_num FROM mig_version")).toEqual([{ version_num: history.at(-1) }]);
  });

  it("is started many times at once", async () => {
    const runs = await Promise.all(Array.from({ length: 4 }, () => tool.start("research")));
    expect(runs.map(({ code }) => code)).toEqual([0, 0, 0, 0]);
    expect(await migrations()).toEqual(applied);
  });
});
