import { readFileSync, rmSync } from "node:fs";
import { join, resolve } from "node:path";
import { describe, expect, it } from "vitest";
import { ended, folderWith, startCi, startVitest } from "./red-run.ts";

const root = resolve(import.meta.dirname, "../..");

describe("a run of tests", () => {
  const withServer = (line: string): string => `it("uses PostgreSQL", async () => {
  const database = await createPostgresDatabase();
  ${line}
  await database.drop();
});`;

  it("ends with 1 when a test fails that uses PostgreSQL", async () => {
    const { code, said } = await ended(startVitest({ failing: withServer("expect(database.url).toBe(1);") }));
    expect(said).toMatch(/Tests\s+1 failed/u);
    expect(code).toBe(1);
  });

  it("ends with 1 when a golden file is gone, or a test is run alone", async () => {
    const alone = startVitest({
      golden: `it("is as it was", async () => expect("new").toMatchFileSnapshot("gone.golden"));`,
      alone: `it.only("is run", () => expect(1).toBe(1));\nit("is not", () => expect(1).toBe(2));`,
    });
    const { code, said } = await ended(alone);
    expect(said).toMatch(/Test Files\s+2 failed/u);
    expect(code).toBe(1);
  });

  it("ends with 1 when a test leaves a file in the project, or is skipped for no reason", async () => {
    const name = `left-by-${process.pid}`;
    try {
      const { code, said } = await ended(
        startVitest({ leaving: `it("leaves", () => appendFileSync(${JSON.stringify(name)}, ""));` }),
      );
      expect(said).toMatch(new RegExp(`have left in .*: ${name}`, "u"));
      expect(code).toBe(1);
    } finally {
      rmSync(join(root, name), { force: true });
    }
    const skipping = startVitest({
      skipping: `it("is skipped", ({ skip }) => skip(true, "a good reason"));\nit.skip("is not run", () => undefined);`,
    });
    const { code, said } = await ended(skipping);
    expect(said).toMatch(/> is skipped: a good reason$/mu);
    expect(said).toMatch(/> is not run: for no reason/u);
    expect(code).toBe(1);
  });

  it("takes its server away however it ends", async () => {
    const seen = join(folderWith({ seen: "" }), "seen");
    const pid =
      "(await (await import('postgres')).default(database.url).unsafe('SELECT pg_backend_pid() AS pid'))[0].pid";
    const run = startVitest({
      endless: withServer(
        `appendFileSync(${JSON.stringify(seen)}, String(${pid}));\n  await new Promise(() => {});`,
      ),
    });
    const over = ended(run);
    const backend = await Promise.race([
      written(seen),
      over.then(({ said }) => Promise.reject(new Error(said))),
    ]);
    expect(isAlive(backend)).toBe(true);
    run.kill("SIGKILL");
    await over;
    await expect.poll(() => isAlive(backend), { timeout: 250_000 }).toBe(false);
  });
});

describe("the script of the continuous integration", () => {
  const tests = (line: string): string => `printf ' \\033[2m      Tests \\033[22m ${line} (9)\\n'`;

  it.each([
    ["all is well", tests("7 passed"), 0, "7 passed, 0 failed, 0 skipped"],
    ["some were skipped", tests("7 passed | 2 skipped"), 0, "7 passed, 0 failed, 2 skipped"],
    [
      "a test failed",
      `${tests("2 failed | 5 passed | 2 skipped")}; exit 1`,
      1,
      "5 passed, 2 failed, 2 skipped",
    ],
    ["the exit code was lost", tests("2 failed | 7 passed"), 1, "7 passed, 2 failed, 0 skipped"],
    ["a later command failed", `${tests("9 passed")}\nexit 3`, 3, "9 passed, 0 failed, 0 skipped"],
    ["nothing was run", "echo nothing", 1, "0 passed, 0 failed, 0 skipped"],
    [
      "the command does not know that it is watched",
      `[ "$CI" = true ] && ${tests("9 passed")}`,
      0,
      "9 passed, 0 failed, 0 skipped",
    ],
  ])("counts and ends as it should when %s", async (_when, command, code, last) => {
    const run = await ended(startCi(command));
    expect(run.said.trimEnd().split("\n").at(-1)).toBe(last);
    expect(run.code).toBe(code);
  });
});

async function written(path: string): Promise<number> {
  await expect.poll(() => readFileSync(path, "utf8"), { timeout: 250_000 }).not.toBe("");
  return Number(readFileSync(path, "utf8"));
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === "EPERM";
  }
}
