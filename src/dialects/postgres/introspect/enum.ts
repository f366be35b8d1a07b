import type { EnumType } from "../../../core/schema/schema.ts";
import { type Sql, sql } from "../../sql.ts";

/** The enumerated types. */
export const enumQuery: Sql = sql`
    SELECT s.key AS schema, t.typname AS name,
           (SELECT json_agg(e.enumlabel ORDER BY e.enumsortorder) FROM pg_enum e WHERE e.enumtypid = t.oid) AS values
      FROM pg_type t JOIN spaces s ON s.oid = t.typnamespace
     WHERE t.typtype = 'e'
       AND NOT EXISTS (SELECT FROM pg_depend d WHERE d.classid = 'pg_type'::regclass AND d.objid = t.oid AND d.deptype = 'e')
     ORDER BY s.key NULLS FIRST, t.typname`;

export interface EnumRow {
  readonly schema: string | null;
  readonly name: string;
  readonly values: readonly string[] | null;
}

/** An enumerated type as the catalogue has it. */
export function enumOf({ schema, name, values }: EnumRow): EnumType {
  return { schema, name, values: values ?? [] };
}
