import { bytesOf } from "../../core/operations/bulk-insert.ts";
import { unsupportedOperation } from "../../core/errors/database.ts";
import { badName } from "../../core/errors/schema.ts";
import { parseName } from "../../core/schema/names.ts";
import { quoteName, quoteText } from "./tokens.ts";
import { commaList, saidInSql, sql, type Sql } from "../sql.ts";

/** The plain name that a text of names.ts means; SQLite has no namespaces. */
export function tableName(text: string): string {
  const named = parseName(text);
  if (named === null) throw badName({ text });
  if (named.schema !== null) {
    throw unsupportedOperation(`namespace ${named.schema}`, "sqlite", `Write ${named.name} alone.`);
  }
  return named.name;
}

/** A name of names.ts as SQL says it. */
export function identifier(text: string): Sql {
  return quoteName(tableName(text));
}

/** What the name of a table begins with while it is being rebuilt. */
export const temporaryPrefix = "_mig_new_";

/** Names as a list in brackets. */
export function nameList(names: readonly string[]): Sql {
  return sql`(${commaList(names.map(quoteName))})`;
}

/** Text as an SQL literal. */
export function literal(value: unknown): Sql {
  const bound = bindable(value);
  if (bound === null) return sql`NULL`;
  if (typeof bound === "string") return textLiteral(bound);
  if (typeof bound === "number" && !Number.isFinite(bound)) return bound > 0 ? sql`9e999` : sql`-9e999`;
  return typeof bound === "object" ? bytesLiteral(bound) : sql`${bound}`;
}

/** A value as the driver takes it: booleans as 1 and 0, dates as ISO text, other objects as JSON text. */
export function bindable(value: unknown): string | number | bigint | Uint8Array | null {
  if (value === null || value === undefined || Number.isNaN(value)) return null;
  if (typeof value === "boolean") return value ? 1 : 0;
  if (typeof value === "string" || typeof value === "number" || typeof value === "bigint") return value;
  if (value instanceof Date) return value.toISOString();
  return bytesOf(value) ?? JSON.stringify(value) ?? null;
}

/** SQLite ends a string at a NUL character, so such a text is given by its bytes. */
function textLiteral(text: string): Sql {
  return text.includes("\0") ? sql`CAST(${bytesLiteral(Buffer.from(text))} AS TEXT)` : quoteText(text);
}

function bytesLiteral(bytes: Uint8Array): Sql {
  return saidInSql(`x'${Buffer.from(bytes).toString("hex")}'`);
}
