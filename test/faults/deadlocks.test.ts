import { unheard } from "../../src/core/thrown.ts";
import driver from "postgres";
import { describe, expect, it, onTestFinished } from "vitest";
import { log } from "../../src/commands/log.ts";
import { upgrade } from "../../src/commands/upgrade.ts";
import { createProject, type Project } from "../support/project.ts";

/** A step that takes its tables in the order in which nobody else does, in the midst of which others may come. */
const bodies = {
  "in a transaction": `export async function upgrade(op) {
  globalThis.bodiesRun += 1;
  await op.execute("UPDATE a SET n = n + 1000");
  await globalThis.meanwhile();
  await op.addColumn("b", { name: "extra", type: "integer" });
  await op.execute("UPDATE b SET n = n + 1000");
}`,
  "whose body has read rows": `export async function upgrade(op) {
  globalThis.bodiesRun += 1;
  const [{ n }] = await op.query("SELECT count(*)::integer AS n FROM a");
  await op.execute("UPDATE a SET n = n + 1000 * " + n / 4);
  await globalThis.meanwhile();
  await op.addColumn("b", { name: "extra", type: "integer" });
  await op.execute("UPDATE b SET n = n + 1000");
}`,
  "without a transaction, one of whose statements takes both": `export const transaction = false;
export async function upgrade(op) {
  globalThis.bodiesRun += 1;
  await globalThis.meanwhile();
  await op.execute("DO 'BEGIN UPDATE a SET n = n + 1000; PERFORM pg_sleep(0.02); UPDATE b SET n = n + 1000; END'");
  await op.addColumn("b", { name: "extra", type: "integer" });
}`,
};

async function prepared(body: string): Promise<{ project: Project; url: string }> {
  const project = await createProject("postgresql");
  project.revision(
    "start",
    null,
    `export async function upgrade(op) {
  for (const name of ["a", "b"]) await op.execute("CREATE TABLE " + name + " AS SELECT id, 0 AS n FROM generate_series(1, 4) AS id");
}`,
  );
  project.revision("change", "start", body);
  await upgrade(await project.open(), { target: "start" });
  const admin = driver(project.url, { max: 1 });
  // Found at once, by whoever comes to wait last or first: both are to be met.
  await admin.unsafe(
    `ALTER DATABASE ${new URL(project.url).pathname.slice(1)} SET deadlock_timeout = '30ms'`,
  );
  await admin.end();
  Object.assign(globalThis, { bodiesRun: 0, meanwhile: async () => undefined });
  onTestFinished(async () => {
    for (const name of ["bodiesRun", "meanwhile"]) Reflect.deleteProperty(globalThis, name);
    await project.remove();
  });
  return { project, url: project.url };
}

describe("an application that takes locks in another order", () => {
  it.each(Object.entries(bodies))("loses nothing, and neither does a step %s", async (_, body) => {
    const { project, url } = await prepared(body);
    const app = driver(url, { max: 3, onnotice: () => undefined });
    onTestFinished(() => app.end({ timeout: 1 }));
    const state = { isOver: false, done: 0 };
    const lost: unknown[] = [];
    const worker = async (id: number): Promise<void> => {
      while (!state.isOver) {
        await new Promise((turn) => setTimeout(turn, 20));
        try {
          await app.begin(async (sql) => {
            await sql.unsafe("UPDATE b SET n = n + 1 WHERE id = $1", [id]);
            await sql.unsafe("UPDATE a SET n = n + 1 WHERE id = $1", [id]);
          });
          state.done += 1;
        } catch (error) {
          // As any application does that meets a deadlock: it tries again.
          if ((error as { code?: unknown }).code !== "40P01") lost.push(error);
        }
      }
    };
    const workers = [1, 2, 3].map(worker);
    let times = 0;
    Object.assign(globalThis, {
      /** Long enough for all of them to have come to wait, and to have looked for deadlocks, the first two times. */
      async meanwhile() {
        times += 1;
        if (times <= 2) await new Promise((turn) => setTimeout(turn, 150));
      },
    });
    while (state.done < 3) await new Promise((turn) => setTimeout(turn, 1));
    const mig = await project.open({ statementLockTimeout: 2000, busyTimeout: 60_000 });
    await upgrade(mig, { target: "heads" }).finally(() => (state.isOver = true));
    await Promise.all(workers);
    expect(lost).toEqual([]);
    await mig.connected(async ({ connection }) => {
      const [row] = await connection.query(
        "SELECT (SELECT sum(n)::integer FROM a) AS a, (SELECT sum(n)::integer FROM b) AS b",
      );
      expect(row).toEqual({ a: state.done + 4000, b: state.done + 4000 });
    });
    const { entries } = await log(mig);
    expect(entries.map(({ status }) => status)).toEqual(["applied", "applied"]);
  });

  it.each(Object.entries(bodies).slice(0, 2))(
    "is let through, and the statements sent again, when it is the step %s that the server gives up",
    async (_, body) => {
      const { project, url } = await prepared(body);
      const app = driver(url, { max: 1, onnotice: () => undefined });
      onTestFinished(() => app.end({ timeout: 1 }));
      // Who waits without a look for deadlocks leaves it to the other to find the one there is.
      await app.unsafe("SET deadlock_timeout = '1h'");
      const held: Promise<unknown>[] = [];
      Object.assign(globalThis, {
        async meanwhile() {
          if (held.length > 0) return;
          await app.unsafe("BEGIN; UPDATE b SET n = n + 1");
          const waits = app.unsafe("UPDATE a SET n = n + 1; COMMIT").execute();
          // Its end is looked at below, and may come before.
          held.push(unheard(waits));
        },
      });
      const mig = await project.open({ statementLockTimeout: 5000 });
      await upgrade(mig, { target: "heads" });
      await Promise.all(held);
      await mig.connected(async ({ connection }) => {
        const [row] = await connection.query(
          "SELECT (SELECT sum(n)::integer FROM a) AS a, (SELECT sum(n)::integer FROM b) AS b",
        );
        expect(row).toEqual({ a: 4004, b: 4004 });
      });
    },
  );
});
