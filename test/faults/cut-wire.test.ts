import { symlinkSync } from "node:fs";
import { createServer, type AddressInfo } from "node:net";
import { join, resolve } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { check } from "../../src/commands/check.ts";
import { current } from "../../src/commands/current.ts";
import { diff } from "../../src/commands/diff.ts";
import { doctor } from "../../src/commands/doctor.ts";
import { downgrade } from "../../src/commands/downgrade.ts";
import { ensureVersion } from "../../src/commands/ensure-version.ts";
import { history } from "../../src/commands/history.ts";
import { lint } from "../../src/commands/lint.ts";
import { log } from "../../src/commands/log.ts";
import { pull } from "../../src/commands/pull.ts";
import { stamp } from "../../src/commands/stamp.ts";
import { unlock } from "../../src/commands/unlock.ts";
import { upgrade } from "../../src/commands/upgrade.ts";
import { revision } from "../../src/commands/revision.ts";
import { MigError } from "../../src/core/errors.ts";
import type { Environment } from "../../src/project/environment.ts";
import { connectionFailed } from "../../src/core/errors/database.ts";
import { createProject, type Project } from "../support/project.ts";
import { openWire, type CutPoint } from "../support/wire.ts";

const schema = `import { index, integer, pgTable } from "drizzle-orm/pg-core";
export const a = pgTable("a", { n: integer() });
export const b = pgTable("b", { n: integer() }, (t) => [index("i").on(t.n)]);
`;

const inTransaction = `export async function upgrade(op) {
  await op.createTable({ name: "a", columns: [{ name: "n", type: "integer" }] });
  await op.execute("INSERT INTO a VALUES (1)");
  await op.query("SELECT n FROM a WHERE n = ANY($1)", [[1, 2]]);
}
export async function downgrade(op) { await op.dropTable("a"); }`;

const byStatement = `export const transaction = false;
export async function upgrade(op) {
  await op.createTable({ name: "b", columns: [{ name: "n", type: "integer" }] });
  await op.execute("INSERT INTO b VALUES (1)");
  await op.createIndex("b", { name: "i", columns: ["n"] });
}`;

/** The commands, with what they do to a database that is fresh or at its heads. */
const commands: Readonly<Record<string, (mig: Environment) => Promise<unknown>>> = {
  upgrade: (mig) => upgrade(mig, { target: "heads" }),
  current: (mig) => current(mig),
  check: (mig) => check(mig),
  revision: (mig) => revision(mig, { message: "next", autogenerate: true }),
};

/** The others, whose connections begin in the same way. */
const others: typeof commands = {
  "downgrade to where it stands": (mig) => downgrade(mig, { target: "r2" }),
  "upgrade that has nothing to do": (mig) => upgrade(mig, { target: "heads" }),
  "stamp of where it stands": (mig) => stamp(mig, { targets: ["heads"] }),
  history: (mig) => history(mig, { indicateCurrent: true }),
  log: (mig) => log(mig),
  diff: (mig) => diff(mig),
  pull: (mig) => pull(mig, { dryRun: true }),
  lint: (mig) => lint(mig),
  // It says what it could not look at.
  doctor: (mig) => doctor(mig),
  "ensure-version": (mig) => ensureVersion(mig),
  unlock: (mig) => unlock(mig),
};

/** Far above what any of them takes here, far below for ever. */
const limit = 250_000;

const unhandled: unknown[] = [];
const note = (reason: unknown): void => void unhandled.push(reason);

describe("a connection that is cut", () => {
  let project: Project;
  beforeAll(async () => {
    process.on("unhandledRejection", note).on("uncaughtException", note);
    project = await createProject("postgresql");
    project.write("schema.ts", schema);
    symlinkSync(resolve("node_modules"), join(project.folder, "node_modules"));
    project.revision("r1", null, inTransaction);
    project.revision("r2", "r1", byStatement);
  });
  afterAll(async () => {
    process.off("unhandledRejection", note).off("uncaughtException", note);
    await project.remove();
  });

  const settings = { schema: "./schema.ts" };
  const fresh = async (): Promise<void> => {
    const mig = await project.open(settings);
    await mig.connected(async ({ connection }) => {
      await connection.query("DROP SCHEMA public CASCADE; CREATE SCHEMA public");
    });
  };
  const attempt = async (name: string, point: CutPoint | null) => {
    const wire = await openWire(project.url, point);
    const run = commands[name] ?? others[name];
    const mig = await project.open({ ...settings, url: wire.url });
    let timer: NodeJS.Timeout | undefined;
    const late = new Promise<string>((done) => (timer = setTimeout(() => done("hangs"), limit)));
    const outcome = await Promise.race([
      late,
      (run?.(mig) ?? Promise.reject(new Error(name))).then(
        () => "done",
        (error: unknown) => error,
      ),
    ]);
    clearTimeout(timer);
    const messages = wire.messages();
    const commits = (["client", "server"] as const).flatMap((direction) =>
      wire.with(direction, "COMMIT").map((message) => ({ direction, message })),
    );
    const isCut = wire.isCut();
    await wire.close();
    return { outcome, messages, commits, isCut };
  };

  it("in a COMMIT leaves no doubt to the next run whether it was made", async () => {
    await fresh();
    const { commits } = await attempt("upgrade", null);
    expect(commits.length).toBeGreaterThan(8);
    for (const commit of commits)
      for (const when of ["before", "after"] as const) {
        await fresh();
        const where = JSON.stringify({ ...commit, when });
        const { outcome, isCut } = await attempt("upgrade", { ...commit, when, how: "reset" });
        expect(isCut, where).toBe(true);
        if (outcome !== "done") expect(outcome, where).toBeInstanceOf(MigError);
        const mig = await project.open({ ...settings, confirmBreaking: true });
        await upgrade(mig, { target: "heads" });
        await mig.connected(async ({ connection }) => {
          const counts =
            "SELECT (SELECT count(*)::integer FROM a) AS a, (SELECT count(*)::integer FROM b) AS b, (SELECT count(*)::integer FROM pg_class WHERE relname = 'i') AS i";
          expect(await connection.query(counts), where).toEqual([{ a: 1, b: 1, i: 1 }]);
        });
        const { entries } = await log(mig);
        const applied = entries.filter(({ status }) => status === "applied").map((entry) => entry.revision);
        expect(applied, where).toEqual(["r1", "r2"]);
        expect(
          entries.map(({ status }) => status),
          where,
        ).not.toContain("running");
      }
    expect(unhandled).toEqual([]);
  });

  it.each([...Object.keys(commands), ...Object.keys(others)])(
    "fails `%s` with an error that can be caught, wherever that is, and the next run goes on",
    async (name) => {
      await fresh();
      if (name !== "upgrade") await upgrade(await project.open(settings), { target: "heads" });
      const whole = await attempt(name, null);
      expect(whole.outcome).toBe("done");
      const points: CutPoint[] = [];
      for (const direction of ["client", "server"] as const)
        for (let message = 1; message <= whole.messages[direction]; message += 1)
          for (const when of ["before", "after"] as const)
            points.push({ direction, message, when, how: points.length % 2 === 0 ? "close" : "reset" });
      // Every point of the start, and a fixed share of those after it.
      const isThorough = name in commands;
      const share = Math.max(1, Math.floor(points.length / (isThorough ? 40 : 8)));
      const tried = points.filter((each, index) => (isThorough && each.message <= 5) || index % share === 0);
      for (const point of tried) {
        if (name === "upgrade") await fresh();
        const { outcome, isCut } = await attempt(name, point);
        const where = JSON.stringify(point);
        if (outcome !== "done") {
          expect(outcome, where).toBeInstanceOf(MigError);
          expect((outcome as MigError).code, where).toMatch(/^connection-(?:failed|lost)$|^step-failed$/u);
        }
        expect(isCut, where).toBe(true);
        if (name !== "upgrade") continue;
        const mig = await project.open({ ...settings, confirmBreaking: true });
        await upgrade(mig, { target: "heads" });
        expect((await check(mig)).operations, where).toEqual([]);
        await mig.connected(async ({ connection }) => {
          expect(
            await connection.query(
              "SELECT (SELECT count(*)::integer FROM a) AS a, (SELECT count(*)::integer FROM b) AS b",
            ),
            where,
          ).toEqual([{ a: 1, b: 1 }]);
        });
      }
      expect(unhandled).toEqual([]);
    },
  );
});

describe("hosts that do not answer", () => {
  it("end within the limit of their url, all of them", async () => {
    const silent = createServer((socket) => void socket.resume().on("error", () => undefined));
    await new Promise<void>((done) => silent.listen(0, "127.0.0.1", done));
    const port = (silent.address() as AddressInfo).port;
    const project = await createProject("postgresql");
    try {
      const mig = await project.open({
        url: `postgres://u:secret@127.0.0.1:${port},127.0.0.1:1,127.0.0.1:${port}/d?connect_timeout=1`,
      });
      const error: unknown = await current(mig).catch((reason: unknown) => reason);
      expect(error).toMatchObject({ code: connectionFailed.code });
      expect(String(error)).not.toContain("secret");
    } finally {
      await new Promise((done) => silent.close(done));
      await project.remove();
    }
  });

  it("are passed by for one that does", async () => {
    const project = await createProject("postgresql");
    const { username, password, port, pathname } = new URL(project.url);
    const url = `postgres://${username}:${password}@127.0.0.1:1,127.0.0.1:${port}${pathname}?connect_timeout=1&target_session_attrs=read-write`;
    expect((await current(await project.open({ url }))).heads).toEqual([]);
    await project.remove();
  });
});
