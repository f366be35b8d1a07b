import type { FoundRole } from "../../bystanders.ts";
import type { Role } from "../../../core/schema/schema.ts";
import { textLiteral } from "../literal.ts";
import { roleMark } from "../mark.ts";
import { type Sql, sql } from "../../sql.ts";

/** The roles of the server as one JSON text, without its own and those of scratch databases. */
export const roleQuery: Sql = sql`
    SELECT r.rolname AS name, r.rolcreatedb AS "createDb", r.rolcreaterole AS "createRole", r.rolinherit AS inherit,
           coalesce(m.comment, '') <> '' AND substr(m.comment, ${roleMark.length + 1})::jsonb ? current_database() AS "madeHere",
           r.rolsuper OR r.rolname IN (current_user, session_user)
             OR r.oid = (SELECT d.datdba FROM pg_database d WHERE d.datname = current_database()) AS governs
      FROM pg_roles r,
           LATERAL (SELECT CASE WHEN starts_with(shobj_description(r.oid, 'pg_authid'), ${textLiteral(roleMark)})
                                THEN shobj_description(r.oid, 'pg_authid') END AS comment) m
     WHERE r.rolname NOT LIKE 'pg\\_%'
       AND (r.rolname !~ '^mig_scratch_[0-9]{14}_[0-9a-f]{12}_' OR starts_with(r.rolname, current_database()))
     ORDER BY r.rolname`;

export interface RoleRow extends Role {
  readonly madeHere: boolean;
  readonly governs: boolean;
}

/** A role as the catalogue has it. */
export function roleOf({ madeHere, governs, ...role }: RoleRow): FoundRole {
  return { role, madeHere, governs };
}
