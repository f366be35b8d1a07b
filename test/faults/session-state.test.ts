import { describe, expect, it, onTestFinished } from "vitest";
import { current } from "../../src/commands/current.ts";
import { upgrade } from "../../src/commands/upgrade.ts";
import { createProject } from "../support/project.ts";

/** What a step may leave behind in its session. */
const leaving = {
  "a search path, as a dump sets it": "SELECT set_config('search_path', '', false)",
  "another search path": "CREATE SCHEMA elsewhere; SET search_path TO elsewhere",
  "another role": "SET ROLE pg_monitor",
  "limits of its own": "SET statement_timeout = '7s'; SET lock_timeout = '7s'",
  "triggers that do not fire": "SET session_replication_role = replica",
  "a setting of the application's own":
    "SELECT set_config('app.tenant', 'acme', false); SET other.setting = 'x'",
  "a temporary table": "CREATE TEMPORARY TABLE mine (n integer)",
};

const found = `SELECT current_setting('search_path') AS path, current_setting('role') AS role, current_user AS name,
  current_setting('statement_timeout') AS statements, current_setting('lock_timeout') AS locks,
  nullif(current_setting('app.tenant', true), '') AS tenant, nullif(current_setting('other.setting', true), '') AS other,
  current_setting('session_replication_role') AS triggers, to_regclass('mine')::text AS mine`;

const look = `const [row] = await op.query(${JSON.stringify(found)});
  await op.execute("INSERT INTO public.seen VALUES ('" + JSON.stringify(row) + "')");`;

describe.each(["", "export const transaction = false;"])("a step that leaves something behind %s", (mode) => {
  // The lines of a step without a transaction are written between its statements, as whoever it has become.
  const kinds = Object.entries(leaving).filter(([what]) => mode === "" || what !== "another role");
  it.each(kinds)("as %s finds the next step, and our own tables, as they were", async (_, sql) => {
    const project = await createProject("postgresql");
    onTestFinished(() => project.remove());
    const body = (text: string): string => `export async function upgrade(op) { ${text} }\n${mode}`;
    project.revision("r0", null, body(`await op.execute("CREATE TABLE public.seen (state text)"); ${look}`));
    project.revision("r1", "r0", body(`await op.execute(${JSON.stringify(sql)});`));
    project.revision("r2", "r1", body(look));
    const mig = await project.open();
    expect((await upgrade(mig, { target: "heads" })).steps).toHaveLength(3);
    expect((await current(mig)).heads).toEqual(["r2"]);
    await mig.connected(async ({ connection }) => {
      const rows = await connection.query(
        "SELECT count(*)::integer AS steps, count(DISTINCT state)::integer AS states FROM public.seen",
      );
      expect(rows).toEqual([{ steps: 2, states: 1 }]);
    });
  });
});
