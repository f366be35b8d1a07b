import { saidInSql, type Sql } from "../../sql.ts";
import { formatName } from "../../../core/schema/names.ts";
import type { EnumType, Named, TypeText } from "../../../core/schema/schema.ts";
import {
  argumentsOf,
  arraysOf,
  nameOfType,
  typeNamed,
  typeOfEnum,
  typeOfSql,
} from "../../../core/schema/types.ts";

/**
 * The one spelling of a type that is compared, the short one that people write: `varchar(10)`, `char(1)`,
 * `numeric(10,2)`, `timestamp(3) with time zone`, `integer[]`. `without time zone` is left out, sizes and
 * numbers of dimensions of arrays too, since the server does not keep them. Types with names of their own
 * (enums, domains, those of extensions) are those names.
 */
export function canonicalType(type: string, enums: readonly EnumType[]): TypeText {
  const { element, array } = elementOf(type);
  const known = enumOf(element, enums);
  return arraysOf(known === null ? otherType(element) : typeOfEnum(known), array ? 1 : 0);
}

/** A type and whether it is an array of it. */
export function elementOf(type: string): { readonly element: TypeText; readonly array: boolean } {
  const text = type
    .trim()
    .replaceAll(/"(?:[^"]|"")*"|\s+/gu, (piece) => (piece.startsWith('"') ? piece : " "));
  const suffix = /(?: ?\[\d*\])+$| array(?: ?\[\d+\])?$/iu.exec(text);
  return suffix === null
    ? { element: typeOfSql(text), array: false }
    : { element: typeOfSql(text.slice(0, suffix.index).trim()), array: true };
}

/** The type as SQL says it, given the enums there are: a revision may say them without quotes. */
export function typeSql(type: string, enums: readonly EnumType[]): Sql {
  const { element, array } = elementOf(type);
  const known = enumOf(element, enums);
  return saidInSql(arraysOf(known === null ? element : typeNamed(known), array ? 1 : 0));
}

/** A canonical type as SQL says it: in one, all names are names of types that there are. */
export function canonicalTypeSql(type: TypeText): Sql {
  const { element, array } = elementOf(type);
  const named = nameOfType(element);
  return saidInSql(
    arraysOf(named === null ? element : typeNamed(named, argumentsOf(element)), array ? 1 : 0),
  );
}

/** True when the text may be a name without the quotes that SQL wants, so that only the enums can tell. */
export function mayNeedQuotes(type: string): boolean {
  const { element } = elementOf(type);
  const named = nameOfType(element);
  return named !== null && typeNamed(named, argumentsOf(element)) !== element;
}

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

/** A type that is no enum we know. */
function otherType(element: TypeText): TypeText {
  const named = nameOfType(element);
  if (named !== null && isSqlName(element))
    return typeNamed(folded(named, element), lower(argumentsOf(element)));
  return typeOfSql(element.startsWith('"') ? element : engineType(lower(element)));
}

function isSqlName(element: TypeText): boolean {
  const part = '(?:"(?:[^"]|"")+"|[\\p{L}_][\\p{L}\\d_$]*)';
  return new RegExp(`^(?:${part}\\.)?${part}(?:\\s*\\([^()"]*\\))?$`, "u").test(element);
}

/** Without quotes the server reads a name in lower case. */
function folded({ schema, name }: Named, element: TypeText): Named {
  const [, first = "", second = ""] = /^("(?:[^"]|"")*"|[^".]+)(?:\.("|.))?/u.exec(element) ?? [];
  const fold = (part: string, said: string): string => (said.startsWith('"') ? part : part.toLowerCase());
  return schema === null && second !== ""
    ? { schema, name: fold(name, second) }
    : {
        schema: schema === null ? null : fold(schema, first),
        name: fold(name, second === "" ? first : second),
      };
}

function lower(text: string): string {
  return text
    .toLowerCase()
    .replaceAll(/ ?\( ?/gu, "(")
    .replaceAll(/ ?\)/gu, ")")
    .replaceAll(/ ?, ?/gu, ",");
}

function engineType(text: string): string {
  const said = text.replace(/^pg_catalog\./u, "");
  const [, name = said, args = null, rest = ""] = /^([^(]+)(?:\(([^)]*)\))?(.*)$/u.exec(said) ?? [];
  const word = name.trim();
  const zone = `${word}${rest}`.replace(/ without time zone$/u, "");
  if (/^time(?:stamp)?(?:tz| with time zone)?$/u.test(zone)) return timeType(zone, args);
  const kept = synonyms.get(word) ?? word;
  if (kept === "float") return args !== null && Number(args) <= 24 ? "real" : "double precision";
  return kept + lengthOf(kept, args) + rest;
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

function enumOf(element: TypeText, enums: readonly EnumType[]): EnumType | null {
  const named = enums.length === 0 ? null : nameOfType(element);
  if (named === null) return null;
  const find = (key: string): EnumType | null => enums.find((type) => formatName(type) === key) ?? null;
  const key = formatName(named);
  return find(key) ?? (element.includes('"') ? null : find(key.toLowerCase()));
}
