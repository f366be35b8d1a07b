import { formatName } from "../../../core/schema/names.ts";
import type { Named, Table } from "../../../core/schema/schema.ts";
import type { Connection, Rows } from "../../dialect.ts";
import { copies } from "../introspect/ours.ts";
import { identifier, quote } from "../identifiers.ts";
import { literal } from "../literal.ts";
import { type Sql, joined, saidInSql, sql } from "../../sql.ts";

/** What belongs to tables and the differ leaves alone. */
export interface TriggersAndGrants {
  readonly triggers: readonly SavedTrigger[];
  readonly grants: readonly Grant[];
  readonly sequences: readonly SavedSequence[];
}

interface SavedTrigger {
  readonly table: string;
  readonly name: string;
  readonly sql: string;
  /** Whether it fires, as pg_trigger.tgenabled says it. */
  readonly state: string;
  /** The text that makes its function; null for functions that nobody may change. */
  readonly function: string | null;
}

interface Grant {
  /** `TABLE "public"."users"` */
  readonly on: string;
  readonly column: string | null;
  readonly privilege: string;
  /** Null is everybody. */
  readonly grantee: string | null;
  readonly grantable: boolean;
}

interface SavedSequence {
  readonly name: string;
  /** The column that it counts for, where it belongs to one. */
  readonly table: string | null;
  readonly column: string | null;
  readonly last: string;
  readonly called: boolean;
}

/** Read it, of what this role may change; sequences of the copied tables alone, and with `all` those of no table. */
export async function readTriggersAndGrants(
  connection: Connection,
  copied: readonly Table[],
  { all }: { readonly all: boolean },
): Promise<TriggersAndGrants> {
  return {
    triggers: await readTriggers(connection),
    grants: await readGrants(connection),
    sequences: await readSequences(connection, new Set(copied.map(formatName)), all),
  };
}

/** Triggers that are not as they were: made since, or changed. */
export async function strangeTriggers(
  connection: Connection,
  { triggers }: TriggersAndGrants,
): Promise<readonly { readonly table: string; readonly name: string; readonly isNew: boolean }[]> {
  const then = new Map(triggers.map((each) => [keyOf(each), each]));
  return (await readTriggers(connection)).flatMap((each) => {
    const known = then.get(keyOf(each));
    return known?.sql === each.sql ? [] : [{ ...each, isNew: known === undefined }];
  });
}

/**
 * Before the structure changes: drop the triggers that are not as they were, which may depend on it, and bring
 * the functions of the others back, which tables that are made again need.
 */
export async function prepareTriggers(connection: Connection, saved: TriggersAndGrants): Promise<void> {
  for (const { table, name } of await strangeTriggers(connection, saved))
    await connection.query(sql`DROP TRIGGER ${quote(name)} ON ${identifier(table)}`);
  const functions = new Set(saved.triggers.flatMap((each) => each.function ?? []));
  const now = new Set((await readTriggers(connection)).map((each) => each.function));
  for (const made of functions) if (!now.has(made)) await connection.query(saidInSql(made));
}

/** Bring triggers and privileges back to how they were. */
export async function putTriggersAndGrantsBack(
  connection: Connection,
  saved: TriggersAndGrants,
): Promise<void> {
  const now = new Map((await readTriggers(connection)).map((each) => [keyOf(each), each]));
  for (const trigger of saved.triggers) {
    const { table, name, state } = trigger;
    const live = now.get(keyOf(trigger));
    if (live === undefined) await connection.query(saidInSql(trigger.sql));
    if ((live?.state ?? "O") !== state)
      await connection.query(
        sql`ALTER TABLE ${identifier(table)} ${states[state] ?? "ENABLE"} TRIGGER ${quote(name)}`,
      );
  }
  await putGrantsBack(connection, saved.grants);
}

/** Set sequences to where they stood. */
export async function setSequences(connection: Connection, { sequences }: TriggersAndGrants): Promise<void> {
  for (const { name, table, column, last, called } of sequences) {
    const own =
      table === null
        ? sql`NULL`
        : sql`pg_get_serial_sequence(${literal(identifier(table))}, ${literal(column)})`;
    await connection.query(
      sql`SELECT setval(found, ${literal(last)}::bigint, ${literal(called)}) FROM coalesce(to_regclass(${literal(identifier(name))}), to_regclass(CASE WHEN to_regclass(${literal(table === null ? null : identifier(table))}) IS NOT NULL THEN ${own} END)) AS found WHERE found IS NOT NULL`,
    );
  }
}

const states: Readonly<Record<string, "ENABLE" | "DISABLE" | "ENABLE REPLICA" | "ENABLE ALWAYS">> = {
  O: "ENABLE",
  D: "DISABLE",
  R: "ENABLE REPLICA",
  A: "ENABLE ALWAYS",
};

function keyOf({ table, name }: { readonly table: string; readonly name: string }): string {
  return JSON.stringify([table, name]);
}

/** Relations of ours, as the middle of a query. */
const ours = sql`pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace AND n.nspname !~ '^pg_'
  AND n.nspname <> 'information_schema' AND NOT starts_with(n.nspname, '${copies}') AND pg_has_role(c.relowner, 'USAGE')
  AND NOT EXISTS (SELECT FROM pg_depend m WHERE m.classid = 'pg_class'::regclass AND m.objid = c.oid AND m.deptype = 'e')`;

const named = "nullif(n.nspname, coalesce(current_schema(), 'public')) AS schema, c.relname AS name";

async function readTriggers(connection: Connection): Promise<readonly SavedTrigger[]> {
  const rows = await connection.query(
    sql`SELECT ${named}, t.tgname AS trigger, pg_get_triggerdef(t.oid) AS sql, t.tgenabled::text AS state,
            CASE WHEN pg_has_role(p.proowner, 'USAGE') AND p.oid >= 16384
              AND NOT EXISTS (SELECT FROM pg_depend m WHERE m.classid = 'pg_proc'::regclass AND m.objid = p.oid AND m.deptype = 'e')
              THEN pg_get_functiondef(p.oid) END AS function
       FROM ${ours} JOIN pg_trigger t ON t.tgrelid = c.oid JOIN pg_proc p ON p.oid = t.tgfoid
      WHERE NOT t.tgisinternal AND t.tgparentid = 0 AND c.relkind IN ('r', 'p') ORDER BY 1, 2, 3`,
  );
  return rows.map((row) => ({
    table: nameOf(row),
    name: String(row["trigger"]),
    sql: String(row["sql"]),
    state: String(row["state"]),
    function: row["function"] === null ? null : String(row["function"]),
  }));
}

async function readGrants(connection: Connection): Promise<readonly Grant[]> {
  const on = `CASE c.relkind WHEN 'S' THEN 'SEQUENCE ' ELSE 'TABLE ' END || quote_ident(n.nspname) || '.' || quote_ident(c.relname)`;
  const grant = `x.privilege_type AS privilege, nullif(pg_get_userbyid(nullif(x.grantee, 0)), '') AS grantee, x.is_grantable AS grantable`;
  const rows = await connection.query(
    sql`SELECT ${on} AS on, NULL AS column, ${grant} FROM ${ours}, aclexplode(c.relacl) x
      WHERE c.relkind IN ('r', 'p', 'v', 'm', 'S') AND x.grantee <> c.relowner
      UNION ALL
     SELECT ${on}, a.attname, ${grant} FROM ${ours} JOIN pg_attribute a ON a.attrelid = c.oid AND NOT a.attisdropped, aclexplode(a.attacl) x
      WHERE x.grantee <> c.relowner ORDER BY 1, 2, 3, 4`,
  );
  return rows.map((row) => ({
    on: String(row["on"]),
    column: row["column"] === null ? null : String(row["column"]),
    privilege: String(row["privilege"]),
    grantee: row["grantee"] === null ? null : String(row["grantee"]),
    grantable: row["grantable"] === true,
  }));
}

async function putGrantsBack(connection: Connection, then: readonly Grant[]): Promise<void> {
  const now = await readGrants(connection);
  const [had, has] = [then, now].map((grants) => new Set(grants.map((each) => JSON.stringify(each))));
  const roles = new Set(
    (await connection.query("SELECT rolname FROM pg_roles")).map((row) => row["rolname"]),
  );
  const there = new Set(
    (
      await connection.query(
        sql`SELECT CASE c.relkind WHEN 'S' THEN 'SEQUENCE ' ELSE 'TABLE ' END || quote_ident(n.nspname) || '.' || quote_ident(c.relname) AS on FROM ${ours}`,
      )
    ).map((row) => row["on"]),
  );
  const said = ({ privilege, column, on }: Grant): Sql =>
    sql`${saidInSql(privilege)}${column === null ? "" : sql` (${quote(column)})`} ON ${saidInSql(on)}`;
  const who = ({ grantee }: Grant): Sql => (grantee === null ? sql`PUBLIC` : quote(grantee));
  for (const grant of now.filter((each) => had?.has(JSON.stringify(each)) !== true))
    await connection.query(sql`REVOKE ${said(grant)} FROM ${who(grant)}`);
  for (const grant of then.filter((each) => has?.has(JSON.stringify(each)) !== true))
    if (there.has(grant.on) && (grant.grantee === null || roles.has(grant.grantee)))
      await connection.query(
        sql`GRANT ${said(grant)} TO ${who(grant)}${grant.grantable ? " WITH GRANT OPTION" : ""}`,
      );
}

async function readSequences(
  connection: Connection,
  copied: ReadonlySet<string>,
  all: boolean,
): Promise<readonly SavedSequence[]> {
  const rows = await connection.query(
    sql`SELECT ${named}, u.table_schema, u.table_name, u.column
       FROM ${ours} LEFT JOIN LATERAL (
         SELECT nullif(tn.nspname, coalesce(current_schema(), 'public')) AS table_schema, t.relname AS table_name, a.attname AS column
           FROM pg_depend d
           LEFT JOIN pg_attrdef f ON d.classid = 'pg_attrdef'::regclass AND f.oid = d.objid
           JOIN pg_class t ON t.oid = CASE WHEN d.classid = 'pg_attrdef'::regclass THEN f.adrelid ELSE d.refobjid END AND t.relkind IN ('r', 'p')
           JOIN pg_namespace tn ON tn.oid = t.relnamespace
           JOIN pg_attribute a ON a.attrelid = t.oid AND a.attnum = CASE WHEN d.classid = 'pg_attrdef'::regclass THEN f.adnum ELSE d.refobjsubid END
          WHERE d.classid = 'pg_attrdef'::regclass AND d.refclassid = 'pg_class'::regclass AND d.refobjid = c.oid
             OR d.classid = 'pg_class'::regclass AND d.objid = c.oid AND d.refclassid = 'pg_class'::regclass AND d.deptype IN ('a', 'i')
       ) u ON true
      WHERE c.relkind = 'S' ORDER BY 1, 2`,
  );
  const byName = new Map<string, Rows>();
  for (const row of rows) byName.set(nameOf(row), [...(byName.get(nameOf(row)) ?? []), row]);
  const wanted = [...byName].flatMap(([name, uses]) => {
    const users = uses.filter((row) => row["table_name"] !== null);
    // One that also counts for a table whose rows stay must not go back.
    const goesBack =
      users.length === 0 ? all : users.every((row) => copied.has(nameOf(row, "table_schema", "table_name")));
    const [user] = users;
    return goesBack
      ? [
          {
            name,
            table: user === undefined ? null : nameOf(user, "table_schema", "table_name"),
            column: user === undefined ? null : String(user["column"]),
          },
        ]
      : [];
  });
  if (wanted.length === 0) return [];
  const values = await connection.query(
    joined(
      wanted.map(
        ({ name }, index) =>
          sql`SELECT ${index} AS place, last_value::text AS last, is_called AS called FROM ${identifier(name)}`,
      ),
      " UNION ALL ",
    ),
  );
  return values.flatMap(({ place, last, called }) => {
    const sequence = wanted[Number(place)];
    return sequence === undefined ? [] : [{ ...sequence, last: String(last), called: called === true }];
  });
}

function nameOf(
  row: Readonly<Record<string, unknown>>,
  schema: string = "schema",
  name: string = "name",
): string {
  return formatName({ schema: row[schema], name: row[name] } as Named);
}
