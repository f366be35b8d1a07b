import { formatName, parseName } from "../../../core/schema/names.ts";
import type { EnumType } from "../../../core/schema/schema.ts";
import { parts, qualified, quote } from "../identifiers.ts";

/**
 * The one spelling of a type that is compared, the short one that people write: `varchar(10)`, `char(1)`,
 * `numeric(10,2)`, `timestamp(3) with time zone`, `integer[]`. `without time zone` is left out, sizes and
 * numbers of dimensions of arrays too, since the server does not keep them. Enums are the names of the core
 * model. The types of others (extensions, domains) stay SQL text in lower case.
 */
export function canonicalType(type: string, enums: readonly EnumType[]): string {
  const { element, array } = elementOf(type);
  const known = enumOf(element, enums);
  return (known === null ? builtinType(element) : formatName(known)) + (array ? "[]" : "");
}

/** A type and whether it is an array of it. */
export function elementOf(type: string): { readonly element: string; readonly array: boolean } {
  const text = type.trim().replace(/\s+/gu, " ");
  const suffix = /(?: ?\[\d*\])+$| array(?: ?\[\d+\])?$/iu.exec(text);
  return suffix === null
    ? { element: text, array: false }
    : { element: text.slice(0, suffix.index).trim(), array: true };
}

/** The type as SQL says it, given the enums there are: their names may need quotes. */
export function typeSql(type: string, enums: readonly EnumType[]): string {
  const { element, array } = elementOf(type);
  const known = enumOf(element, enums);
  return (known === null ? element : qualifiedType(known)) + (array ? "[]" : "");
}

/** True when the text may be a name that SQL has to quote, so that only the enums can tell. */
export function mayNeedQuotes(type: string): boolean {
  const { element } = elementOf(type);
  const unquoted = element.replace(/"(?:[^"]|"")*"/gu, "");
  const words = unquoted.replace(/\([^)]*\)/gu, "");
  return (
    /\p{Lu}|[^\p{L}\d_.,()[\] ]/u.test(unquoted) ||
    (/\S \S/u.test(words) && !severalWords.test(words)) ||
    reserved.has(element)
  );
}

/** The server's own types whose names have spaces. */
const severalWords =
  /^(?:double precision|(?:national )?char(?:acter)?(?: varying)?|bit varying|interval|time(?:stamp)?)\b/iu;

/** `serial` and its kin stand for an integer with a sequence of its own; null for all other types. */
export function serialBase(type: string): string | null {
  return serials.get(type) ?? null;
}

/** The types whose values can have a collation of their own. */
export function isText(type: string): boolean {
  return /^(?:text|varchar|char|bpchar|name|citext)\b/u.test(type);
}

const serials: ReadonlyMap<string, string> = new Map([
  ["smallserial", "smallint"],
  ["serial", "integer"],
  ["bigserial", "bigint"],
]);

/** Every other spelling of a name, and the one that is kept. */
const synonyms: ReadonlyMap<string, string> = new Map([
  ["int", "integer"],
  ["int4", "integer"],
  ["int8", "bigint"],
  ["int2", "smallint"],
  ["serial4", "serial"],
  ["serial8", "bigserial"],
  ["serial2", "smallserial"],
  ["decimal", "numeric"],
  ["dec", "numeric"],
  ["bool", "boolean"],
  ["float8", "double precision"],
  ["float4", "real"],
  ["character varying", "varchar"],
  ["char varying", "varchar"],
  ["national character varying", "varchar"],
  ["character", "char"],
  ["national character", "char"],
  ["nchar", "char"],
  ["bit varying", "varbit"],
  ["timestamptz", "timestamp with time zone"],
  ["timetz", "time with time zone"],
]);

/** Names of types that are words of the grammar, too: an enum of such a name must be quoted. */
const reserved: ReadonlySet<string> = new Set(
  `all analyse analyze and any array as asc asymmetric both case cast check collate column constraint create
  default deferrable desc distinct do else end except false fetch for foreign from grant group having in initially
  intersect into lateral leading limit not null offset on only or order placing primary references returning select
  some symmetric table then to trailing true union unique user using variadic when where window with`.split(
    /\s+/u,
  ),
);

function builtinType(text: string): string {
  if (text.startsWith('"')) return publicDropped(text);
  const lower = text
    .toLowerCase()
    .replace(/^pg_catalog\./u, "")
    .replace(/ ?\( ?/gu, "(")
    .replace(/ ?\)/gu, ")")
    .replace(/ ?, ?/gu, ",");
  const [, name = lower, args = null, rest = ""] = /^([^(]+)(?:\(([^)]*)\))?(.*)$/u.exec(lower) ?? [];
  const word = name.trim();
  const zone = `${word}${rest}`.replace(/ without time zone$/u, "");
  if (/^time(?:stamp)?(?:tz| with time zone)?$/u.test(zone)) return timeType(zone, args);
  const kept = synonyms.get(word) ?? word;
  if (kept === "float") return args !== null && Number(args) <= 24 ? "real" : "double precision";
  return publicDropped(kept + lengthOf(kept, args) + rest);
}

function timeType(zone: string, args: string | null): string {
  const spelled = synonyms.get(zone) ?? zone;
  const [word = spelled] = spelled.split(" ", 1);
  return `${word}${args === null ? "" : `(${args})`}${spelled.slice(word.length)}`;
}

function lengthOf(name: string, args: string | null): string {
  if (args === null) return name === "char" || name === "bit" ? "(1)" : "";
  if (name === "numeric" && !args.includes(",")) return `(${args},0)`;
  return `(${args})`;
}

function publicDropped(type: string): string {
  return type.replace(/^(?:public|"public")\./u, "");
}

function enumOf(element: string, enums: readonly EnumType[]): EnumType | null {
  const named = parseName(element);
  if (named === null || enums.length === 0) return null;
  const { schema, name } = parts(element);
  const same = (wanted: string, as: string | null): ((type: EnumType) => boolean) => {
    return (type) => type.name === wanted && type.schema === as;
  };
  return (
    enums.find(same(name, schema)) ??
    enums.find(same(name.toLowerCase(), schema?.toLowerCase() ?? null)) ??
    null
  );
}

/** Quoted only where SQL asks for it, as people write types. */
function qualifiedType(type: EnumType): string {
  const plain = (part: string): boolean => /^[a-z_][a-z\d_]*$/u.test(part) && !reserved.has(part);
  if (!plain(type.name) || (type.schema !== null && !plain(type.schema))) return qualified(type);
  if (synonyms.has(type.name) || builtinNames.has(type.name))
    return type.schema === null ? quote(type.name) : qualified(type);
  return formatName(type);
}

const builtinNames: ReadonlySet<string> = new Set([
  ...synonyms.values(),
  ...serials.keys(),
  "text",
  "time",
  "timestamp",
]);
