import { formatName } from "../../../core/schema/names.ts";
import type { Named, Schema, TypeText } from "../../../core/schema/schema.ts";
import { argumentsOf, elementType, nameOfType, typeNamed, withElement } from "../../../core/schema/types.ts";
import type { Connection } from "../../dialect.ts";

/**
 * The schema with types of extensions in the words of introspection: with their namespace where the session does
 * not find them without it. Drizzle says `vector(3)` wherever the extension lies, and a person may say either.
 */
export async function withExtensionTypes(connection: Connection, wanted: Schema): Promise<Schema> {
  const enums = new Set(wanted.enums.map(formatName));
  const strange = wanted.tables.flatMap(({ columns }) =>
    columns.flatMap(({ type }) => {
      const named = nameOfType(type);
      return named === null || enums.has(formatName(named)) ? [] : named;
    }),
  );
  if (strange.length === 0) return wanted;
  const rows = await connection.query(query);
  const known = rows.map((row) => JSON.parse(String(row["value"])) as ExtensionType);
  const said = (type: TypeText): TypeText => {
    const named = nameOfType(type);
    if (named === null || enums.has(formatName(named))) return type;
    const found =
      known.find(({ name, schema }) => name === named.name && schema === named.schema) ??
      known.find(({ name }) => name === named.name && named.schema === null);
    if (found === undefined) return type;
    const name: Named = { schema: found.visible ? null : found.schema, name: found.name };
    return withElement(type, typeNamed(name, argumentsOf(elementType(type))));
  };
  return {
    ...wanted,
    tables: wanted.tables.map((table) => ({
      ...table,
      columns: table.columns.map((column) => ({ ...column, type: said(column.type) })),
    })),
  };
}

interface ExtensionType extends Named {
  readonly visible: boolean;
}

const query = `SELECT json_build_object('schema', nullif(n.nspname, coalesce(current_schema(), 'public')), 'name', t.typname,
                         'visible', pg_type_is_visible(t.oid))::text AS value
  FROM pg_type t JOIN pg_namespace n ON n.oid = t.typnamespace
  JOIN pg_depend d ON d.classid = 'pg_type'::regclass AND d.objid = t.oid AND d.deptype = 'e'
 ORDER BY pg_type_is_visible(t.oid) DESC, n.nspname`;
