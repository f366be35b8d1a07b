import { oneSpelling } from "./type-spelling.ts";
import { argumentsOf, elementType, typeOfSql } from "./types.ts";

/** What PostgreSQL has to do to a table when a column gets another type. */
export type RetypingWork = "nothing" | "rewrite";

/**
 * What the change from one type to another costs: nothing where every value of the one is a value of the other,
 * written in the same bytes. What is not known to be free is a rewrite.
 */
export function workOfRetyping(from: string, to: string): RetypingWork {
  const [one, two] = [partsOf(from), partsOf(to)];
  if (from === to) return "nothing";
  if (one.array !== two.array) return "rewrite";
  const cast = two.args.length === 0 && freeCasts.has(`${one.name} ${two.name}`);
  return cast || widened(one, two) ? "nothing" : "rewrite";
}

/** Whether every value of one type is known to be a value of another one, whatever has to be written for it. */
export function holdsEvery(from: string, to: string): boolean {
  if (workOfRetyping(from, to) === "nothing") return true;
  const [one, two] = [partsOf(from), partsOf(to)];
  if (one.array !== two.array) return false;
  if (one.name === "numeric" && two.name === "numeric") {
    const [[size, scale = 0], [newSize, newScale = 0]] = [one.args, two.args];
    if (size === undefined || newSize === undefined) return newSize === undefined;
    return newScale >= scale && newSize - newScale >= size - scale;
  }
  return two.args.length === 0 && (wider[one.name] ?? []).includes(two.name);
}

/** Types without a length that hold all that a type can hold. */
const wider: Readonly<Record<string, readonly string[]>> = {
  smallint: ["integer", "bigint", "numeric", "real", "double precision", "text", "varchar"],
  integer: ["bigint", "numeric", "double precision", "text", "varchar"],
  bigint: ["numeric", "text", "varchar"],
  real: ["double precision", "text", "varchar"],
  "double precision": ["text", "varchar"],
  numeric: ["text", "varchar"],
  char: ["text", "varchar"],
  boolean: ["text", "varchar"],
  uuid: ["text", "varchar"],
};

interface Parts {
  readonly name: string;
  readonly args: readonly number[];
  readonly array: boolean;
}

function partsOf(type: string): Parts {
  const text = typeOfSql(type);
  const element = elementType(text);
  const said = argumentsOf(text);
  const args = said
    .replaceAll(/[()\s]/gu, "")
    .split(",")
    .flatMap((each) => (each === "" ? [] : [Number(each)]));
  return { name: oneSpelling(element.replace(said, " ")), args, array: element !== text };
}

function widened({ name, args }: Parts, to: Parts): boolean {
  if (name !== to.name) return false;
  if (to.args.length === 0) return lengths.has(name);
  if (args.length === 0) return false;
  const [size = 0, scale = 0] = args;
  const [newSize = 0, newScale = 0] = to.args;
  if (name === "numeric") return newSize >= size && newScale === scale;
  return lengths.has(name) && newSize >= size;
}

/** Types whose argument is a limit that can be raised in place. */
const lengths: ReadonlySet<string> = new Set([
  "varchar",
  "varbit",
  "numeric",
  "time",
  "timetz",
  "timestamp",
  "timestamptz",
  "interval",
]);

/** Casts between types that are written in the same bytes, where the new one has no length. */
const freeCasts: ReadonlySet<string> = new Set(["varchar text", "text varchar", "cidr inet"]);
