import { joined, saidInSql, sql, type Sql } from "../../sql.ts";
import { completeColumn } from "../../../core/schema/complete.ts";
import type { Column, EnumType, Identity, Named } from "../../../core/schema/schema.ts";
import { mayNeedQuotes, typeSql } from "../normalize/column-type.ts";
import { identifier, parts, qualified, quote } from "../identifiers.ts";
import { literal } from "../literal.ts";
import type { CompilersOf } from "./part.ts";
import { optionClauses } from "./sequence.ts";

/** Columns, but for their changes. */
export const columns: CompilersOf<"addColumn" | "dropColumn" | "renameColumn"> = {
  addColumn: (table, spec) => (context) => {
    const column = completeColumn(spec);
    const enums = mayNeedQuotes(column.type) ? context.before.enums : [];
    return [
      sql`ALTER TABLE ${identifier(table)} ADD COLUMN ${columnSql(column, parts(table), enums)}`,
      ...columnComment(parts(table), column),
    ];
  },

  dropColumn: (table, column) => () => [sql`ALTER TABLE ${identifier(table)} DROP COLUMN ${quote(column)}`],

  renameColumn: (table, from, to) => () => [
    sql`ALTER TABLE ${identifier(table)} RENAME COLUMN ${quote(from)} TO ${quote(to)}`,
  ],
};

/** A column as CREATE TABLE and ADD COLUMN say it. */
export function columnSql(column: Column, table: Named, enums: readonly EnumType[]): Sql {
  const pieces = [
    quote(column.name),
    typeSql(column.type, enums),
    column.collation === null ? null : sql`COLLATE ${identifier(column.collation)}`,
    column.generated === null
      ? null
      : sql`GENERATED ALWAYS AS (${saidInSql(column.generated.expression)}) ${column.generated.stored ? "STORED" : "VIRTUAL"}`,
    column.identity === null ? null : identitySql(column.identity, table),
    column.default === null ? null : sql`DEFAULT ${defaultSql(column.default)}`,
    column.nullable ? null : sql`NOT NULL`,
  ];
  return joined(
    pieces.filter((piece) => piece !== null),
    " ",
  );
}

/** A default as SQL takes it: an operator needs parentheses. */
export function defaultSql(expression: string): Sql {
  return /^[\w.']*$|^'(?:[^']|'')*'$|^[\w.]+\(\)$|^\(.*\)$/u.test(expression)
    ? saidInSql(expression)
    : sql`(${saidInSql(expression)})`;
}

/** `GENERATED … AS IDENTITY` with the options that differ from the server's own. */
export function identitySql(identity: Identity, table: Named): Sql {
  const options = [
    identity.sequence === null
      ? null
      : sql`SEQUENCE NAME ${qualified({ schema: table.schema, name: identity.sequence })}`,
    ...optionClauses(identity),
  ].filter((option) => option !== null);
  const kind = identity.always ? "ALWAYS" : "BY DEFAULT";
  return sql`GENERATED ${kind} AS IDENTITY${options.length === 0 ? "" : sql` (${joined(options, " ")})`}`;
}

/** The statement that sets a column's comment, where it has one. */
export function columnComment(table: Named, column: Column): readonly Sql[] {
  return column.comment === null ? [] : [commentOnColumn(table, column.name, column.comment)];
}

export function commentOnColumn(table: Named, column: string, comment: string | null): Sql {
  return sql`COMMENT ON COLUMN ${qualified(table)}.${quote(column)} IS ${literal(comment)}`;
}
