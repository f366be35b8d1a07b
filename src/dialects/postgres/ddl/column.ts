import { completeColumn } from "../../../core/schema/complete.ts";
import type { Column, EnumType, Identity, Named } from "../../../core/schema/schema.ts";
import { mayNeedQuotes, typeSql } from "../normalize/column-type.ts";
import { identifier, parts, qualified, quote } from "../identifiers.ts";
import { textLiteral } from "../literal.ts";
import type { Part } from "./part.ts";

/** Columns, but for their changes. */
export const columns: Part<"addColumn" | "dropColumn" | "renameColumn"> = {
  addColumn: (table, spec) => (context) => {
    const column = completeColumn(spec);
    const enums = mayNeedQuotes(column.type) ? context.before.enums : [];
    return [
      `ALTER TABLE ${identifier(table)} ADD COLUMN ${columnSql(column, parts(table), enums)}`,
      ...columnComment(parts(table), column),
    ];
  },

  dropColumn: (table, column) => () => [`ALTER TABLE ${identifier(table)} DROP COLUMN ${quote(column)}`],

  renameColumn: (table, from, to) => () => [
    `ALTER TABLE ${identifier(table)} RENAME COLUMN ${quote(from)} TO ${quote(to)}`,
  ],
};

/** A column as CREATE TABLE and ADD COLUMN say it. */
export function columnSql(column: Column, table: Named, enums: readonly EnumType[]): string {
  return [
    quote(column.name),
    typeSql(column.type, enums),
    column.collation === null ? null : `COLLATE ${identifier(column.collation)}`,
    column.generated === null
      ? null
      : `GENERATED ALWAYS AS (${column.generated.expression}) ${column.generated.stored ? "STORED" : "VIRTUAL"}`,
    column.identity === null ? null : identitySql(column.identity, table),
    column.default === null ? null : `DEFAULT ${defaultSql(column.default)}`,
    column.nullable ? null : "NOT NULL",
  ]
    .filter((piece) => piece !== null)
    .join(" ");
}

/** A default as SQL takes it: an operator needs parentheses. */
export function defaultSql(expression: string): string {
  return /^[\w.']*$|^'(?:[^']|'')*'$|^[\w.]+\(\)$|^\(.*\)$/u.test(expression)
    ? expression
    : `(${expression})`;
}

/** `GENERATED … AS IDENTITY` with the options that differ from the server's own. */
export function identitySql(identity: Identity, table: Named): string {
  const options = [
    identity.sequence === null
      ? null
      : `SEQUENCE NAME ${qualified({ schema: table.schema, name: identity.sequence })}`,
    ...sequenceOptions(identity),
  ].filter((option) => option !== null);
  const kind = identity.always ? "ALWAYS" : "BY DEFAULT";
  return `GENERATED ${kind} AS IDENTITY${options.length === 0 ? "" : ` (${options.join(" ")})`}`;
}

/** The statement that sets a column's comment, where it has one. */
export function columnComment(table: Named, column: Column): readonly string[] {
  return column.comment === null ? [] : [commentOnColumn(table, column.name, column.comment)];
}

export function commentOnColumn(table: Named, column: string, comment: string | null): string {
  return `COMMENT ON COLUMN ${qualified(table)}.${quote(column)} IS ${comment === null ? "NULL" : textLiteral(comment)}`;
}

function sequenceOptions(identity: Identity): readonly string[] {
  const option = (words: string, value: string | null): string[] =>
    value === null ? [] : [`${words} ${value}`];
  return [
    ...option("INCREMENT BY", identity.increment),
    ...option("MINVALUE", identity.min),
    ...option("MAXVALUE", identity.max),
    ...option("START WITH", identity.start),
    ...option("CACHE", identity.cache),
    ...(identity.cycle ? ["CYCLE"] : []),
  ];
}
