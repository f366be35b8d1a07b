import type {
  Check,
  ConstraintName,
  Deferrable,
  ForeignKey,
  PrimaryKey,
  ReferentialAction,
  Unique,
} from "../../../core/schema/schema.ts";
import { exactExpression } from "./exact.ts";
import { optionsOf } from "./index.ts";
import { type Sql, sql } from "../../sql.ts";

/** The constraints of tables. */
export const constraintQuery: Sql = sql`
    SELECT c.conrelid::bigint AS oid, c.conname AS name, c.contype AS type, c.convalidated AS validated, c.connoinherit AS "noInherit",
           obj_description(c.oid, 'pg_constraint') AS comment,
           c.condeferrable AS deferrable, c.condeferred AS deferred,
           (SELECT json_agg(a.attname ORDER BY k.n) FROM unnest(c.conkey) WITH ORDINALITY k(num, n)
              JOIN pg_attribute a ON a.attrelid = c.conrelid AND a.attnum = k.num) AS columns,
           ${exactExpression(sql`c.conbin`, sql`c.conrelid`)} AS expression,
           (to_jsonb(i) ->> 'indnullsnotdistinct')::boolean AS "nullsNotDistinct",
           (SELECT json_agg(a.attname ORDER BY k.n) FROM unnest(i.indkey) WITH ORDINALITY k(num, n)
              JOIN pg_attribute a ON a.attrelid = c.conrelid AND a.attnum = k.num WHERE k.n > i.indnkeyatts) AS include,
           to_json(x.reloptions) AS options, coalesce(i.indisclustered, false) AS clustered, coalesce(i.indisreplident, false) AS "replicaIdentity",
           nullif(tn.nspname, coalesce(current_schema(), 'public')) AS "targetSchema", t.relname AS target,
           (SELECT json_agg(a.attname ORDER BY k.n) FROM unnest(c.confkey) WITH ORDINALITY k(num, n)
              JOIN pg_attribute a ON a.attrelid = c.confrelid AND a.attnum = k.num) AS "targetColumns",
           c.confupdtype AS "onUpdate", c.confdeltype AS "onDelete", c.confmatchtype = 'f' AS "matchFull",
           (SELECT json_agg(a.attname ORDER BY k.n)
              FROM jsonb_array_elements_text(nullif(to_jsonb(c) -> 'confdelsetcols', 'null')) WITH ORDINALITY k(num, n)
              JOIN pg_attribute a ON a.attrelid = c.conrelid AND a.attnum = k.num::integer) AS "onDeleteColumns"
      FROM ours JOIN pg_constraint c ON c.conrelid = ours.oid
      LEFT JOIN pg_class t ON t.oid = c.confrelid
      LEFT JOIN pg_namespace tn ON tn.oid = t.relnamespace
      LEFT JOIN pg_index i ON i.indexrelid = c.conindid AND c.contype IN ('p', 'u')
      LEFT JOIN pg_class x ON x.oid = i.indexrelid
     WHERE c.contype IN ('p', 'u', 'c', 'f') AND c.conparentid = 0
     ORDER BY c.conrelid, c.conname`;

export interface ConstraintRow {
  readonly oid: number;
  readonly name: string;
  readonly type: "p" | "u" | "c" | "f";
  readonly validated: boolean;
  readonly noInherit: boolean;
  readonly comment: string | null;
  readonly deferrable: boolean;
  readonly deferred: boolean;
  readonly columns: readonly string[] | null;
  readonly expression: string | null;
  readonly nullsNotDistinct: boolean | null;
  readonly include: readonly string[] | null;
  readonly options: readonly string[] | null;
  readonly clustered: boolean;
  readonly replicaIdentity: boolean;
  readonly targetSchema: string | null;
  readonly target: string | null;
  readonly targetColumns: readonly string[] | null;
  readonly onUpdate: string;
  readonly onDelete: string;
  readonly matchFull: boolean;
  readonly onDeleteColumns: readonly string[] | null;
}

/** The constraints of one table, by kind. */
export interface Constraints {
  readonly primaryKey: PrimaryKey | null;
  readonly uniques: readonly Unique[];
  readonly checks: readonly Check[];
  readonly foreignKeys: readonly ForeignKey[];
}

export function constraintsOf(rows: readonly ConstraintRow[]): Constraints {
  const of = (type: ConstraintRow["type"]): readonly ConstraintRow[] =>
    rows.filter((row) => row.type === type);
  return {
    primaryKey: of("p").map((row) => ({ ...keyed(row), onConflict: null }))[0] ?? null,
    uniques: of("u").map((row) => ({
      ...keyed(row),
      nullsNotDistinct: row.nullsNotDistinct === true,
      onConflict: null,
    })),
    checks: of("c").map((row) => ({
      name: row.name,
      nameExplicit: true,
      comment: row.comment,
      expression: row.expression ?? "",
      validated: row.validated,
      noInherit: row.noInherit,
    })),
    foreignKeys: of("f").map((row) => ({
      ...basics(row),
      references: { schema: row.targetSchema, table: row.target ?? "", columns: row.targetColumns ?? [] },
      onUpdate: actions.get(row.onUpdate) ?? null,
      onDelete: actions.get(row.onDelete) ?? null,
      onDeleteColumns: row.onDeleteColumns,
      matchFull: row.matchFull,
      deferrable: deferrableOf(row),
      validated: row.validated,
    })),
  };
}

const actions: ReadonlyMap<string, ReferentialAction> = new Map([
  ["c", "cascade"],
  ["r", "restrict"],
  ["n", "set null"],
  ["d", "set default"],
]);

function basics(row: ConstraintRow): ConstraintName & { readonly columns: readonly string[] } {
  return { name: row.name, nameExplicit: true, comment: row.comment, columns: row.columns ?? [] };
}

/** A key with what its index has. */
function keyed(row: ConstraintRow): Omit<PrimaryKey, "onConflict"> {
  return {
    ...basics(row),
    include: row.include ?? [],
    with: optionsOf(row.options),
    clustered: row.clustered,
    replicaIdentity: row.replicaIdentity,
    deferrable: deferrableOf(row),
  };
}

function deferrableOf(row: ConstraintRow): Deferrable | null {
  if (!row.deferrable) return null;
  return row.deferred ? "deferred" : "immediate";
}
