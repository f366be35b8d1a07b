import { cpSync } from "node:fs";
import { join, resolve } from "node:path";
import { PassThrough } from "node:stream";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { run } from "../../src/cli/run.ts";
import { createProject, type Project } from "../support/project.ts";
import { saidInSql } from "../../src/dialects/sql.ts";

describe("taking over databases and histories on the command line", () => {
  let project: Project;
  beforeEach(async () => {
    project = await createProject("sqlite");
  });
  afterEach(() => project.remove());

  async function mig(
    line: string,
  ): Promise<{ readonly code: number; readonly out: string; readonly err: string }> {
    const texts = { out: "", err: "" };
    const stream = (name: keyof typeof texts): PassThrough =>
      new PassThrough().on("data", (chunk: Buffer) => void (texts[name] += chunk.toString()));
    const code = await run(line.split(" "), {
      stdout: stream("out"),
      stderr: stream("err"),
      stdin: new PassThrough(),
      env: {},
      cwd: () => project.folder,
    });
    return { code, ...texts };
  }
  const table = (name: string): string =>
    `export async function upgrade(op) { await op.createTable({ name: "${name}", columns: [{ name: "id", type: "integer" }, { name: "x", type: "integer" }] }); }\n`;
  const byHand = async (...statements: string[]): Promise<void> =>
    (await project.open()).connected(async ({ connection }) => {
      for (const sql of statements) await connection.query(saidInSql(sql));
    });

  it("shows where a database stands, and stamps it", async () => {
    project.revision("a1", null, table("a"));
    project.revision("b1", "a1", `export const isApplied = (probe) => probe.table("b");\n${table("b")}`);
    expect((await mig("adopt")).out).toContain("nothing to adopt");
    await byHand("CREATE TABLE a (id integer, x integer)", "CREATE TABLE z (id integer)");
    const dry = await mig("adopt --dry-run");
    expect(dry).toMatchObject({ code: 0, err: "" });
    expect(dry.out).toBe(`Applied, newest first:
  no   b1  isApplied: false  1 missing  b1
  yes  a1                    1 there    a1
Of no revision, and left alone:
  table z
The database stands at a1; it would be stamped.
`);
    expect((await mig("adopt")).out).toContain("Stamped: a1");
    expect((await mig("adopt")).out).toContain("is managed already: it is at a1.");
    expect(await mig("upgrade heads --adopt")).toMatchObject({ code: 0, out: "Done: 1 step, a1 -> b1\n" });
    expect((await mig("log")).out).toMatch(/a1 +adopt +applied/u);
  });

  it("ends with 3 for a mixed state, and names each object with what to do", async () => {
    project.revision("a1", null, table("a"));
    project.revision("b1", "a1", table("b"));
    await byHand("CREATE TABLE a (id integer)", "CREATE TABLE b (id integer, x integer)");
    const mixed = await mig("adopt");
    expect(mixed.code).toBe(3);
    expect(mixed.out).toContain(
      `Mixed: nothing was stamped. The database is next to b1, but not there:
  a1 a1 (revisions/a1_.ts)
    Part of it is there. For the rest, of the structure alone:
      add column a.x integer
        ALTER TABLE "a" ADD COLUMN "x" integer;
`,
    );
    const json = await mig("adopt --json");
    expect(json.code).toBe(3);
    expect(JSON.parse(json.out)).toMatchObject({
      state: "mixed",
      stamped: false,
      heads: [],
      nearest: ["b1"],
      discrepancies: [{ object: "column a.x" }],
    });
    const failed = await mig("upgrade heads --adopt --json");
    expect(failed.code).toBe(3);
    expect(JSON.parse(failed.out)).toMatchObject({ error: { code: "mixed-state" } });
    await byHand("ALTER TABLE a ADD COLUMN x integer");
    expect((await mig("adopt --yes")).code).toBe(0);
  });

  it("squashes, and imports", async () => {
    project.revision("a1", null, table("a"));
    project.revision("b1", "a1", table("b"));
    const squashed = await mig("squash a1:b1 -m all --rev-id s1");
    expect(squashed.code).toBe(0);
    expect(squashed.out).toContain("stands for 2 revisions, a1 to b1: 2 calls, of which 0 are SQL");
    expect((await mig("heads")).out).toContain("s1");
    cpSync(
      join(resolve(import.meta.dirname, "../fixtures/drizzle-kit-v1/drizzle")),
      join(project.folder, "kit"),
      { recursive: true },
    );
    const imported = await mig("import drizzle kit");
    expect(imported).toMatchObject({ code: 0 });
    expect(imported.out).toContain("Imported: 5 of 5 migrations of kit");
    expect((await mig("upgrade heads")).code).toBe(0);
  });
});
