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
