import { sql, type Sql } from "../../sql.ts";
import { identifier, quote } from "../identifiers.ts";
import { dollarQuoted, textLiteral } from "../literal.ts";
import type { CompilersOf } from "./part.ts";

/** Namespaces. */
export const namespaces: CompilersOf<"createSchema" | "dropSchema" | "renameSchema"> = {
  createSchema: (name) => () => [sql`CREATE SCHEMA ${quote(name)}`],
  dropSchema: (name) => () => [sql`DROP SCHEMA ${quote(name)}`],
  renameSchema: (from, to) => () => [sql`ALTER SCHEMA ${quote(from)} RENAME TO ${quote(to)}`],
};

/** What can be moved from one namespace to another. */
type Movable = "TABLE" | "TYPE" | "SEQUENCE" | "VIEW" | "MATERIALIZED VIEW";

/** The statement that moves something to another namespace; null is the default one. */
export function moved(kind: Movable, name: string, namespace: string | null): Sql {
  const move = sql`ALTER ${kind} ${identifier(name)} SET SCHEMA`;
  if (namespace !== null) return sql`${move} ${quote(namespace)}`;
  // The default namespace is the first of the session's, whatever its name.
  const command = textLiteral(`${move.replaceAll("%", "%%")} %I`);
  const body = sql` BEGIN\n  EXECUTE format(${command}, current_schema());\nEND `;
  return sql`DO ${dollarQuoted(body)}`;
}
