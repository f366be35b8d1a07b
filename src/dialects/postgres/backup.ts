import type { Backup, BackupRequest, Connection, RestoreRequest } from "../dialect.ts";
import { copyTables, putTablesBack } from "./backup/copied-tables.ts";
import { dump, dumpProgram, restoreDump } from "./backup/dump.ts";

/** A dump by pg_dump where there is one that knows the server; else copies of tables in a schema of their own. */
export async function backup(connection: Connection, request: BackupRequest): Promise<Backup> {
  const [row] = await connection.query(
    "SELECT current_setting('server_version_num')::integer / 10000 AS major",
  );
  const program = request.url === null ? null : await dumpProgram(Number(row?.["major"]));
  return program === null ? copyTables(connection, request) : dump(program, connection, request);
}

/** Bring the database back to a dump, or tables and structure back to a schema of copies. */
export async function restore(connection: Connection, copy: Backup, request: RestoreRequest): Promise<void> {
  if (copy.kind === "schema") await putTablesBack(connection, copy, request);
  else await restoreDump(connection, copy, request);
}
