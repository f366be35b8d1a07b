import { commaList, saidInSql, sql, type Sql } from "../sql.ts";
import { parseName } from "../../core/schema/names.ts";
import type { Named } from "../../core/schema/schema.ts";

/** The longest name PostgreSQL keeps, in bytes; it cuts longer ones without a word. */
export const maxNameBytes = 63;

/** One part of a name as SQL says it; always quoted, so that no keyword has to be known. */
export function quote(part: string): Sql {
  return saidInSql(`"${part.replaceAll('"', '""')}"`);
}

/** A name as SQL says it, qualified where it is not in the default namespace. */
export function qualified({ schema, name }: Named): Sql {
  return schema === null ? quote(name) : sql`${quote(schema)}.${quote(name)}`;
}

/** The parts of a name of the core model; text that is no name is taken as one part. */
export function parts(name: string): Named {
  const parsed = parseName(name) ?? { schema: null, name };
  return parsed.schema === "public" ? { ...parsed, schema: null } : parsed;
}

/** A name of the core model as SQL says it. */
export function identifier(name: string): Sql {
  return qualified(parts(name));
}

/** The same with its schema, also where that is the default one: for statements that no search path may lead elsewhere. */
export function identifierInFull(name: string): Sql {
  return qualified(parseName(name) ?? { schema: null, name });
}

/** Several columns as SQL lists them. */
export function columnList(columns: readonly string[]): Sql {
  return commaList(columns.map(quote));
}

/** A name as the server keeps it: cut to 63 bytes, never inside a character. */
export function cutName(name: string): string {
  return cutTo(name, maxNameBytes);
}

/**
 * The name the server picks for what belongs to a table, `users_id_seq`: the longer of both parts is cut
 * until all fits.
 */
export function defaultName(table: string, column: string | null, label: string): string {
  const rest = (column === null ? 1 : 2) + Buffer.byteLength(label);
  let [first, second] = [Buffer.byteLength(table), column === null ? 0 : Buffer.byteLength(column)];
  while (first + second > maxNameBytes - rest) {
    if (first > second) first -= 1;
    else second -= 1;
  }
  const start = cutTo(table, first);
  return column === null ? `${start}_${label}` : `${start}_${cutTo(column, second)}_${label}`;
}

function cutTo(text: string, bytes: number): string {
  if (Buffer.byteLength(text) <= bytes) return text;
  let kept = "";
  let size = 0;
  for (const char of text) {
    size += Buffer.byteLength(char);
    if (size > bytes) break;
    kept += char;
  }
  return kept;
}
