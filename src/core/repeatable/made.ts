import { formatName } from "../schema/names.ts";
import { keepObjects, namesIn, objectsIn, type ObjectKind } from "../schema/objects.ts";
import type { Named, Schema } from "../schema/schema.ts";
import type { Lexical } from "../sql/lexical.ts";
import { relationAt } from "../sql/names.ts";
import { statementsOf } from "../sql/statements.ts";
import { firstTokens, isWord, type Token } from "../sql/tokens.ts";

/** What repeatable scripts make, as keys in lower case: it is theirs, and no part of what Drizzle declares. */
export interface Made {
  /** Tables, views, sequences and types, which share their names. */
  readonly relations: ReadonlySet<string>;
  readonly indexes: ReadonlySet<string>;
  /** `table.policy`. */
  readonly policies: ReadonlySet<string>;
}

/** What scripts say they make. Functions and triggers are no part of a structure that is compared. */
export function madeBy(scripts: readonly { readonly text: string }[], lexical: Lexical): Made {
  const relations = new Set<string>();
  const indexes = new Set<string>();
  const policies = new Set<string>();
  for (const { sql } of scripts.flatMap(({ text }) => statementsOf(text, lexical))) {
    const tokens = firstTokens(sql, lexical, 24);
    if (!isWord(tokens[0], "CREATE")) continue;
    const at = tokens.findIndex((token, index) => index > 0 && !isWord(token, ...between));
    const [name, next] = nameAfter(tokens, at);
    if (name === null) continue;
    if (isWord(tokens[at], "VIEW", "TABLE", "SEQUENCE", "TYPE")) relations.add(name);
    if (isWord(tokens[at], "INDEX")) indexes.add(name);
    if (isWord(tokens[at], "POLICY") && isWord(tokens[next], "ON")) {
      const [table] = relationAt(tokens, next + 1);
      if (table !== null) policies.add(`${table.key.toLowerCase()}.${name}`);
    }
  }
  return { relations, indexes, policies };
}

/** A structure without what scripts make, but for what is declared as well. */
export function withoutMade(schema: Schema, made: Made, declared: readonly Schema[]): Schema {
  const known = new Set(declared.flatMap(namesIn).map(keyOf));
  const isLeft = (item: Named): boolean => known.has(keyOf(item)) || !made.relations.has(keyOf(item));
  return keepObjects(withoutMadeParts(schema, made), isLeft);
}

/** A structure without the indexes and policies that scripts make. */
export function withoutMadeParts(schema: Schema, { indexes, policies }: Made): Schema {
  if (indexes.size + policies.size === 0) return schema;
  return {
    ...schema,
    tables: schema.tables.map((table) => ({
      ...table,
      indexes: table.indexes.filter(
        ({ name }) => name === null || !indexes.has(keyOf({ schema: null, name })),
      ),
      policies: table.policies.filter(
        ({ name }) => !policies.has(`${keyOf(table)}.${keyOf({ schema: null, name })}`),
      ),
    })),
  };
}

/** The relations of a structure that scripts make and nobody declares, each with its kind. */
export function madeRelations(
  schema: Schema,
  { relations }: Made,
  declared: Schema,
): readonly (Named & { readonly kind: ObjectKind })[] {
  const known = new Set(namesIn(declared).map(keyOf));
  return objectsIn(schema)
    .filter(({ object }) => relations.has(keyOf(object)) && !known.has(keyOf(object)))
    .map(({ kind, object }) => ({ kind, schema: object.schema, name: object.name }));
}

/** What may stand between CREATE and the kind of what is made. */
const between: readonly string[] =
  "OR REPLACE TEMP TEMPORARY UNLOGGED RECURSIVE MATERIALIZED UNIQUE LOCAL GLOBAL".split(" ");

function nameAfter(tokens: readonly Token[], kind: number): readonly [name: string | null, next: number] {
  if (kind < 1) return [null, 0];
  let at = kind + 1;
  while (isWord(tokens[at], "IF", "NOT", "EXISTS", "CONCURRENTLY")) at += 1;
  const [name, next] = relationAt(tokens, at);
  return [name?.key.toLowerCase() ?? null, next];
}

function keyOf({ schema, name }: Named): string {
  return formatName({ schema, name }).toLowerCase();
}
