import { formatName } from "../../../core/schema/names.ts";
import type { Connection, Rows } from "../../dialect.ts";
import { nameOfRow } from "./row-name.ts";
import type { Observer } from "../../observer.ts";

/** What is no part of the server itself, nor of its storage of long values. */
const ofUsers = "n.nspname <> 'information_schema' AND n.nspname !~ '^pg_'";

/** See what each statement locks, by pg_locks, and what gets another file, which is what writing it again means. */
export async function observe(connection: Connection): Promise<Observer> {
  const files = await filesOf(connection);
  const names = new Map([...files].map(([id, { name }]) => [id, name]));
  const held = new Set((await locksOf(connection)).map(keyOf));
  return {
    async workOf() {
      const locks = (await locksOf(connection)).filter(
        (row) => names.has(String(row["id"])) && !held.has(keyOf(row)),
      );
      for (const row of locks) held.add(keyOf(row));
      const rewritten: string[] = [];
      for (const [id, { name, file }] of await filesOf(connection)) {
        const before = files.get(id);
        if (before !== undefined && before.file !== file) rewritten.push(name);
        files.set(id, { name, file });
      }
      return {
        locks: locks.map(({ id, mode }) => ({
          relation: names.get(String(id)) ?? "",
          mode: wordsOf(String(mode)),
        })),
        rewritten,
      };
    },
  };
}

async function filesOf(
  connection: Connection,
): Promise<Map<string, { readonly name: string; readonly file: string }>> {
  const rows = await connection.query(
    `SELECT c.oid::text AS id, nullif(n.nspname, 'public') AS schema, c.relname AS name,
            CASE WHEN c.relkind IN ('i', 'I') THEN 'index ' ELSE '' END AS kind, c.relfilenode::text AS file
       FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
      WHERE ${ofUsers} AND c.relkind IN ('r', 'p', 'i', 'I', 'm', 'v', 'S') ORDER BY c.oid`,
  );
  return new Map(
    rows.map((row) => [
      String(row["id"]),
      { name: `${String(row["kind"])}${nameOf(row)}`, file: String(row["file"]) },
    ]),
  );
}

/** By the numbers of relations, since one that was dropped has no name any more. */
async function locksOf(connection: Connection): Promise<Rows> {
  return connection.query(
    `SELECT l.relation::text AS id, l.mode FROM pg_locks l
      WHERE l.pid = pg_backend_pid() AND l.locktype = 'relation' AND l.granted
        AND l.database = (SELECT d.oid FROM pg_database d WHERE d.datname = current_database())
      ORDER BY l.relation, l.mode`,
  );
}

function keyOf(row: Rows[number]): string {
  return `${String(row["id"])} ${String(row["mode"])}`;
}

function nameOf(row: Rows[number]): string {
  return formatName(nameOfRow(row));
}

/** `AccessExclusiveLock` is `ACCESS EXCLUSIVE` to people. */
function wordsOf(mode: string): string {
  return mode
    .replace(/Lock$/u, "")
    .replaceAll(/(?<=[a-z])(?=[A-Z])/gu, " ")
    .toUpperCase();
}
