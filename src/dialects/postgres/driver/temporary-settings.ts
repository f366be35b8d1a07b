import { unheard } from "../../../core/thrown.ts";
import type { Connection, Rows } from "../../dialect.ts";
import type { DriverSession } from "./session.ts";
import { type Sql, sql } from "../../sql.ts";

/**
 * `underSettings` of a connection over a session: in a transaction it is a savepoint of it, else a transaction.
 * Neither is waited for.
 */
export function underSettings(
  connection: Connection,
  session: Pick<DriverSession, "inTransaction" | "looking">,
  settings: Sql,
): () => Promise<void> {
  const inside = session.inTransaction;
  session.looking = true;
  const sent = [
    inside ? connection.query("SAVEPOINT mig_settings") : connection.begin(),
    connection.query(settings),
  ];
  for (const each of sent) void unheard<unknown>(each);
  return async () => {
    const back = inside
      ? connection.query("ROLLBACK TO SAVEPOINT mig_settings; RELEASE SAVEPOINT mig_settings")
      : connection.rollback();
    session.looking = false;
    await Promise.all([...sent, back]);
  };
}

/**
 * The engine's own words come before all others, whatever the session looks through, and temporary objects
 * last; the rest of the path stays, since a step may have changed what names without a schema mean. Queries of
 * the catalogue look expensive to the planner where there are thousands of tables, and to compile them takes
 * longer than to run them; and to look for the best order of a dozen joins takes longer than to join as they are written.
 */
const catalogueSettings: Sql = sql`SELECT pg_catalog.set_config('search_path', pg_catalog.concat_ws(', ',
  (SELECT pg_catalog.string_agg(pg_catalog.quote_ident(s), ', ' ORDER BY n)
     FROM pg_catalog.unnest(pg_catalog.current_schemas(false)) WITH ORDINALITY AS p(s, n)
    WHERE s <> 'pg_catalog' AND NOT pg_catalog.starts_with(s, 'pg_temp')), 'pg_temp'), true),
  pg_catalog.set_config('jit', 'off', true), pg_catalog.set_config('join_collapse_limit', '3', true),
  pg_catalog.set_config('from_collapse_limit', '3', true)`;

/** Ask the catalogue under them. Nobody else sees what it answers, so that the transaction can still be sent again. */
export async function askCatalogue(connection: Connection, query: Sql): Promise<Rows> {
  const back = connection.underSettings?.(catalogueSettings);
  // Both are sent before anything else can be.
  const [rows] = await Promise.all([connection.query(query), back?.()]);
  return rows;
}
