import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { beforeEach, describe, expect, it } from "vitest";
import { readHeaders } from "../../src/revisions/directory.ts";
import { readHeader } from "../../src/revisions/header.ts";
import type { Settings } from "../../src/settings/settings.ts";

const up = "export async function upgrade() {}";

describe("the header of a revision in code", () => {
  it("has the ids, the labels and what its comment says", () => {
    const source = `/**
 * create the users
 * and the teams
 *
 * For everybody.
 *
 * Revision: b1
 * Created: 2026-11-20T09:30:00Z
 */
export const revision = "b1";
export const downRevision = ["a1", "a2"];
export const branchLabels = "side";
export const dependsOn = ["c1"];
export const replaces = [];
${up}`;
    expect(readHeader("b1.ts", source)).toEqual({
      revision: {
        id: "b1",
        downRevisions: ["a1", "a2"],
        dependsOn: ["c1"],
        branchLabels: ["side"],
        replaces: [],
        message: "create the users and the teams",
        doc: "create the users\nand the teams\n\nFor everybody.\n\nRevision: b1\nCreated: 2026-11-20T09:30:00Z",
        createdAt: "2026-11-20T09:30:00Z",
        path: "b1.ts",
        line: 10,
      },
    });
  });

  it.each<
    [what: string, source: string, problems: readonly (readonly [line: number | null, said: RegExp])[]]
  >([
    ["nothing at all", " \n", [[null, /is empty/u]]],
    ["no exports", "const a = 1;", [[null, /exports nothing/u]]],
    ["no down revision", `export const revision = "a";\n${up}`, [[null, /no `downRevision`/u]]],
    ["no id", `export const downRevision = null;\n${up}`, [[null, /no `revision`/u]]],
    [
      "neither",
      up,
      [
        [null, /no `revision`/u],
        [null, /no `downRevision`/u],
      ],
    ],
    [
      "an id that is computed",
      `export const revision = name();\nexport const downRevision = null;`,
      [[1, /`revision` must be a text/u]],
    ],
    [
      "an id without letters",
      `export const revision = "";\nexport const downRevision = null;`,
      [[1, /`revision` must be a text/u]],
    ],
    [
      "lists that are none, each with its line",
      `export const revision = "a";\nexport const downRevision = ["b", 1];\nexport const dependsOn = { c: 1 };`,
      [
        [2, /`downRevision` must be/u],
        [3, /`dependsOn` must be/u],
      ],
    ],
  ])("is wrong with %s", (_what, source, problems) => {
    expect(readHeader("a.ts", source)).toEqual({
      problems: problems.map(([line, said]) => ({
        path: "a.ts",
        line,
        problem: expect.stringMatching(said) as string,
      })),
    });
  });

  it("is none where something else is exported", () => {
    expect(readHeader("names.ts", "export const tables = [];")).toBeNull();
  });
});

describe("the header of a revision in SQL", () => {
  it("has the same, from its first comment", () => {
    const source = `-- create the users
-- revision: b1
-- down-revision: a1, a2
-- branch-labels: side
-- depends-on: none
-- created: 2026-11-20
-- upgrade
-- revision: no more`;
    expect(readHeader("b1.sql", source)).toMatchObject({
      revision: {
        id: "b1",
        downRevisions: ["a1", "a2"],
        branchLabels: ["side"],
        dependsOn: [],
        message: "create the users",
        createdAt: "2026-11-20",
        line: 2,
      },
    });
  });

  it.each<[what: string, source: string, said: readonly RegExp[]]>([
    ["no header", "CREATE TABLE t (a int);", [/has no header/u]],
    ["no down revision", "-- revision: a", [/no `-- down-revision/u]],
    ["no id", "-- down-revision: a", [/no `-- revision/u]],
    ["an id without letters", "-- revision:\n-- down-revision:", [/no `-- revision/u]],
  ])("is wrong with %s", (_what, source, said) => {
    expect(readHeader("a.sql", source)).toEqual({
      problems: said.map((each) =>
        expect.objectContaining({ path: "a.sql", problem: expect.stringMatching(each) as string }),
      ),
    });
  });
});

describe("a folder of revisions", () => {
  let root = "";
  const write = (name: string, text: string): void => {
    mkdirSync(dirname(join(root, name)), { recursive: true });
    writeFileSync(join(root, name), text);
  };
  const headers = (change: Partial<Settings> = {}): ReturnType<typeof readHeaders> =>
    readHeaders({ root, revisions: ["revisions"], recursive: false, ...change } as Settings);
  const ids = (change: Partial<Settings> = {}): readonly string[] =>
    headers(change).revisions.map(({ id }) => id);
  const revision = (id: string): string =>
    `export const revision = "${id}";\nexport const downRevision = null;\n${up}`;
  beforeEach(() => {
    root = mkdtempSync(join(tmpdir(), "mig-headers-"));
    return () => rmSync(root, { recursive: true, force: true });
  });

  it("is read by its names, without what is no revision", () => {
    expect(ids()).toEqual([]);
    write("revisions/b.ts", revision("b"));
    write("revisions/a.sql", "-- revision: a\n-- down-revision:\n");
    write("revisions/c.mjs", revision("c"));
    write("revisions/c.d.mts", "export declare const revision: string;");
    write("revisions/notes.md", "");
    write("revisions/tables.ts", "export const tables = [];");
    write("revisions/repeatable/views.sql", "SELECT 1");
    write("revisions/more/d.ts", revision("d"));
    expect(ids()).toEqual(["a", "b", "c"]);
    expect(ids({ recursive: true })).toEqual(["a", "b", "c", "d"]);
    expect(ids({ recursive: true, revisions: ["revisions/more", "revisions"] })).toEqual([
      "d",
      "a",
      "b",
      "c",
    ]);
    expect(headers({ recursive: true }).revisions.at(-1)?.path).toBe("revisions/more/d.ts");
  });

  it.each([16_000, 16_383, 16_384, 16_385, 40_000])("has revisions of any size: %i bytes", (size) => {
    const end = `\n${revision("large")}`;
    write("revisions/large.ts", `/* ${"x".repeat(size - end.length - 6)} */${end}`);
    expect(ids()).toEqual(["large"]);
  });

  it("names all files that are wrong at once", () => {
    write("revisions/a.ts", revision("a"));
    write("revisions/b.ts", "");
    write("revisions/c.sql", "SELECT 1");
    expect(() => headers()).toThrow(
      expect.objectContaining({
        code: "bad-revision-header",
        message: expect.stringMatching(
          /^2 revision files[^]*revisions\/b\.ts[^]*revisions\/c\.sql/u,
        ) as string,
      }) as Error,
    );
  });
});
