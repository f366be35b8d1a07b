import { sql } from "../../sql.ts";
import { formatName } from "../../../core/schema/names.ts";
import { completeTable } from "../../../core/schema/complete.ts";
import type { Schema, Table, View } from "../../../core/schema/schema.ts";
import type { Connection } from "../../dialect.ts";
import { exactExpression, exactText } from "../introspect/exact.ts";
import { opclassSql } from "../introspect/index.ts";
import { outputTypes } from "../introspect/view.ts";
import { withExtensionTypes } from "./extension-types.ts";
import { enumShapes, shapeName, shapeSql, tableShape, viewShapes } from "./shapes.ts";
import { withAnswers, type Answers } from "./answers.ts";
import { askOfTemporary } from "./ask.ts";
import { compareExpressions } from "./compare-expressions.ts";
import { trialSql } from "./trial-sql.ts";

/**
 * The wanted schema with its expressions in the server's own words. Those that the live schema does not say
 * in the same words are tried on temporary tables of the wanted shape, in one transaction that is rolled
 * back, and read back from the catalogue. One that the server refuses stays as it is.
 */
export async function normalize(connection: Connection, declared: Schema, live: Schema): Promise<Schema> {
  const wanted = await withExtensionTypes(connection, declared, live);
  const comparison = compareExpressions(withLinked(wanted), withLinked(live));
  const { trials } = comparison;
  const views = viewsToTry(wanted, live);
  if (trials.length === 0 && views.length === 0) return withTables(wanted, comparison.tables);
  // A view or a policy may read any table.
  const isAll = views.length > 0 || trials.some(({ kind }) => kind === "policy");
  const tables = isAll ? comparison.tables : [...new Set(trials.map(({ table }) => table))];
  const tries = [
    ...enumShapes(wanted, live),
    ...tables.map((table) => tableShape(table, comparison.tables, wanted.enums)),
    ...viewShapes(wanted, views),
    ...trials.map((trial, number) =>
      trialSql(trial, number, shapeSql(trial.table, comparison.tables), wanted.enums),
    ),
  ];
  const answers = await askOfTemporary<Answers>(connection, tries, answersQuery);
  if (answers === null) return withTables(wanted, comparison.tables);
  return {
    ...withTables(wanted, withAnswers(comparison, answers, wanted.enums)),
    views: wanted.views.map((view) => {
      const said = answers.views?.[shapeName(view, wanted.views)];
      if (said === undefined) return view;
      return { ...view, ...said, columns: null, query: said.query.trim().replace(/;$/u, "") };
    }),
  };
}

/** Tables that are not ours, as tables of which nothing but the policies is known, and those that are ours. */
function withLinked(schema: Schema): Schema {
  const linked = schema.linkedPolicies.map((place) => ({
    ...completeTable({ name: "t", columns: [] }),
    ...place,
  }));
  return { ...schema, tables: [...schema.tables, ...linked] };
}

/** The opposite: the schema with other words in its tables. */
function withTables(schema: Schema, tables: readonly Table[]): Schema {
  return {
    ...schema,
    tables: tables.slice(0, schema.tables.length),
    linkedPolicies: tables
      .slice(schema.tables.length)
      .map(({ schema: namespace, name, policies }) => ({ schema: namespace, name, policies })),
  };
}

/** Every view when one differs or may be another under a new name, since one may read another. */
function viewsToTry(wanted: Schema, live: Schema): readonly View[] {
  const known = new Map(live.views.map((view) => [formatName(view), view]));
  const names = new Set(wanted.views.map(formatName));
  const isOneGone = live.views.some((view) => !names.has(formatName(view)));
  const differs = wanted.views.some((view) => {
    const there = known.get(formatName(view));
    return there === undefined ? isOneGone : there.query !== view.query || view.columns !== null;
  });
  return differs ? wanted.views : [];
}

const answersQuery = sql`SELECT json_build_object(
  'columns', (SELECT json_object_agg(a.attname, ${exactExpression(sql`d.adbin`, sql`d.adrelid`)})
                FROM pg_class c JOIN pg_attrdef d ON d.adrelid = c.oid
                JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum = d.adnum
               WHERE c.relnamespace = pg_my_temp_schema() AND a.attname LIKE 'mig normalize %'),
  'checks', (SELECT json_object_agg(k.conname, ${exactExpression(sql`k.conbin`, sql`k.conrelid`)})
               FROM pg_class c JOIN pg_constraint k ON k.conrelid = c.oid
              WHERE c.relnamespace = pg_my_temp_schema() AND k.contype = 'c' AND k.conname LIKE 'mig normalize %'),
  'indexes', (SELECT json_object_agg(c.relname, json_build_object(
                'where', ${exactExpression(sql`i.indpred`, sql`i.indrelid`)},
                'keys', (SELECT json_agg(json_build_object(
                           'column', (SELECT attname FROM pg_attribute WHERE attrelid = i.indrelid AND attnum = k.num AND k.num <> 0),
                           'expression', CASE WHEN k.num = 0 THEN ${exactText(sql`pg_get_indexdef(i.indexrelid, k.n::integer, true)`, sql`pg_get_indexdef(i.indexrelid, k.n::integer, false)`)} END,
                           'opclass', CASE WHEN NOT o.opcdefault OR a.attoptions IS NOT NULL THEN ${opclassSql(sql`o`)} ||
                             coalesce('(' || (SELECT string_agg(split_part(x, '=', 1) || '=' || quote_literal(substr(x, strpos(x, '=') + 1)), ', ')
                                                FROM unnest(a.attoptions) x) || ')', '') END) ORDER BY k.n)
                           FROM unnest(i.indkey) WITH ORDINALITY k(num, n)
                           JOIN pg_opclass o ON o.oid = i.indclass[k.n - 1]
                           JOIN pg_attribute a ON a.attrelid = i.indexrelid AND a.attnum = k.n
                          WHERE k.n <= i.indnkeyatts)))
                FROM pg_class c JOIN pg_index i ON i.indexrelid = c.oid
               WHERE c.relnamespace = pg_my_temp_schema() AND c.relname LIKE 'mig normalize %'),
  'policies', (SELECT json_object_agg(p.polname, json_build_object(
                 'using', ${exactExpression(sql`p.polqual`, sql`p.polrelid`)}, 'check', ${exactExpression(sql`p.polwithcheck`, sql`p.polrelid`)},
                 'roles', (SELECT json_agg(pg_get_userbyid(r.role)) FROM unnest(p.polroles) r(role) WHERE r.role <> 0)))
                 FROM pg_class c JOIN pg_policy p ON p.polrelid = c.oid
                WHERE c.relnamespace = pg_my_temp_schema() AND p.polname LIKE 'mig normalize %'),
  'views', (SELECT json_object_agg(c.relname, json_build_object(
                'query', ${exactText(sql`pg_get_viewdef(c.oid, true)`, sql`pg_get_viewdef(c.oid)`)}, 'outputTypes', ${outputTypes(sql`c.oid`)},
                'outputs', (SELECT json_agg(a.attname ORDER BY a.attnum) FROM pg_attribute a WHERE a.attrelid = c.oid AND a.attnum > 0)))
              FROM pg_class c WHERE c.relnamespace = pg_my_temp_schema() AND c.relkind = 'v')
)::text AS value`;
