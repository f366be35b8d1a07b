import { textLiteral } from "../literal.ts";
import { type Sql, joined, sql } from "../../sql.ts";

/** A kind of object, or a trait of one, that many a database has none of. */
type Kind =
  | "spaces"
  | "enums"
  | "sequences"
  | "relations"
  | "tables"
  | "views"
  | "triggers"
  | "policies"
  | "exclusions"
  | "statistics"
  | "parameters"
  | "grants"
  | "published"
  | "owners";

/** What there is something of. */
export type Presence = Readonly<Record<Kind, boolean>>;

/** The oid of the first object that did not come with the server. */
const first = sql`16384`;

const classes = (condition: Sql): Sql =>
  sql`EXISTS (SELECT FROM pg_catalog.pg_class WHERE oid >= ${first} AND ${condition})`;

/**
 * Whether a database has anything of a kind, whoever has made it. What nobody has made is not asked for: to plan these
 * questions takes a fresh session much longer than to answer them.
 */
const conditions: Readonly<Record<Kind, Sql>> = {
  spaces: sql`EXISTS (SELECT FROM pg_catalog.pg_namespace WHERE oid >= ${first})`,
  enums: sql`EXISTS (SELECT FROM pg_catalog.pg_type WHERE typtype = 'e')`,
  sequences: classes(sql`relkind = 'S'`),
  relations: classes(sql`relkind IN ('r', 'p', 'v', 'm')`),
  tables: classes(sql`relkind IN ('r', 'p')`),
  views: classes(sql`relkind IN ('v', 'm')`),
  triggers: sql`EXISTS (SELECT FROM pg_catalog.pg_trigger WHERE NOT tgisinternal)
    OR EXISTS (SELECT FROM pg_catalog.pg_rewrite WHERE oid >= ${first} AND rulename <> '_RETURN')`,
  policies: sql`EXISTS (SELECT FROM pg_catalog.pg_policy)`,
  exclusions: sql`EXISTS (SELECT FROM pg_catalog.pg_constraint WHERE contype = 'x')`,
  statistics: sql`EXISTS (SELECT FROM pg_catalog.pg_statistic_ext)`,
  parameters: classes(
    sql`(reloptions IS NOT NULL OR relkind IN ('r', 'p') AND (relreplident IN ('f', 'n') OR reltablespace <> 0))`,
  ),
  grants: sql`${classes(sql`relacl IS NOT NULL`)}
    OR EXISTS (SELECT FROM pg_catalog.pg_attribute WHERE attrelid >= ${first} AND attacl IS NOT NULL)`,
  published: sql`EXISTS (SELECT FROM pg_catalog.pg_publication_rel)`,
  owners: classes(sql`relkind IN ('r', 'p') AND pg_catalog.pg_get_userbyid(relowner) <> current_user`),
};

/** A question, and what there must be something of for it to have an answer. */
export interface CatalogueQuery {
  readonly needs: Kind;
  readonly sql: Sql;
}

/** One row with one JSON text, the presence. */
export const presenceQuery: Sql = sql`SELECT pg_catalog.json_build_object(${joined(
  Object.entries(conditions).map(([kind, condition]) => sql`${textLiteral(kind)}, ${condition}`),
  ",\n  ",
)})::text AS value`;
