import driver from "postgres";
import { describe, expect, it, onTestFinished } from "vitest";
import { current } from "../../src/commands/current.ts";
import { log } from "../../src/commands/log.ts";
import { upgrade } from "../../src/commands/upgrade.ts";
import { noPooler, startPooler } from "../support/pooler.ts";
import { createProject } from "../support/project.ts";

/** What may be set for a role, each far below what the step below takes. */
const limits = [
  "statement_timeout",
  "idle_in_transaction_session_timeout",
  "idle_session_timeout",
  "transaction_timeout",
];

const body = `export async function upgrade(op) {
  await op.execute("CREATE TABLE t (n integer)");
  await new Promise((done) => setTimeout(done, 900));
  await op.execute("INSERT INTO t SELECT 1 FROM pg_sleep(0.9)");
  await new Promise((done) => setTimeout(done, 900));
  await op.query("INSERT INTO t VALUES (2)");
}`;

describe.each(["directly", "through a pooler"])("limits of the role that ends sessions, %s", (way) => {
  it.for(["", "export const transaction = false;"])(
    "are not those of a run, which takes as long as it needs %s",
    async (mode, { skip }) => {
      skip(way !== "directly" && noPooler !== null, noPooler ?? "");
      const project = await createProject("postgresql");
      const role = `limited_${process.pid}_${Date.now()}`;
      const admin = driver(project.url, { max: 1, onnotice: () => undefined });
      await admin.unsafe(
        `CREATE ROLE ${role} LOGIN PASSWORD 'secret'; GRANT CREATE, USAGE ON SCHEMA public TO ${role}`,
      );
      const known = await admin.unsafe("SELECT name FROM pg_settings");
      for (const limit of limits.filter((name) => known.some((row) => row["name"] === name)))
        await admin.unsafe(`ALTER ROLE ${role} SET ${limit} = '500ms'`);
      onTestFinished(async () => {
        await admin.unsafe(`DROP OWNED BY ${role} CASCADE; DROP ROLE ${role}`);
        await admin.end();
        await project.remove();
      });
      const url = new URL(project.url);
      url.username = role;
      url.password = "secret";
      project.revision("a", null, body, mode);
      const mig = await project.open({ url: await reached(way, url.href) });
      expect((await upgrade(mig, { target: "heads" })).steps).toHaveLength(1);
      expect((await current(mig)).heads).toEqual(["a"]);
      expect((await log(mig)).entries.map(({ status }) => status)).toEqual(["applied"]);
      expect(await admin.unsafe("SELECT n FROM t ORDER BY n")).toEqual([{ n: 1 }, { n: 2 }]);
    },
  );
});

async function reached(way: string, url: string): Promise<string> {
  if (way === "directly") return url;
  const pooler = await startPooler(url, 3);
  onTestFinished(() => pooler.stop());
  return pooler.url;
}
