import { spawn } from "node:child_process";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { log } from "../../src/commands/log.ts";
import { compiledSource } from "../support/ask.ts";
import { dialects } from "../support/project.ts";
import { createDataProject, type DataProject } from "./data-project.ts";

const items = 1200;

/** Random numbers that are the same in every run. */
function seeded(seed: number): (below: number) => number {
  let state = seed;
  return (below) => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return Math.floor((state / 2 ** 32) * below);
  };
}

describe.each(dialects)("a step without a transaction on %s that is killed again and again", (dialect) => {
  let project: DataProject;
  beforeEach(async () => {
    project = await createDataProject(dialect);
  });
  afterEach(() => project.remove());

  /** Run to the end, or until it is killed, some batches and a moment later; true when the end was reached. */
  const attempt = async (die: string): Promise<boolean> => {
    const program = join(await compiledSource(), "test/data/upgrade-process.js");
    return new Promise((done, fail) => {
      const child = spawn(process.execPath, [program, project.folder], {
        stdio: ["ignore", "ignore", "pipe"],
        env: { ...process.env, MIG_TEST_DIE: die },
      });
      let errors = "";
      child.stderr.on("data", (text: Buffer) => (errors += text.toString()));
      child.on("close", (code, signal) => {
        if (code === 0 || signal === "SIGKILL") done(code === 0);
        else fail(new Error(errors));
      });
    });
  };

  it("does every statement and every row once", async () => {
    await project.execute(`CREATE TABLE items (a integer, b integer, n integer NOT NULL, m integer NOT NULL, PRIMARY KEY (a, b));
      CREATE TABLE sown (id integer, file text);
      CREATE TABLE marks (mark text)`);
    const lines = Array.from({ length: 600 }, (_, id) => JSON.stringify({ id }));
    project.write("revisions/rows.ndjson", lines.join("\n"));
    project.revision(
      "a",
      null,
      `export async function upgrade(op) {
      await op.bulkInsert("items", Array.from({ length: ${items} }, (_, index) => ({ a: index % 7, b: index, n: 0, m: 0 })));
    }`,
    );
    await project.up();
    project.revision(
      "b",
      "a",
      `export async function upgrade(op) {
      await op.execute("INSERT INTO marks VALUES ('first')");
      await op.backfill({ table: "items", set: { n: "n + 1" }, where: "b >= 0", size: 40, pauseMs: 1 });
      await op.execute("INSERT INTO marks VALUES ('second')");
      await op.each("items", { size: 40 }, async (rows) => {
        for (const { a, b } of rows) await op.execute(\`UPDATE items SET m = m + 1 WHERE a = \${a} AND b = \${b}\`);
      });
      await op.seed("sown", "rows.ndjson", { size: 40, transform: (row, { name }) => ({ ...row, file: name }) });
      await op.execute("INSERT INTO marks VALUES ('third')");
    }`,
      "export const transaction = false;",
    );

    const random = seeded(20_261_121);
    let kills = 0;
    while (!(await attempt(kills < 9 ? `${1 + random(14)} ${random(6)}` : ""))) kills += 1;

    expect(kills).toBeGreaterThan(5);
    const one = async (sql: string): Promise<unknown> => Number((await project.rows(sql))[0]?.["n"]);
    expect(await one("SELECT count(*) AS n FROM items WHERE n = 1 AND m = 1")).toBe(items);
    expect(await one("SELECT count(*) AS n FROM sown")).toBe(lines.length);
    expect(await one("SELECT count(DISTINCT id) AS n FROM sown WHERE file = 'rows'")).toBe(lines.length);
    expect((await project.rows("SELECT mark FROM marks ORDER BY mark")).map((row) => row["mark"])).toEqual([
      "first",
      "second",
      "third",
    ]);
    const { entries } = await log(await project.open(), {});
    const statuses = entries.filter((entry) => entry.revision === "b").map((entry) => entry.status);
    expect(statuses.at(-1)).toBe("applied");
    expect(statuses.slice(0, -1).every((status) => status === "errored")).toBe(true);
  });
});
