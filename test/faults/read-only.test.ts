import { chmodSync, readdirSync, readFileSync } from "node:fs";
import { dirname } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { upgrade } from "../../src/commands/upgrade.ts";
import { saidInSql } from "../../src/dialects/sql.ts";
import { mig, nobody } from "../support/command-line.ts";
import { createProject, type Project } from "../support/project.ts";

/** What a user may not do to the database: write to the file, or make others beside it. */
const modes = {
  "a file that may only be read": { file: 0o444, folder: 0o777 },
  "a folder in which nothing may be made": { file: 0o666, folder: 0o555 },
  "both of them": { file: 0o444, folder: 0o555 },
};

/** The commands that only look, each with how it ends where one revision is not applied. */
const looking: readonly (readonly [command: string, status: number])[] = [
  ["current", 0],
  ["history -i", 0],
  ["heads", 0],
  ["log", 0],
  ["upgrade head --dry-run", 0],
  ["check", 3],
  ["diff", 0],
  ["doctor", 3],
];

describe.each(["delete", "wal"])("a database of SQLite in the mode %s", (journal) => {
  let project: Project;
  let path: string;
  beforeEach(async () => {
    project = await createProject("sqlite");
    path = project.url.slice("file:".length);
    project.write("schema.ts", "export {};\n");
    project.write(
      "migrate.config.ts",
      `export default { dialect: "sqlite", url: ${JSON.stringify(project.url)}, schema: "./schema.ts" };\n`,
    );
    project.revision(
      "a",
      null,
      `export async function upgrade(op) { await op.execute("CREATE TABLE t (n integer)"); await op.execute("INSERT INTO t VALUES (1)"); }`,
    );
    const opened = await project.open();
    await upgrade(opened, { target: "heads" });
    await opened.connected(({ connection }) =>
      connection.query(saidInSql(`PRAGMA journal_mode = ${journal}`)),
    );
    project.revision(
      "b",
      "a",
      `export async function upgrade(op) { await op.execute("INSERT INTO t VALUES (2)"); }`,
    );
    for (const folder of [project.folder, `${project.folder}/revisions`]) chmodSync(folder, 0o755);
  });
  afterEach(async () => {
    chmodSync(dirname(path), 0o777);
    await project.remove();
  });

  describe.each(Object.entries(modes))("with %s", (_, { file, folder }) => {
    beforeEach(() => {
      chmodSync(path, file);
      chmodSync(dirname(path), folder);
    });

    it("is looked at by all commands that write nothing", async () => {
      const before = readFileSync(path);
      for (const [command, status] of looking) {
        const said = await mig(project.folder, command.split(" "), { user: nobody });
        expect({ command, ...said }).toMatchObject({ command, status });
        if (command === "doctor") expect(said.stdout).toContain("This user may not write");
        expect(said.stdout + said.stderr).not.toMatch(/cannot be opened|readonly|unable to open/u);
      }
      expect(readFileSync(path).equals(before)).toBe(true);
      expect(readdirSync(dirname(path)).filter((name) => name.includes("lock"))).toEqual([]);
    });

    it("is enough for an upgrade that has nothing to do, unless its log cannot be shared", async ({
      skip,
    }) => {
      skip(journal === "wal", "SQLite opens no log for writing that it may not write");
      const said = await mig(project.folder, ["upgrade", "a"], { user: nobody });
      expect(said).toMatchObject({ status: 0 });
    });

    it("is left as it is by an upgrade, which says what is lacking", async () => {
      const before = readFileSync(path);
      const { status, stdout } = await mig(project.folder, ["upgrade", "head", "--json"], { user: nobody });
      expect(status).toBe(1);
      const { error } = JSON.parse(stdout) as { error: { code: string; message: string; hint: string } };
      expect(error.hint).toMatch(/this user may not/iu);
      expect(readFileSync(path).equals(before)).toBe(true);
      const { stdout: where } = await mig(project.folder, ["current", "--json"], { user: nobody });
      expect(JSON.parse(where)).toMatchObject({ heads: ["a"] });
    });
  });
});
