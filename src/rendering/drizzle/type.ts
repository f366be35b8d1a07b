import type { TypeText } from "../../core/schema/schema.ts";
import { elementType, isOfEnum } from "../../core/schema/types.ts";
import { callOf, data, text, type Source } from "./source.ts";

/** How Drizzle makes columns of a type: `varchar` with `{ length: 10 }`. */
export interface Builder {
  /** The call that makes the column, given its name or null. */
  readonly call: (name: string | null) => string;
  /** What follows it: `.array()`. */
  readonly chain: string;
  /** What kind of values it takes as they are. */
  readonly values: "text" | "number" | "boolean" | "uuid" | "moment" | "sql";
}

/** The builder of a type; one that Drizzle does not know is made of its name. */
export function builderOf(source: Source, type: TypeText): Builder {
  if (source.dialect === "sqlite") return sqliteBuilder(source, type);
  const element = elementType(type);
  const depth = (type.slice(element.length).match(/\[/gu) ?? []).length;
  const chain = depth === 0 ? "" : ".array()";
  const found = source.enums.find((each) => isOfEnum(element, each));
  if (found !== undefined) {
    const callee = source.of("enum", found);
    return { call: (name) => callOf(callee, name), chain, values: depth === 0 ? "text" : "sql" };
  }
  const built = postgresBuilder(element);
  if (built === null) return { ...custom(source, element), chain };
  const [callee, config, values] = built;
  return {
    call: (name) => callOf(source.use(callee), name, data(config)),
    chain,
    values: depth === 0 ? values : "sql",
  };
}

type Built = readonly [callee: string, config: object, values: Builder["values"]];

/** By the canonical spelling of the type. */
function postgresBuilder(type: string): Built | null {
  const [, word = "", args = null, rest = ""] =
    /^([a-z0-9 ]+?)(?:\(([^()]*)\))?( with time zone)?$/u.exec(type) ?? [];
  const numbers = args === null ? [] : args.split(",").map(Number);
  const [first, second] = numbers;
  const withTimezone = rest === "" ? {} : { withTimezone: true };
  const precision = first === undefined ? {} : { precision: first };
  switch (word) {
    case "smallint":
    case "integer":
    case "real":
      return [word, {}, "number"];
    case "bigint":
      return [word, { mode: "number" }, "number"];
    case "double precision":
      return ["doublePrecision", {}, "number"];
    case "smallserial":
    case "serial":
      return [word, {}, "sql"];
    case "bigserial":
      return [word, { mode: "number" }, "sql"];
    case "numeric":
      return [
        word,
        { ...precision, ...(second === undefined || second === 0 ? {} : { scale: second }) },
        "sql",
      ];
    case "boolean":
      return [word, {}, "boolean"];
    case "text":
      return [word, {}, "text"];
    case "varchar":
    case "char":
      return [word, first === undefined ? {} : { length: first }, "text"];
    case "uuid":
      return [word, {}, "uuid"];
    case "json":
    case "jsonb":
    case "inet":
    case "cidr":
    case "macaddr":
    case "macaddr8":
    case "point":
    case "line":
      return args === null ? [word, {}, "sql"] : null;
    case "date":
      return [word, {}, "moment"];
    case "time":
      return [word, { ...precision, ...withTimezone }, "moment"];
    case "timestamp":
      return [word, { ...precision, ...withTimezone, mode: "string" }, "moment"];
    case "interval":
      return [word, precision, "sql"];
    case "bit":
    case "vector":
    case "halfvec":
    case "sparsevec":
      return first === undefined ? null : [word, { dimensions: first }, "sql"];
    default:
      return intervalOf(type);
  }
}

/** `interval day to second(3)`: the fields are part of the type's name. */
function intervalOf(type: string): Built | null {
  const [, fields, precision] = /^interval ([a-z ]+?)(?:\((\d+)\))?$/u.exec(type) ?? [];
  if (fields === undefined) return null;
  return [
    "interval",
    { fields, ...(precision === undefined ? {} : { precision: Number(precision) }) },
    "sql",
  ];
}

/** Drizzle has one builder an affinity; what it declares must mean the same as what is there. */
function sqliteBuilder(source: Source, type: string): Builder {
  const [, word = "", length] = /^([a-z ]+?)(?:\((\d+)\))?$/u.exec(type) ?? [];
  const of = (callee: string, config: object, values: Builder["values"]): Builder => ({
    call: (name) => callOf(source.use(callee), name, data(config)),
    chain: "",
    values,
  });
  if (textWords.has(word)) return of("text", length === undefined ? {} : { length: Number(length) }, "text");
  if (length !== undefined) return custom(source, type);
  if (word === "integer") return of("integer", {}, "number");
  if (word === "blob") return of("blob", {}, "sql");
  if (["real", "double", "double precision", "float"].includes(word)) return of("real", {}, "number");
  if (numericWords.has(word)) return of("numeric", {}, "sql");
  return custom(source, type);
}

const textWords: ReadonlySet<string> = new Set([
  "text",
  "varchar",
  "character",
  "char",
  "nchar",
  "nvarchar",
  "clob",
  "varying character",
  "native character",
]);
const numericWords: ReadonlySet<string> = new Set([
  "numeric",
  "decimal",
  "boolean",
  "bool",
  "date",
  "datetime",
  "timestamp",
  "time",
]);

function custom(source: Source, type: string): Builder {
  const values = source.dialect === "sqlite" ? valueType(type) : "unknown";
  return {
    call: (name) =>
      `${source.use("customType")}${source.typed ? `<{ data: ${values} }>` : ""}({ dataType: () => ${text(type)} })(${name ?? ""})`,
    chain: "",
    values: "sql",
  };
}

/** What JavaScript sees of a column, by the affinity that SQLite gives the type. */
function valueType(type: string): string {
  if (/int/iu.test(type)) return "number";
  if (/char|clob|text/iu.test(type)) return "string";
  return type === "" || /blob/iu.test(type) ? "unknown" : "number";
}
