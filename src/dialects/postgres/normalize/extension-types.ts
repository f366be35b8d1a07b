import { formatName } from "../../../core/schema/names.ts";
import type { Named, Schema, Table, TypeText } from "../../../core/schema/schema.ts";
import { argumentsOf, elementType, nameOfType, typeNamed, withElement } from "../../../core/schema/types.ts";
import type { Connection } from "../../dialect.ts";
import { sql } from "../../sql.ts";
import { quote } from "../identifiers.ts";
import { askOfTemporary } from "./ask.ts";
import { canonicalType, canonicalTypeSql } from "./column-type.ts";

/**
 * The schema with types of extensions in the words of introspection: with their namespace where the session does
 * not find them without it, and with arguments as the type itself says them. Drizzle says `vector(3)` wherever the
 * extension lies, and a person may say either; `geometry(Point,0)` is `geometry(Point)`.
 */
export async function withExtensionTypes(
  connection: Connection,
  wanted: Schema,
  live: Schema,
): Promise<Schema> {
  const enums = new Set(wanted.enums.map(formatName));
  const isStrange = (type: TypeText): boolean => {
    const named = nameOfType(type);
    return named !== null && !enums.has(formatName(named));
  };
  if (!wanted.tables.some((table) => typesOf(table).some(isStrange))) return wanted;
  const rows = await connection.query(query);
  const known = rows.map((row) => JSON.parse(String(row["value"])) as ExtensionType);
  const placed = (type: TypeText): TypeText => {
    const named = nameOfType(type);
    if (named === null || !isStrange(type)) return type;
    const found =
      known.find(({ name, schema }) => name === named.name && schema === named.schema) ??
      known.find(({ name }) => name === named.name && named.schema === null);
    if (found === undefined) return type;
    const name: Named = { schema: found.visible ? null : found.schema, name: found.name };
    return withElement(type, typeNamed(name, argumentsOf(elementType(type))));
  };
  const places = new Map(wanted.tables.flatMap(typesOf).map((type) => [type, placed(type)]));
  const present = new Set(live.tables.flatMap(typesOf));
  const said = await saidByThemselves(
    connection,
    [...new Set(places.values())].filter(
      (type) => !present.has(type) && isStrange(type) && argumentsOf(elementType(type)) !== "",
    ),
  );
  const inWords = (type: TypeText): TypeText => {
    const place = places.get(type) ?? type;
    return said.get(place) ?? place;
  };
  return {
    ...wanted,
    tables: wanted.tables.map((table) => ({
      ...table,
      columns: table.columns.map((column) => ({ ...column, type: inWords(column.type) })),
    })),
  };
}

function typesOf({ columns }: Table): readonly TypeText[] {
  return columns.map(({ type }) => type);
}

/** Types with arguments as they say them themselves; what is not known of them is left out. */
async function saidByThemselves(
  connection: Connection,
  types: readonly TypeText[],
): Promise<ReadonlyMap<TypeText, TypeText>> {
  if (types.length === 0) return new Map();
  const attempts = types.map(
    (type, at) => sql`CREATE TEMPORARY TABLE ${quote(`mig type ${at}`)} (c ${canonicalTypeSql(type)})`,
  );
  const said = await askOfTemporary<Readonly<Record<string, string>> | null>(
    connection,
    attempts,
    argumentQuery,
  );
  return new Map(
    types.flatMap((type, at) => {
      const words = said?.[`mig type ${at}`];
      const named = nameOfType(type);
      if (words === undefined || named === null) return [];
      return [[type, canonicalType(withElement(type, typeNamed(named, words)), [])]];
    }),
  );
}

const argumentQuery = sql`
  SELECT coalesce(json_object_agg(c.relname, substr(format_type(t.oid, a.atttypmod), length(format_type(t.oid, NULL)) + 1)), '{}')::text AS value
    FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum = 1
    JOIN pg_type w ON w.oid = a.atttypid
    LEFT JOIN pg_type e ON e.oid = w.typelem AND e.typarray = w.oid
    JOIN pg_type t ON t.oid = coalesce(e.oid, w.oid)
   WHERE c.relnamespace = pg_my_temp_schema() AND c.relname LIKE 'mig type %'`;

interface ExtensionType extends Named {
  readonly visible: boolean;
}

const query = `SELECT json_build_object('schema', nullif(n.nspname, coalesce(current_schema(), 'public')), 'name', t.typname,
                         'visible', pg_type_is_visible(t.oid))::text AS value
  FROM pg_type t JOIN pg_namespace n ON n.oid = t.typnamespace
  JOIN pg_depend d ON d.classid = 'pg_type'::regclass AND d.objid = t.oid AND d.deptype = 'e'
 ORDER BY pg_type_is_visible(t.oid) DESC, n.nspname`;
