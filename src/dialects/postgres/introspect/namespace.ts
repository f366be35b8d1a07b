import { type Sql, sql } from "../../sql.ts";

/** The namespaces other than the default one. */
export const namespaceQuery: Sql = sql`SELECT key FROM spaces WHERE key IS NOT NULL ORDER BY key`;

export interface NamespaceRow {
  readonly key: string;
}
