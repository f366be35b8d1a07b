import { MigError } from "../../../core/errors.ts";
import { backupFailed } from "../../../core/errors/backup.ts";
import { isOfEnum } from "../../../core/schema/types.ts";
import { formatName } from "../../../core/schema/names.ts";
import type { Named, Schema, Table } from "../../../core/schema/schema.ts";
import type { Backup, BackupRequest, Connection } from "../../dialect.ts";
import { canonical } from "../normalize/canonical.ts";
import { identifier, quote } from "../identifiers.ts";
import { introspect } from "../introspect/introspect.ts";
import { copies } from "../introspect/ours.ts";
import { literal } from "../literal.ts";
import { readTriggersAndGrants, type TriggersAndGrants } from "./triggers-and-grants.ts";
import { commaList, sql, type Sql } from "../../sql.ts";
import { messageOf } from "../../../core/thrown.ts";

/** What a schema of copies says of itself. */
export interface Manifest {
  /** The structure of everything in scope at that time. */
  readonly schema: Schema;
  /** The tables whose rows were copied. */
  readonly tables: readonly string[];
  readonly heads: readonly string[];
  /** How many rows each copy has; absent in those of older versions. */
  readonly rows?: Readonly<Record<string, number>>;
  /** What else belongs to tables; absent in those of older versions. */
  readonly beside?: TriggersAndGrants;
}

/** The table that a schema of copies keeps its manifest in. */
export const manifestTable = "mig_manifest";

/** The place of a table's rows. */
export function copyOf(place: string, table: Table): Sql {
  return sql`${quote(place)}.${quote(formatName(table))}`;
}

/** Copy tables, and the structure of all, into a schema of the database, as they are at one moment. */
export async function copyTables(connection: Connection, request: BackupRequest): Promise<Backup> {
  const { scope, stamp, versionTable } = request;
  const place = `${copies}${stamp}`;
  await connection.begin({ snapshot: true });
  try {
    const schema = canonical(await introspect(connection, scope));
    const own = await ownTables(connection);
    const tables = schema.tables.filter((table) => own.has(formatName(table)));
    const heads = await connection.query(sql`SELECT version_num FROM ${identifier(versionTable)}`);
    await connection.query(sql`CREATE SCHEMA ${quote(place)}`);
    const rows: Record<string, number> = {};
    for (const table of tables) {
      const copy = copyOf(place, table);
      await connection.query(
        sql`CREATE TABLE ${copy} AS SELECT ${copiedColumns(schema, table)} FROM ${identifier(formatName(table))}`,
      );
      const [counted] = await connection.query(sql`SELECT count(*) AS count FROM ${copy}`);
      rows[formatName(table)] = Number(counted?.["count"]);
    }
    const manifest: Manifest = {
      schema,
      tables: tables.map(formatName),
      heads: heads.map((row) => String(row["version_num"])),
      rows,
      beside: await readTriggersAndGrants(connection, tables, { all: true }),
    };
    await connection.query(
      sql`CREATE TABLE ${quote(place)}.${quote(manifestTable)} AS SELECT ${literal(JSON.stringify(manifest))}::text AS manifest`,
    );
    await connection.commit();
    return { kind: "schema", place, tables: null };
  } catch (error) {
    await connection.rollback();
    if (!(error instanceof MigError)) throw error;
    throw backupFailed(
      messageOf(error),
      "The role must be allowed to create a schema in this database.",
      error,
    );
  }
}

/** The tables that this role may change: what others own, as a hosting service does, no step can touch. */
async function ownTables(connection: Connection): Promise<ReadonlySet<string>> {
  const rows = await connection.query(
    `SELECT nullif(n.nspname, coalesce(current_schema(), 'public')) AS schema, c.relname AS name
       FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
      WHERE c.relkind IN ('r', 'p') AND pg_has_role(c.relowner, 'USAGE')`,
  );
  return new Set(rows.map((row) => formatName(row as unknown as Named)));
}

/** Labels of enumerated types are kept as text, so that the types can be changed and dropped meanwhile. */
function copiedColumns(schema: Schema, table: Table): Sql {
  const columns = table.columns.map(({ name, type }) => {
    if (!schema.enums.some((each) => isOfEnum(type, each))) return quote(name);
    return sql`${quote(name)}::text${type.endsWith("]") ? "[]" : ""} AS ${quote(name)}`;
  });
  return commaList(columns);
}
