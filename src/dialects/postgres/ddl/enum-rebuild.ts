import { commaList, joined, saidInSql, sql, type Sql } from "../../sql.ts";
import { mentionsColumn, mentionsType } from "../../../core/schema/expressions.ts";
import type { Column, EnumType, Schema, Table } from "../../../core/schema/schema.ts";
import { elementType, isOfEnum, typeNamed, withElement } from "../../../core/schema/types.ts";
import { bare } from "../normalize/expression.ts";
import { defaultName, qualified, quote } from "../identifiers.ts";
import { dollarQuoted, textLiteral } from "../literal.ts";
import { applyOperation } from "../../../core/operations/apply.ts";
import { formatName } from "../../../core/schema/names.ts";
import {
  around,
  recreateExpressions,
  recreateForeignKeys,
  recreatePolicies,
  recreateTriggers,
  recreateViews,
  type Recreation,
  type Touched,
} from "./dependents.ts";
import { defaultSql } from "./column.ts";
import { recreate } from "./generated.ts";

/**
 * Replace an enumerated type by one with other labels under the same name. Every column of the type is
 * moved over with its values; what depends on the type or on such a column is taken away and made again
 * over the new one. `replace` says what becomes of labels that are gone.
 */
export function rebuildEnum(
  before: Schema,
  type: EnumType,
  values: readonly string[],
  replace: Readonly<Record<string, string>>,
): readonly Sql[] {
  const touched = before.tables.flatMap((table): Touched[] => {
    const columns = table.columns.filter((column) => isOfEnum(column.type, type)).map(({ name }) => name);
    return columns.length === 0 ? [] : [{ table, columns }];
  });
  // The parts of other tables may cast to the type, too: all tables are looked through for expressions.
  const everywhere = before.tables.map(
    (table) => touched.find((one) => one.table === table) ?? { table, columns: [] },
  );
  const after = applyOperation(before, { kind: "changeEnum", args: [formatName(type), values, replace] });
  const old = { schema: type.schema, name: defaultName(type.name, null, "old") };
  const work = [
    sql`ALTER TYPE ${qualified(type)} RENAME TO ${quote(old.name)}`,
    sql`CREATE TYPE ${qualified(type)} AS ENUM (${commaList(values.map(textLiteral))})`,
    ...touched.flatMap(({ table, columns }) => moveColumns(table, columns, type, replace)),
    sql`DROP TYPE ${qualified(old)}`,
  ];
  const relabelled = swapBack(
    [
      recreateExpressions(type, everywhere),
      recreateGenerated(type, everywhere),
      recreateDefaults(type, everywhere),
    ],
    [
      recreateExpressions(type, inSchema(after, everywhere)),
      recreateGenerated(type, inSchema(after, everywhere)),
      recreateDefaults(type, inSchema(after, everywhere)),
    ],
  );
  const [views, viewsAfter] = [
    recreateViews(before, [...touched, ...mentioning(before, type)]),
    recreateViews(after, [...inSchema(after, touched), ...mentioning(after, type)]),
  ];
  const [policies, policiesAfter] = [
    recreatePolicies(before, [...touched, ...mentioning(before, type)], type),
    recreatePolicies(after, [...inSchema(after, touched), ...mentioning(after, type)], type),
  ];
  const recreations = [
    ...swapBack([policies], [policiesAfter]),
    ...swapBack([views], [viewsAfter]),
    recreateTriggers(touched),
    recreateForeignKeys(before, touched),
    ...relabelled,
  ];
  return [refuseWhileUsed(type), ...around(recreations, work)];
}

/** What else uses the type cannot be moved over: it is named before anything is done. */
function refuseWhileUsed(type: EnumType): Sql {
  const name = textLiteral(qualified(type));
  const body = sql` DECLARE
  users text;
BEGIN
  SELECT string_agg(DISTINCT pg_describe_object(d.classid, d.objid, 0), ', ') INTO users
    FROM pg_depend d JOIN pg_type t ON d.refobjid IN (t.oid, t.typarray)
   WHERE t.oid = to_regtype(${name}) AND d.refclassid = 'pg_type'::regclass AND d.deptype = 'n'
     AND (d.classid IN ('pg_proc'::regclass, 'pg_cast'::regclass, 'pg_operator'::regclass, 'pg_type'::regclass)
          OR d.classid = 'pg_class'::regclass AND (SELECT relkind FROM pg_class WHERE oid = d.objid) = 'c');
  IF users IS NOT NULL THEN
    RAISE EXCEPTION USING ERRCODE = 'object_in_use',
      MESSAGE = format('the type %s has to be recreated, and is used by %s', ${name}, users),
      HINT = 'Drop that before, in the same revision, and make it again after.';
  END IF;
END `;
  return sql`DO ${dollarQuoted(body)}`;
}

/** What went away under the old labels comes back under the new ones. */
function swapBack(before: readonly Recreation[], after: readonly Recreation[]): readonly Recreation[] {
  return before.map(({ drops, creates }, position) => ({
    drops,
    creates: after[position]?.creates ?? creates,
  }));
}

function inSchema(schema: Schema, touched: readonly Touched[]): readonly Touched[] {
  return touched.map(({ table, columns }) => ({
    table: schema.tables.find((one) => formatName(one) === formatName(table)) ?? table,
    columns,
  }));
}

/** Views cast to the type without reading a column of it; their tables take their place here. */
function mentioning(schema: Schema, type: EnumType): readonly Touched[] {
  const views = schema.views.filter((view) => mentionsType(view.query, type));
  return schema.tables
    .filter((table) => views.some((view) => view.reads.includes(formatName(table))))
    .map((table) => ({ table, columns: [type.name] }));
}

function moveColumns(
  table: Table,
  names: readonly string[],
  type: EnumType,
  replace: Readonly<Record<string, string>>,
): readonly Sql[] {
  const moves = table.columns
    .filter((column) => names.includes(column.name) && column.generated === null)
    .map(
      (column) =>
        sql`ALTER COLUMN ${quote(column.name)} TYPE ${newType(column, type)} USING ${moved(column, type, replace)}`,
    );
  return moves.length === 0 ? [] : [sql`ALTER TABLE ${qualified(table)} ${commaList(moves)}`];
}

function newType(column: Column, type: EnumType): Sql {
  return saidInSql(withElement(column.type, typeNamed(type)));
}

/** The value by its label; USING may hold no subquery, so arrays are replaced in label by label. */
function moved(column: Column, type: EnumType, replace: Readonly<Record<string, string>>): Sql {
  const name = quote(column.name);
  const gone = Object.entries(replace);
  const isArray = column.type !== elementType(column.type);
  if (!isArray) {
    const text = sql`${name}::text`;
    const mapped = joined(
      gone.map(([from, to]) => sql` WHEN ${textLiteral(from)} THEN ${textLiteral(to)}`),
      "",
    );
    return sql`(${mapped === "" ? text : sql`CASE ${text}${mapped} ELSE ${text} END`})::${qualified(type)}`;
  }
  const text = gone.reduce(
    (value, [from, to]) => sql`array_replace(${value}, ${textLiteral(from)}, ${textLiteral(to)})`,
    sql`${name}::text[]`,
  );
  return sql`${text}::${qualified(type)}[]`;
}

/** Defaults of columns of the type, and others that cast to it. */
function recreateDefaults(type: EnumType, touched: readonly Touched[]): Recreation {
  const found = touched.flatMap(({ table, columns }) =>
    table.columns
      .filter(
        ({ name, default: value }) => value !== null && (columns.includes(name) || mentionsType(value, type)),
      )
      .map((column) => ({ table, column })),
  );
  const alter = ({ table, column }: (typeof found)[number], what: Sql): Sql =>
    sql`ALTER TABLE ${qualified(table)} ALTER COLUMN ${quote(column.name)} ${what}`;
  return {
    drops: found.map((one) => alter(one, sql`DROP DEFAULT`)),
    creates: found.map((one) =>
      alter(one, sql`SET DEFAULT ${defaultSql(bare(one.column.default ?? "NULL"))}`),
    ),
  };
}

/** Generated columns that are of the type or read a column of it. */
function recreateGenerated(type: EnumType, touched: readonly Touched[]): Recreation {
  const found = touched.flatMap(({ table, columns }) =>
    table.columns
      .filter(
        ({ name, generated }) =>
          generated !== null &&
          (columns.includes(name) ||
            mentionsType(generated.expression, type) ||
            columns.some((column) => mentionsColumn(generated.expression, column))),
      )
      .map((column) => ({ table, statements: recreate(table, column, [type]) })),
  );
  return {
    drops: found.flatMap(({ statements }) => statements.slice(0, 1)),
    creates: found.flatMap(({ statements }) => statements.slice(1)),
  };
}
