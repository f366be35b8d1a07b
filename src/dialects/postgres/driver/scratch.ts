import { badUrl } from "../../../core/errors/database.ts";
import { ifPossible } from "../../../core/thrown.ts";
import type { Connection, Scratch } from "../../dialect.ts";
import { stateOf } from "./failures.ts";
import { dropScratchRoles, sparingRoles } from "./scratch-roles.ts";
import { quote } from "../identifiers.ts";
import { sql } from "../../sql.ts";

/**
 * An empty database on the same server, with the extensions of this one; null when the role may make none. Throws
 * bad-url where nothing is known but a client.
 */
export async function scratch(connection: Connection): Promise<Scratch | null> {
  const { neighbours, label } = connection;
  if (neighbours === undefined) throw badUrl(label, "postgresql");
  const { openAnother, scratch: own } = neighbours;
  if (own !== null) return own();
  // A session of its own: this one may be in a transaction, or bound to read only.
  const admin = await openAnother(null);
  const { stamp, copiesFiles } = await dropLeftOver(admin);
  const name = `mig_scratch_${stamp}`;
  try {
    const strategy = copiesFiles ? sql` STRATEGY file_copy` : sql``;
    await admin.query(sql`CREATE DATABASE ${quote(name)} TEMPLATE template0${strategy}`);
  } catch (error) {
    await admin.close();
    if (stateOf(error) === "42501") return null;
    throw error;
  }
  const drop = async (): Promise<void> => {
    try {
      await admin.query(sql`DROP DATABASE IF EXISTS ${quote(name)} WITH (FORCE)`);
      await dropScratchRoles(admin, name);
    } finally {
      await admin.close();
    }
  };
  try {
    // What is said without a namespace must mean the same, also to a step, which begins with the session as it was opened: a
    // role or a database may have a path of its own.
    const [path] = await connection.query("SELECT current_setting('search_path') AS path");
    await admin.query("SELECT set_config('search_path', $1::text, false)", [path?.["path"]]);
    await admin.query(sql`ALTER ROLE SESSION_USER IN DATABASE ${quote(name)} SET search_path FROM CURRENT`);
    const inside = await openAnother(name);
    await createExtensions(admin, inside);
    return {
      connection: inside,
      rolePrefix: `${name}_`,
      sparing: (script) => sparingRoles(script, name),
      drop: async () => {
        await inside.close();
        await drop();
      },
    };
  } catch (error) {
    await drop();
    throw error;
  }
}

/**
 * Drop the scratch databases of processes that were killed, with their roles: nobody is connected to them, which an owner that is
 * alive always is soon after. Returns what the next one is named by: the server's time, and what tells it from others of
 * the same second; and whether it is best made as a copy of files. These must be on the disk first, but on a server that
 * does not care for that, as those of tests, they are copied in a third of the time that the log of all pages takes.
 */
async function dropLeftOver(
  admin: Connection,
): Promise<{ readonly stamp: string; readonly copiesFiles: boolean }> {
  const rows = await admin.query(
    `WITH at AS (SELECT to_char(now() AT TIME ZONE 'UTC', 'YYYYMMDDHH24MISS') || '_' || right(gen_random_uuid()::text, 12) AS stamp,
                        current_setting('fsync') = 'off' AND current_setting('server_version_num')::integer >= 150000 AS copies_files,
                        to_char(now() AT TIME ZONE 'UTC' - interval '10 minutes', 'YYYYMMDDHH24MISS') AS limit_stamp)
     SELECT at.stamp, at.copies_files, d.datname::text AS name FROM at LEFT JOIN pg_catalog.pg_database d
         ON d.datname ~ '^mig_scratch_[0-9]{14}_[0-9a-f]{12}$' AND substr(d.datname, 13, 14) < at.limit_stamp
        AND pg_has_role(d.datdba, 'USAGE')
        AND NOT EXISTS (SELECT FROM pg_catalog.pg_stat_activity a WHERE a.datid = d.oid)`,
  );
  for (const { name } of rows)
    // Another runner may be at it too; what somebody has just connected to stays.
    if (typeof name === "string") await ifPossible(admin.query(sql`DROP DATABASE IF EXISTS ${quote(name)}`));
  await dropScratchRoles(admin, null);
  return { stamp: String(rows[0]?.["stamp"]), copiesFiles: rows[0]?.["copies_files"] === true };
}

/** What cannot be created here may not be needed: what does need it will say so. */
async function createExtensions(from: Connection, to: Connection): Promise<void> {
  const extensions = await from.query(
    `SELECT e.extname AS name, n.nspname AS space FROM pg_extension e JOIN pg_namespace n ON n.oid = e.extnamespace
      WHERE e.extname <> 'plpgsql' ORDER BY e.oid`,
  );
  for (const { name, space } of extensions) {
    const where = quote(String(space));
    const create = [
      sql`CREATE SCHEMA IF NOT EXISTS ${where}`,
      sql`CREATE EXTENSION IF NOT EXISTS ${quote(String(name))} SCHEMA ${where} CASCADE`,
    ];
    for (const made of create) await ifPossible(to.query(made));
  }
}
