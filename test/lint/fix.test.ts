import { readFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, describe, expect, it } from "vitest";
import { downgrade } from "../../src/commands/downgrade.ts";
import { lint } from "../../src/commands/lint.ts";
import { upgrade } from "../../src/commands/upgrade.ts";
import { catalogue } from "../support/catalogue.ts";
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

  const bodies: readonly (readonly [what: string, code: string, sql: string | null, rule: string])[] = [
    [
      "foreign key",
      `  await op.createForeignKey("users", { name: "users_boss", columns: ["boss"], references: { table: "users", columns: ["id"] } });`,
      "ALTER TABLE users ADD CONSTRAINT users_boss FOREIGN KEY (boss) REFERENCES users (id) ON DELETE CASCADE",
      "foreign-key-validated",
    ],
    [
      "foreign key without a name",
      `  await op.createForeignKey("users", { columns: ["boss"], references: { table: "users", columns: ["id"] } });`,
      null,
      "foreign-key-validated",
    ],
    [
      "check",
      `  await op.createCheckConstraint("users", { name: "users_a", expression: "a <> 'it''s'" });`,
      `ALTER TABLE users ADD CONSTRAINT users_a CHECK (a <> 'it''s')`,
      "check-validated",
    ],
    [
      "unique constraint",
      `  await op.createUniqueConstraint("users", {\n    columns: ["a", "b"],\n    nullsNotDistinct: true,\n  });`,
      "ALTER TABLE users ADD CONSTRAINT users_a_b UNIQUE (a, b)",
      "unique-constraint-built",
    ],
    [
      "primary key",
      `  await op.createPrimaryKey("teams", { columns: ["id"] });`,
      "ALTER TABLE teams ADD PRIMARY KEY (id)",
      "primary-key-built",
    ],
    [
      "column that forbids NULL",
      `  await op.alterColumn("users", "a", { nullable: false });`,
      `ALTER TABLE users ALTER COLUMN a SET NOT NULL`,
      "set-not-null",
    ],
    [
      "constraint that is validated at once",
      `  await op.createCheckConstraint("users", { name: "users_a", expression: "a > ''", validated: false });\n  await op.validateConstraint("users", "users_a");`,
      `ALTER TABLE users ADD CONSTRAINT users_a CHECK (a > '') NOT VALID;\nALTER TABLE users VALIDATE CONSTRAINT users_a`,
      "validated-at-once",
    ],
    [
      "change of all kinds",
      `  await op.createIndex("users", { name: "users_b", columns: ["b"] });\n  op.alterColumn("users", "boss", { nullable: false });\n  await op.createUniqueConstraint("users", { name: "u", columns: ["b"] });`,
      `CREATE INDEX users_b ON users (b);\nALTER TABLE users ALTER COLUMN boss SET NOT NULL;\nALTER TABLE users ADD CONSTRAINT u UNIQUE (b)`,
      "unique-constraint-built",
    ],
  ];

  it.each(
    bodies.flatMap(([what, code, statements, rule]) => [
      [what, "code", code, rule] as const,
      ...(statements === null ? [] : [[what, "SQL", statements, rule] as const]),
    ]),
  )(
    "writes the steps that hold no lock for long in the place of a %s in %s, once",
    async (_, form, text, rule) => {
      const path = form === "code" ? "revisions/b2_.ts" : "revisions/b2_.sql";
      const written =
        form === "code"
          ? revisionWith(text)
          : `-- b2\n-- revision: b2\n-- down-revision: a1\n\n-- upgrade\n${text};\n-- downgrade\nSELECT 1;\n`;
      const made = async (): Promise<Project> => {
        const project = await projectOn();
        await (
          await project.open()
        ).connected(async ({ connection }) => {
          await connection.query("ALTER TABLE users ADD COLUMN boss bigint; CREATE TABLE teams (id bigint)");
          await connection.query("INSERT INTO users (id, a, b, boss) VALUES (1, 'x', 'y', 1)");
        });
        project.write(path, written);
        return project;
      };
      const factsOf = async (project: Project): Promise<unknown> => {
        await upgrade(await project.open(), { target: "head" });
        return (await project.open()).connected(
          async ({ connection }) => (await catalogue("postgresql", connection)).structure,
        );
      };
      const [plain, safe] = [await made(), await made()];
      const before = (await lint(await safe.open())).findings.map((finding) => finding.rule);
      expect(before).toContain(rule);
      const { fixed, findings } = await lint(await safe.open(), { fix: true });
      const now = readFileSync(join(safe.folder, path), "utf8");
      expect(fixed.map((each) => each.rule)).toContain(rule);
      expect(findings.map((finding) => finding.rule)).not.toContain(rule);
      expect(now).toMatch(/transaction(?: =|:) false/u);
      expect((await lint(await safe.open(), { fix: true })).fixed).toEqual([]);
      expect(readFileSync(join(safe.folder, path), "utf8")).toBe(now);
      expect(await factsOf(safe)).toEqual(await factsOf(plain));
    },
  );

  it.each([
    ["has no name for its constraint", "ALTER TABLE users ADD CHECK (a <> 'x')"],
    [
      "does more than that",
      "ALTER TABLE users ADD CONSTRAINT k CHECK (a <> 'x'), ADD CONSTRAINT l CHECK (b <> 'x')",
    ],
    ["says more than is read of it", "ALTER TABLE users ADD CONSTRAINT u UNIQUE (a) DEFERRABLE"],
    ["holds a comment", "ALTER TABLE users ADD CONSTRAINT k CHECK (a <> 'x') -- why"],
    [
      "is one of several of which some are left",
      "ALTER TABLE users ADD COLUMN c text;\nALTER TABLE users ADD CONSTRAINT k CHECK (a <> 'x')",
    ],
  ])("leaves SQL as it is that %s", async (_, statements) => {
    const project = await projectOn();
    const text = `-- b2\n-- revision: b2\n-- down-revision: a1\n\n-- upgrade\n${statements};\n-- downgrade\nSELECT 1;\n`;
    project.write("revisions/b2_.sql", text);
    const { fixed } = await lint(await project.open(), { fix: true });
    expect([fixed, readFileSync(join(project.folder, "revisions/b2_.sql"), "utf8")]).toEqual([[], text]);
  });

  it("leaves a revision as it is that has begun to run", async () => {
    const project = await projectOn();
    const text = revisionWith(
      `  await op.createIndex("users", { columns: ["a"] });\n  await op.createCheckConstraint("users", { expression: "a = 'x'" });`,
      'export const downRevision = "a1";\nexport const transaction = false;',
    );
    project.write("revisions/b2_.ts", text);
    await (
      await project.open()
    ).connected(({ connection }) => connection.query("INSERT INTO users VALUES (1, 'y')"));
    await expect(upgrade(await project.open(), { target: "head" })).rejects.toMatchObject({
      code: "step-failed",
    });
    expect((await lint(await project.open(), { fix: true })).fixed).toEqual([]);
    expect(readFileSync(join(project.folder, "revisions/b2_.ts"), "utf8")).toBe(text);
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
  await op.run({ kind: "custom", args: [{ name: "own", sql: {}, subject: () => "users", hazards: () => ["it hurts"] }, {}] });
}`,
    );
    const found = async (config = {}): Promise<readonly string[]> =>
      (await lint(await project.open(config), { sizes: true })).findings.map(({ rule }) => rule);
    const lock = dialect === "sqlite" ? "table-rebuilt" : "set-not-null";
    expect(await found()).toEqual(["rename-column", "own-danger"]);
    await (
      await project.open()
    ).connected(async ({ connection }) => {
      await connection.query("INSERT INTO users (id, a) VALUES (1, 'a'), (2, 'b')");
    });
    expect(await found()).toEqual(["rows-may-not-fit", "rename-column", "own-danger"]);
    expect(await found({ onlineAbove: 2 })).toEqual([
      "rows-may-not-fit",
      lock,
      "rename-column",
      "own-danger",
    ]);
  });

  it.each(["sqlite", "postgresql"] as const)(
    "keeps what was found of a table that is not there to be counted on %s",
    async (dialect) => {
      const project = await projectOn(dialect);
      project.revision(
        "b2",
        "a1",
        `export async function upgrade(op) {
  await op.createTable({ name: "later", columns: [{ name: "n", type: "integer" }] });
  await op.execute("ALTER TABLE elsewhere ADD COLUMN n integer NOT NULL");
}`,
      );
      const rules = async (sizes: boolean): Promise<readonly string[]> =>
        (await lint(await project.open(), { sizes })).findings.map(({ rule }) => rule);
      expect(await rules(true)).toEqual(await rules(false));
    },
  );
});
