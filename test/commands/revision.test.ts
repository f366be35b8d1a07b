import { chmodSync, readdirSync, readFileSync, unlinkSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { heads } from "../../src/commands/heads.ts";
import { history } from "../../src/commands/history.ts";
import { init } from "../../src/commands/init.ts";
import { merge } from "../../src/commands/merge.ts";
import { revision } from "../../src/commands/revision.ts";
import type { DatabaseConfig } from "../../src/settings/config.ts";
import type { Environment } from "../../src/project/environment.ts";
import { createProject, type Project } from "../support/project.ts";

describe("a new revision", () => {
  let project: Project;
  beforeEach(async () => {
    project = await createProject("sqlite");
  });
  afterEach(() => project.remove());

  const now = new Date("2026-11-20T23:30:05Z");
  let ids = 0;
  const open = (config: DatabaseConfig = {}): Promise<Environment> =>
    project.open(config, { now: () => now, randomHex: () => `abcdef12345${ids++}` });
  const files = (folder = "revisions"): string[] =>
    readdirSync(join(project.folder, folder), { recursive: true, encoding: "utf8" }).sort();
  const refused = async (work: Promise<unknown>): Promise<string> => {
    const before = files();
    const code = await work.then(
      () => "nothing",
      (error: { code?: string; message: string }) => error.code ?? error.message,
    );
    expect(files()).toEqual(before);
    return code;
  };

  it("follows the head, is named for its message, and can be read", async () => {
    ids = 0;
    const first = await revision(await open(), { message: "Create the Users, quickly!" });
    expect(first).toMatchObject({
      revision: "abcdef123450",
      downRevision: null,
      path: "revisions/abcdef123450_create_the_users_quickly.ts",
    });
    const second = await revision(await open(), {});
    expect(second).toMatchObject({ downRevision: "abcdef123450", path: "revisions/abcdef123451.ts" });
    const text = readFileSync(join(project.folder, first.path ?? ""), "utf8");
    expect(text).toContain(" * Created: 2026-11-20T23:30:05Z\n");
    expect((await history(await open())).revisions.map((each) => each.message)).toEqual([
      "",
      "Create the Users, quickly!",
    ]);
  });

  it("counts where the project counts, from the highest number and as wide as that", async () => {
    const counted = { revisionId: "sequential" } as const;
    const make = async (message: string, revisionId?: string): Promise<string | null> =>
      (await revision(await open(counted), { message, ...(revisionId === undefined ? {} : { revisionId }) }))
        .path;
    expect(await make("create users")).toBe("revisions/001_create_users.ts");
    expect(await make("create posts")).toBe("revisions/002_create_posts.ts");
    expect(await make("by hand", "0041")).toBe("revisions/0041_by_hand.ts");
    expect(await make("no number", "abc")).toBe("revisions/abc_no_number.ts");
    expect(await make("after it")).toBe("revisions/0042_after_it.ts");
    expect((await heads(await open(counted))).heads).toMatchObject([{ revision: "0042" }]);
  });

  it("cuts a long slug at a word, and takes its name from the template in the configured zone", async () => {
    const message = "a message of many words that goes on and on without an end";
    const made = await revision(
      await open({ timezone: "Europe/Berlin", fileTemplate: "{year}-{month}-{day}_{hour}{minute}_{slug}" }),
      { message },
    );
    expect(made.path).toBe("revisions/2026-11-21_0030_a_message_of_many_words_that_goes_on_and.ts");
    expect(readFileSync(join(project.folder, made.path ?? ""), "utf8")).toContain(
      "Created: 2026-11-21T00:30:05+01:00",
    );
    expect(await refused(revision(await open({ timezone: "Mars/Olympus" }), {}))).toBe("unknown-time-zone");
  });

  it("starts a branch only where that is said", async () => {
    project.revision("a", null);
    project.revision("b", "a");
    expect(await refused(revision(await open(), { head: "a" }))).toBe("not-a-head");
    const side = await revision(await open(), {
      head: "a",
      splice: true,
      revisionId: "c",
      branchLabels: ["side"],
    });
    expect(side.downRevision).toBe("a");
    expect(await refused(revision(await open(), { message: "x" }))).toBe("multiple-heads");
    await expect(revision(await open(), {})).rejects.toMatchObject({
      hint: expect.stringContaining("(b, side)"),
    });
    expect((await revision(await open(), { head: "side@head", revisionId: "d" })).downRevision).toBe("c");
    expect((await revision(await open(), { head: "base", revisionId: "r" })).downRevision).toBeNull();
    expect((await heads(await open())).heads.map((each) => each.revision)).toEqual(["b", "d", "r"]);
  });

  it("is refused before anything is written when the graph would break", async () => {
    project.revision("a", null, "", 'export const branchLabels = ["main"];');
    expect(await refused(revision(await open(), { revisionId: "a" }))).toBe("duplicate-revision");
    expect(await refused(revision(await open(), { revisionId: "a-b" }))).toBe("illegal-revision-id");
    expect(await refused(revision(await open(), { revisionId: "head" }))).toBe("illegal-revision-id");
    expect(await refused(revision(await open(), { branchLabels: ["main"] }))).toBe("duplicate-branch-label");
    expect(await refused(revision(await open(), { branchLabels: ["a-1"] }))).toBe("illegal-branch-label");
    expect(await refused(revision(await open(), { dependsOn: ["nope"] }))).toBe("unknown-revision");
    expect(await refused(revision(await open(), { template: "nope" }))).toBe("unknown-template");
    expect(await refused(revision(await open(), { versionPath: "elsewhere" }))).toBe("unknown-version-path");
  });

  it("keeps labels and whole ids of what it depends on", async () => {
    project.revision("aaaa1111", null, "", 'export const branchLabels = ["lib"];');
    project.revision("bbbb2222", null);
    await revision(await open(), { head: "bbbb2222", revisionId: "c", dependsOn: ["lib", "aaaa"] });
    const [newest] = (await history(await open())).revisions;
    expect(newest?.dependsOn).toEqual(["lib", "aaaa1111"]);
  });

  it("goes beside what it follows where there are several folders", async () => {
    project.write(
      "other/b_.ts",
      'export const revision = "b";\nexport const downRevision = null;\nexport function upgrade() {}\n',
    );
    project.revision("a", null);
    const config = { revisions: ["./revisions", "./other"] };
    expect((await revision(await open(config), { head: "b", revisionId: "c" })).path).toBe("other/c.ts");
    expect(await refused(revision(await open(config), { head: "base", revisionId: "d" }))).toBe(
      "unknown-version-path",
    );
    expect(
      (await revision(await open(config), { head: "base", revisionId: "d", versionPath: "other" })).path,
    ).toBe("other/d.ts");
  });

  it("may lie in a subfolder", async () => {
    const config = { recursive: true, fileTemplate: "{year}/{rev}_{slug}" };
    const made = await revision(await open(config), { message: "x", revisionId: "a" });
    expect(made.path).toBe("revisions/2026/a_x.ts");
    expect((await heads(await open(config))).heads.map((each) => each.path)).toEqual([
      "revisions/2026/a_x.ts",
    ]);
    expect((await heads(await open())).heads).toEqual([]);
  });

  it("passes the post-write hooks, or is taken away again", async () => {
    project.write("hook.sh", '#!/bin/sh\necho "// seen" >> "$1"\n');
    chmodSync(join(project.folder, "hook.sh"), 0o755);
    const good = [{ name: "mark", command: ["./hook.sh", "REVISION_FILE"] }];
    const made = await revision(await open({ postWriteHooks: good }), { revisionId: "a" });
    expect(readFileSync(join(project.folder, made.path ?? ""), "utf8")).toMatch(/\/\/ seen\n$/u);
    const bad = [{ name: "fail", command: ["sh", "-c", "echo broken >&2; exit 3"] }];
    await expect(revision(await open({ postWriteHooks: bad }), {})).rejects.toMatchObject({
      message: expect.stringContaining("broken"),
    });
    expect(await refused(revision(await open({ postWriteHooks: bad }), {}))).toBe("post-write-hook-failed");
    const missing = [{ name: "missing", command: ["no-such-program"] }];
    expect(await refused(revision(await open({ postWriteHooks: missing }), {}))).toBe(
      "post-write-hook-failed",
    );
  });

  it("joins heads, and nothing else", async () => {
    project.revision("a", null);
    expect(await refused(merge(await open(), { revisions: ["heads"] }))).toBe("nothing-to-merge");
    project.revision("b", "a");
    project.revision("c", "a");
    expect(await refused(merge(await open(), { revisions: ["a", "b"] }))).toBe("not-a-head");
    const joined = await merge(await open(), { revisions: ["heads"], revisionId: "m" });
    expect(joined.downRevision).toEqual(["b", "c"]);
    expect((await heads(await open())).heads.map((each) => each.revision)).toEqual(["m"]);
  });

  it("is written from a template of the project's own", async () => {
    unlinkSync(join(project.folder, "migrate.config.ts"));
    const made = await init({ folder: project.folder, revisions: "./mine", template: "typescript" });
    expect(made.written).toEqual(["migrate.config.ts", "mine/", "templates/typescript/"]);
    const own = join(project.folder, "templates/typescript/revision.ts.eta");
    project.write("templates/typescript/revision.ts.eta", `// ours\n${readFileSync(own, "utf8")}`);
    const written = await revision(await open({ revisions: "./mine", template: "./templates/typescript" }), {
      revisionId: "a",
    });
    expect(readFileSync(join(project.folder, written.path ?? ""), "utf8")).toMatch(/^\/\/ ours\n\/\*\*/u);
    await expect(init({ folder: project.folder })).rejects.toMatchObject({ code: "file-exists" });
  });

  it("is SQL where that is asked for", async () => {
    const made = await revision(await open(), { template: "sql", message: "raw", revisionId: "a" });
    expect(made.path).toBe("revisions/a_raw.sql");
    expect((await heads(await open())).heads[0]).toMatchObject({
      revision: "a",
      message: "raw",
      createdAt: "2026-11-20T23:30:05Z",
    });
  });
});
