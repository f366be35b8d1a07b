import { describe, expect, it, onTestFinished } from "vitest";
import { current } from "../../src/commands/current.ts";
import { doctor } from "../../src/commands/doctor.ts";
import { log } from "../../src/commands/log.ts";
import { upgrade } from "../../src/commands/upgrade.ts";
import { MigError } from "../../src/core/errors.ts";
import { saidInSql } from "../../src/dialects/sql.ts";
import { createProject, dialects } from "../support/project.ts";

/** What people do to our tables, how the next run ends, and where it leaves the database. */
const doings: readonly (readonly [sql: string, ending: string, heads: readonly string[] | null])[] = [
  ["ALTER TABLE mig_version ADD COLUMN note text", "done", ["b"]],
  ["ALTER TABLE mig_version RENAME COLUMN version_num TO v", "foreign-table", null],
  ["INSERT INTO mig_version VALUES ('elsewhere')", "unknown-database-revision", ["a", "elsewhere"]],
  ["UPDATE mig_version SET version_num = ''", "unknown-database-revision", [""]],
  ["DELETE FROM mig_version", "step-failed", []],
  ["DROP TABLE mig_version", "unmanaged-database", []],
  ["ALTER TABLE mig_journal ADD COLUMN note text", "done", ["b"]],
  ["ALTER TABLE mig_journal DROP COLUMN source", "done", ["b"]],
  ["ALTER TABLE mig_journal DROP COLUMN details", "foreign-table", null],
  ["DELETE FROM mig_journal", "done", ["b"]],
  ["DROP TABLE mig_journal", "done", ["b"]],
  ["UPDATE mig_journal SET details = 'by hand'", "done", ["b"]],
  ["UPDATE mig_journal SET checksum = NULL", "done", ["b"]],
];

describe.each(dialects)("tables of ours on %s", (dialect) => {
  it.each(doings)("after `%s`: %s", async (sql, ending, heads) => {
    const project = await createProject(dialect);
    onTestFinished(() => project.remove());
    project.revision(
      "a",
      null,
      `export async function upgrade(op) { await op.execute("CREATE TABLE t (n integer)"); }`,
    );
    await upgrade(await project.open(), { target: "heads" });
    project.revision(
      "b",
      "a",
      `export async function upgrade(op) { await op.execute("INSERT INTO t VALUES (1)"); }`,
    );
    const run = async (text: string): Promise<readonly object[]> =>
      (await project.open()).connected(({ connection }) => connection.query(saidInSql(text)));
    await run(sql);
    const error: unknown = await upgrade(await project.open(), { target: "heads" }).then(
      () => null,
      (reason: unknown) => reason,
    );
    if (ending === "done") expect(error).toBeNull();
    else {
      expect(error).toBeInstanceOf(MigError);
      expect(error).toMatchObject({ code: ending, hint: expect.stringMatching(/\S/u) as string });
    }
    expect(await run("SELECT n FROM t")).toEqual(ending === "done" ? [{ n: 1 }] : []);
    if (heads !== null) {
      expect((await current(await project.open())).heads).toEqual(heads);
      const { entries } = await log(await project.open());
      expect(entries.map(({ status }) => status)).not.toContain("running");
    }
    const { ok, findings } = await doctor(await project.open());
    if (ending === "done") expect(ok).toBe(true);
    else expect(ok).toBe(false);
    const advised = findings.some(({ message }) => message.includes("journal has a as applied last"));
    expect(advised).toBe(heads?.length === 0);
  });
});
