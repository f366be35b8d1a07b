import { afterEach, describe, expect, it } from "vitest";
import { lint, type LintResult } from "../../src/commands/lint.ts";
import { upgrade } from "../../src/commands/upgrade.ts";
import { printAnnotations, printLint } from "../../src/cli/print/lint.ts";
import { createStyle } from "../../src/cli/colour.ts";
import { createProject, dialects, type Project } from "../support/project.ts";

const open: Project[] = [];
afterEach(async () => {
  for (const project of open.splice(0)) await project.remove();
});

async function projectOn(dialect: Project["dialect"]): Promise<Project> {
  const project = await createProject(dialect);
  open.push(project);
  project.revision(
    "a1",
    null,
    `export async function upgrade(op) {
  await op.createTable({ name: "users", columns: [
    { name: "id", type: "bigint", nullable: false }, { name: "email", type: "text" }, { name: "age", type: "bigint" },
  ], primaryKey: { columns: ["id"] } });
  await op.createIndex("users", { name: "users_age", columns: ["age"] });
}
export async function downgrade(op) { await op.dropTable("users"); }`,
  );
  return project;
}

/** Rules by line, of what was found. */
function found({ findings }: LintResult): readonly string[] {
  return findings.map(({ rule, line }) => `${line} ${rule}`);
}

const header = "interface Wide {\n  readonly a: number;\n}\n";

describe.each(dialects)("mig lint on %s", (dialect) => {
  it("finds nothing in what a revision makes itself", async () => {
    const project = await projectOn(dialect);
    expect(await lint(await project.open())).toMatchObject({ ok: true, revisions: ["a1"], findings: [] });
  });

  it("names the line of each call, also in loops, helpers and behind types that are taken off", async () => {
    const project = await projectOn(dialect);
    project.revision(
      "b2",
      "a1",
      `${header}
export async function upgrade(op: { dropColumn: Function; renameColumn: Function }) {
  const { renameColumn } = op;
  for (const [from, to] of [["email", "mail"]])
    await renameColumn("users", from, to);
  const wide: Wide = { a: 1 };
  await drop(op, "age", wide);
}
async function drop(op: { dropColumn: Function }, name: string, _: Wide) {
  await op
    .dropColumn("users", name);
}
export async function downgrade() {}`,
    );
    const result = await lint(await project.open(), { range: "b2" });
    const sqlite = dialect === "sqlite" ? ["21 rows-rewritten"] : [];
    expect(found(result)).toEqual(["15 rename-column", "21 drop-column", ...sqlite]);
  });

  it("looks at what is not applied yet, from the structure that the database has", async () => {
    const project = await projectOn(dialect);
    await upgrade(await project.open(), { target: "head" });
    project.write(
      "revisions/b2_more.sql",
      "-- more\n-- revision: b2\n-- down-revision: a1\n\n-- upgrade\n\n\nDROP TABLE users;\n-- downgrade\nSELECT 1;\n",
    );
    const result = await lint(await project.open());
    expect(result.revisions).toEqual(["b2"]);
    expect(found(result)).toEqual(["8 drop-table"]);
    expect(result.findings[0]).toEqual({
      rule: "drop-table",
      kind: "data-loss",
      severity: "warning",
      revision: "b2",
      direction: "upgrade",
      path: "revisions/b2_more.sql",
      line: 8,
      message: "drops table users",
      why: "The rows are gone for good, and code that still names the table stops working at once.",
      safe: "Release code that no longer uses the table, rename or export it, and drop it in a later revision.",
      docs: "docs/lint.md#drop-table",
      sql: "DROP TABLE users",
    });
  });

  it("runs a body that must read on a scratch database", async () => {
    const project = await projectOn(dialect);
    project.revision(
      "b2",
      "a1",
      `export async function upgrade(op) {
  const rows = await op.query("SELECT count(*) AS n FROM users");
  if (rows.length > 0) await op.dropColumn("users", "email");
}
export async function downgrade() {}`,
    );
    for (const options of [{}, { range: "b2" }])
      expect((await lint(await project.open(), options)).findings.map(({ rule }) => rule)).toContain(
        "drop-column",
      );
  });

  it("looks at what a body asks the database, too", async () => {
    const project = await projectOn(dialect);
    const body = `export async function upgrade(op) { await op.query("UPDATE users SET email = ''"); }`;
    project.revision("b2", "a1", body);
    const { findings } = await lint(await project.open(), { range: "b2" });
    expect(findings.map(({ rule }) => rule)).toContain("update-without-where");
  });

  it("says of a body that it cannot run that nothing is known of it", async () => {
    const project = await projectOn(dialect);
    project.revision("b2", "a1", 'export async function upgrade() { throw new Error("not here"); }');
    const result = await lint(await project.open(), { range: "b2" });
    expect(result.findings).toMatchObject([{ rule: "unread-body", message: "not here" }]);
  });

  it("turns off what a comment gives a reason for, and finds comments that are wrong", async () => {
    const project = await projectOn(dialect);
    project.revision(
      "b2",
      "a1",
      `export async function upgrade(op) {
  // mig-lint-ignore rename-column: nothing runs while it is released
  await op.renameColumn("users", "email", "mail");
  await op.renameColumn("users", "age", "years"); // mig-lint-ignore rename-column: nor here
  /* mig-lint-ignore rename-table */
  await op.renameTable("users", "people");
  // mig-lint-ignore drop-table: no table is dropped
  const text = "// mig-lint-ignore-file rename-table: this is text";
  // mig-lint-ignore no-such-rule: whatever
}
export async function downgrade() {}`,
    );
    const result = await lint(await project.open(), { range: "b2" });
    expect(result.ignored).toEqual([
      expect.objectContaining({
        rule: "rename-column",
        line: 10,
        reason: "nothing runs while it is released",
      }),
      expect.objectContaining({ rule: "rename-column", line: 11, reason: "nor here" }),
    ]);
    expect(found(result)).toEqual([
      "12 ignore-without-reason",
      "13 rename-table",
      "14 ignore-of-nothing",
      "16 ignore-without-reason",
    ]);
  });

  it("turns rules off in SQL, for a statement or for the file", async () => {
    const project = await projectOn(dialect);
    project.write(
      "revisions/b2_more.sql",
      `-- more
-- revision: b2
-- down-revision: a1
-- mig-lint-ignore-file no-downgrade: forward only

-- upgrade
-- mig-lint-ignore drop-table: exported before
DROP TABLE users;
SELECT '-- mig-lint-ignore-file drop-table: text'; DROP TABLE "other"; -- mig-lint-ignore drop-table: empty
`,
    );
    const result = await lint(await project.open(), { range: "b2" });
    expect(found(result)).toEqual([]);
    expect(result.ignored.map(({ rule, line }) => `${line} ${rule}`)).toEqual([
      "2 no-downgrade",
      "8 drop-table",
      "9 drop-table",
    ]);
  });

  it("takes severities from the configuration, and refuses rules that there are not", async () => {
    const project = await projectOn(dialect);
    project.revision(
      "b2",
      "a1",
      'export async function upgrade(op) { await op.renameTable("users", "people"); }\nexport async function downgrade() {}',
    );
    const severityWith = async (severity: "error" | "notice" | "off"): Promise<readonly unknown[]> => {
      const { ok, findings } = await lint(await project.open({ lint: { "rename-table": severity } }), {
        range: "b2",
      });
      return [ok, ...findings.map((each) => each.severity)];
    };
    expect(await severityWith("error")).toEqual([false, "error"]);
    expect(await severityWith("notice")).toEqual([true, "notice"]);
    expect(await severityWith("off")).toEqual([true]);
    await expect(lint(await project.open({ lint: { nothing: "off" } as never }))).rejects.toMatchObject({
      code: "bad-config",
    });
    await expect(project.open({ lint: { "rename-table": "loud" } as never })).rejects.toMatchObject({
      code: "bad-config",
    });
  });

  it("finds a way back that is missing, and code of the application", async () => {
    const project = await projectOn(dialect);
    project.write("src/names.ts", 'export const table = "users";');
    project.write("revisions/words.ts", 'export const to = "people";');
    project.write(
      "revisions/b2_.ts",
      `export const revision = "b2";
export const downRevision = "a1";
import type { Nothing } from "../src/names.ts";
import { table } from "../src/names.ts";
import { to } from "./words.ts";
export async function upgrade(op) { await op.renameTable(table, to); }
`,
    );
    expect(found(await lint(await project.open(), { range: "b2" }))).toEqual([
      "1 no-downgrade",
      "4 application-import",
      "6 rename-table",
    ]);
  });
});

describe("what was found", () => {
  it("is said with the reason and the safe form of each rule once", async () => {
    const project = await projectOn("sqlite");
    project.revision("b2", "a1", twoRenames);
    const result = await lint(await project.open(), { range: "b2" });
    expect(printLint(result, createStyle(false))).toBe(
      `revisions/b2_.ts:9: warning: code that says users.email must say mail (rename-column)
  While a release is rolled out some code says the old name and some the new one, and one of them fails.
  Instead: Add the new column and write to both, move the readers over, then drop the old one; or release while nothing runs.
revisions/b2_.ts:10: warning: code that says users.age must say years (rename-column)
2 warnings in 1 revision.
`,
    );
  });

  it("becomes annotations, in the file as the repository has it", async () => {
    const project = await projectOn("sqlite");
    project.revision("b2", "a1", twoRenames);
    const environment = await project.open({}, { env: { GITHUB_WORKSPACE: `${project.folder}/..` } });
    const [first] = printAnnotations(await lint(environment, { range: "b2" })).split("\n");
    const folder = project.folder.split("/").at(-1);
    expect(first).toBe(
      `::warning file=${folder}/revisions/b2_.ts,line=9,title=mig lint%3A rename-column::code that says users.email must say mail%0A` +
        "While a release is rolled out some code says the old name and some the new one, and one of them fails.%0A" +
        "Instead: Add the new column and write to both, move the readers over, then drop the old one; or release while nothing runs.",
    );
  });
});

const twoRenames = `export async function upgrade(op) {
  await op.renameColumn("users", "email", "mail");
  await op.renameColumn("users", "age", "years");
}
export async function downgrade() {}`;

describe("PRAGMA foreign_keys", () => {
  it.each([
    [
      "is found where it stands alone in a call",
      'await op.execute("PRAGMA foreign_keys = 0"); await op.execute("DROP TABLE users");',
      true,
    ],
    [
      "is heeded for what follows in its script",
      'await op.execute("PRAGMA foreign_keys(off); DROP TABLE users; PRAGMA foreign_keys = ON");',
      false,
    ],
  ])("%s", async (_, calls, isFound) => {
    const project = await projectOn("sqlite");
    project.revision("b2", "a1", `export async function upgrade(op) { ${calls} }`);
    const { findings } = await lint(await project.open(), { range: "b2" });
    expect(findings.some(({ rule }) => rule === "foreign-keys-pragma")).toBe(isFound);
  });
});

describe("mig lint on the way down", () => {
  const no = "export const transaction = false;";
  it.each<[what: string, up: string, down: string, mode: string, expected: readonly string[]]>([
    [
      "says what locks a table that the way up spares",
      `await op.dropIndex("users", "users_age", { concurrently: true });`,
      `await op.createIndex("users", { name: "users_age", columns: ["age"] });`,
      no,
      ["notice index-not-concurrent on the way down"],
    ],
    [
      "says nothing twice",
      `await op.createIndex("users", { name: "i", columns: ["email"] });`,
      `await op.dropIndex("users", "i");`,
      "",
      [],
    ],
    [
      "says nothing of what is lost there",
      `await op.addColumn("users", { name: "more", type: "text" });`,
      `await op.dropColumn("users", "more");`,
      "",
      [],
    ],
    [
      "says what the server refuses",
      `await op.addColumn("users", { name: "more", type: "text" });`,
      `await op.execute("VACUUM users"); await op.dropColumn("users", "more");`,
      "",
      ["error needs-no-transaction on the way down"],
    ],
  ])("%s", async (_, up, down, mode, expected) => {
    const project = await projectOn("postgresql");
    project.revision(
      "b2",
      "a1",
      `export async function upgrade(op) { ${up} }\nexport async function downgrade(op) { ${down} }`,
      mode,
    );
    const { findings } = await lint(await project.open(), { range: "b2" });
    const back = findings.filter(({ direction }) => direction === "downgrade");
    expect(back.map(({ severity, rule, message }) => `${severity} ${rule} ${message.split(":")[0]}`)).toEqual(
      expected,
    );
  });
});
