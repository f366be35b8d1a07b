import type { Column, Identity, SequenceOptions } from "../../core/schema/schema.ts";
import { callOf, data, text, type Source } from "./source.ts";
import { builderOf, type Builder } from "./type.ts";

/** A column as Drizzle makes it, without its constraints: `varchar("full_name", { length: 10 }).notNull()`. */
export function columnSource(source: Source, column: Column, key: string): string {
  const builder = builderOf(source, column.type);
  return [
    callOfType(source, builder, column.name, key),
    builder.chain,
    column.identity === null ? "" : identitySource(column.identity),
    column.generated === null
      ? ""
      : `.generatedAlwaysAs(${source.sql(column.generated.expression)}${source.dialect === "sqlite" && column.generated.stored ? ', { mode: "stored" }' : ""})`,
    column.default === null ? "" : defaultSource(source, builder, column.default),
    column.nullable || column.identity !== null || isSerial(column) ? "" : ".notNull()",
  ].join("");
}

/** The columns of a view: all that is declared of them is their types. */
export function viewColumnSource(
  source: Source,
  { name, type }: Pick<Column, "name" | "type">,
  key: string,
): string {
  const builder = builderOf(source, type);
  return `${callOfType(source, builder, name, key)}${builder.chain}`;
}

function callOfType({ keysAreNames }: Source, builder: Builder, name: string, key: string): string {
  return builder.call(keysAreNames && key === name ? null : text(name));
}

function isSerial({ type }: Column): boolean {
  return /^(?:small|big)?serial$/u.test(type);
}

/** A value where it says the same; else the SQL that it is. */
function defaultSource(source: Source, { values }: Builder, expression: string): string {
  if (values === "moment" && expression === "now()") return ".defaultNow()";
  if (values === "uuid" && expression === "gen_random_uuid()") return ".defaultRandom()";
  if (values === "boolean" && /^(?:true|false)$/u.test(expression)) return `.default(${expression})`;
  if (
    values === "number" &&
    /^-?(?:0|[1-9]\d{0,14})(?:\.\d{1,6})?$/u.test(expression) &&
    !/^-0\b/u.test(expression)
  )
    return `.default(${expression})`;
  const string = /^'((?:[^'\\]|'')*)'$/u.exec(expression)?.[1];
  if (values === "text" && string !== undefined) return `.default(${text(string.replaceAll("''", "'"))})`;
  return `.default(${source.sql(source.dialect === "sqlite" ? enclosed(expression) : expression)})`;
}

/** SQLite takes more than a value in parentheses only. */
function enclosed(expression: string): string {
  return /^(?:[\w.+-]+|[xX]?'(?:[^']|'')*')$/u.test(expression) ? expression : `(${expression})`;
}

function identitySource(identity: Identity): string {
  const callee = identity.always ? ".generatedAlwaysAsIdentity" : ".generatedByDefaultAsIdentity";
  return callOf(callee, data({ name: identity.sequence, ...optionsOf(identity) }));
}

/** How a sequence counts, in Drizzle's words; numbers that JavaScript cannot hold are texts. */
export function optionsOf(options: SequenceOptions): object {
  const number = (value: string | null): number | string | null =>
    value !== null && Number.isSafeInteger(Number(value)) ? Number(value) : value;
  return {
    startWith: number(options.start),
    increment: number(options.increment),
    minValue: number(options.min),
    maxValue: number(options.max),
    cache: number(options.cache),
    cycle: options.cycle ? true : null,
  };
}
