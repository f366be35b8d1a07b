import { counted } from "../../../core/counted.ts";
import { operationsBetween } from "../../../core/diff/between.ts";
import { MigError } from "../../../core/errors.ts";
import { restoreFailed } from "../../../core/errors/backup.ts";
import { findTable, targetOf } from "../../../core/schema/lookup.ts";
import { formatName } from "../../../core/schema/names.ts";
import type { Column, Named, Schema, Table } from "../../../core/schema/schema.ts";
import { notTouched } from "../../backup-file.ts";
import type { Backup, Connection, RestoreRequest, Restoration, Statement } from "../../dialect.ts";
import { canonical } from "../normalize/canonical.ts";
import { serialBase } from "../normalize/column-type.ts";
import { compile } from "../ddl/compile.ts";
import { columnList, identifier, quote } from "../identifiers.ts";
import { introspect } from "../introspect/introspect.ts";
import { literal } from "../literal.ts";
import { rules } from "../rules.ts";
import {
  prepareTriggers,
  putTriggersAndGrantsBack,
  setSequences,
  strangeTriggers,
} from "./triggers-and-grants.ts";
import { copyOf, manifestTable, type Manifest } from "./copied-tables.ts";
import { commaList, saidInSql, sql, type Sql } from "../../sql.ts";
import { ifPossible, messageOf } from "../../../core/thrown.ts";

/** Look at a schema of copies: that it is there with all the rows it had, and what the database has beyond it. */
export async function prepareTables(
  connection: Connection,
  { place }: Backup,
  request: RestoreRequest,
): Promise<Restoration> {
  const manifest = await readManifest(connection, place);
  for (const [name, expected] of Object.entries(manifest.rows ?? {})) {
    const table = findTable(manifest.schema, name);
    const found = table === null ? null : await ifPossible(countOf(connection, copyOf(place, table)));
    if (found !== expected)
      throw restoreFailed(
        place,
        found === null
          ? `the copy of ${name} cannot be read`
          : `the copy of ${name} has ${counted(found, "row")}, and had ${expected}`,
        notTouched,
      );
  }
  return {
    heads: manifest.heads,
    newer: await newerThan(connection, manifest, request),
    run: (additions) => putTablesBack(connection, place, manifest, { ...request, additions }),
    discard: () => Promise.resolve(),
  };
}

async function readManifest(connection: Connection, place: string): Promise<Manifest> {
  const [there] = await connection.query(
    "SELECT count(*) > 0 AS space, count(c.oid) > 0 AS manifest FROM pg_namespace n LEFT JOIN pg_class c ON c.relnamespace = n.oid AND c.relname = $2 WHERE n.nspname = $1",
    [place, manifestTable],
  );
  if (there?.["space"] !== true)
    throw restoreFailed(
      place,
      "the database has no such schema any more",
      "`mig backups` lists what there is.",
    );
  if (there["manifest"] !== true)
    throw restoreFailed(place, `it has no table ${manifestTable}, so it is no backup`, notTouched);
  const [row] = await connection.query(sql`SELECT manifest FROM ${quote(place)}.${quote(manifestTable)}`);
  return JSON.parse(String(row?.["manifest"])) as Manifest;
}

async function newerThan(
  connection: Connection,
  { schema, beside: saved }: Manifest,
  { scope }: RestoreRequest,
): Promise<readonly string[]> {
  const live = canonical(await introspect(connection, scope));
  const beyond = <T extends Named>(now: readonly T[], then: readonly T[]): readonly T[] => {
    const known = new Set(then.map(formatName));
    return now.filter((each) => !known.has(formatName(each)));
  };
  const lost: string[] = [];
  for (const table of beyond(live.tables, schema.tables)) {
    const count = await countOf(connection, identifier(formatName(table)));
    lost.push(`table ${formatName(table)} (${counted(count, "row")})`);
  }
  return [
    ...lost,
    ...beyond(live.views, schema.views).map((view) => `view ${formatName(view)}`),
    ...beyond(live.enums, schema.enums).map((type) => `type ${formatName(type)}`),
    ...live.namespaces.filter((each) => !schema.namespaces.includes(each)).map((each) => `schema ${each}`),
    ...(saved === undefined
      ? []
      : (await strangeTriggers(connection, saved))
          .filter(({ isNew, table }) => isNew && findTable(schema, table) !== null)
          .map(({ name, table }) => `trigger ${name} of ${table}`)),
  ];
}

async function countOf(connection: Connection, table: Sql): Promise<number> {
  const [row] = await connection.query(sql`SELECT count(*) AS count FROM ${table}`);
  return Number(row?.["count"]);
}

/**
 * Bring structure and rows back in one transaction. Foreign keys of the tables go first and come last, so
 * that rows can be written in any order. Sequences are set at the very end, since no rollback takes that back.
 */
async function putTablesBack(
  connection: Connection,
  place: string,
  { schema, tables, heads, beside: saved }: Manifest,
  { scope, versionTable, additions }: RestoreRequest & { readonly additions: readonly Statement[] },
): Promise<void> {
  await connection.begin();
  try {
    const copied = new Set(tables);
    const live = canonical(await introspect(connection, scope));
    const [looseLive, loose] = [withoutKeysOf(live, copied), withoutKeysOf(schema, copied)];
    if (saved !== undefined) await prepareTriggers(connection, saved);
    await change(connection, live, looseLive);
    // Without rows no change of structure can fail on what they hold.
    await empty(
      connection,
      live.tables.filter((table) => copied.has(formatName(table))),
    );
    await change(connection, looseLive, loose);
    const filled = tables.flatMap((name) => findTable(schema, name) ?? []);
    for (const table of filled) await fill(connection, place, table, saved === undefined);
    await change(connection, loose, schema);
    await connection.query(sql`DELETE FROM ${identifier(versionTable)}`);
    for (const head of heads)
      await connection.query(
        sql`INSERT INTO ${identifier(versionTable)} (version_num) VALUES (${literal(head)})`,
      );
    await connection.run(additions);
    if (saved !== undefined) {
      await putTriggersAndGrantsBack(connection, saved);
      await connection.query("SET CONSTRAINTS ALL IMMEDIATE");
      await setSequences(connection, saved);
    }
    await connection.commit();
  } catch (error) {
    await connection.rollback();
    if (!(error instanceof MigError)) throw error;
    const why = messageOf(error);
    throw restoreFailed(place, why, "Nothing was changed: it is done in one transaction.", error);
  }
}

async function empty(connection: Connection, tables: readonly Table[]): Promise<void> {
  if (tables.length === 0) return;
  await connection.query(sql`TRUNCATE ${commaList(tables.map((table) => identifier(formatName(table))))}`);
}

/** Write the rows of a copy; triggers of users have seen them before. */
async function fill(connection: Connection, place: string, table: Table, countsOn: boolean): Promise<void> {
  const target = identifier(formatName(table));
  const columns = table.columns.filter((column) => column.generated === null);
  const values = commaList(
    columns.map(({ name, type }) => sql`${quote(name)}::${saidInSql(serialBase(type) ?? type)}`),
  );
  await connection.query(sql`ALTER TABLE ${target} DISABLE TRIGGER USER`);
  await connection.query(
    sql`INSERT INTO ${target} (${columnList(columns.map(({ name }) => name))}) OVERRIDING SYSTEM VALUE SELECT ${values} FROM ${copyOf(place, table)}`,
  );
  await connection.query(sql`ALTER TABLE ${target} ENABLE TRIGGER USER`);
  // An older backup does not know where its sequences stood.
  for (const { name } of countsOn ? table.columns.filter(countsUp) : []) {
    const sequence = sql`pg_get_serial_sequence(${literal(target)}, ${literal(name)})`;
    const highest = sql`(SELECT max(${quote(name)})::bigint FROM ${target})`;
    await connection.query(
      sql`SELECT setval(${sequence}, ${highest}) WHERE ${sequence} IS NOT NULL AND ${highest} > coalesce(pg_sequence_last_value(${sequence}::regclass), 0)`,
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
  await connection.run(compile(operationsBetween(from, to, rules), from));
}
