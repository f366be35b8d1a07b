import { existsSync, rmSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it, onTestFinished } from "vitest";
import { adopt } from "../../src/commands/adopt.ts";
import { squash } from "../../src/commands/squash.ts";
import { upgrade } from "../../src/commands/upgrade.ts";
import type { Environment } from "../../src/project/environment.ts";
import { createProject, type Project } from "../support/project.ts";

const folder = `op.path("../chat")`;

/** Ways to take the directory away, and what a body needs for it. */
const deletions: readonly (readonly [text: string, header: string, body: string])[] = [
  ["a promise", `import { rm } from "node:fs/promises";`, `await rm(${folder}, { recursive: true });`],
  ["a call that waits", `import { rmSync } from "fs";`, `rmSync(${folder}, { recursive: true });`],
  ["the module itself", `import fs from "node:fs";`, `fs.rmSync(${folder}, { recursive: true });`],
  [
    "its promises",
    `import { promises } from "node:fs";`,
    `await promises.rm(${folder}, { recursive: true });`,
  ],
  [
    "a callback",
    `import { rm } from "node:fs";`,
    `await new Promise((done, fail) => rm(${folder}, { recursive: true }, (error) => (error ? fail(error) : done())));`,
  ],
  ["a module beside it", `import { clear } from "../clear.ts";`, `await clear(${folder});`],
  [
    "one file after the other",
    `import { readdirSync, unlinkSync } from "node:fs";`,
    `for (const name of readdirSync(${folder})) unlinkSync(${folder} + "/" + name);`,
  ],
  ["a module asked for late", "", `(await import("node:fs")).rmSync(${folder}, { recursive: true });`],
];

/** What else changes the world, and how it is called where it is refused. */
const others: readonly (readonly [text: string, header: string, body: string, call: string])[] = [
  [
    "writes a file",
    `import { writeFileSync } from "node:fs";`,
    `writeFileSync(${folder} + "/a.json", "gone");`,
    "fs.writeFileSync",
  ],
  [
    "opens a file to write into it",
    `import { open } from "node:fs/promises";`,
    `await (await open(${folder} + "/a.json", "w")).close();`,
    "fs.open",
  ],
  [
    "starts a program",
    `import { execFileSync } from "node:child_process";`,
    `execFileSync("rm", ["-r", ${folder}]);`,
    "child_process.execFileSync",
  ],
  ["sends something", "", `await fetch("http://localhost:1");`, "fetch"],
];

const table = `export async function upgrade(op) { await op.execute("CREATE TABLE t (id integer PRIMARY KEY)"); }
export async function downgrade(op) { await op.execute("DROP TABLE t"); }`;

const byHand = async (mig: Environment): Promise<void> =>
  mig.connected(async ({ connection }) => {
    await connection.query("CREATE TABLE t (id integer PRIMARY KEY)");
  });

describe("a body that is run on a copy", () => {
  let project: Project;
  beforeEach(async () => {
    project = await createProject("sqlite");
    project.write("chat/a.json", '{ "id": 1 }');
    project.write(
      "clear.ts",
      `import { rm } from "node:fs/promises";\nexport const clear = (path: string) => rm(path, { recursive: true });\n`,
    );
    project.revision("a", null, table);
  });
  afterEach(() => project.remove());

  const second = (header: string, body: string): void =>
    project.revision("b", "a", `export async function upgrade(op) {\n  ${body}\n}`, header);
  const isThere = (): boolean => existsSync(join(project.folder, "chat/a.json"));

  it.each(deletions)("deletes nothing by %s, which the run itself does", async (_, header, body) => {
    second(header, body);
    const mig = await project.open();
    await byHand(mig);
    await expect(upgrade(mig, { target: "heads" })).rejects.toMatchObject({ code: "unmanaged-database" });
    expect(isThere()).toBe(true);
    await adopt(mig, { dryRun: true });
    expect(isThere()).toBe(true);
    await upgrade(mig, { target: "heads", sql: true });
    expect(isThere()).toBe(true);
    await squash(mig, { range: "a:b" });
    expect(isThere()).toBe(true);
    const done = await upgrade(mig, { target: "heads", adopt: true });
    expect(done.steps.map(({ revision }) => revision)).toEqual([]);
  });

  it.each(deletions)("deletes by %s when it is run", async (_, header, body) => {
    second(header, body);
    await upgrade(await project.open(), { target: "heads" });
    expect(isThere()).toBe(false);
  });

  it.each(others)("is refused when it %s", async (_, header, body, call) => {
    second(header, `${body}\n  await op.execute("CREATE TABLE u (id integer)");`);
    const mig = await project.open();
    await byHand(mig);
    const { weak } = await adopt(mig, { dryRun: true });
    expect(weak.join()).toContain(`b cannot be run on an empty database (${call} would have an effect`);
    await expect(upgrade(mig, { target: "heads", sql: true })).rejects.toMatchObject({
      code: "effect-on-copy",
      details: { call },
    });
    expect(isThere()).toBe(true);
  });

  it("writes no rows of the copy into files", async () => {
    second("", `await op.export("t", "../chat/a.json", { existing: "overwrite" });`);
    const mig = await project.open();
    await byHand(mig);
    await adopt(mig, { dryRun: true });
    expect(isThere()).toBe(true);
  });

  it("keeps nobody else from files while it waits", async () => {
    let [goOn, begun] = [(): void => undefined, (): void => undefined];
    const hasBegun = new Promise<void>((done) => (begun = done));
    const wait = (): Promise<void> =>
      new Promise<void>((done) => {
        goOn = done;
        begun();
      });
    Reflect.set(globalThis, "wait", wait);
    second(
      `import { rmSync } from "node:fs";`,
      `await globalThis.wait();\n  rmSync(${folder}, { recursive: true });`,
    );
    const mig = await project.open();
    await byHand(mig);
    project.write("chat/b.json", "{}");
    const adopting = adopt(mig, { dryRun: true });
    await hasBegun;
    rmSync(join(project.folder, "chat/b.json"));
    goOn();
    Reflect.set(globalThis, "wait", () => undefined);
    await adopting;
    expect(existsSync(join(project.folder, "chat/b.json"))).toBe(false);
    expect(isThere()).toBe(true);
    rmSync(join(project.folder, "chat"), { recursive: true });
    expect(isThere()).toBe(false);
  });
});

it("deletes nothing on a scratch database of PostgreSQL", async () => {
  const project = await createProject("postgresql");
  onTestFinished(() => project.remove());
  project.write("chat/a.json", '{ "id": 1 }');
  project.revision("a", null, table);
  project.revision(
    "b",
    "a",
    `export async function upgrade(op) { await rm(${folder}, { recursive: true }); }`,
    `import { rm } from "node:fs/promises";`,
  );
  const mig = await project.open();
  await byHand(mig);
  expect((await adopt(mig)).heads).toEqual(["b"]);
  expect(existsSync(join(project.folder, "chat/a.json"))).toBe(true);
});
