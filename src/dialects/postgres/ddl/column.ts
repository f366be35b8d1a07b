import { clauses, saidInSql, sql, type Sql } from "../../sql.ts";
import { completeColumn } from "../../../core/schema/complete.ts";
import type { Column, EnumType, Identity, Named, Storage } from "../../../core/schema/schema.ts";
import { mayNeedQuotes, typeSql } from "../normalize/column-type.ts";
import { identifier, parts, qualified, quote } from "../identifiers.ts";
import { dollarQuoted, literal, textLiteral } from "../literal.ts";
import type { CompilersOf } from "./part.ts";
import { optionClauses } from "./sequence.ts";

/** Columns, but for their changes. */
export const columns: CompilersOf<"addColumn" | "dropColumn" | "renameColumn"> = {
  addColumn: (table, spec) => (context) => {
    const column = completeColumn(spec);
    const enums = mayNeedQuotes(column.type) ? context.before.enums : [];
    return [
      sql`ALTER TABLE ${identifier(table)} ADD COLUMN ${columnSql(column, parts(table), enums)}`,
      ...columnSettings(parts(table), column),
    ];
  },

  dropColumn: (table, column) => () => [sql`ALTER TABLE ${identifier(table)} DROP COLUMN ${quote(column)}`],

  renameColumn: (table, from, to) => () => [
    sql`ALTER TABLE ${identifier(table)} RENAME COLUMN ${quote(from)} TO ${quote(to)}`,
  ],
};

/** A column as CREATE TABLE and ADD COLUMN say it. */
export function columnSql(column: Column, table: Named, enums: readonly EnumType[]): Sql {
  return clauses([
    quote(column.name),
    typeSql(column.type, enums),
    column.collation === null ? null : sql`COLLATE ${identifier(column.collation)}`,
    column.generated === null
      ? null
      : sql`GENERATED ALWAYS AS (${saidInSql(column.generated.expression)}) ${column.generated.stored ? "STORED" : "VIRTUAL"}`,
    column.identity === null ? null : identitySql(column.identity, table),
    column.default === null ? null : sql`DEFAULT ${defaultSql(column.default)}`,
    column.nullable ? null : sql`NOT NULL`,
  ]);
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
  return sql`GENERATED ${kind} AS IDENTITY${options.length === 0 ? "" : sql` (${clauses(options)})`}`;
}

/** The statements that set what a column cannot be made with: its storage, its statistics target, its comment. */
export function columnSettings(table: Named, column: Column): readonly Sql[] {
  const { name, storage, statistics, comment } = column;
  return [
    ...(storage === null ? [] : [setStorage(table, name, storage)]),
    ...(statistics === null ? [] : [setStatistics(table, name, statistics)]),
    ...(comment === null ? [] : [commentOnColumn(table, name, comment)]),
  ];
}

/** How the values of a column are stored; null: as their type has it. */
export function setStorage(table: Named, column: string, storage: Storage | null): Sql {
  const set = sql`ALTER TABLE ${qualified(table)} ALTER COLUMN ${quote(column)} SET STORAGE`;
  if (storage !== null) return sql`${set} ${storages[storage]}`;
  // Only the newest servers know SET STORAGE DEFAULT.
  const body = sql` BEGIN
  EXECUTE ${textLiteral(`${set} `)} || (SELECT CASE t.typstorage WHEN 'p' THEN 'PLAIN' WHEN 'e' THEN 'EXTERNAL' WHEN 'm' THEN 'MAIN' ELSE 'EXTENDED' END
    FROM pg_attribute a JOIN pg_type t ON t.oid = a.atttypid
   WHERE a.attrelid = to_regclass(${textLiteral(qualified(table))}) AND a.attname = ${textLiteral(column)});
END `;
  return sql`DO ${dollarQuoted(body)}`;
}

const storages = {
  plain: sql`PLAIN`,
  external: sql`EXTERNAL`,
  extended: sql`EXTENDED`,
  main: sql`MAIN`,
} as const;

/** How closely the values of a column are looked at; null: as usual. */
export function setStatistics(table: Named, column: string, statistics: number | null): Sql {
  return sql`ALTER TABLE ${qualified(table)} ALTER COLUMN ${quote(column)} SET STATISTICS ${statistics ?? -1}`;
}

export function commentOnColumn(table: Named, column: string, comment: string | null): Sql {
  return sql`COMMENT ON COLUMN ${qualified(table)}.${quote(column)} IS ${literal(comment)}`;
}
