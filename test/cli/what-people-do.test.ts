import { existsSync, mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { PassThrough } from "node:stream";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { run } from "../../src/cli/run.ts";
import { createProject, dialects, type Project } from "../support/project.ts";

interface Outcome {
  readonly code: number;
  readonly out: string;
  readonly err: string;
}

async function mig(project: Project, line: string | readonly string[]): Promise<Outcome> {
  const texts = { out: "", err: "" };
  const stream = (name: keyof typeof texts): PassThrough => {
    const output = new PassThrough();
    output.on("data", (chunk: Buffer) => void (texts[name] += chunk.toString()));
    return output;
  };
  const code = await run(typeof line === "string" ? line.split(" ") : line, {
    stdout: stream("out"),
    stderr: stream("err"),
    stdin: new PassThrough(),
    env: {},
    cwd: () => project.folder,
  });
  return { code, ...texts };
}

const execute = (sql: string, undo = ""): string =>
  `export async function upgrade(op) { await op.execute(${JSON.stringify(sql)}); }
   export async function downgrade(op) { ${undo === "" ? "" : `await op.execute(${JSON.stringify(undo)});`} }`;

describe("what people do in their first hour", () => {
  let project: Project;
  beforeEach(async () => {
    project = await createProject("sqlite");
  });
  afterEach(() => project.remove());

  /** Each command line with what makes its case, and what it must come to. */
  const cases: readonly {
    readonly title: string;
    readonly line: string | readonly string[];
    readonly given?: (project: Project) => void;
    readonly before?: readonly string[];
    readonly code: number;
    readonly says: RegExp;
    readonly never?: RegExp;
  }[] = [
    {
      title: "takes a folder for the configuration in it",
      line: "-c . heads",
      code: 0,
      says: /a1 \(head\)|b1/u,
    },
    {
      title: "says that a configuration is not there",
      line: "-c nowhere.ts heads",
      code: 2,
      says: /There is no configuration .*nowhere\.ts\./u,
    },
    {
      title: "says that a folder holds no configuration",
      line: "-c revisions heads",
      code: 2,
      says: /There is no configuration .*revisions\./u,
    },
    {
      title: "says that a JSON configuration is no JSON",
      line: "-c broken.json heads",
      given: ({ write }) => write("broken.json", "{ dialect"),
      code: 2,
      says: /broken\.json: it is no JSON/u,
    },
    {
      title: "refuses an id with a path in it",
      line: "revision -m x --rev-id ../evil",
      code: 2,
      says: /an id may not contain a slash/u,
    },
    {
      title: "refuses an id with a space in it",
      line: ["revision", "-m", "x", "--rev-id", "a b"],
      code: 2,
      says: /an id may not contain spaces/u,
    },
    {
      title: "refuses a template of file names that leads out of the folder",
      line: "revision -m x --rev-id c1",
      given: ({ write, url }) =>
        write(
          "migrate.config.ts",
          `export default { dialect: "sqlite", url: ${JSON.stringify(url)}, fileTemplate: "../{rev}" };`,
        ),
      code: 2,
      says: /the name leads out of the revision folder/u,
    },
    {
      title: "refuses a template of file names that leads into a folder nobody reads",
      line: "revision -m x --rev-id c1",
      given: ({ write, url }) =>
        write(
          "migrate.config.ts",
          `export default { dialect: "sqlite", url: ${JSON.stringify(url)}, fileTemplate: "{year}/{rev}" };`,
        ),
      code: 2,
      says: /only with `recursive`/u,
    },
    {
      title: "refuses a template of file names with a part that there is not",
      line: "revision -m x --rev-id c1",
      given: ({ write, url }) =>
        write(
          "migrate.config.ts",
          `export default { dialect: "sqlite", url: ${JSON.stringify(url)}, fileTemplate: "{id}_{slug}" };`,
        ),
      code: 2,
      says: /fileTemplate knows no \{id\}, but \{rev\} \{slug\}/u,
    },
    {
      title: "refuses a script upwards that goes down",
      line: "upgrade b1:a1 --sql",
      code: 2,
      says: /The range b1:a1 is empty: b1 is not below/u,
    },
    {
      title: "writes an empty script between a place and itself",
      line: "upgrade b1:b1 --sql",
      code: 0,
      says: /^/u,
    },
    {
      title: "says that no step has a status",
      line: "log --status errored",
      before: ["upgrade heads"],
      code: 0,
      says: /No step on this database is errored\./u,
    },
    {
      title: "says that the database is at base",
      line: "current",
      code: 0,
      says: /The database is at <base>: no revision is applied/u,
    },
    {
      title: "says that a row of the database is no revision, when one is to be written",
      line: "revision --autogenerate -m x",
      given: (at) => at.revision("z1", "b1"),
      before: ["upgrade heads", "rm z1"],
      code: 1,
      says: /The database is at z1, which is not among the revisions/u,
    },
    {
      title: "says into what a revision was squashed",
      line: "squash a1:b1 -m again",
      before: ["squash a1:b1 -m once --rev-id s1"],
      code: 2,
      says: /Cannot squash a1:b1: a1 is squashed already, into s1/u,
    },
    {
      title: "squashes what was squashed",
      line: "squash s1:c1 -m again --rev-id s2",
      before: ["squash a1:b1 -m once --rev-id s1", "revision -m c --rev-id c1"],
      code: 0,
      says: /s2_again/u,
    },
    {
      title: "says what file is no database",
      line: "--url file:./app.txt current",
      given: ({ write }) => write("app.txt", "no database ".repeat(200)),
      code: 1,
      says: /is no SQLite database, or is encrypted/u,
    },
    {
      title: "says where a syntax error is",
      line: "check",
      given: ({ write }) => write("schema.ts", "export const a = (1;\n"),
      before: ["upgrade heads"],
      code: 1,
      says: /schema\.ts:1:\d+: [^]*export const a = \(1;\n.*\^/u,
    },
    {
      title: "tells of completion as of any command",
      line: "completion --help",
      code: 0,
      says: /^mig completion/u,
    },
    {
      title: "knows no other shells to teach",
      line: "completion fish",
      code: 2,
      says: /what to do with fish/u,
    },
    { title: "completes commands", line: "--get-yargs-completions mig upg", code: 0, says: /^upgrade\n$/u },
    {
      title: "completes ids and labels",
      line: ["--get-yargs-completions", "mig", "upgrade", ""],
      code: 0,
      says: /^side\na1\nb1\nhead\nheads\nbase\n$/u,
    },
    {
      title: "completes the revisions of an option",
      line: ["--get-yargs-completions", "mig", "revision", "--head", "a"],
      code: 0,
      says: /^a1\n$/u,
    },
    {
      title: "completes choices",
      line: ["--get-yargs-completions", "mig", "log", "--status", "e"],
      code: 0,
      says: /^errored\n$/u,
    },
    {
      title: "completes names of databases",
      line: ["--get-yargs-completions", "mig", "-n", ""],
      given: ({ write }) =>
        write(
          "migrate.config.ts",
          'export default { dialect: "sqlite", databases: { one: { url: "a" }, two: { url: "b" } } };',
        ),
      code: 0,
      says: /^one\ntwo\n$/u,
    },
    {
      title: "offers no option that there is not",
      line: "--get-yargs-completions mig upgrade --",
      code: 0,
      says: /--sql\n/u,
      never: /^--?[cn]?$/mu,
    },
  ];
  it.each(cases)("$title", async ({ line, given, before = [], code, says, never }) => {
    project.revision(
      "a1",
      null,
      execute("CREATE TABLE a (id integer)", "DROP TABLE a"),
      'export const branchLabels = ["side"];',
    );
    project.revision("b1", "a1");
    project.write(
      "migrate.config.ts",
      `export default { dialect: "sqlite", url: ${JSON.stringify(project.url)}, schema: "./schema.ts" };`,
    );
    project.write(
      "schema.ts",
      'import { sqliteTable, integer } from "drizzle-orm/sqlite-core"; export const a = sqliteTable("a", { id: integer() });',
    );
    given?.(project);
    for (const each of before) {
      if (each === "rm z1") (await import("node:fs")).rmSync(join(project.folder, "revisions", "z1_.ts"));
      else expect(await mig(project, each)).toMatchObject({ code: 0 });
    }
    const outcome = await mig(project, line);
    const text = outcome.out + outcome.err;
    expect(text).toMatch(says);
    if (never !== undefined) expect(outcome.out).not.toMatch(never);
    expect(text).not.toMatch(/\n\s+at .*\(|fault of mig/u);
    expect(outcome.code).toBe(code);
  });

  it("says that a project has no revisions yet", async () => {
    expect(await mig(project, "heads")).toEqual({ code: 0, out: "There are no revisions yet.\n", err: "" });
  });

  it.each(["upgrade nosuch", "downgrade nosuch", "stamp nosuch", "revision -m x --head nosuch"])(
    "leaves no empty file behind after %s",
    async (line) => {
      const url = join(project.folder, "new.db");
      expect((await mig(project, `${line} --url file:${url}`)).code).toBe(2);
      expect(existsSync(url)).toBe(false);
    },
  );

  it.each<[line: string, code: number]>([
    ["upgrade heads", 0],
    ["create", 0],
    ["stamp heads", 0],
    ["adopt", 0],
    ["downgrade base", 0],
    ["downgrade -1", 2],
    ["unlock", 0],
    ["restore", 2],
    ["restore nosuch", 2],
    ["resolve nosuch --applied", 2],
    ["import table nosuch", 1],
    ["revision -m x", 0],
  ])("leaves no empty file behind after %s of a project without revisions", async (line, code) => {
    const url = join(project.folder, "new.db");
    const outcome = await mig(project, `${line} --url file:${url}`);
    expect([outcome.code, existsSync(url)], outcome.err).toEqual([code, false]);
  });

  it("makes what a stamp, a resolution and a run write to", async () => {
    project.revision("a1", null, execute("CREATE TABLE a (id integer)", "DROP TABLE a"));
    for (const line of ["stamp heads", "resolve a1 --applied", "upgrade heads", "create"]) {
      const url = join(project.folder, `${line.slice(0, 5)}.db`);
      expect(await mig(project, `${line} --url file:${url}`)).toMatchObject({ code: 0 });
      expect((await mig(project, `current --url file:${url}`)).out).toContain("a1 (head)");
    }
  });

  it("leaves no empty file behind where the schema cannot be read", async () => {
    const url = join(project.folder, "new.db");
    project.write("schema.ts", "export const a = ;\n");
    project.write(
      "migrate.config.ts",
      `export default { dialect: "sqlite", url: ${JSON.stringify(url)}, schema: "./schema.ts" };`,
    );
    const { code, err } = await mig(project, "revision --autogenerate -m x");
    expect([code, existsSync(url)]).toEqual([1, false]);
    // Nothing is shown of the line that the end of the file would begin.
    expect(err).toContain("| export const a = ;\n");
    expect(err).not.toMatch(/\| *\n/u);
  });

  it("tells programs the file, the line, the statement and where in it a failure is", async () => {
    project.revision(
      "a1",
      null,
      `export async function upgrade(op) {\n  await op.execute("SELECT 1 FORM a");\n}`,
    );
    const { out } = await mig(project, "upgrade heads --json");
    expect(JSON.parse(out)).toMatchObject({
      error: {
        file: expect.stringContaining("a1_.ts"),
        line: expect.any(Number),
        statement: "SELECT 1 FORM a",
        position: 14,
      },
    });
  });

  it("passes over a folder that is named like a revision", async () => {
    mkdirSync(join(project.folder, "revisions", "a1_x.ts"));
    writeFileSync(
      join(project.folder, "revisions", "b1_x.sql"),
      "-- revision: b1\n-- down-revision:\n-- upgrade\n",
    );
    expect((await mig(project, "heads")).out).toBe("b1 (head)\n");
  });

  it("keeps its help within 80 columns", async () => {
    const { helpText } = await import("../../src/cli/help.ts");
    const { commands } = await import("../../src/cli/commands.ts");
    for (const command of [null, ...commands]) {
      const text = await helpText(commands, command, 80);
      expect(text.split("\n").filter((line) => line.length > 80)).toEqual([]);
      expect(text).not.toMatch(/\S\[\w+\]$/mu);
    }
  });
});

describe("what a server refuses", () => {
  let project: Project;
  beforeEach(async () => {
    project = await createProject(dialects[1]);
  });
  afterEach(() => project.remove());

  it.each([
    ["CREATE INDEX CONCURRENTLY i ON t (id)", /export const transaction = false/u],
    ["CREATE EXTENSION no_such_extension", /extension/iu],
    ["CREATE INDEX i ON t USING gin (name gin_trgm_ops)", /comes with an extension/u],
    ["CREATE ROLE r1; SET ROLE r1; CREATE TABLE public.x (id integer)", /lacks a right/u],
  ])("is told with what to do about it: %s", async (sql, hint) => {
    project.revision("a1", null, execute("CREATE TABLE t (id integer, name text)"));
    project.revision("b1", "a1", execute(sql.replaceAll("r1", `r${process.pid}`)));
    const { code, err } = await mig(project, "upgrade heads");
    expect(err).toMatch(hint);
    expect(err).not.toContain("Correct the statement");
    expect(code).toBe(1);
  });
});
