import { sql } from "../../sql.ts";
import { cannotStore } from "../../../core/errors/rows.ts";
import type { Row } from "../../../core/operations/operations.ts";
import type { Connection } from "../../dialect.ts";
import type { RowTarget } from "../../lossless-rows.ts";
import { tagOf } from "../../tags.ts";
import { identifier } from "../identifiers.ts";
import { paramText } from "../ddl/inline.ts";
import { textLiteral } from "../literal.ts";
import { insertSql } from "../ddl/rows.ts";
import { writeArray } from "./arrays.ts";
import { kindsOf, plainText, type ColumnKind, type Kind } from "./kinds.ts";

/** A table that values are written into as text, which the server reads by the types of its columns. */
export async function target(connection: Connection, table: string): Promise<RowTarget> {
  const columns = sql`FROM pg_attribute WHERE attrelid = to_regclass(${textLiteral(identifier(table))}) AND attnum > 0 AND NOT attisdropped`;
  const found = await connection.query(
    sql`SELECT attnum::int4 AS position, attname::text AS name, attgenerated <> '' AS computed, attidentity = 'a' AS counted ${columns}`,
  );
  const byPosition = await kindsOf(connection, sql`SELECT attnum, atttypid ${columns}`);
  const kinds = new Map(
    found.map((row) => [String(row["name"]), byPosition.get(Number(row["position"])) ?? plainText]),
  );
  const counted = new Set(found.filter((row) => row["counted"] === true).map((row) => String(row["name"])));
  return {
    documents: new Map(
      [...kinds].flatMap(([name, { kind, list }]) =>
        kind === "json" || kind === "jsonb"
          ? [[name, list ? ("documents" as const) : ("document" as const)]]
          : [],
      ),
    ),
    computed: new Set(found.filter((row) => row["computed"] === true).map((row) => String(row["name"]))),
    insert(rows, options) {
      const written = rows.map((row) => textsOf(row, kinds));
      const given = rows.some((row) => Object.keys(row).some((name) => counted.has(name)));
      return insertSql(table, written, options, {
        overriding: given,
        valueSql: (text) => (text === null ? sql`NULL` : textLiteral(String(text))),
      });
    },
  };
}

function textsOf(row: Row, kinds: ReadonlyMap<string, ColumnKind>): Row {
  return Object.fromEntries(
    Object.entries(row).map(([name, value]) => {
      if (value === null || value === undefined) return [name, value];
      const text = textFor(value, kinds.get(name) ?? plainText);
      if (text.includes("\0"))
        throw cannotStore({ column: name, why: "PostgreSQL's text has no room for the character NUL" });
      return [name, text];
    }),
  );
}

function textFor(value: unknown, { kind, list, delimiter }: ColumnKind): string {
  const one = (each: unknown): string => wordsOf(each, kind) ?? elementText(each);
  if (!Array.isArray(value)) return one(value);
  return list ? writeArray(value, delimiter, one) : JSON.stringify(value);
}

/** What a tag says in the server's words; a document that looks like one of the others is a document. */
function wordsOf(value: unknown, kind: Kind): string | null {
  const found = tagOf(value);
  if (found === null || (found.tag !== "$text" && (kind === "json" || kind === "jsonb"))) return null;
  return found.tag === "$bytes" ? `\\x${found.text}` : found.text;
}

function elementText(value: unknown): string {
  return Object.is(value, -0) ? "-0" : paramText(value);
}
