import type { Scope } from "../../../core/schema/scope.ts";
import { textLiteral } from "../literal.ts";
import { commaList, joined, sql, type Sql } from "../../sql.ts";

/** How the namespaces begin that hold copies of tables; they are nobody's structure. */
export const copies = "mig_backup_";

/**
 * The relations that are ours to look at, as the head of a query: `spaces` are the namespaces of the scope
 * (`key` is null for the default one), `ours` are its tables and views. Left out are what belongs to an
 * extension, temporary tables, partitions and tables that inherit: their shape is their parent's.
 */
export function ours(scope: Scope): Sql {
  const own = commaList(scope.ownTables.map(textLiteral));
  return sql`WITH spaces AS MATERIALIZED (
    SELECT n.oid, n.nspname AS name, nullif(n.nspname, coalesce(current_schema(), 'public')) AS key
      FROM pg_namespace n
     WHERE ${namesOfSpaces(sql`n.nspname`)}
       AND ${scope.schemas === null ? "n.nspname = coalesce(current_schema(), 'public')" : matches([sql`n.nspname`], scope.schemas)}
       AND NOT EXISTS (SELECT FROM pg_depend d WHERE d.classid = 'pg_namespace'::regclass AND d.objid = n.oid AND d.deptype = 'e')
  ), ours AS MATERIALIZED (
    SELECT c.oid, c.relname AS name, c.relkind AS kind, s.key AS schema, c.relowner, c.relacl, c.reloptions
      FROM pg_class c JOIN spaces s ON s.oid = c.relnamespace
     WHERE c.relkind IN ('r', 'p', 'v', 'm') AND c.relpersistence <> 't' AND NOT c.relispartition
       AND NOT EXISTS (SELECT FROM pg_inherits i WHERE i.inhrelid = c.oid)
       AND NOT EXISTS (SELECT FROM pg_depend d WHERE d.classid = 'pg_class'::regclass AND d.objid = c.oid AND d.deptype = 'e')
       ${own === "" ? "" : sql`AND c.relname NOT IN (${own}) AND s.name || '.' || c.relname NOT IN (${own})`}
       ${scope.tables === null ? "" : sql`AND ${matches([sql`c.relname`, sql`s.name || '.' || c.relname`], scope.tables)}`}
  )`;
}

/** A name as that of a namespace which may hold somebody's structure. */
export function namesOfSpaces(name: Sql): Sql {
  return sql`${name} NOT LIKE 'pg\\_%' AND ${name} <> 'information_schema' AND NOT starts_with(${name}, '${copies}')`;
}

/** Globs as a condition: a name is in when a glob takes it and none that begins with `!` does. */
function matches(names: readonly Sql[], globs: readonly string[]): Sql {
  const one = (glob: string): Sql =>
    sql`(${joined(
      names.map((name) => sql`${name} ~ ${textLiteral(pattern(glob))}`),
      " OR ",
    )})`;
  const wanted = globs.filter((glob) => !glob.startsWith("!")).map(one);
  const refused = globs.filter((glob) => glob.startsWith("!")).map((glob) => sql`NOT ${one(glob.slice(1))}`);
  return joined([wanted.length === 0 ? sql`true` : sql`(${joined(wanted, " OR ")})`, ...refused], " AND ");
}

/** A glob as a regular expression of PostgreSQL: `*`, `?`, `[abc]`, `{one,two}`. */
function pattern(glob: string): string {
  let depth = 0;
  const body = glob.replace(/\[!?[^\]]+\]|[\s\S]/gu, (piece) => {
    if (piece.length > 2 && piece.startsWith("["))
      return piece.replace(/^\[!/u, "[^").replaceAll("\\", "\\\\");
    if (piece === "*") return ".*";
    if (piece === "?") return ".";
    if (piece === "{") return (depth += 1) > 0 ? "(?:" : piece;
    if (piece === "}" && depth > 0) return (depth -= 1) >= 0 ? ")" : piece;
    if (piece === "," && depth > 0) return "|";
    return piece.replace(/[\\^$.|+()[\]{}]/u, "\\$&");
  });
  return `^(?:${body}${")".repeat(depth)})$`;
}
