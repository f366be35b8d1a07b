import { readFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, describe, expect, it } from "vitest";
import { downgrade } from "../../src/commands/downgrade.ts";
import { lint } from "../../src/commands/lint.ts";
import { upgrade } from "../../src/commands/upgrade.ts";
import { createProject, type Project } from "../support/project.ts";

const open: Project[] = [];
afterEach(async () => {
  for (const project of open.splice(0)) await project.remove();
});

const columns =
  '[{ name: "id", type: "bigint", nullable: false }, { name: "a", type: "text" }, { name: "b", type: "text" }]';

async function projectOn(dialect: Project["dialect"] = "postgresql"): Promise<Project> {
  const project = await createProject(dialect);
  open.push(project);
  project.revision(
    "a1",
    null,
    `export async function upgrade(op) {
  await op.createTable({ name: "users", columns: ${columns}, primaryKey: { columns: ["id"] } });
}`,
  );
  await upgrade(await project.open(), { target: "head" });
  return project;
}

function revisionWith(calls: string, header = 'export const downRevision = "a1";'): string {
  return `/**
 * b2
 */
export const revision = "b2";
${header}

export async function upgrade(op) {
${calls}
}
export async function downgrade() {}
`;
}

describe("mig lint --fix", () => {
  it.each([
    [
      "a call",
      '  await op.createIndex("users", { name: "i", columns: ["a"] });',
      '  await op.createIndex("users", { name: "i", columns: ["a"] }, { concurrently: true });',
    ],
    [
      "a call over several lines, with a comma at its end",
      '  await op.createIndex(\n    "users",\n    { name: "i", columns: ["a"] }, // why\n  );',
      '  await op.createIndex(\n    "users",\n    { name: "i", columns: ["a"] }, { concurrently: true }, // why\n  );',
    ],
    [
      "a call in a loop, once",
      '  for (const c of ["a", "b"]) await op.createIndex("users", { name: c + ")", columns: [c] });',
      '  for (const c of ["a", "b"]) await op.createIndex("users", { name: c + ")", columns: [c] }, { concurrently: true });',
    ],
    [
      "two calls on a line",
      '  op.createIndex("users", { columns: ["a"] }, {}); op.createIndex("users", { columns: ["b"] });',
      '  op.createIndex("users", { columns: ["a"] }, { concurrently: true }); op.createIndex("users", { columns: ["b"] }, { concurrently: true });',
    ],
  ])("writes the safe form into %s", async (_, bad, good) => {
    const project = await projectOn();
    project.write("revisions/b2_.ts", revisionWith(bad));
    const { fixed, findings } = await lint(await project.open(), { fix: true });
    expect(new Set(fixed.map(({ rule }) => rule))).toEqual(new Set(["index-not-concurrent"]));
    expect(findings.filter(({ rule }) => rule === "index-not-concurrent")).toEqual([]);
    expect(readFileSync(join(project.folder, "revisions/b2_.ts"), "utf8")).toBe(
      revisionWith(good, 'export const downRevision = "a1";\nexport const transaction = false;'),
    );
    expect((await upgrade(await project.open(), { target: "head" })).steps).toHaveLength(1);
  });

  it("writes it into the way back as well, where that is of indexes alone", async () => {
    const project = await projectOn();
    const text = (options: string, header: string): string =>
      revisionWith(
        `  await op.createIndex("users", { name: "i", columns: ["a"] }${options});`,
        header,
      ).replace("downgrade() {}", `downgrade(op) {\n  await op.dropIndex("users", "i"${options});\n}`);
    project.write("revisions/b2_.ts", text("", 'export const downRevision = "a1";'));
    await lint(await project.open(), { fix: true });
    expect(readFileSync(join(project.folder, "revisions/b2_.ts"), "utf8")).toBe(
      text(
        ", { concurrently: true }",
        'export const downRevision = "a1";\nexport const transaction = false;',
      ),
    );
    expect((await upgrade(await project.open(), { target: "head" })).steps).toHaveLength(1);
    expect((await downgrade(await project.open(), { target: "a1" })).steps).toHaveLength(1);
  });

  it("writes the safe form into SQL", async () => {
    const project = await projectOn();
    const text = (transaction: string, concurrently: string, guard: string): string =>
      `-- b2\n-- revision: b2\n-- down-revision: a1\n${transaction}\n-- upgrade\nCREATE /* here */ UNIQUE INDEX${concurrently} ${guard}i ON users (a);\n-- downgrade\nDROP INDEX${concurrently} i;\n`;
    project.write("revisions/b2_.sql", text("", "", "IF NOT EXISTS "));
    await lint(await project.open(), { fix: true });
    expect(readFileSync(join(project.folder, "revisions/b2_.sql"), "utf8")).toBe(
      text("-- transaction: false\n", " CONCURRENTLY", ""),
    );
    expect((await upgrade(await project.open(), { target: "head" })).steps).toHaveLength(1);
  });

  it.each([
    [
      "does something else as well, which would no longer be one whole with it",
      revisionWith(
        '  await op.createIndex("users", { columns: ["a"] });\n  await op.addColumn("users", { name: "c", type: "text" });',
      ),
    ],
    [
      "says itself that it runs in a transaction",
      revisionWith(
        '  await op.createIndex("users", { columns: ["a"] });',
        'export const downRevision = "a1";\nexport const transaction = true;',
      ),
    ],
    [
      "makes the call elsewhere",
      revisionWith(
        "  await make(op.createIndex);",
        'export const downRevision = "a1";\nconst make = (f) => f("users", { columns: ["a"] });',
      ),
    ],
    [
      "hands over what it has put together",
      revisionWith('  await op.createIndex(...["users", { columns: ["a"] }]);'),
    ],
  ])("leaves a revision as it is that %s", async (_, text) => {
    const project = await projectOn();
    project.write("revisions/b2_.ts", text);
    const { fixed } = await lint(await project.open(), { fix: true });
    expect(fixed).toEqual([]);
    expect(readFileSync(join(project.folder, "revisions/b2_.ts"), "utf8")).toBe(text);
  });

  it("leaves revisions as they are that are applied", async () => {
    const project = await projectOn();
    const text = revisionWith('  await op.createIndex("users", { columns: ["a"] });');
    project.write("revisions/b2_.ts", text);
    await upgrade(await project.open(), { target: "head" });
    const { fixed, findings } = await lint(await project.open(), { fix: true, all: true });
    expect(fixed).toEqual([]);
    expect(findings.map(({ rule }) => rule)).toContain("index-not-concurrent");
    expect(readFileSync(join(project.folder, "revisions/b2_.ts"), "utf8")).toBe(text);
  });
});

describe("mig lint --sizes", () => {
  it.each(["sqlite", "postgresql"] as const)("leaves out locks on small tables on %s", async (dialect) => {
    const project = await projectOn(dialect);
    project.revision(
      "b2",
      "a1",
      `export async function upgrade(op) {
  await op.alterColumn("users", "a", ${dialect === "sqlite" ? '{ type: "integer" }' : "{ nullable: false }"});
  await op.renameColumn("users", "b", "c");
}`,
    );
    const found = async (config = {}): Promise<readonly string[]> =>
      (await lint(await project.open(config), { sizes: true })).findings.map(({ rule }) => rule);
    const lock = dialect === "sqlite" ? "table-rebuilt" : "set-not-null";
    expect(await found()).toEqual(["rename-column"]);
    await (
      await project.open()
    ).connected(async ({ connection }) => {
      await connection.query("INSERT INTO users (id, a) VALUES (1, 'a'), (2, 'b')");
    });
    expect(await found()).toEqual(["rows-may-not-fit", "rename-column"]);
    expect(await found({ onlineAbove: 2 })).toEqual(["rows-may-not-fit", lock, "rename-column"]);
  });
});
