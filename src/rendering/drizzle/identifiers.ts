import { formatName } from "../../core/schema/names.ts";
import type { Named } from "../../core/schema/schema.ts";

/** Names of the source for names of the database: one for each thing, none of them twice. */
export interface Identifiers {
  /** The name under which something is declared; `kind` tells things of one name apart. */
  of(kind: string, item: Named): string;
}

/** Start with the names that are taken already. */
export function createIdentifiers(taken: Iterable<string>): Identifiers {
  const used = new Set(taken);
  const known = new Map<string, string>();
  return {
    of(kind, item) {
      const key = `${kind} ${formatName(item)}`;
      const before = known.get(key);
      if (before !== undefined) return before;
      const plain = identifier(item.name);
      const placed = item.schema === null ? plain : identifier(`${item.name} in ${item.schema}`);
      const named = free(used, [plain, placed, identifier(`${placed} ${kind}`)]);
      used.add(named);
      known.set(key, named);
      return named;
    },
  };
}

/** The keys of columns, in their order. */
export function columnKeys(names: readonly string[]): ReadonlyMap<string, string> {
  const used = new Set<string>();
  return new Map(
    names.map((name) => {
      const key = free(used, [identifier(name)]);
      used.add(key);
      return [name, key];
    }),
  );
}

/** A name as people write it in JavaScript: `createdAt` of `created_at`. */
function identifier(name: string): string {
  const words = name.split(/[^\p{L}\p{N}$]+/u).filter((word) => word !== "");
  const joined = words
    .map((word, at) => (at === 0 ? lowered(word) : word.charAt(0).toUpperCase() + word.slice(1)))
    .join("");
  const named = /^[\p{L}$_]/u.test(joined) ? joined : `_${joined}`;
  return reserved.has(named) ? `${named}_` : named;
}

/** `ID` is `id`, `userName` stays as it is. */
function lowered(word: string): string {
  return word === word.toUpperCase() ? word.toLowerCase() : word.charAt(0).toLowerCase() + word.slice(1);
}

function free(used: ReadonlySet<string>, candidates: readonly string[]): string {
  const found = candidates.find((each) => !used.has(each));
  if (found !== undefined) return found;
  const last = candidates.at(-1) ?? "";
  for (let count = 2; ; count += 1) if (!used.has(`${last}${count}`)) return `${last}${count}`;
}

const reserved: ReadonlySet<string> = new Set(
  (
    "abstract any arguments as async await boolean break case catch class const constructor continue debugger " +
    "declare default delete do else enum eval export extends false finally for from function get if implements " +
    "import in instanceof interface let module namespace new null number of package private protected public " +
    "return set static string super switch symbol this throw true try type typeof undefined var void while with " +
    "yield __proto__ prototype _ $inferSelect $inferInsert enableRLS getSQL shouldOmitSQLParens"
  ).split(" "),
);
