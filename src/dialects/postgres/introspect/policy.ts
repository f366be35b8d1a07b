import { groupBy } from "../../../core/collections.ts";
import { formatName } from "../../../core/schema/names.ts";
import type { LinkedPolicies, Policy, PolicyCommand } from "../../../core/schema/schema.ts";
import { type Sql, sql } from "../../sql.ts";
import { exactExpression } from "./exact.ts";

/** The policies of all tables: those on tables that are not ours may be. */
export const policyQuery: Sql = sql`
    SELECT p.polrelid::bigint AS oid, nullif(n.nspname, coalesce(current_schema(), 'public')) AS schema, c.relname AS table,
           p.polname AS name, p.polpermissive AS permissive, p.polcmd AS command,
           (SELECT json_agg(CASE WHEN r.role = 0 THEN 'public' ELSE pg_get_userbyid(r.role)::text END) FROM unnest(p.polroles) r(role)) AS roles,
           ${exactExpression(sql`p.polqual`, sql`p.polrelid`)} AS using, ${exactExpression(sql`p.polwithcheck`, sql`p.polrelid`)} AS check
      FROM pg_policy p JOIN pg_class c ON c.oid = p.polrelid JOIN pg_namespace n ON n.oid = c.relnamespace
     WHERE n.nspname NOT LIKE 'pg\\_%' AND c.relpersistence <> 't'
       AND NOT EXISTS (SELECT FROM pg_depend d WHERE d.classid = 'pg_policy'::regclass AND d.objid = p.oid AND d.deptype = 'e')
     ORDER BY p.polrelid, p.polname`;

export interface PolicyRow {
  readonly oid: number;
  readonly schema: string | null;
  readonly table: string;
  readonly name: string;
  readonly permissive: boolean;
  readonly command: "*" | "r" | "a" | "w" | "d";
  readonly roles: readonly string[] | null;
  readonly using: string | null;
  readonly check: string | null;
}

/** A policy as the catalogue has it. */
export function policyOf({ name, permissive, command, roles, using, check }: PolicyRow): Policy {
  return { name, permissive, command: commands[command], roles: roles ?? [], using, check };
}

/** The policies on tables that are not among these. */
export function linkedPolicies(
  rows: readonly PolicyRow[],
  ours: ReadonlySet<number>,
): readonly LinkedPolicies[] {
  const others = rows.filter(({ oid }) => !ours.has(oid));
  const tables = groupBy(others, ({ schema, table }) => formatName({ schema, name: table }));
  return [...tables.values()].flatMap((policies) => {
    const [first] = policies;
    return first === undefined
      ? []
      : [{ schema: first.schema, name: first.table, policies: policies.map(policyOf) }];
  });
}

const commands: Readonly<Record<PolicyRow["command"], PolicyCommand>> = {
  "*": "all",
  r: "select",
  a: "insert",
  w: "update",
  d: "delete",
};
