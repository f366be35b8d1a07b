import { symlinkSync } from "node:fs";
import { join, resolve } from "node:path";
import driver from "postgres";
import { beforeEach, describe, expect, it, onTestFinished } from "vitest";
import { check } from "../../src/commands/check.ts";
import { current } from "../../src/commands/current.ts";
import { log } from "../../src/commands/log.ts";
import { upgrade } from "../../src/commands/upgrade.ts";
import { noPooler, startPooler } from "../support/pooler.ts";
import { createProject, type Project } from "../support/project.ts";

const schema = `import { integer, pgTable, text } from "drizzle-orm/pg-core";
export const t = pgTable("t", { id: integer().primaryKey(), name: text().notNull() });
`;

const revision = `export async function upgrade(op) {
  await op.createTable({ name: "t", columns: [
    { name: "id", type: "integer", nullable: false, primaryKey: true }, { name: "name", type: "text", nullable: false } ] });
  await op.execute("INSERT INTO t VALUES (1, 'a')");
  await op.alterColumn("t", "name", { nullable: true });
  await op.export("t", "out.json");
}`;

const byStatement = `${revision.replace("op.export", 'op.createIndex("t", { name: "i", columns: ["name"] }, { concurrently: true }); await op.export')}
export const transaction = false;`;

/** What the session at the server keeps of settings, cursors, temporary tables and locks. */
const kept = `SELECT (SELECT json_agg(name || '=' || setting ORDER BY name) FROM pg_settings
    WHERE source = 'session' AND name NOT IN ('application_name', 'client_encoding', 'DateStyle', 'TimeZone', 'standard_conforming_strings')) AS settings,
  (SELECT json_agg(name) FROM pg_cursors WHERE name <> '') AS cursors,
  (SELECT count(*)::integer FROM pg_class WHERE relpersistence = 't') AS temporary,
  (SELECT count(*)::integer FROM pg_locks WHERE locktype = 'advisory' AND database = (SELECT oid FROM pg_database WHERE datname = current_database())) AS locks,
  nullif(current_setting('app.tenant', true), '') AS tenant, nullif(current_setting('app.other', true), '') AS other,
  current_setting('role') AS role`;

describe("behind a pooler in transaction mode", () => {
  beforeEach(({ skip }) => skip(noPooler !== null, noPooler ?? ""));
  const opened = async (project: Project): Promise<{ url: string; app: driver.Sql }> => {
    const pooler = await startPooler(project.url, 1);
    const app = driver(pooler.url, {
      max: 1,
      fetch_types: false,
      prepare: false,
      onnotice: () => undefined,
    });
    onTestFinished(async () => {
      await app.end({ timeout: 1 });
      await pooler.stop();
      await project.remove();
    });
    return { url: pooler.url, app };
  };

  it.each([
    ["in transactions", revision, ""],
    ["without a transaction", byStatement, ""],
    [
      "that set what they like",
      revision,
      `await op.execute("SET search_path TO pg_catalog, public; SET ROLE pg_monitor; RESET ROLE; SET lock_timeout = '3s'; CREATE TEMP TABLE mine (n integer)");`,
    ],
    [
      "that set what the application has set for itself",
      revision,
      `await op.execute("SELECT set_config('app.tenant', 'acme', false); DO 'BEGIN SET app.other = ''x''; END'");
      await op.query("SELECT set_config($1, 'again', false)", ["app.tenant"]);`,
    ],
    [
      "without a transaction that set what the application has set for itself",
      byStatement,
      `await op.execute("SET app.tenant = 'acme'"); await op.query("SELECT set_config('app.other', 'x', false)");`,
    ],
  ])(
    "the session of the application is as it was after steps %s, and after commands that look",
    async (_, body, more) => {
      const project = await createProject("postgresql");
      project.write("schema.ts", schema);
      symlinkSync(resolve("node_modules"), join(project.folder, "node_modules"));
      project.revision("r1", null, body.replace(/\n\}/u, `\n${more}\n}`));
      const { url, app } = await opened(project);
      await app.unsafe("SET app.tenant = 'own'");
      const before = await app.unsafe(kept);
      const look = async (): Promise<void> => {
        const mig = await project.open({
          url,
          schema: "./schema.ts",
          statementLockTimeout: 900,
          statementTimeout: 60_000,
        });
        await current(mig);
        await check(mig);
        await log(mig);
      };
      await look();
      expect(await app.unsafe(kept)).toEqual(before);
      const mig = await project.open({
        url,
        schema: "./schema.ts",
        statementLockTimeout: 900,
        statementTimeout: 60_000,
      });
      expect((await upgrade(mig, { target: "heads" })).steps).toHaveLength(1);
      await look();
      expect(await app.unsafe(kept)).toEqual(before);
      await app.unsafe("CREATE TABLE still_writable ()");
    },
  );
});
