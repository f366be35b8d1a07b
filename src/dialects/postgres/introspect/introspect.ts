import type { Named, Schema, Table, View } from "../../../core/schema/schema.ts";
import type { Scope } from "../../../core/schema/scope.ts";
import type { Connection, Rows } from "../../dialect.ts";
import { askCatalogue } from "../driver/temporary-settings.ts";
import { canonical } from "../normalize/canonical.ts";
import { attachmentOf } from "./attachment.ts";
import { columnOf } from "./column.ts";
import { constraintsOf } from "./constraint.ts";
import { enumOf } from "./enum.ts";
import { indexOf } from "./index.ts";
import { ours } from "./ours.ts";
import { linkedPolicies, policyOf } from "./policy.ts";
import { type Presence, presenceQuery } from "./presence.ts";
import { queries, type Row } from "./queries.ts";
import { sequenceOf } from "./sequence.ts";
import { viewOf } from "./view.ts";
import { type Sql, joined, sql } from "../../sql.ts";
import { textLiteral } from "../literal.ts";
import { groupBy } from "../../../core/collections.ts";

type Catalogue = { readonly [K in keyof Row]: readonly Row[K][] };

/**
 * The structure of the database in two queries of the catalogue: what kinds of objects there are, and all of those.
 * Partitioned tables and parents of inheritance are tables like others; their children are not listed.
 */
export async function introspect(connection: Connection, scope: Scope): Promise<Schema> {
  const catalogue = await readCatalogue(connection, ours(scope));
  const columns = byOid(catalogue.columns);
  const constraints = byOid(catalogue.constraints);
  const indexes = byOid(catalogue.indexes);
  const triggers = byOid(catalogue.triggers);
  const attachments = byOid(catalogue.attachments);
  const policies = byOid(catalogue.policies);
  const views = byOid(catalogue.views);
  const tables: Table[] = [];
  const seen: View[] = [];
  for (const relation of catalogue.relations) {
    const { oid, schema, name, kind, comment } = relation;
    const named: Named = { schema, name };
    const ownIndexes = (indexes.get(oid) ?? []).map((row) => ({
      index: indexOf(row),
      definition: row.definition,
    }));
    const ownTriggers = (triggers.get(oid) ?? []).map((trigger) => ({
      name: trigger.name,
      sql: trigger.sql,
    }));
    if (kind === "v" || kind === "m") {
      const [view] = views.get(oid) ?? [];
      if (view === undefined) continue;
      seen.push(viewOf(named, kind === "m", view, { comment, indexes: ownIndexes, triggers: ownTriggers }));
      continue;
    }
    tables.push({
      ...named,
      columns: (columns.get(oid) ?? []).map(columnOf),
      ...constraintsOf(constraints.get(oid) ?? []),
      indexes: ownIndexes.map(({ index }) => index),
      triggers: ownTriggers,
      attachments: (attachments.get(oid) ?? []).flatMap(attachmentOf),
      rowSecurity: relation.rowSecurity,
      forcedRowSecurity: relation.forcedRowSecurity,
      policies: (policies.get(oid) ?? []).map(policyOf),
      strict: false,
      withoutRowid: false,
      comment,
    });
  }
  return canonical({
    // Those of the whole server are found among the bystanders.
    roles: [],
    namespaces: catalogue.spaces.map(({ key }) => key),
    enums: catalogue.enums.map(enumOf),
    sequences: catalogue.sequences.map(sequenceOf),
    tables,
    views: seen,
    linkedPolicies: linkedPolicies(catalogue.policies, new Set(catalogue.relations.map(({ oid }) => oid))),
  });
}

/** As one JSON text: the application's client may rename columns and read values in ways of its own. */
async function readCatalogue(connection: Connection, head: Sql): Promise<Catalogue> {
  const valueOf = ([row]: Rows): unknown => JSON.parse(String(row?.["value"]));
  const presence = valueOf(await askCatalogue(connection, presenceQuery)) as Presence;
  const parts = Object.entries(queries(presence)).map(
    ([name, { needs, sql: query }]) =>
      sql`${textLiteral(name)}, ${presence[needs] ? sql`(SELECT coalesce(json_agg(q), '[]') FROM (${query}) q)` : "json_build_array()"}`,
  );
  const all = sql`${head} SELECT json_build_object(${joined(parts, ",\n  ")})::text AS value`;
  return valueOf(await askCatalogue(connection, all)) as Catalogue;
}

function byOid<T extends { readonly oid: number }>(rows: readonly T[]): ReadonlyMap<number, readonly T[]> {
  return groupBy(rows, ({ oid }) => oid);
}
