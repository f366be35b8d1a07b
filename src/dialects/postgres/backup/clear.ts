import type { Connection } from "../../dialect.ts";
import { copies } from "../introspect/ours.ts";
import { quote } from "../identifiers.ts";
import { textLiteral } from "../literal.ts";
import { clauses, commaList, saidInSql, sql, type Sql } from "../../sql.ts";

/** What has to go before the statements of a dump can recreate everything. */
export interface Clearing {
  /** Statements that leave a database with nothing of what a dump of it has. */
  readonly statements: readonly Sql[];
  /** What they drop: its kind and how a dump lists it, such as `TABLE public users`; rows for tables. */
  readonly dropped: readonly Dropped[];
  /** Extensions and namespaces that stay as they are. */
  readonly keptExtensions: readonly string[];
  readonly keptSpaces: readonly string[];
  /** What stays, and depends on something that goes, in words. */
  readonly outside: readonly string[];
}

/** An object that goes. */
export interface Dropped {
  readonly kind: string;
  readonly space: string;
  /** As a dump lists it. */
  readonly name: string;
  /** As SQL says it. */
  readonly identity: Sql;
}

/**
 * Plan the clearing of a database for a dump, by its list. Everything that a dump has is dropped: all namespaces
 * with what is in them, except the engine's, those of copied tables, and members of extensions. Extensions
 * that the dump has stay, since their members may be needed elsewhere and only few roles may make them.
 */
export async function planClearing(connection: Connection, list: string): Promise<Clearing> {
  const extensions = await connection.query(
    `SELECT extname AS name, oid >= 16384 AND pg_has_role(extowner, 'USAGE') AS own FROM pg_extension ORDER BY extname`,
  );
  const isListed = (name: unknown): boolean => list.includes(` EXTENSION - ${String(name)} `);
  const newer = extensions.filter(({ name, own }) => own === true && !isListed(name));
  const newerNames = commaList(newer.map(({ name }) => textLiteral(String(name))));
  const stays = newerNames === "" ? sql`` : sql` AND e.extname NOT IN (${newerNames})`;
  const spaces = await connection.query(
    sql`SELECT nspname AS name, ${keptSpace(sql`n`, stays)} AS kept FROM pg_namespace n WHERE ${ourSpace(sql`n`)} ORDER BY nspname`,
  );
  const objects = await connection.query(objectsOf());
  const rest = await connection.query(aboveSpaces);
  const outside = await connection.query(dependentsOutside(stays));
  const isKept = new Set(spaces.filter(({ kept }) => kept === true).map(({ name }) => String(name)));
  const inKept = objects.filter(({ space }) => isKept.has(String(space)));
  return {
    statements: [
      sql`SELECT pg_catalog.lo_unlink(oid) FROM pg_catalog.pg_largeobject_metadata`,
      ...(await configurations(connection, list)),
      ...(await defaultPrivileges(connection)),
      ...newer.map(({ name }) => sql`DROP EXTENSION ${quote(String(name))} CASCADE`),
      ...rest.flatMap(dropOf),
      ...spaces
        .filter(({ kept }) => kept !== true)
        .map(({ name }) => sql`DROP SCHEMA ${quote(String(name))} CASCADE`),
      ...inKept.flatMap(dropOf),
    ],
    dropped: [
      ...newer.map(({ name }) => dropped("EXTENSION", "-", String(name), quote(String(name)))),
      ...spaces
        .filter(({ kept }) => kept !== true)
        .map(({ name }) => dropped("SCHEMA", "-", String(name), quote(String(name)))),
      ...objects.flatMap((row) => {
        const kind = listed[String(row["type"])];
        if (kind === undefined || row["owned"] === true) return [];
        return [dropped(kind, String(row["space"]), String(row["name"]), identityOf(row))];
      }),
    ],
    keptExtensions: extensions.filter((each) => !newer.includes(each)).map(({ name }) => String(name)),
    keptSpaces: [...isKept],
    outside: outside.map(({ what }) => String(what)),
  };
}

function dropped(kind: string, space: string, name: string, identity: Sql): Dropped {
  return { kind, space, name, identity };
}

/** Kinds of objects as the engine names them, with the word that drops them. Tables come before what they own. */
const drops = {
  view: "VIEW",
  "materialized view": "MATERIALIZED VIEW",
  table: "TABLE",
  "foreign table": "FOREIGN TABLE",
  sequence: "SEQUENCE",
  aggregate: "ROUTINE",
  function: "ROUTINE",
  procedure: "ROUTINE",
  type: "TYPE",
  "composite type": "TYPE",
  "operator class": "OPERATOR CLASS",
  "operator family": "OPERATOR FAMILY",
  operator: "OPERATOR",
  collation: "COLLATION",
  conversion: "CONVERSION",
  "statistics object": "STATISTICS",
  "text search configuration": "TEXT SEARCH CONFIGURATION",
  "text search dictionary": "TEXT SEARCH DICTIONARY",
  "text search parser": "TEXT SEARCH PARSER",
  "text search template": "TEXT SEARCH TEMPLATE",
  "event trigger": "EVENT TRIGGER",
  publication: "PUBLICATION",
  server: "SERVER",
  "foreign-data wrapper": "FOREIGN DATA WRAPPER",
  cast: "CAST",
  language: "LANGUAGE",
  "access method": "ACCESS METHOD",
} as const;

/** The kinds that people know, as a dump lists them. */
const listed: Readonly<Record<string, string>> = {
  table: "TABLE",
  view: "VIEW",
  "materialized view": "MATERIALIZED VIEW",
  "foreign table": "FOREIGN TABLE",
  sequence: "SEQUENCE",
  type: "TYPE",
  domain: "DOMAIN",
  "composite type": "TYPE",
  function: "FUNCTION",
  procedure: "PROCEDURE",
  aggregate: "AGGREGATE",
};

function dropOf(row: Readonly<Record<string, unknown>>): Sql[] {
  const type = row["type"] === "domain" ? "type" : String(row["type"]);
  return isDropped(type) ? [sql`DROP ${drops[type]} IF EXISTS ${identityOf(row)} CASCADE`] : [];
}

function isDropped(type: string): type is keyof typeof drops {
  return type in drops;
}

/** The engine says it quoted. */
function identityOf(row: Readonly<Record<string, unknown>>): Sql {
  return saidInSql(String(row["identity"]));
}

/** A member of an extension, or a part of another object; a partitioned table is so called of its own columns. */
function member(object: Sql, catalogue: Sql): Sql {
  return sql`EXISTS (SELECT FROM pg_depend m WHERE m.classid = ${catalogue} AND m.objid = ${object} AND m.deptype IN ('e', 'i') AND (m.refclassid, m.refobjid) <> (m.classid, m.objid))`;
}

function ourSpace(n: Sql): Sql {
  return sql`${n}.nspname !~ '^pg_' AND ${n}.nspname <> 'information_schema' AND NOT starts_with(${n}.nspname, '${copies}')`;
}

/** Namespaces that are emptied and stay: the one that every database has, and those of extensions. */
function keptSpace(n: Sql, stays: Sql): Sql {
  return sql`(${n}.nspname = 'public' OR ${member(sql`${n}.oid`, sql`'pg_namespace'::regclass`)}
    OR EXISTS (SELECT FROM pg_extension e WHERE e.extnamespace = ${n}.oid${stays}))`;
}

/** All that hangs on our namespaces directly; what hangs on that, or is a part of it, goes with it. */
function objectsOf(): Sql {
  const order = Object.keys(drops).map((type, index) => sql`WHEN ${textLiteral(type)} THEN ${index}`);
  return sql`SELECT CASE WHEN t.typtype = 'd' THEN 'domain' ELSE i.type END AS type, i.identity, n.nspname AS space,
         replace(coalesce(i.name, replace(replace(substr(i.identity, length(quote_ident(n.nspname)) + 2), 'pg_catalog.', ''), ',', ', ')), '"', '') AS name,
         i.type = 'sequence' AND EXISTS (SELECT FROM pg_depend o WHERE o.classid = d.classid AND o.objid = d.objid
           AND o.refclassid = 'pg_class'::regclass AND o.refobjsubid > 0 AND o.deptype IN ('a', 'i')) AS owned
    FROM pg_depend d
    JOIN pg_namespace n ON d.refclassid = 'pg_namespace'::regclass AND d.refobjid = n.oid
    LEFT JOIN pg_type t ON d.classid = 'pg_type'::regclass AND t.oid = d.objid,
         LATERAL pg_identify_object(d.classid, d.objid, 0) i
   WHERE d.deptype = 'n' AND ${ourSpace(sql`n`)} AND d.classid <> 'pg_extension'::regclass
     AND NOT ${member(sql`d.objid`, sql`d.classid`)}
   ORDER BY CASE i.type ${clauses(order)} ELSE 99 END, i.identity`;
}

/** What belongs to the database and to no namespace. */
const aboveSpaces = sql`SELECT i.type, i.identity FROM (
    SELECT 'pg_event_trigger'::regclass AS catalogue, oid FROM pg_event_trigger
    UNION ALL SELECT 'pg_publication'::regclass, oid FROM pg_publication
    UNION ALL SELECT 'pg_foreign_server'::regclass, oid FROM pg_foreign_server
    UNION ALL SELECT 'pg_foreign_data_wrapper'::regclass, oid FROM pg_foreign_data_wrapper
    UNION ALL SELECT 'pg_cast'::regclass, oid FROM pg_cast
    UNION ALL SELECT 'pg_language'::regclass, oid FROM pg_language
    UNION ALL SELECT 'pg_am'::regclass, oid FROM pg_am
  ) o, LATERAL pg_identify_object(o.catalogue, o.oid, 0) i
  WHERE o.oid >= 16384 AND NOT ${member(sql`o.oid`, sql`o.catalogue`)}`;

/** Copies of tables, or members of extensions, that use something that goes. */
function dependentsOutside(stays: Sql): Sql {
  return sql`WITH RECURSIVE gone AS (
    SELECT d.classid, d.objid FROM pg_depend d
      JOIN pg_namespace n ON d.refclassid = 'pg_namespace'::regclass AND d.refobjid = n.oid
     WHERE d.deptype = 'n' AND ${ourSpace(sql`n`)} AND d.classid <> 'pg_extension'::regclass
       AND NOT ${member(sql`d.objid`, sql`d.classid`)}
    UNION
    SELECT d.classid, d.objid FROM pg_depend d JOIN gone g ON d.refclassid = g.classid AND d.refobjid = g.objid
     WHERE d.deptype <> 'e'
  )
  SELECT DISTINCT pg_describe_object(g.classid, g.objid, 0) AS what
    FROM gone g, LATERAL pg_identify_object(g.classid, g.objid, 0) i
   WHERE starts_with(i.schema, '${copies}')
      OR EXISTS (SELECT FROM pg_depend m JOIN pg_extension e ON m.refclassid = 'pg_extension'::regclass AND m.refobjid = e.oid
        WHERE m.classid = g.classid AND m.objid = g.objid AND m.deptype = 'e'${stays})
   ORDER BY 1`;
}

/** Rows that an extension asks to be dumped: they come back, and may be there. */
async function configurations(connection: Connection, list: string): Promise<readonly Sql[]> {
  const rows = await connection.query(
    `SELECT n.nspname AS space, c.relname AS name, x.condition FROM pg_extension e,
            LATERAL unnest(e.extconfig, e.extcondition) AS x (oid, condition)
       JOIN pg_class c ON c.oid = x.oid AND c.relkind = 'r' JOIN pg_namespace n ON n.oid = c.relnamespace`,
  );
  return rows
    .filter(({ space, name }) => list.includes(` TABLE DATA ${String(space)} ${String(name)} `))
    .map(
      ({ space, name, condition }) =>
        sql`DELETE FROM ${quote(String(space))}.${quote(String(name))} ${saidInSql(String(condition))}`,
    );
}

/** Privileges that new objects would get by themselves; a dump says all that it means, and starts from the engine's own. */
async function defaultPrivileges(connection: Connection): Promise<readonly Sql[]> {
  const rows = await connection.query(
    `WITH held AS (
       SELECT d.defaclrole AS role, d.defaclnamespace AS space, d.defaclobjtype AS type, a.grantee, a.privilege_type AS privilege,
              bool_or(a.now) AS now, bool_or(NOT a.now) AS own
         FROM pg_default_acl d, LATERAL (
           SELECT grantee, privilege_type, true AS now FROM aclexplode(d.defaclacl)
           UNION ALL
           SELECT grantee, privilege_type, false FROM aclexplode(acldefault(CASE d.defaclobjtype WHEN 'S' THEN 's' ELSE d.defaclobjtype END, d.defaclrole))
            WHERE d.defaclnamespace = 0
         ) a
        WHERE d.defaclobjtype IN ('r', 'S', 'f', 'T', 'n') AND pg_has_role(d.defaclrole, 'USAGE')
        GROUP BY 1, 2, 3, 4, 5
     )
     SELECT format('ALTER DEFAULT PRIVILEGES FOR ROLE %I%s %s %s ON %s %s %s', pg_get_userbyid(role), ' IN SCHEMA ' || quote_ident(nspname),
              CASE WHEN now THEN 'REVOKE' ELSE 'GRANT' END, privilege,
              CASE type WHEN 'r' THEN 'TABLES' WHEN 'S' THEN 'SEQUENCES' WHEN 'f' THEN 'FUNCTIONS' WHEN 'T' THEN 'TYPES' ELSE 'SCHEMAS' END,
              CASE WHEN now THEN 'FROM' ELSE 'TO' END,
              CASE grantee WHEN 0 THEN 'PUBLIC' ELSE quote_ident(pg_get_userbyid(grantee)) END) AS sql
       FROM held LEFT JOIN pg_namespace n ON n.oid = space WHERE now <> own ORDER BY 1`,
  );
  return rows.map((row) => saidInSql(String(row["sql"])));
}
