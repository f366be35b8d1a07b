import { completeIndex } from "../../../core/schema/complete.ts";
import type { Index, IndexKey, Named } from "../../../core/schema/schema.ts";
import { statement } from "../../dialect.ts";
import { columnList, defaultName, identifier, parts, qualified, quote } from "../identifiers.ts";
import { dollarQuoted, textLiteral } from "../literal.ts";
import type { Part } from "./part.ts";

/** Indexes. */
export const indexes: Part<"createIndex" | "dropIndex" | "renameIndex"> = {
  createIndex: (table, spec, options) => () => {
    const [place, index] = [parts(table), completeIndex(spec)];
    if (options?.concurrently !== true) return indexStatements(place, index);
    const [create = "", ...rest] = indexStatements(place, index);
    const concurrent = create.replace(/^CREATE (UNIQUE )?INDEX /u, "CREATE $1INDEX CONCURRENTLY ");
    return [
      ...(index.name === null ? [] : [dropLeftover({ schema: place.schema, name: index.name })]),
      statement(concurrent, { transactional: false }),
      ...rest,
    ];
  },

  dropIndex: (table, name, options) => () => {
    const index = qualified({ schema: parts(table).schema, name });
    if (options?.concurrently !== true) return [`DROP INDEX ${index}`];
    return [statement(`DROP INDEX CONCURRENTLY ${index}`, { transactional: false })];
  },

  renameIndex: (table, from, to) => () => [
    `ALTER INDEX ${qualified({ schema: parts(table).schema, name: from })} RENAME TO ${quote(to)}`,
  ],
};

/** The statements that make an index and its comment. */
export function indexStatements(table: Named, given: Index): readonly string[] {
  // Only a name that is known can be commented on.
  const name = given.name ?? (given.comment === null ? null : indexName(table, given));
  const index = { ...given, name };
  const create = `CREATE ${index.unique ? "UNIQUE " : ""}INDEX ${name === null ? "" : `${quote(name)} `}ON ${qualified(table)}${indexBody(index)}`;
  if (name === null || index.comment === null) return [create];
  return [
    create,
    `COMMENT ON INDEX ${qualified({ schema: table.schema, name })} IS ${textLiteral(index.comment)}`,
  ];
}

/** What an index says after its table. */
export function indexBody(index: Index): string {
  return [
    index.method === "btree" ? "" : ` USING ${quote(index.method)}`,
    ` (${index.keys.map(keySql).join(", ")})`,
    index.include.length === 0 ? "" : ` INCLUDE (${columnList(index.include)})`,
    index.nullsNotDistinct ? " NULLS NOT DISTINCT" : "",
    withSql(index.with),
    index.where === null ? "" : ` WHERE ${index.where}`,
  ].join("");
}

/** `WITH (name = value, …)`, or nothing. */
export function withSql(options: readonly (readonly [string, string])[]): string {
  if (options.length === 0) return "";
  const value = (text: string): string => (/^[\w.]+$/u.test(text) ? text : textLiteral(text));
  return ` WITH (${options.map(([name, text]) => `${name} = ${value(text)}`).join(", ")})`;
}

function keySql(key: IndexKey): string {
  return [
    key.column === null ? `(${key.expression ?? ""})` : quote(key.column),
    key.collation === null ? null : `COLLATE ${identifier(key.collation)}`,
    key.opclass,
    key.descending ? "DESC" : null,
    key.nulls === null ? null : `NULLS ${key.nulls.toUpperCase()}`,
  ]
    .filter((piece) => piece !== null)
    .join(" ");
}

function indexName(table: Named, index: Index): string {
  return defaultName(table.name, index.keys.map(({ column }) => column ?? "expr").join("_"), "idx");
}

/** What a failed CREATE INDEX CONCURRENTLY has left would take the name; a valid index is not touched. */
function dropLeftover(index: Named): string {
  const name = qualified(index);
  const body = ` BEGIN
  IF EXISTS (SELECT FROM pg_index WHERE indexrelid = to_regclass(${textLiteral(name)}) AND NOT indisvalid) THEN
    DROP INDEX ${name};
  END IF;
END `;
  return `DO ${dollarQuoted(body)}`;
}
