import { execFileSync, spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import * as fc from "fast-check";
import { afterAll, describe, expect, it } from "vitest";
import { defineOperation } from "../../src/core/operations/custom.ts";
import type { Operation } from "../../src/core/operations/operations.ts";
import { renderConfig } from "../../src/rendering/config-file.ts";
import {
  emptyBody,
  extensionOf,
  renderRevision,
  type RevisionBody,
  type RevisionHeader,
} from "../../src/rendering/revision-file.ts";
import { readHeader } from "../../src/revisions/header.ts";
import { sqlParts } from "../../src/revisions/sql.ts";
import { findTemplate, packageTemplates, type Template } from "../../src/rendering/templates.ts";

const header: RevisionHeader = {
  revision: "4d1e043b4254",
  downRevisions: ["057f82313448"],
  branchLabels: [],
  dependsOn: [],
  replaces: [],
  message: "create the assistants table",
  createdAt: "2026-11-20T09:30:00Z",
  transaction: true,
  breaking: null,
};

const createPolicy = defineOperation<{ table: string; name: string; using: string }>({
  name: "createPolicy",
  from: "project-policies",
  sql: {},
});
const createOther = defineOperation<{ a: number }>({ name: "createPolicy", from: "other-package", sql: {} });

const everything: readonly Operation[] = [
  {
    kind: "createTable",
    args: [
      {
        name: "assistants",
        columns: [
          { name: "id", type: "uuid", nullable: false, default: "gen_random_uuid()", comment: null },
          { name: "name", type: "varchar(100)" },
          {
            name: "total",
            type: "numeric",
            generated: {
              expression: "price * amount - coalesce(reduction, 0) + coalesce(shipping, 0)",
              stored: true,
            },
          },
        ],
        primaryKey: { columns: ["id"] },
        foreignKeys: [
          {
            columns: ["owner_id"],
            references: { table: "auth.users", columns: ["id"] },
            onDelete: "cascade",
          },
        ],
      },
    ],
  },
  { kind: "alterColumn", args: ["assistants", "name", { default: null, nullable: false }] },
  {
    kind: "createIndex",
    args: ["assistants", { name: "by_name", columns: [{ expression: "lower(name)" }] }],
  },
  {
    kind: "createIndex",
    args: [
      "assistants",
      { columns: ["name", "id"], where: "name <> 'a' AND name <> 'b' AND name <> 'c'" },
      { concurrently: true },
    ],
  },
  { kind: "setTableComment", args: ["assistants", null] },
  { kind: "addEnumValue", args: ["mood", "fine", undefined] } as unknown as Operation,
  { kind: "changeEnum", args: ["mood", ["sad", "happy"], { fine: "happy" }] },
  { kind: "execute", args: ["CREATE EXTENSION IF NOT EXISTS citext", "DROP EXTENSION citext"] },
  { kind: "execute", args: ["UPDATE a\n  SET b = `x` || '${1}\\n'"] },
  { kind: "execute", args: ["UPDATE a\n  SET b = 1;\n", "UPDATE a SET b = 0"] },
  { kind: "createView", args: [{ name: "busy", query: 'SELECT\n  "id"\nFROM assistants' }] },
  {
    kind: "bulkInsert",
    args: [
      "plans",
      [
        { id: 1, name: 'say "hi"' },
        { id: 2, name: null },
      ],
      { conflict: "ignore" },
    ],
  },
  {
    kind: "bulkInsert",
    args: ["vectors", [{ id: 1, v: Array.from({ length: 60 }, (_, index) => index * 1000) }]],
  },
  { kind: "dropConstraint", args: ["assistants", { check: "a very long expression ".repeat(6).trim() }] },
  createPolicy({
    table: "assistants",
    name: "own_rows",
    using: "owner_id = current_setting('app.user')::uuid AND NOT hidden",
  }),
  createOther({ a: 1 }),
];

const full: RevisionBody = {
  operations: everything.map((operation, index) => ({
    operation,
    notes: index === 1 ? ["Scans the table.", "two\nlines"] : [],
  })),
  statements: ["CREATE TABLE assistants (id uuid)", "INSERT INTO a VALUES (1);"],
};

const cases: readonly [name: string, header: RevisionHeader, body: RevisionBody][] = [
  ["full", header, full],
  ["empty", { ...header, downRevisions: [], message: "" }, emptyBody],
  [
    "merge",
    { ...header, downRevisions: ["057f82313448", "1975ea83b712"], message: "join\n\nthe branches */" },
    emptyBody,
  ],
  [
    "optional",
    {
      ...header,
      message: "upgrade",
      branchLabels: ["networking"],
      dependsOn: ["1975ea83b712"],
      replaces: ["a", "b"],
      transaction: false,
      breaking:
        "Drops a column that the application of last week still reads, and does it without asking anybody first.",
    },
    emptyBody,
  ],
];

const folder = mkdtempSync(join(resolve(import.meta.dirname), ".generated-"));
afterAll(() => rmSync(folder, { recursive: true }));

function template(name: string): Template {
  const found = findTemplate(name);
  if (found === null) throw new Error(`no template ${name}`);
  return found;
}

describe("revision files", () => {
  const rows = packageTemplates().flatMap(({ name }) =>
    cases.map(([title, head, body]) => ({ name, title, head, body })),
  );

  it.each(rows)(
    "the template $name writes the $title revision as it always has",
    async ({ name, title, head, body }) => {
      const text = renderRevision(template(name), head, { upgrade: body, downgrade: emptyBody });
      writeFileSync(join(folder, `${name}-${title}${extensionOf(template(name))}`), text);
      await expect(text).toMatchFileSnapshot(`golden/${name}-${title}${extensionOf(template(name))}.txt`);
    },
  );

  it.each(packageTemplates().map(({ name }) => name))(
    "the template %s writes a configuration as it always has",
    async (name) => {
      const text = renderConfig(template(name), {
        dialect: "postgresql",
        url: "environment",
        schema: "./src/schema.ts",
        revisions: "./revisions",
        kit: null,
      });
      writeFileSync(join(folder, `${name}-config.ts`), text);
      await expect(text).toMatchFileSnapshot(`golden/${name}-config.ts.txt`);
    },
  );

  it.each(rows)(
    "the header of the $title revision by $name is read back as it was given",
    ({ name, head, body }) => {
      const text = renderRevision(template(name), head, { upgrade: body, downgrade: emptyBody });
      const read = readHeader(`a${extensionOf(template(name))}`, text);
      expect(read).toMatchObject({
        revision: {
          id: head.revision,
          downRevisions: head.downRevisions,
          branchLabels: head.branchLabels,
          dependsOn: head.dependsOn,
          replaces: head.replaces,
          createdAt: head.createdAt,
        },
      });
    },
  );

  it("no message of an SQL revision is taken for a field or for a part", () => {
    const messages = fc.array(
      fc.constantFrom(
        "upgrade",
        " downgrade",
        "upgrade:sqlite",
        "revision: x",
        "Created: 2001",
        "created:",
        "words",
        "-- upgrade",
        "",
        "down-revision",
      ),
    );
    fc.assert(
      fc.property(messages, (lines) => {
        const text = renderRevision(
          template("sql"),
          { ...header, message: lines.join("\n") },
          { upgrade: full, downgrade: emptyBody },
        );
        expect(readHeader("a.sql", text)).toMatchObject({
          revision: { id: header.revision, downRevisions: header.downRevisions, createdAt: header.createdAt },
        });
        expect(
          sqlParts("a.sql", text, "postgresql").map(({ direction, dialect }) => [direction, dialect]),
        ).toEqual([
          ["upgrade", null],
          ["downgrade", null],
        ]);
      }),
    );
  });

  it("what is written is formatted already", () => {
    const root = resolve(import.meta.dirname, "../..");
    const config = join(folder, "oxfmtrc.json");
    writeFileSync(config, JSON.stringify({ printWidth: 110 }));
    const before = rows
      .filter(({ name }) => name !== "sql")
      .map(({ name, title }) => join(folder, `${name}-${title}.ts`));
    const files = [...before, ...packageTemplates().map(({ name }) => join(folder, `${name}-config.ts`))];
    const texts = files.map((file) => readFileSync(file, "utf8"));
    execFileSync(process.execPath, [join(root, "node_modules/oxfmt/bin/oxfmt"), "-c", config, ...files], {
      cwd: root,
    });
    expect(files.map((file) => readFileSync(file, "utf8"))).toEqual(texts);
  });

  it("what is written is typed correctly under strict settings", () => {
    const root = resolve(import.meta.dirname, "../..");
    const stubs = {
      "drizzle-mig.ts": `import type { Interpreter, Operation } from "${root}/src/core/operations/operations.ts";
        import type { Config } from "${root}/src/settings/config.ts";
        export type Op = Omit<Interpreter<Promise<void>>, "custom"> & { run(operation: Operation): Promise<void> };
        export declare function defineConfig(config: Config): Config;`,
      "policies.ts": `import type { Operation } from "${root}/src/core/operations/operations.ts";
        export declare function createPolicy(args: object): Operation;`,
    };
    for (const [name, text] of Object.entries(stubs)) writeFileSync(join(folder, name), text);
    const paths = {
      "drizzle-mig": ["./drizzle-mig.ts"],
      "other-package": ["./policies.ts"],
      "project-policies": ["./policies.ts"],
    };
    const compilerOptions = { noEmit: true, paths };
    writeFileSync(
      join(folder, "tsconfig.json"),
      JSON.stringify({ extends: "../../../tsconfig.json", compilerOptions, include: ["*.ts"] }),
    );
    for (const { name, title, head, body } of rows.filter(
      (row) => row.name !== "sql" && row.title !== "empty" && row.title !== "optional",
    )) {
      // Empty bodies do not use `op`, which these settings forbid, and which the user is about to do.
      const text = renderRevision(template(name), head, { upgrade: body, downgrade: body });
      writeFileSync(join(folder, `${name}-${title}.ts`), text);
    }
    for (const name of ["typescript", "data"])
      for (const title of ["empty", "optional"]) rmSync(join(folder, `${name}-${title}.ts`));
    const tsc = spawnSync(process.execPath, [join(root, "node_modules/typescript/bin/tsc"), "-p", folder], {
      encoding: "utf8",
    });
    expect(tsc.stdout + tsc.stderr).toBe("");
  });
});
