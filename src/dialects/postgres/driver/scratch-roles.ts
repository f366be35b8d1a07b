import { statementsOf } from "../../../core/sql/statements.ts";
import { isWord, nameOf, tokensOf, type Token } from "../../../core/sql/tokens.ts";
import { ifPossible } from "../../../core/thrown.ts";
import type { Connection } from "../../dialect.ts";
import { clauses, saidInSql, sql } from "../../sql.ts";
import { quote } from "../identifiers.ts";
import { lexical } from "../lexical.ts";
import { dollarQuoted, textLiteral } from "../literal.ts";

/** The comment of a role that SQL has made on a scratch database, whose name follows. */
const borrowed = "made on the scratch database ";

/**
 * A script as it may run on a scratch database: roles, which all databases of the server share, are not changed,
 * dropped or made members of others by it, and one that it makes and that is not there is gone with the scratch database.
 * Nothing there is given to another owner or published.
 */
export function sparingRoles(script: string, database: string): string {
  if (!/\b(?:role|user|group|owned|owner|grant|revoke|publication)\b/iu.test(script)) return script;
  const statements = statementsOf(script, lexical);
  const kept = statements.map((each) => {
    const tokens = tokensOf(each.sql, lexical);
    const name = createdRole(tokens);
    if (name !== null) return made(each.sql, name, database);
    return touchesRoles(tokens) || needsOthers(tokens) ? null : each.sql;
  });
  if (kept.every((each, index) => each === statements[index]?.sql)) return script;
  const left = kept.filter((each) => each !== null);
  return left.length === 0 ? "SELECT 1" : left.join(";\n");
}

/** Drop the roles that were made for a scratch database, or for one that is gone; they are used nowhere else. */
export async function dropScratchRoles(admin: Connection, database: string | null): Promise<void> {
  const rows = await admin.query(
    `SELECT r.rolname AS name FROM pg_catalog.pg_roles r,
            LATERAL (SELECT coalesce(substring(r.rolname FROM '^(mig_scratch_[0-9]{14}_[0-9a-f]{12})_[0-9a-f]{8}$'),
                                     substring(pg_catalog.shobj_description(r.oid, 'pg_authid') FROM $1::text)) AS database) o
      WHERE o.database IS NOT NULL AND ($2::text IS NULL OR o.database = $2::text)
        AND NOT EXISTS (SELECT FROM pg_catalog.pg_database d WHERE d.datname = o.database)`,
    [`^${borrowed}(mig_scratch_[0-9]{14}_[0-9a-f]{12})$`, database],
  );
  for (const { name } of rows)
    // Another runner may be at it too, and who uses such a role keeps it.
    if (typeof name === "string") await ifPossible(admin.query(sql`DROP ROLE IF EXISTS ${quote(name)}`));
}

/** The name of the role that a statement makes, or null. */
function createdRole([first, kind, name, next]: readonly Token[]): string | null {
  if (!isWord(first, "CREATE") || !isWord(kind, "ROLE", "USER", "GROUP") || name === undefined) return null;
  if (isWord(kind, "USER") && isWord(name, "MAPPING") && isWord(next, "FOR")) return null;
  return name.kind === "quoted" ? nameOf(name) : name.text.toLowerCase();
}

/** Whether a statement changes or drops roles, their memberships, or what they own in the whole server. */
function touchesRoles(tokens: readonly Token[]): boolean {
  const [first, second, third] = tokens;
  if (isWord(first, "ALTER", "DROP") && isWord(second, "ROLE", "USER", "GROUP"))
    return !isWord(third, "MAPPING");
  if (isWord(first, "DROP", "REASSIGN") && isWord(second, "OWNED")) return true;
  return isWord(first, "GRANT", "REVOKE") && !tokens.some((token) => isWord(token, "ON"));
}

/** Whether a statement gives a thing to a role, which may do less here, or is about a publication, which is not copied. */
function needsOthers(tokens: readonly Token[]): boolean {
  const [first, second] = tokens;
  if (!isWord(first, "ALTER")) return false;
  return isWord(second, "PUBLICATION") || (isWord(tokens.at(-3), "OWNER") && isWord(tokens.at(-2), "TO"));
}

function made(statement: string, name: string, database: string): string {
  const body = clauses([
    sql` BEGIN IF NOT EXISTS (SELECT FROM pg_catalog.pg_roles WHERE rolname = ${textLiteral(name)}) THEN`,
    sql`EXECUTE ${textLiteral(statement)};`,
    sql`COMMENT ON ROLE ${quote(name)} IS ${textLiteral(borrowed + database)};`,
    sql`END IF; END `,
  ]);
  return saidInSql(`DO ${dollarQuoted(body)}`);
}
