import { sameName } from "./lookup.ts";
import { formatName, parseName } from "./names.ts";
import type { Named, TypeText } from "./schema.ts";
import { quoted, written } from "../sql/written-name.ts";

/** The type that SQL says: that of a person, in a revision or a Drizzle module, or of the engine itself. */
export function typeOfSql(sql: string): TypeText {
  return sql as TypeText;
}

/**
 * The type of this name, with the arguments in brackets that it may have, `(3)`, in SQL that means nothing else:
 * no name is taken for more than a name, for an array, or for a type of the engine's own.
 */
export function typeNamed({ schema, name }: Named, args = ""): TypeText {
  const space = schema ?? (isEngineType(name) ? "public" : null);
  return typeOfSql(`${space === null ? "" : `${partSql(space)}.`}${partSql(name)}${args}`);
}

/** The type of an enum as revisions say it: without quotes where it cannot be read as anything else. */
export function typeOfEnum(name: Named): TypeText {
  const isWord = [name.schema ?? "public", name.name].every((part) => /^[\p{L}_][\p{L}\d_]*$/u.test(part));
  return isWord && (name.schema !== null || !isEngineType(name.name))
    ? typeOfSql(formatName(name))
    : typeNamed(name);
}

/** Arrays of a type. */
export function arraysOf(type: TypeText, dimensions = 1): TypeText {
  return typeOfSql(type + "[]".repeat(dimensions));
}

/** A type without the brackets of arrays of it. */
export function elementType(type: TypeText): TypeText {
  return typeOfSql(type.replace(/(?:\[\d*\])+$/u, ""));
}

/** The same arrays, of another type. */
export function withElement(type: TypeText, element: TypeText): TypeText {
  return typeOfSql(element + type.slice(elementType(type).length));
}

/** The name that a type goes by, without arguments and brackets of arrays; null for a type of the engine's own. */
export function nameOfType(type: TypeText): Named | null {
  const element = elementType(type);
  const named = isEngineType(element) ? null : parseName(withoutArguments(element));
  if (named?.schema === "public") return { ...named, schema: null };
  // `"char"` is found before one of ours, as is every type of the engine that is not qualified.
  return named?.schema === null && isEngineType(named.name) ? null : named;
}

/** The arguments of a type with their brackets; nothing where it has none. */
export function argumentsOf(type: TypeText): string {
  const element = elementType(type);
  return element.slice(withoutArguments(element).length);
}

/** Whether a column's type is this enumerated type, or an array of it. */
export function isOfEnum(type: TypeText, name: Named): boolean {
  const named = nameOfType(type);
  return named !== null && sameName(named, name);
}

/** Whether text without quotes is a type of PostgreSQL's own, with its arguments or without. */
function isEngineType(text: string): boolean {
  const words = text
    .toLowerCase()
    .replace(/\(\s*-?\d+(?:\s*,\s*-?\d+)?\s*\)/u, " ")
    .trim()
    .replaceAll(/\s+/gu, " ");
  return engineTypes.has(words) || /^interval (?:year|month|day|hour|minute|second)\b/u.test(words);
}

function withoutArguments(element: TypeText): string {
  return element.replace(/\s*\([^()"]*\)$/u, "");
}

function partSql(part: string): string {
  return neverBare.has(part) || isEngineType(part) ? quoted(part) : written(part);
}

/** Words that are functions or parts of types to PostgreSQL's grammar, so that no type is called so without quotes. */
const neverBare: ReadonlySet<string> = new Set(
  (
    "between coalesce exists extract greatest grouping inout json_array json_arrayagg json_exists json_object " +
    "json_objectagg json_query json_scalar json_serialize json_table json_value least merge_action national none " +
    "normalize nullif out overlay position precision row setof substring treat trim values xmlattributes xmlconcat " +
    "xmlelement xmlexists xmlforest xmlnamespaces xmlparse xmlpi xmlroot xmlserialize xmltable"
  ).split(" "),
);

const engineTypes: ReadonlySet<string> = new Set([
  ...(
    "bigint bigserial bit bool boolean box bpchar bytea char character cid cidr circle date datemultirange daterange " +
    "dec decimal float float4 float8 inet int int2 int2vector int4 int4multirange int4range int8 int8multirange " +
    "int8range integer interval json jsonb jsonpath line lseg macaddr macaddr8 money name nchar numeric nummultirange " +
    "numrange oid oidvector path pg_lsn pg_snapshot point polygon real record refcursor regclass regcollation " +
    "regconfig regdictionary regnamespace regoper regoperator regproc regprocedure regrole regtype serial serial2 " +
    "serial4 serial8 smallint smallserial text tid time timestamp timestamptz timetz tsmultirange tsquery tsrange " +
    "tstzmultirange tstzrange tsvector txid_snapshot uuid varbit varchar xid xid8 xml"
  ).split(" "),
  "bit varying",
  "char varying",
  "character varying",
  "double precision",
  "national char",
  "national char varying",
  "national character",
  "national character varying",
  ...["time", "timestamp"].flatMap((word) => [`${word} with time zone`, `${word} without time zone`]),
]);

/** Whether values of a type of PostgreSQL's own may be long, so that there is a choice of how they are stored. */
export function mayBeLong(type: TypeText): boolean {
  return type.endsWith("]") || /^(?:text|character|varchar|char|bytea|jsonb?|xml)\b/iu.test(type);
}
