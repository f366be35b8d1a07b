import { inDependencyOrder } from "../../../core/dependency-order.ts";
import { saidInSql, sql, type Sql } from "../../sql.ts";
import { mentionsColumn, mentionsType, namesMentioned } from "../../../core/schema/expressions.ts";
import { formatName } from "../../../core/schema/names.ts";
import type {
  EnumType,
  ForeignKey,
  Named,
  Policy,
  Schema,
  Table,
  Trigger,
  View,
} from "../../../core/schema/schema.ts";
import { qualified, quote } from "../identifiers.ts";
import { isSymbol, isWord, tokensOf } from "../../../core/sql/tokens.ts";
import { speaksOf } from "../../../core/sql/written-name.ts";
import { lexical } from "../lexical.ts";
import { addConstraint, checkSql, dropConstraint, foreignKeySql, nameOfConstraint } from "./constraint.ts";
import { indexStatements } from "./index.ts";
import { createPolicySql, dropPolicySql } from "./policy.ts";
import { dropView, viewStatements } from "./view.ts";

/** What is taken away before a change and put back after it. */
export interface Recreation {
  readonly drops: readonly Sql[];
  readonly creates: readonly Sql[];
}

/** A table and those of its columns that change. */
export interface Touched {
  readonly table: Table;
  readonly columns: readonly string[];
}

/** The views that read changing columns, and all that read those views: the server refuses the change under them. */
export function recreateViews(before: Schema, touched: readonly Touched[]): Recreation {
  const ordered = viewsOver(before, touched);
  return { drops: [...ordered].reverse().map(dropView), creates: ordered.flatMap(viewStatements) };
}

/**
 * The policies that read changing columns, cast to a type that is exchanged, or read a view that is taken away: of
 * any table, ours or not.
 */
export function recreatePolicies(
  before: Schema,
  touched: readonly Touched[],
  type: EnumType | null = null,
): Recreation {
  const views = viewsOver(before, touched).map(formatName);
  const concerns = (table: string, { using, check }: Policy): boolean =>
    [using, check].some((expression) => {
      if (expression === null) return false;
      const named = namesMentioned(expression);
      return (
        (type !== null && mentionsType(expression, type)) ||
        views.some((view) => named.includes(view)) ||
        touched.some((one) => {
          const key = formatName(one.table);
          if (key !== table && !named.includes(key)) return false;
          return (
            one.columns.some((column) => speaksOf(expression, lexical, column)) || readsAllColumns(expression)
          );
        })
      );
    });
  const found = [...before.tables, ...before.linkedPolicies].flatMap((table) =>
    table.policies
      .filter((policy) => concerns(formatName(table), policy))
      .map((policy) => ({ table, policy })),
  );
  return {
    drops: found.map(({ table, policy }) => dropPolicySql(table, policy.name)),
    creates: found.map(({ table, policy }) => createPolicySql(table, policy)),
  };
}

function viewsOver(before: Schema, touched: readonly Touched[]): readonly View[] {
  const found = new Set<View>();
  const add = (view: View): void => {
    if (found.has(view)) return;
    found.add(view);
    before.views.filter((other) => reads(other, view)).forEach(add);
  };
  for (const { table, columns } of touched)
    before.views.filter((view) => readsColumns(view, table, columns)).forEach(add);
  return inOrder([...found]);
}

/** The triggers and rules that say the name of a changing column. */
export function recreateTriggers(touched: readonly Touched[]): Recreation {
  const found = touched.flatMap(({ table, columns }) =>
    table.triggers
      .filter((trigger) => columns.some((column) => speaksOf(trigger.sql, lexical, column)))
      .map((trigger) => ({ table, trigger })),
  );
  return {
    drops: found.map(({ table, trigger }) => dropTrigger(table, trigger)),
    creates: found.map(({ trigger }) => saidInSql(trigger.sql)),
  };
}

/** Checks and indexes with expressions that say the type, or compare a column of it with its labels. */
export function recreateExpressions(type: EnumType, touched: readonly Touched[]): Recreation {
  const drops: Sql[] = [];
  const creates: Sql[] = [];
  for (const { table, columns } of touched) {
    const concerns = (expression: string | null): boolean =>
      expression !== null &&
      (mentionsType(expression, type) || columns.some((column) => mentionsColumn(expression, column)));
    for (const check of table.checks.filter(({ expression }) => concerns(expression))) {
      const name = nameOfConstraint(table, { kind: "check", constraint: check });
      drops.push(dropConstraint(table, name));
      creates.push(...addConstraint(table, checkSql({ ...check, name }), { ...check, name }));
    }
    for (const index of table.indexes.filter(
      (one) => concerns(one.where) || one.keys.some((key) => concerns(key.expression)),
    )) {
      if (index.name !== null)
        drops.push(sql`DROP INDEX ${qualified({ schema: table.schema, name: index.name })}`);
      creates.push(...indexStatements(table, index));
    }
  }
  return { drops, creates };
}

/** The foreign keys that have a changing column on either side: both sides must have one type. */
export function recreateForeignKeys(before: Schema, touched: readonly Touched[]): Recreation {
  const changes = (table: Named, columns: readonly string[]): boolean =>
    touched.some(
      (one) =>
        formatName(one.table) === formatName(table) && one.columns.some((column) => columns.includes(column)),
    );
  const target = ({ references }: ForeignKey): Named => ({
    schema: references.schema,
    name: references.table,
  });
  const found = before.tables.flatMap((table) =>
    table.foreignKeys
      .filter((key) => changes(table, key.columns) || changes(target(key), key.references.columns))
      .map((key) => ({ table, key, name: nameOfConstraint(table, { kind: "foreignKey", constraint: key }) })),
  );
  return {
    drops: found.map(({ table, name }) => dropConstraint(table, name)),
    creates: found.flatMap(({ table, key, name }) =>
      addConstraint(table, foreignKeySql({ ...key, name }), { ...key, name }),
    ),
  };
}

/** Take all away, do the work, put all back in the opposite order. */
export function around(recreations: readonly Recreation[], work: readonly Sql[]): readonly Sql[] {
  return [
    ...recreations.flatMap(({ drops }) => drops),
    ...work,
    ...[...recreations].reverse().flatMap(({ creates }) => creates),
  ];
}

function dropTrigger(table: Table, trigger: Trigger): Sql {
  const kind = isWord(tokensOf(trigger.sql, lexical)[1], "RULE") ? "RULE" : "TRIGGER";
  return sql`DROP ${kind} ${quote(trigger.name)} ON ${qualified(table)}`;
}

/** Views of the live database name every column that they use; one as it was written may say `*`. */
function readsColumns(view: View, table: Table, columns: readonly string[]): boolean {
  return (
    reads(view, table) &&
    (columns.some((column) => speaksOf(view.query, lexical, column)) || readsAllColumns(view.query))
  );
}

function reads(view: View, relation: Named): boolean {
  return view.reads.includes(formatName(relation));
}

/** Each view after those that it reads. */
function inOrder(views: readonly View[]): readonly View[] {
  return inDependencyOrder(views, (view) => views.filter((other) => reads(view, other)));
}

function readsAllColumns(query: string): boolean {
  return tokensOf(query, lexical).some((token) => isSymbol(token, "*"));
}
