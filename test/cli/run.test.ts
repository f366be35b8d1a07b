import { PassThrough } from "node:stream";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { run, type Interrupt, type Process } from "../../src/cli/run.ts";
import { createProject, type Project } from "../support/project.ts";

describe("the command line", () => {
  let project: Project;
  beforeEach(async () => {
    project = await createProject("sqlite");
    const table = (name: string): string =>
      `export async function upgrade(op) { await op.createTable({ name: "${name}", columns: [{ name: "id", type: "integer" }] }); }
       export async function downgrade(op) { await op.dropTable("${name}"); }`;
    project.revision("a1", null, table("a"));
    project.revision("b1", "a1", table("b"));
    project.revision("c1", "a1", table("c"), 'export const branchLabels = ["side"];');
  });
  afterEach(() => project.remove());

  interface Outcome {
    readonly code: number;
    readonly out: string;
    readonly err: string;
    /** stdout as the one JSON document that it must be. */
    readonly json: () => unknown;
    readonly env: Record<string, string | undefined>;
  }

  async function mig(line: string, given: Partial<Process> = {}, interrupt?: Interrupt): Promise<Outcome> {
    const texts = { stdout: "", stderr: "" };
    const stream = (name: keyof typeof texts): PassThrough => {
      const output = new PassThrough();
      output.on("data", (chunk: Buffer) => void (texts[name] += chunk.toString()));
      return output;
    };
    const env: Record<string, string | undefined> = {};
    const host: Process = {
      stdout: stream("stdout"),
      stderr: stream("stderr"),
      stdin: new PassThrough(),
      env,
      cwd: () => project.folder,
      ...given,
    };
    const code = await run(
      line.split(" ").filter((token) => token !== ""),
      host,
      interrupt,
    );
    return {
      code,
      out: texts.stdout,
      err: texts.stderr,
      json: () => JSON.parse(texts.stdout) as unknown,
      env,
    };
  }

  it("upgrades with results on stdout and the log on stderr", async () => {
    expect(await mig("upgrade b1")).toMatchObject({
      code: 0,
      out: "Done: 2 steps, <base> -> b1\n",
      err: "Running upgrade  -> a1, a1\nRunning upgrade a1 -> b1, b1\n",
    });
    expect((await mig("upgrade heads")).err).toBe("Running upgrade a1 -> c1, c1\n");
    expect((await mig("current")).out).toBe("b1 (head)  b1\nc1 (side) (head)  c1\n");
    expect((await mig("downgrade -1")).code).toBe(2);
    expect(await mig("downgrade side@-1")).toMatchObject({ code: 0, out: "Done: 1 step, b1, c1 -> b1\n" });
    expect((await mig("log --last 1")).out).toMatch(/c1 +downgrade +applied/u);
  });

  it("says that it stops, and how to abort at once, when it is interrupted", async () => {
    const stop = new AbortController();
    Reflect.set(globalThis, "interruptHere", () => stop.abort());
    project.revision("d1", "b1", "export async function upgrade() { globalThis.interruptHere(); }");
    project.revision("e1", "d1");
    const { code, err } = await mig("upgrade e1", {}, { signal: stop.signal, arm: () => undefined });
    Reflect.deleteProperty(globalThis, "interruptHere");
    expect(code).toBe(1);
    expect(err).toContain(
      "Running upgrade b1 -> d1, d1\nStopping after this batch or step, from where the run can go on later. Once more aborts at once.\nError: Stopped before the upgrade of e1.",
    );
    expect((await mig("current")).out).toContain("d1");
  });

  it("asks nothing on a terminal when it is to print JSON", async () => {
    const terminal = (): PassThrough & { isTTY: true } =>
      Object.assign(new PassThrough(), { isTTY: true as const });
    project.revision("d1", "b1", 'export const breaking = "it matters";');
    await mig("upgrade b1");
    const asked = { stdin: terminal(), stderr: terminal() };
    const answer = await mig("upgrade d1 --json", asked);
    expect(answer.json()).toMatchObject({ error: { code: "confirmation-needed" } });
    expect(answer.code).toBe(1);
    const broken = { stdin: terminal(), stderr: terminal() };
    setImmediate(() => broken.stdin.write("\u0003"));
    expect(await mig("upgrade d1", broken)).toMatchObject({ code: 130, out: "" });
    expect((await mig("current")).out).toContain("b1");
  });

  it("prints one JSON document and nothing else, in the fixed shapes", async () => {
    await mig("ensure-version");
    const steps = [{ revision: "a1", direction: "upgrade", message: "a1", heads: ["a1"] }];
    expect((await mig("upgrade a1 --json --dry-run")).json()).toEqual({
      from: [],
      to: ["a1"],
      dryRun: true,
      steps,
    });
    expect((await mig("upgrade a1 --json")).json()).toEqual({ from: [], to: ["a1"], dryRun: false, steps });
    expect((await mig("--json current")).json()).toMatchObject({ heads: ["a1"], atHead: false });
    expect((await mig("heads --json")).json()).toMatchObject({
      heads: [
        { revision: "b1", labels: [], message: "b1" },
        { revision: "c1", labels: ["side"], message: "c1" },
      ],
    });
    expect((await mig("history --json -r :a1")).json()).toMatchObject({
      revisions: [
        {
          revision: "a1",
          downRevision: null,
          labels: [],
          dependsOn: [],
          message: "a1",
          path: "revisions/a1_.ts",
        },
      ],
    });
    expect((await mig("log --json")).json()).toMatchObject({
      entries: [
        { revision: "a1", direction: "upgrade", status: "applied", errorMessage: null, statement: null },
      ],
    });
  });

  it("answers failures with their exit codes, as a document where one is asked for", async () => {
    expect(await mig("upgrade nope")).toMatchObject({
      code: 2,
      out: "",
      err: expect.stringMatching(/^Error: .*nope[\s\S]*\nHint: /u) as string,
    });
    const failed = await mig("upgrade nope --json");
    expect(failed).toMatchObject({ code: 2, err: "" });
    expect(failed.json()).toEqual({
      error: {
        code: "unknown-revision",
        message: expect.stringContaining("nope") as string,
        hint: expect.any(String) as string,
      },
    });
    expect((await mig("upgrad heads --json")).json()).toMatchObject({ error: { code: "unknown-command" } });
    expect((await mig("current --check-heads")).code).toBe(3);
    await mig("upgrade b1");
    expect((await mig("current --check-heads")).code).toBe(3);
    await mig("upgrade heads");
    expect((await mig("current --check-heads")).code).toBe(0);
  });

  it("asks nobody where a document is wanted, though somebody sits there", async () => {
    project.revision(
      "d1",
      "b1",
      'export async function upgrade(op) { await op.dropTable("a"); }',
      'export const breaking = { tables: ["a"] };',
    );
    await mig("upgrade b1");
    await (
      await project.open()
    ).connected(({ connection }) => connection.query("INSERT INTO a DEFAULT VALUES"));
    const terminal = (): PassThrough & { isTTY: boolean } =>
      Object.assign(new PassThrough(), { isTTY: true });
    const [stdin, stderr] = [terminal(), terminal()];
    let shown = "";
    stderr.on("data", (chunk: Buffer) => {
      const asked = shown.includes("Go on?");
      shown += chunk.toString();
      if (!asked && shown.includes("Go on?")) stdin.write("y\n");
    });
    const answered = await mig("upgrade d1 --json", { stdin, stderr });
    expect(answered.code).toBe(1);
    expect(answered.json()).toMatchObject({ error: { code: "confirmation-needed" } });
    expect(shown).not.toContain("Go on?");
    expect((await mig("upgrade d1", { stdin, stderr })).code).toBe(0);
    expect(shown).toContain("Go on?");
  });

  it("takes --yes for an agreement to what is only known when it runs, too", async () => {
    project.revision("d1", "b1", 'export async function upgrade(op) { await op["dropTable"]("a"); }');
    await mig("upgrade b1");
    await (
      await project.open()
    ).connected(({ connection }) => connection.query("INSERT INTO a DEFAULT VALUES"));
    expect((await mig("upgrade d1 --json")).json()).toMatchObject({ error: { code: "confirmation-needed" } });
    expect((await mig("upgrade d1 --yes")).code).toBe(0);
  });

  it("takes --yes for an answer to every question, and asks nobody", async () => {
    await mig("upgrade a1");
    await (
      await project.open()
    ).connected(async ({ connection }) => {
      const lock = await connection.lock("mig_version", 1000, () => undefined);
      const codeOf = async (line: string): Promise<unknown> => (await mig(line)).json();
      expect(await codeOf("unlock --json")).toMatchObject({ error: { code: "confirmation-needed" } });
      // Only its own process can let go of a lock on SQLite.
      expect(await codeOf("unlock --json --yes")).toMatchObject({ error: { code: "lock-not-freed" } });
      await lock.release();
    });
    expect((await mig("unlock --json")).json()).toEqual({ holder: null, freed: false });
  });

  it("shows a failing statement with its file, and no stack", async () => {
    project.revision(
      "d1",
      "b1",
      'export async function upgrade(op) { await op.execute("SELECT * FROM nowhere"); }',
    );
    const { code, err } = await mig("upgrade d1");
    expect(code).toBe(1);
    expect(err).toContain("Error: The upgrade of d1 failed: ");
    expect(err).toContain("  | SELECT * FROM nowhere\n");
    expect(err).toMatch(/ {2}at revisions\/d1_\.ts/u);
    expect(err).not.toContain("node_modules");
  });

  it("is quiet with -q, but for results", async () => {
    expect(await mig("upgrade heads -q")).toMatchObject({
      out: "Done: 3 steps, <base> -> b1, c1\n",
      err: "",
    });
    expect((await mig("-q heads")).out).toBe("b1 (head)  b1\nc1 (side) (head)  c1\n");
  });

  it("prints scripts and nothing beside them", async () => {
    const { out, err } = await mig("upgrade side@head --sql");
    expect(out).toContain("-- Running upgrade a1 -> c1, c1\n");
    expect(out).toMatch(/^BEGIN;/u);
    expect(err).toBe("");
  });

  it("hands -x and --tag to the configuration and the revisions", async () => {
    const { env } = await mig("upgrade heads --tag blue -x tenant=acme -x dry-mode");
    expect(env).toMatchObject({ MIG_TAG: "blue", MIG_X_TENANT: "acme", MIG_X_DRY_MODE: "" });
  });

  it("prints a bundle, or writes it and names the files", async () => {
    expect((await mig("bundle")).out).toMatch(/export \{ \w+ as default \}/u);
    const { out } = await mig(`bundle -o ${project.folder}/bundle.js`);
    expect(out).toBe("Wrote bundle.js\nWrote bundle.d.ts\n");
  });

  it("names the file that the operating system refuses, without a stack", async () => {
    const taken = `${project.folder}/revisions`;
    const { code, err } = await mig(`bundle -o ${taken}`);
    expect(code).toBe(1);
    expect(err).toMatch(/^Error: .*revisions.*\nHint: /u);
    expect(err).not.toMatch(/^ +at /mu);
    expect((await mig(`bundle -o ${taken} --json`)).json()).toMatchObject({
      error: { code: "file-refused" },
    });
  });

  it("writes revisions that it then knows", async () => {
    expect((await mig("merge heads --rev-id m1 -m join")).out).toBe("Wrote revisions/m1_join.ts\n");
    expect((await mig("history -v -r b1:")).out).toContain("Rev: m1 (head) (mergepoint)\nMerges: b1, c1\n");
    expect((await mig("revision --rev-id n1 --template sql")).out).toMatch(/^Wrote revisions\/n1.*\.sql\n$/u);
    expect((await mig("upgrade heads")).code).toBe(0);
    expect((await mig("current")).out).toMatch(/^n1 .*\(head\)/u);
  });

  it("colours only terminals", async () => {
    const terminal = Object.assign(new PassThrough(), { isTTY: true });
    let text = "";
    terminal.on("data", (chunk: Buffer) => void (text += chunk.toString()));
    await mig("heads", { stdout: terminal });
    expect(text).toContain("\u001b[");
    expect((await mig("heads")).out).not.toContain("\u001b[");
  });

  it("helps without a project", async () => {
    const elsewhere = { cwd: () => "/" };
    expect((await mig("--help", elsewhere)).out).toContain("mig upgrade <revision>");
    expect((await mig("upgrade --help", elsewhere)).out).toContain("--lock-timeout");
    expect((await mig("--version", elsewhere)).out).toMatch(/^\d+\.\d+\.\d+/u);
    expect((await mig("completion", elsewhere)).out).toContain("begin-mig-completions");
    expect((await mig("templates", elsewhere)).out).toContain("typescript  ");
    expect(await mig("heads", elsewhere)).toMatchObject({
      code: 2,
      err: expect.stringContaining("mig init") as string,
    });
  });
});
