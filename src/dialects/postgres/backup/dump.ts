import { basename, join } from "node:path";
import { backupFailed } from "../../../core/errors/backup.ts";
import { backupPath, makeChecked } from "../../backup-file.ts";
import type { Backup, BackupRequest, Connection } from "../../dialect.ts";
import { copies } from "../introspect/ours.ts";
import { outputOf, programTarget, run } from "./programs.ts";

/** The pg_dump of the PATH if it knows a server of this major version and psql, which puts dumps back, is there; else null. */
export async function dumpProgram(serverMajor: number): Promise<string | null> {
  try {
    const [{ stdout }] = await Promise.all([run("pg_dump", ["--version"]), run("psql", ["--version"])]);
    return Number(/(\d+)(?:\.\d+|beta|rc|devel)/u.exec(stdout)?.[1]) >= serverMajor ? "pg_dump" : null;
  } catch {
    // However a program fails to say its version: without it tables are copied.
    return null;
  }
}

/** Dump the whole database in pg_dump's own format, and make sure that pg_restore can read it. */
export async function dump(program: string, connection: Connection, request: BackupRequest): Promise<Backup> {
  const { url, env, place, folder, stamp } = request;
  const [row] = await connection.query("SELECT current_database() AS name");
  const name = `${String(row?.["name"]).replaceAll(/[^\w.-]/gu, "_")}.${stamp}.backup`;
  const path = backupPath(place ?? join(folder, name), basename(name));
  const target = programTarget(url ?? "", env);
  try {
    const checksum = await makeChecked(path, async (unchecked) => {
      await run(
        program,
        [
          "--format=custom",
          "--no-password",
          `--exclude-schema=${copies}*`,
          `--file=${unchecked}`,
          `--dbname=${target.url}`,
        ],
        { env: target.env },
      );
      await run("pg_restore", ["--list", unchecked], { maxBuffer: 2 ** 30 });
    });
    return { kind: "dump", place: path, tables: null, checksum };
  } catch (error) {
    // The programs and the disk are all that is used here, and their message is reported.
    throw backupFailed(
      outputOf(error),
      "See what pg_dump says; without it on the PATH tables are copied into a schema instead.",
      error,
    );
  }
}
