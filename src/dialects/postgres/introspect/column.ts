import { formatName } from "../../../core/schema/names.ts";
import type { Column, Identity, TypeText } from "../../../core/schema/schema.ts";
import { arraysOf, typeNamed, typeOfSql } from "../../../core/schema/types.ts";
import { type Sql, sql } from "../../sql.ts";
import { exactExpression } from "./exact.ts";

/** The columns of tables. A type is told by its element's name and namespace, so that search_path has no say in it. */
export const columnQuery: Sql = sql`
    SELECT a.attrelid::bigint AS oid, a.attname AS name, a.attnotnull AS "notNull",
           a.attgenerated AS generated, a.attidentity AS identity, r.description AS comment,
           ${exactExpression(sql`d.adbin`, sql`d.adrelid`)} AS expression,
           t.typname AS type, e.oid IS NOT NULL AS array,
           CASE WHEN n.nspname = 'pg_catalog' THEN format_type(t.oid, a.atttypmod) END AS "engineType",
           substr(format_type(t.oid, a.atttypmod), length(format_type(t.oid, NULL)) + 1) AS "typeArguments",
           nullif(n.nspname, coalesce(current_schema(), 'public')) AS "typeKey",
           n.nspname <> 'pg_catalog' AND EXISTS (SELECT FROM pg_depend x WHERE x.classid = 'pg_type'::regclass AND x.objid = t.oid AND x.deptype = 'e')
             AND pg_type_is_visible(t.oid) AS "extensionFound",
           CASE WHEN a.attcollation <> w.typcollation THEN c.collname END AS collation,
           CASE WHEN cn.nspname NOT IN ('pg_catalog', coalesce(current_schema(), 'public')) THEN cn.nspname END AS "collationSpace",
           CASE WHEN a.attstorage <> w.typstorage THEN a.attstorage END AS storage,
           nullif((to_jsonb(a) ->> 'attstattarget')::integer, -1) AS statistics,
           seq.relname AS sequence, seq.relnamespace <> o.relnamespace AS "sequenceElsewhere",
           pg_get_expr(d.adbin, d.adrelid) = format('nextval(''%s''::regclass)', replace(seq.oid::regclass::text, '''', '''''')) AS serial,
           q.seqstart::text AS start, q.seqincrement::text AS increment, q.seqmin::text AS min, q.seqmax::text AS max,
           q.seqcache::text AS cache, q.seqcycle AS cycle
      FROM ours JOIN pg_class o ON o.oid = ours.oid
      JOIN pg_attribute a ON a.attrelid = o.oid AND a.attnum > 0 AND NOT a.attisdropped
      JOIN pg_type w ON w.oid = a.atttypid
      LEFT JOIN pg_type e ON e.oid = w.typelem AND e.typarray = w.oid
      JOIN pg_type t ON t.oid = coalesce(e.oid, w.oid)
      JOIN pg_namespace n ON n.oid = t.typnamespace
      LEFT JOIN pg_attrdef d ON d.adrelid = a.attrelid AND d.adnum = a.attnum
      LEFT JOIN pg_description r ON r.classoid = 'pg_class'::regclass AND r.objoid = a.attrelid AND r.objsubid = a.attnum
      LEFT JOIN pg_collation c ON c.oid = a.attcollation
      LEFT JOIN pg_namespace cn ON cn.oid = c.collnamespace
      LEFT JOIN LATERAL (
        SELECT s.* FROM pg_depend x JOIN pg_class s ON s.oid = x.objid AND s.relkind = 'S'
         WHERE x.classid = 'pg_class'::regclass AND x.refclassid = 'pg_class'::regclass
           AND x.refobjid = a.attrelid AND x.refobjsubid = a.attnum AND x.deptype IN ('a', 'i')
         ORDER BY x.deptype DESC, s.oid LIMIT 1) seq ON (a.attidentity <> '' OR a.atthasdef)
      LEFT JOIN pg_sequence q ON q.seqrelid = seq.oid
     WHERE ours.kind IN ('r', 'p') ORDER BY a.attrelid, a.attnum`;

export interface ColumnRow {
  readonly oid: number;
  readonly name: string;
  readonly notNull: boolean;
  readonly generated: "" | "s" | "v";
  readonly identity: "" | "a" | "d";
  readonly comment: string | null;
  readonly expression: string | null;
  readonly type: string;
  readonly array: boolean;
  /** A type of PostgreSQL's own as it says it itself; null for all others. */
  readonly engineType: TypeText | null;
  /** With their brackets; empty where there are none. */
  readonly typeArguments: string;
  /** The namespace of the type as one of the model: null is the default one. */
  readonly typeKey: string | null;
  /** It is a type of an extension that is found without its namespace. */
  readonly extensionFound: boolean;
  readonly collation: string | null;
  readonly collationSpace: string | null;
  readonly storage: keyof typeof storages | null;
  readonly statistics: number | null;
  readonly sequence: string | null;
  readonly sequenceElsewhere: boolean | null;
  readonly serial: boolean | null;
  readonly start: string | null;
  readonly increment: string | null;
  readonly min: string | null;
  readonly max: string | null;
  readonly cache: string | null;
  readonly cycle: boolean | null;
}

/** A column as the catalogue has it. */
export function columnOf(row: ColumnRow): Column {
  const serial = row.serial === true && row.notNull ? serials.get(row.engineType ?? "") : undefined;
  const generated = row.generated !== "" && row.expression !== null;
  return {
    name: row.name,
    type: serial ?? typeOf(row),
    nullable: !row.notNull,
    default: generated || serial !== undefined ? null : row.expression,
    generated: generated ? { expression: row.expression ?? "", stored: row.generated === "s" } : null,
    identity: row.identity === "" ? null : identityOf(row),
    collation:
      row.collation === null ? null : formatName({ schema: row.collationSpace, name: row.collation }),
    autoincrement: false,
    storage: row.storage === null ? null : storages[row.storage],
    statistics: row.statistics,
    comment: row.comment,
  };
}

const storages = { p: "plain", e: "external", x: "extended", m: "main" } as const;

const serials: ReadonlyMap<string, TypeText> = new Map([
  ["smallint", typeOfSql("smallserial")],
  ["integer", typeOfSql("serial")],
  ["bigint", typeOfSql("bigserial")],
]);

/**
 * The type by its name: PostgreSQL's own as it formats them, all others by what the catalogue calls them.
 * A type of an extension has no namespace where it is found without: nobody writes `extensions.vector(3)` then.
 */
function typeOf(row: ColumnRow): TypeText {
  if (row.engineType !== null) return arraysOf(row.engineType, row.array ? 1 : 0);
  const name = { schema: row.extensionFound ? null : row.typeKey, name: row.type };
  return arraysOf(typeNamed(name, row.typeArguments), row.array ? 1 : 0);
}

function identityOf(row: ColumnRow): Identity {
  return {
    always: row.identity === "a",
    sequence: row.sequence,
    start: row.start,
    increment: row.increment,
    min: row.min,
    max: row.max,
    cache: row.cache,
    cycle: row.cycle === true,
  };
}
