import { clauses, commaList, joined, saidInSql, sql, type Sql } from "../../sql.ts";
import { completeIndex } from "../../../core/schema/complete.ts";
import type { Index, IndexKey, IndexTraits, Named } from "../../../core/schema/schema.ts";
import { statement } from "../../dialect.ts";
import { columnList, defaultName, identifier, parts, qualified, quote } from "../identifiers.ts";
import { dollarQuoted, textLiteral } from "../literal.ts";
import type { CompilersOf } from "./part.ts";

/** Indexes. */
export const indexes: CompilersOf<"createIndex" | "dropIndex" | "renameIndex"> = {
  createIndex: (table, spec, options) => () => {
    const [place, index] = [parts(table), completeIndex(spec)];
    if (options?.concurrently !== true) return indexStatements(place, index);
    const [create, ...rest] = indexStatements(place, index, " CONCURRENTLY");
    return [
      ...(index.name === null ? [] : [dropLeftover(table, index.name)]),
      statement(create, { transactional: false }),
      ...rest,
    ];
  },

  dropIndex: (table, name, options) => () => {
    const index = qualified({ schema: parts(table).schema, name });
    if (options?.concurrently !== true) return [sql`DROP INDEX ${index}`];
    return [statement(sql`DROP INDEX CONCURRENTLY ${index}`, { transactional: false })];
  },

  renameIndex: (table, from, to) => () => [
    sql`ALTER INDEX ${qualified({ schema: parts(table).schema, name: from })} RENAME TO ${quote(to)}`,
  ],
};

/** The statements that make an index and its comment. */
export function indexStatements(
  table: Named,
  given: Index,
  how: "" | " CONCURRENTLY" = "",
): readonly [Sql, ...Sql[]] {
  // Only a name that is known can be commented on.
  const name = given.name ?? (given.comment === null ? null : indexName(table, given));
  const index = { ...given, name };
  const marks = indexMarks(table, name ?? indexName(table, index), index);
  const create = sql`CREATE ${index.unique ? "UNIQUE " : ""}INDEX${how} ${name === null ? "" : sql`${quote(name)} `}ON ${qualified(table)}${indexBody(index)}`;
  if (name === null || index.comment === null) return [create, ...marks];
  return [
    create,
    ...marks,
    sql`COMMENT ON INDEX ${qualified({ schema: table.schema, name })} IS ${textLiteral(index.comment)}`,
  ];
}

/** The statements that say of an index, under its name, what it is to its table. */
export function indexMarks(
  table: Named,
  name: string,
  { clustered, replicaIdentity }: IndexTraits,
): readonly Sql[] {
  return [
    ...(clustered ? [sql`ALTER TABLE ${qualified(table)} CLUSTER ON ${quote(name)}`] : []),
    ...(replicaIdentity
      ? [sql`ALTER TABLE ${qualified(table)} REPLICA IDENTITY USING INDEX ${quote(name)}`]
      : []),
  ];
}

/** What an index says after its table. */
export function indexBody(index: Index): Sql {
  return joined(
    [
      index.method === "btree" ? "" : sql` USING ${quote(index.method)}`,
      sql` (${commaList(index.keys.map(keySql))})`,
      includeSql(index.include),
      index.nullsNotDistinct ? " NULLS NOT DISTINCT" : "",
      withSql(index.with),
      index.where === null ? "" : sql` WHERE ${saidInSql(index.where)}`,
    ],
    "",
  );
}

/** `INCLUDE (…)`, or nothing. */
export function includeSql(columns: readonly string[]): Sql {
  return columns.length === 0 ? sql`` : sql` INCLUDE (${columnList(columns)})`;
}

/** `WITH (name = value, …)`, or nothing. */
export function withSql(options: readonly (readonly [string, string])[]): Sql {
  return options.length === 0 ? sql`` : sql` WITH (${optionList(options)})`;
}

/** `name = value, …` */
export function optionList(options: readonly (readonly [string, string])[]): Sql {
  const value = (text: string): Sql => (/^[\w.]+$/u.test(text) ? saidInSql(text) : textLiteral(text));
  const named = options.map(([name, text]) => sql`${saidInSql(name)} = ${value(text)}`);
  return commaList(named);
}

function keySql(key: IndexKey): Sql {
  return clauses([
    key.column === null ? sql`(${saidInSql(key.expression ?? "")})` : quote(key.column),
    key.collation === null ? null : sql`COLLATE ${identifier(key.collation)}`,
    key.opclass === null ? null : saidInSql(key.opclass),
    key.descending ? sql`DESC` : null,
    key.nulls === null ? null : key.nulls === "first" ? sql`NULLS FIRST` : sql`NULLS LAST`,
  ]);
}

function indexName(table: Named, index: Index): string {
  return defaultName(table.name, index.keys.map(({ column }) => column ?? "expr").join("_"), "idx");
}

/** What a failed CREATE INDEX CONCURRENTLY has left would take the name; a valid index is not touched. */
function dropLeftover(table: string, index: string): Sql {
  return dropInvalid({ index: quote(index), table: identifier(table) });
}

/** Drops an index that was left invalid, by names as SQL says them. That of a partitioned table may wait for its parts. */
export function dropInvalid({ index, table }: { readonly index: string; readonly table: string }): Sql {
  const body = sql` DECLARE found regclass := (
    SELECT i.indexrelid FROM pg_index i JOIN pg_class c ON c.oid = i.indexrelid
     WHERE i.indrelid = to_regclass(${textLiteral(table)}) AND c.relname = (parse_ident(${textLiteral(index)}))[1]::name
       AND NOT i.indisvalid AND c.relkind = 'i');
BEGIN
  IF found IS NOT NULL THEN EXECUTE format('DROP INDEX %s', found); END IF;
END `;
  return sql`DO ${dollarQuoted(body)}`;
}
