import { groupBy, unique } from "../collections.ts";
import { formatName } from "./names.ts";
import type { Named, Policy, Schema, Table, View } from "./schema.ts";
import { columnsIn } from "../sql/columns.ts";
import { commonSql } from "../sql/lexical.ts";
import { relationsIn, type RelationName } from "../sql/relations.ts";
import { rewriteTokens } from "../sql/rewrite.ts";
import { isName, isSymbol, isWord, nameOf, tokensOf, type Token } from "../sql/tokens.ts";
import { says, spelled, written } from "../sql/written-name.ts";

/** Whether an expression over a table's row reads this column. */
export function mentionsColumn(expression: string, column: string): boolean {
  return columnsIn(expression, commonSql).some(({ token }) => says(token, column));
}

/** Whether an expression casts to this type or an array of it. */
export function mentionsType(expression: string, type: Named): boolean {
  const tokens = tokensOf(expression, commonSql);
  return tokens.some((_, at) => isType(tokens, at, type));
}

/** Every name that SQL text could mean, as keys: alone, and with the name before its dot. */
export function namesMentioned(sql: string): readonly string[] {
  const tokens = tokensOf(sql, commonSql);
  return unique(
    tokens.flatMap((token, at) => {
      const schema = isSymbol(tokens[at - 1], ".") ? tokens[at - 2] : undefined;
      return readings(token).flatMap((name) => [
        formatName({ schema: null, name }),
        ...readings(schema).map((namespace) => formatName({ schema: namespace, name })),
      ]);
    }),
  );
}

/** Keys of the sequences that SQL text takes numbers of: the names in the strings of `nextval` and its like. */
export function sequencesMentioned(sql: string): readonly string[] {
  const tokens = tokensOf(sql, commonSql);
  return unique(
    tokens.flatMap((_, at) => {
      const named = sequenceAt(tokens, at);
      return named === null ? [] : [formatName(named)];
    }),
  );
}

/** SQL text after a sequence that it may take numbers of was renamed or moved. */
export function renameSequenceIn(sql: string, from: Named, to: Named): string {
  const tokens = tokensOf(sql, commonSql);
  return rewriteTokens(sql, tokens, (_, at) => {
    const named = sequenceAt(tokens, at);
    if (named === null || named.schema !== from.schema || named.name !== from.name) return null;
    const text = to.schema === null ? written(to.name) : `${written(to.schema)}.${written(to.name)}`;
    return `'${text.replaceAll("'", "''")}'`;
  });
}

/** Keys of the tables and views of a schema that a query reads, sorted. */
export function relationsRead(query: string, schema: Schema): readonly string[] {
  return relationReader(schema)(query);
}

/** The same for many queries over one schema. */
export function relationReader(schema: Schema): (query: string) => readonly string[] {
  const relations: readonly Named[] = [...schema.tables, ...schema.views];
  const byName = groupBy(relations, ({ name }) => name.toLowerCase());
  return (query) =>
    unique(
      [...relationsIn(tokensOf(query, commonSql))].flatMap((place) =>
        (byName.get(nameOf(place.name).toLowerCase()) ?? [])
          .filter((relation) => isRelation(place, relation))
          .map(formatName),
      ),
    ).sort();
}

/** An expression over a table's row after one of its columns was renamed. */
export function renameColumnIn(expression: string, from: string, to: string): string {
  const renamed = columnsIn(expression, commonSql).flatMap(({ token }) => (says(token, from) ? [token] : []));
  return rewriteTokens(expression, renamed, (token) => spelled(to, token));
}

/** SQL text after a table or view that it may read was renamed or moved. */
export function renameRelationIn(sql: string, from: Named, to: Named): string {
  const tokens = tokensOf(sql, commonSql);
  const named = new Set(
    [...relationsIn(tokens)].flatMap((place) => (isRelation(place, from) ? [place.name] : [])),
  );
  return respelled(sql, tokens, from, to, (token, at) =>
    named.has(token) ? "name" : isQualifier(tokens, at, from) ? "qualifier" : null,
  );
}

/** An expression after a type that it may cast to was renamed or moved. */
export function renameTypeIn(expression: string, from: Named, to: Named): string {
  const tokens = tokensOf(expression, commonSql);
  return respelled(expression, tokens, from, to, (_, at) => (isType(tokens, at, from) ? "name" : null));
}

/**
 * SQL text with a name in the place of another wherever `what` finds it, with its namespace where it has one. The
 * namespace of a qualifier, which stands before a column, goes without saying.
 */
function respelled(
  sql: string,
  tokens: readonly Token[],
  from: Named,
  to: Named,
  what: (token: Token, at: number) => "name" | "qualifier" | null,
): string {
  const others = new Map<Token, string>();
  for (const [at, token] of tokens.entries()) {
    const kind = what(token, at);
    if (kind === null) continue;
    const name = spelled(to.name, token);
    const [space, dot] = [tokens[at - 2], tokens[at - 1]];
    others.set(token, name);
    if (from.schema === to.schema) continue;
    if (space === undefined || dot === undefined || !isSymbol(dot, ".")) {
      if (to.schema !== null && (kind === "name" || isWord(dot, "COLUMN")))
        others.set(token, `${written(to.schema)}.${name}`);
    } else {
      others.set(space, to.schema === null ? "" : spelled(to.schema, space));
      if (to.schema === null) others.set(dot, "");
    }
  }
  return rewriteTokens(sql, tokens, (token) => others.get(token) ?? null);
}

/** The text of a trigger after a column of its table was renamed. */
export function renameColumnInTrigger(sql: string, table: string, from: string, to: string): string {
  let inColumnList = false;
  const tokens = tokensOf(sql, commonSql);
  return rewriteTokens(sql, tokens, (token, at) => {
    const [before, previous] = [tokens[at - 2], tokens[at - 1]];
    if (isWord(previous, "OF") && isWord(before, "UPDATE")) inColumnList = true;
    else if (isWord(token, "ON")) inColumnList = false;
    const ofRow = isSymbol(previous, ".") && ["new", "old", table].some((row) => says(before, row));
    return (inColumnList || ofRow) && says(token, from) ? spelled(to, token) : null;
  });
}

/** A constant after labels of an enumerated type became others; the labels are given as a function. */
export function renameLabelsIn(expression: string, type: Named, rename: (label: string) => string): string {
  const tokens = tokensOf(expression, commonSql);
  return rewriteTokens(expression, tokens, (token, at) => {
    const isCast = token.kind === "string" && isSymbol(tokens[at + 1], "::");
    return isCast && says(tokens[at + 2], type.schema ?? type.name) ? renameLabel(token.text, rename) : null;
  });
}

/** A quoted constant, of the type or of an array of it, under the new labels. */
export function renameLabel(literal: string, rename: (label: string) => string): string {
  if (!literal.startsWith("'")) return literal;
  const value = literal.slice(1, -1).replaceAll("''", "'");
  const items = /^\{([^"\\{}]*)\}$/u.exec(value)?.[1];
  const renamed = items === undefined ? rename(value) : `{${items.split(",").map(rename).join(",")}}`;
  return `'${renamed.replaceAll("'", "''")}'`;
}

/** The table with a function applied to every expression that it holds. */
export function mapExpressions(table: Table, change: (expression: string) => string): Table {
  const maybe = (expression: string | null): string | null =>
    expression === null ? null : change(expression);
  return {
    ...table,
    columns: table.columns.map((column) => ({
      ...column,
      default: maybe(column.default),
      generated:
        column.generated === null
          ? null
          : { ...column.generated, expression: change(column.generated.expression) },
    })),
    checks: table.checks.map((check) => ({ ...check, expression: change(check.expression) })),
    indexes: table.indexes.map((index) => ({
      ...index,
      keys: index.keys.map((key) => ({ ...key, expression: maybe(key.expression) })),
      where: maybe(index.where),
    })),
    policies: table.policies.map((policy) => mapPolicyText(policy, change)),
  };
}

/** The policy with a function applied to its expressions. */
export function mapPolicyText(policy: Policy, change: (expression: string) => string): Policy {
  const { using, check } = policy;
  return {
    ...policy,
    using: using === null ? null : change(using),
    check: check === null ? null : change(check),
  };
}

/** The view with a function applied to its query and to the statements that follow it. */
export function mapViewText(view: View, change: (sql: string) => string): View {
  return { ...view, query: change(view.query), attachments: view.attachments.map(change) };
}

/** The view after a table or view was renamed, as far as it reads that one; `change` rewrites its text. */
export function withReads(view: View, from: Named, to: Named, change: (sql: string) => string): View {
  const [old, now] = [formatName(from), formatName(to)];
  if (!view.reads.includes(old)) return view;
  return { ...mapViewText(view, change), reads: view.reads.map((key) => (key === old ? now : key)) };
}

const countingFunctions = ["nextval", "currval", "setval"];

/** The sequence that a string names as the argument of a function that counts; null for all else. */
function sequenceAt(tokens: readonly Token[], at: number): Named | null {
  const token = tokens[at];
  if (token?.kind !== "string" || !token.text.startsWith("'") || !isSymbol(tokens[at - 1], "(")) return null;
  if (!countingFunctions.some((name) => says(tokens[at - 2], name))) return null;
  const parts = tokensOf(nameOf({ ...token, kind: "quoted" }), commonSql);
  const [first, dot, second, ...more] = parts;
  const read = (name: Token): string => (name.kind === "quoted" ? nameOf(name) : nameOf(name).toLowerCase());
  if (!isName(first) || more.length > 0) return null;
  if (dot === undefined) return { schema: null, name: read(first) };
  if (!isSymbol(dot, ".") || !isName(second)) return null;
  const schema = read(first);
  return { schema: schema === "public" ? null : schema, name: read(second) };
}

/** A type is named after `::` or AS, or with its namespace. */
function isType(tokens: readonly Token[], at: number, type: Named): boolean {
  if (!says(tokens[at], type.name)) return false;
  const previous = tokens[at - 1];
  if (type.schema !== null) return isSymbol(previous, ".") && says(tokens[at - 2], type.schema);
  return isSymbol(previous, "::") || isWord(previous, "AS");
}

/** Without quotes PostgreSQL reads a name in lower case. */
function readings(token: Token | undefined): readonly string[] {
  if (!isName(token)) return [];
  const name = nameOf(token);
  return token.kind === "quoted" ? [name] : unique([name, name.toLowerCase()]);
}

function isRelation({ schema, name }: RelationName, relation: Named): boolean {
  if (!says(name, relation.name)) return false;
  if (relation.schema !== null) return says(schema ?? undefined, relation.schema);
  // The namespaces that go without saying.
  return schema === null || says(schema, "public") || says(schema, "main");
}

/** The name of a relation before the dot of one of its columns. */
function isQualifier(tokens: readonly Token[], at: number, relation: Named): boolean {
  if (!says(tokens[at], relation.name) || !isSymbol(tokens[at + 1], ".")) return false;
  return (
    !isSymbol(tokens[at - 1], ".") || (relation.schema !== null && says(tokens[at - 2], relation.schema))
  );
}
