import { afterEach, describe, expect, it } from "vitest";
import { downgrade } from "../../src/commands/downgrade.ts";
import { log } from "../../src/commands/log.ts";
import { upgrade } from "../../src/commands/upgrade.ts";
import type { MigError } from "../../src/core/errors.ts";
import { createProject, dialects, type Project } from "../support/project.ts";

const open: Project[] = [];
afterEach(async () => {
  for (const project of open.splice(0)) await project.remove();
});

const body = (...sql: readonly string[]): string =>
  `export async function upgrade(op) { ${sql.map((each) => `await op.execute(${JSON.stringify(each)});`).join("\n")} }`;

const start = body(
  "CREATE TABLE users (id integer PRIMARY KEY, email text)",
  "INSERT INTO users VALUES (1, NULL)",
);

interface Case {
  readonly title: string;
  readonly code: string;
  /** What is tried; `a` with a row in `users` is applied. */
  readonly attempt: (project: Project) => Promise<unknown>;
  /** The newest line: of which revision, and in which direction. */
  readonly line: readonly [revision: string, direction: string];
}

const toHead = async (project: Project): Promise<unknown> =>
  upgrade(await project.open(), { target: "head" });

const cases: readonly Case[] = [
  {
    title: "a step that is marked breaking, behind one that is not",
    code: "confirmation-needed",
    attempt(project) {
      project.revision("b", "a", body("CREATE TABLE posts (id integer)"));
      project.revision("c", "b", "", `export const breaking = "it hurts";`);
      return toHead(project);
    },
    line: ["c", "upgrade"],
  },
  {
    title: "a step that loses what it did not declare",
    code: "confirmation-needed",
    attempt(project) {
      project.revision("b", "a", body("DROP TABLE users"));
      return toHead(project);
    },
    line: ["b", "upgrade"],
  },
  {
    title: "a placeholder that was left",
    code: "placeholder-left",
    attempt(project) {
      project.revision("b", "a", body("UPDATE users SET email = '' /* placeholder */ WHERE email IS NULL"));
      return toHead(project);
    },
    line: ["b", "upgrade"],
  },
  {
    title: "a step without a transaction whose done part has changed",
    code: "resume-refused",
    async attempt(project) {
      const alone = "export const transaction = false;";
      project.revision("b", "a", body("CREATE TABLE posts (id integer)", "no sql"), alone);
      await expect(toHead(project)).rejects.toMatchObject({ code: "step-failed" });
      project.revision("b", "a", body("CREATE TABLE other (id integer)"), alone);
      return toHead(project);
    },
    line: ["b", "upgrade"],
  },
  {
    title: "a step that was interrupted without a transaction and has one now",
    code: "resume-refused",
    async attempt(project) {
      const broken = body("CREATE TABLE posts (id integer)", "no sql");
      project.revision("b", "a", broken, "export const transaction = false;");
      await expect(toHead(project)).rejects.toMatchObject({ code: "step-failed" });
      project.revision("b", "a", broken);
      return toHead(project);
    },
    line: ["b", "upgrade"],
  },
  {
    title: "a way back that a revision has no part for",
    code: "missing-body",
    async attempt(project) {
      project.write("revisions/b.sql", "-- revision: b\n-- down-revision: a\n-- upgrade\nSELECT 1;\n");
      await toHead(project);
      return downgrade(await project.open(), { target: "base" });
    },
    line: ["b", "downgrade"],
  },
  {
    title: "a run over a history that was edited",
    code: "changed-history",
    async attempt(project) {
      project.revision("a", null, `${start} // edited`);
      project.revision("b", "a");
      return upgrade(await project.open({ changedHistory: "error" }), { target: "head" });
    },
    line: ["b", "upgrade"],
  },
];

/** What keeps a database from being adopted that has a table and no version table. */
const adoptions: readonly (readonly [
  title: string,
  code: string,
  header: string,
  text: string,
  revision: string,
])[] = [
  [
    "a signature that throws",
    "signature-failed",
    `export const isApplied = () => { throw new Error("no such luck"); };`,
    start,
    "a",
  ],
  ["a signature without an answer", "signature-failed", `export const isApplied = () => "yes";`, start, "a"],
  [
    "a mixed state",
    "mixed-state",
    "",
    body("CREATE TABLE users (id integer PRIMARY KEY, email text)", "CREATE TABLE posts (id integer)"),
    "a",
  ],
  ["rows alone", "unsure-state", "", body("CREATE TABLE users (id integer PRIMARY KEY, email text)"), "a"],
];

async function linesOf(project: Project): Promise<readonly object[]> {
  const { entries } = await log(await project.open());
  return entries;
}

describe.each(dialects)("what was refused on %s", (dialect) => {
  it.each(cases)("is in the journal: $title", async ({ code, attempt, line: [revision, direction] }) => {
    const project = await createProject(dialect);
    open.push(project);
    project.revision("a", null, start);
    await toHead(project);
    const error: unknown = await attempt(project).catch((thrown: unknown) => thrown);
    const found = error as MigError & { cause?: Partial<MigError> };
    expect([found.code, found.cause?.code]).toContain(code);
    const newest = (await linesOf(project)).at(-1);
    expect(newest).toMatchObject({ revision, direction, status: "errored" });
    const errors = [found.message, found.cause?.message];
    expect(errors).toContain((newest as { errorMessage: string }).errorMessage);
  });

  it.each(adoptions)(
    "is in the journal: %s of a run that adopts",
    async (_title, code, header, text, revision) => {
      const project = await createProject(dialect);
      open.push(project);
      const mig = await project.open();
      await mig.connected(({ connection }) =>
        connection.query("CREATE TABLE users (id integer PRIMARY KEY, email text)"),
      );
      project.revision("a", null, text, header);
      if (code === "unsure-state") project.revision("b", "a", body("UPDATE users SET email = 'b'"));
      const attempt = upgrade(await project.open(), { target: "head", adopt: true });
      const error: unknown = await attempt.catch((thrown: unknown) => thrown);
      expect(error).toMatchObject({ code });
      expect(await linesOf(project)).toMatchObject([
        { revision, direction: "adopt", status: "errored", errorMessage: (error as Error).message },
      ]);
      // It is as unmanaged as it was.
      await expect(upgrade(await project.open(), { target: "head", adopt: true })).rejects.toMatchObject({
        code,
      });
    },
  );

  it("writes nothing where somebody only asks, or says no", async () => {
    const project = await createProject(dialect);
    open.push(project);
    project.revision("a", null, start);
    await toHead(project);
    project.revision("b", "a", "", `export const breaking = "it hurts";`);
    const before = await linesOf(project);
    const no = await project.open({}, { confirm: () => Promise.resolve(false) });
    await expect(upgrade(no, { target: "head" })).rejects.toMatchObject({ code: "declined" });
    await upgrade(await project.open(), { target: "head", dryRun: true });
    expect(await linesOf(project)).toEqual(before);
  });
});
