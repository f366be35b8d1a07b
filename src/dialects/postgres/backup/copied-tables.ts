import { backupFailed, restoreFailed } from "../../../core/errors/backup.ts";
import { diffSchemas } from "../../../core/diff/diff.ts";
import { findTable, isOfEnum, targetOf } from "../../../core/schema/lookup.ts";
import { formatName } from "../../../core/schema/names.ts";
import type { Column, Named, Schema, Table } from "../../../core/schema/schema.ts";
import type { Backup, BackupRequest, Connection, RestoreRequest } from "../../dialect.ts";
import { canonical } from "../canonical.ts";
import { serialBase } from "../column-type.ts";
import { compile } from "../compile.ts";
import { columnList, identifier, quote } from "../identifiers.ts";
import { introspect } from "../introspect.ts";
import { copies } from "../introspect/ours.ts";
import { literal } from "../literal.ts";
import { rules } from "../rules.ts";

/** What a schema of copies says of itself. */
interface Manifest {
  /** The structure of everything in scope at that time. */
  readonly schema: Schema;
  /** The tables whose rows were copied. */
  readonly tables: readonly string[];
  readonly heads: readonly string[];
}

const manifestTable = "mig_manifest";

/** Copy tables, and the structure of all, into a schema of the database, as they are at one moment. */
export async function copyTables(connection: Connection, request: BackupRequest): Promise<Backup> {
  const { scope, stamp, versionTable } = request;
  const place = `${copies}${stamp}`;
  await connection.begin();
  try {
    await connection.query("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ");
    const schema = canonical(await introspect(connection, scope));
    const own = await ownTables(connection);
    const tables = schema.tables.filter(
      (table) => request.tables?.includes(formatName(table)) ?? own.has(formatName(table)),
    );
    const heads = await connection.query(`SELECT version_num FROM ${identifier(versionTable)}`);
    const manifest: Manifest = {
      schema,
      tables: tables.map(formatName),
      heads: heads.map((row) => String(row["version_num"])),
    };
    await connection.query(`CREATE SCHEMA ${quote(place)}`);
    await connection.query(
      `CREATE TABLE ${quote(place)}.${quote(manifestTable)} AS SELECT ${literal(JSON.stringify(manifest))}::text AS manifest`,
    );
    for (const table of tables) {
      await connection.query(
        `CREATE TABLE ${copyOf(place, table)} AS SELECT ${copiedColumns(schema, table)} FROM ${identifier(formatName(table))}`,
      );
    }
    await connection.commit();
    return { kind: "schema", place, tables: request.tables === null ? null : manifest.tables };
  } catch (error) {
    await connection.rollback();
    throw backupFailed(
      error instanceof Error ? error.message : String(error),
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

/**
 * Bring structure and rows back in one transaction. Foreign keys of the tables go first and come last, so
 * that rows can be written in any order.
 */
export async function putTablesBack(
  connection: Connection,
  { place }: Backup,
  { scope, versionTable }: RestoreRequest,
): Promise<void> {
  await connection.begin();
  try {
    const { schema, tables, heads } = await readManifest(connection, place);
    const copied = new Set(tables);
    const live = canonical(await introspect(connection, scope));
    const [looseLive, loose] = [withoutKeysOf(live, copied), withoutKeysOf(schema, copied)];
    await change(connection, live, looseLive);
    // Without rows no change of structure can fail on what they hold.
    await empty(
      connection,
      live.tables.filter((table) => copied.has(formatName(table))),
    );
    await change(connection, looseLive, loose);
    const filled = tables.flatMap((name) => findTable(schema, name) ?? []);
    for (const table of filled) await fill(connection, place, table);
    await change(connection, loose, schema);
    await connection.query(`DELETE FROM ${identifier(versionTable)}`);
    for (const head of heads)
      await connection.query(
        `INSERT INTO ${identifier(versionTable)} (version_num) VALUES (${literal(head)})`,
      );
    await connection.commit();
  } catch (error) {
    await connection.rollback();
    const why = error instanceof Error ? error.message : String(error);
    throw restoreFailed(place, why, "Nothing was changed: it is done in one transaction.", error);
  }
}

async function readManifest(connection: Connection, place: string): Promise<Manifest> {
  const [row] = await connection.query(`SELECT manifest FROM ${quote(place)}.${quote(manifestTable)}`);
  return JSON.parse(String(row?.["manifest"])) as Manifest;
}

function copyOf(place: string, table: Table): string {
  return `${quote(place)}.${quote(formatName(table))}`;
}

async function empty(connection: Connection, tables: readonly Table[]): Promise<void> {
  if (tables.length === 0) return;
  await connection.query(`TRUNCATE ${tables.map((table) => identifier(formatName(table))).join(", ")}`);
}

/** Labels of enumerated types are kept as text, so that the types can be changed and dropped meanwhile. */
function copiedColumns(schema: Schema, table: Table): string {
  const columns = table.columns.map(({ name, type }) => {
    if (!schema.enums.some((each) => isOfEnum(type, each))) return quote(name);
    return `${quote(name)}::text${type.endsWith("]") ? "[]" : ""} AS ${quote(name)}`;
  });
  return columns.join(", ");
}

/** Write the rows of a copy; triggers of users have seen them before. */
async function fill(connection: Connection, place: string, table: Table): Promise<void> {
  const target = identifier(formatName(table));
  const columns = table.columns.filter((column) => column.generated === null);
  const values = columns.map(({ name, type }) => `${quote(name)}::${serialBase(type) ?? type}`).join(", ");
  await connection.query(`ALTER TABLE ${target} DISABLE TRIGGER USER`);
  await connection.query(
    `INSERT INTO ${target} (${columnList(columns.map(({ name }) => name))}) OVERRIDING SYSTEM VALUE SELECT ${values} FROM ${copyOf(place, table)}`,
  );
  await connection.query(`ALTER TABLE ${target} ENABLE TRIGGER USER`);
  for (const { name } of table.columns.filter(countsUp)) {
    const sequence = `pg_get_serial_sequence(${literal(target)}, ${literal(name)})`;
    const highest = `(SELECT max(${quote(name)})::bigint FROM ${target})`;
    await connection.query(
      `SELECT setval(${sequence}, ${highest}) WHERE ${sequence} IS NOT NULL AND ${highest} > coalesce(pg_sequence_last_value(${sequence}::regclass), 0)`,
    );
  }
}

function countsUp({ identity, type, default: value }: Column): boolean {
  return identity !== null || /serial/iu.test(type) || /\bnextval\b/iu.test(value ?? "");
}

/** The same structure without the foreign keys that begin or end at these tables. */
function withoutKeysOf(schema: Schema, tables: ReadonlySet<string>): Schema {
  return {
    ...schema,
    tables: schema.tables.map((table) => ({
      ...table,
      foreignKeys: tables.has(formatName(table))
        ? []
        : table.foreignKeys.filter((key) => !tables.has(targetOf(key))),
    })),
  };
}

async function change(connection: Connection, from: Schema, to: Schema): Promise<void> {
  const operations = diffSchemas(from, to, rules, { renames: [], hasRows: () => false }).map(
    (each) => each.operation,
  );
  await connection.run(compile(operations, from));
}
