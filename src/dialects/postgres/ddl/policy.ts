import { completePolicy } from "../../../core/schema/complete.ts";
import { roleWords } from "../../../core/schema/role.ts";
import type { Named, Policy } from "../../../core/schema/schema.ts";
import { clauses, commaList, saidInSql, sql, type Sql } from "../../sql.ts";
import { identifier, parts, qualified, quote } from "../identifiers.ts";
import { textLiteral } from "../literal.ts";
import { mark } from "../mark.ts";
import type { CompilersOf } from "./part.ts";

/** Row level security and its policies. */
export const policies: CompilersOf<
  "setRowSecurity" | "createPolicy" | "dropPolicy" | "renamePolicy" | "alterPolicy"
> = {
  setRowSecurity:
    (table, { enabled, forced }) =>
    () =>
      rowSecuritySql(parts(table), enabled, forced),
  createPolicy: (table, spec) => () => [
    createPolicySql(parts(table), completePolicy(spec)),
    sql`COMMENT ON POLICY ${quote(spec.name)} ON ${identifier(table)} IS ${textLiteral(mark)}`,
  ],
  dropPolicy: (table, name) => () => [dropPolicySql(parts(table), name)],
  renamePolicy: (table, from, to) => () => [
    sql`ALTER POLICY ${quote(from)} ON ${identifier(table)} RENAME TO ${quote(to)}`,
  ],
  alterPolicy:
    (table, name, { roles, using, check }) =>
    () => [
      clauses([
        sql`ALTER POLICY ${quote(name)} ON ${identifier(table)}`,
        roles === undefined ? null : rolesSql(roles),
        ...expressions(using ?? null, check ?? null),
      ]),
    ],
};

/** Turn row level security on or off, and for the owner; undefined leaves it as it is. */
export function rowSecuritySql(
  table: Named,
  enabled: boolean | undefined,
  forced: boolean | undefined,
): readonly Sql[] {
  const alter = (what: Sql): Sql => sql`ALTER TABLE ${qualified(table)} ${what} ROW LEVEL SECURITY`;
  return [
    ...(enabled === undefined ? [] : [alter(enabled ? sql`ENABLE` : sql`DISABLE`)]),
    ...(forced === undefined ? [] : [alter(forced ? sql`FORCE` : sql`NO FORCE`)]),
  ];
}

export function createPolicySql(table: Named, policy: Policy): Sql {
  return sql`CREATE POLICY ${quote(policy.name)} ON ${qualified(table)}${policyBody(policy)}`;
}

/** What a policy says after its table. */
export function policyBody({ permissive, command, roles, using, check }: Policy): Sql {
  return clauses([
    sql``,
    permissive ? null : sql`AS RESTRICTIVE`,
    command === "all" ? null : sql`FOR ${commands[command]}`,
    rolesSql(roles),
    ...expressions(using, check),
  ]);
}

export function dropPolicySql(table: Named, name: string): Sql {
  return sql`DROP POLICY ${quote(name)} ON ${qualified(table)}`;
}

const commands = {
  select: sql`SELECT`,
  insert: sql`INSERT`,
  update: sql`UPDATE`,
  delete: sql`DELETE`,
};

function rolesSql(roles: readonly string[]): Sql {
  const role = (name: string): Sql =>
    roleWords.includes(name) ? saidInSql(name.toUpperCase()) : quote(name);
  return sql`TO ${commaList(roles.map(role))}`;
}

function expressions(using: string | null, check: string | null): readonly Sql[] {
  return [
    ...(using === null ? [] : [sql`USING (${saidInSql(using)})`]),
    ...(check === null ? [] : [sql`WITH CHECK (${saidInSql(check)})`]),
  ];
}
