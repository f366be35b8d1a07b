import type { Backup, BackupRequest, Connection, RestoreRequest, Restoration } from "../../dialect.ts";
import { copyTables } from "./copied-tables.ts";
import { dump, dumpProgram } from "./dump.ts";
import { prepareDump } from "./put-dump-back.ts";
import { prepareTables } from "./put-tables-back.ts";

/** A dump by pg_dump where there is one that knows the server; else copies of tables in a schema of their own. */
export async function backup(connection: Connection, request: BackupRequest): Promise<Backup> {
  const [row] = await connection.query(
    "SELECT current_setting('server_version_num')::integer / 10000 AS major",
  );
  const program = request.url === null ? null : await dumpProgram(Number(row?.["major"]));
  return program === null ? copyTables(connection, request) : dump(program, connection, request);
}

/** Look at a dump, or a schema of copies, that the database is to be brought back to. */
export async function prepareRestore(
  connection: Connection,
  copy: Backup,
  request: RestoreRequest,
): Promise<Restoration> {
  return copy.kind === "schema"
    ? prepareTables(connection, copy, request)
    : prepareDump(connection, copy, request);
}
