import { formatName } from "./names.ts";
import { keepObjects } from "./objects.ts";
import type { Named, Schema } from "./schema.ts";

/** Which objects are ours: what lies outside is neither read nor compared nor dropped. */
export interface Scope {
  /** Namespaces to look at (PostgreSQL); null is the default one alone. Globs, `!` negates. */
  readonly schemas: readonly string[] | null;
  /** Tables and views to look at; null is all. Globs, `!` negates. */
  readonly tables: readonly string[] | null;
  /** Tables of our own, never part of the schema: the version table, the journal. Keys of names.ts. */
  readonly ownTables: readonly string[];
}

/** All that a database holds. */
export const everything: Scope = { schemas: ["*"], tables: null, ownTables: [] };

/** Whether a table or view is ours to look at; a filter may name it alone or with its namespace. */
export function inScope(relation: Named, scope: Scope): boolean {
  const key = formatName(relation);
  if (scope.ownTables.includes(key)) return false;
  return scope.tables === null || selects(scope.tables, [relation.name, key]);
}

/** Whether a namespace is looked at; null is the default one. */
export function namespaceInScope(namespace: string | null, { schemas }: Scope): boolean {
  return schemas === null ? namespace === null : selects(schemas, [namespace ?? "public"]);
}

/** What of a schema lies within a scope, whichever side it is of. */
export function schemaInScope(schema: Schema, scope: Scope): Schema {
  const namespaces = schema.namespaces.filter((name) => namespaceInScope(name, scope));
  return keepObjects({ ...schema, namespaces }, (object, kind) => {
    const isRelation = kind === "table" || kind === "view";
    return namespaceInScope(object.schema, scope) && (!isRelation || inScope(object, scope));
  });
}

/** Whether globs select something known by these names: one that names it, or none at all but negations. */
export function selects(globs: readonly string[], names: readonly string[]): boolean {
  const matched = (glob: string): boolean => names.some((name) => globPattern(glob).test(name));
  const wanted = globs.filter((glob) => !glob.startsWith("!"));
  const refused = globs.filter((glob) => glob.startsWith("!")).map((glob) => glob.slice(1));
  return (wanted.length === 0 || wanted.some(matched)) && !refused.some(matched);
}

/** The glob that takes this name and no other. */
export function exactGlob(name: string): string {
  return name.replaceAll(/[*?[{]/gu, (sign) => `[${sign}]`).replace(/^!/u, "{!}");
}

/** `*` is any text, `?` one character, `[abc]` one of these, `{a,b}` one or the other. */
function globPattern(glob: string): RegExp {
  let open = 0;
  const pieces = (glob.match(/\[!?[^\]]+\]|[^]/gu) ?? []).map((piece) => {
    if (piece === "*") return "[^]*";
    if (piece === "?") return "[^]";
    if (piece.length > 2 && piece.startsWith("["))
      return piece.replace(/^\[!/u, "[^").replaceAll("\\", "\\\\");
    if (piece === "," && open > 0) return "|";
    if (piece === "{") {
      open++;
      return "(?:";
    }
    if (piece === "}" && open > 0) {
      open--;
      return ")";
    }
    return piece.replace(/[\\^$.|?*+()[\]{}/]/u, "\\$&");
  });
  return new RegExp(`^${pieces.join("")}${")".repeat(open)}$`, "u");
}
