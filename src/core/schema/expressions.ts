import { groupBy, unique } from "../collections.ts";
import { formatName } from "./names.ts";
import type { Named, Schema, Table, View } from "./schema.ts";
import { namesIn, rewriteTokens, says, spelled, type NameInText, type Token } from "./tokens.ts";

/** Whether an expression over a table's row reads this column. */
export function mentionsColumn(expression: string, column: string): boolean {
  return namesIn(expression).some((place) => isColumn(place, column));
}

/** Whether an expression casts to this type or an array of it. */
export function mentionsType(expression: string, type: Named): boolean {
  return namesIn(expression).some((place) => isType(place, type));
}

/** Every name that SQL text could mean, as keys: alone, and with the name before its dot. */
export function namesMentioned(sql: string): readonly string[] {
  return unique(
    namesIn(sql).flatMap(({ token, previous, beforePrevious }) =>
      readings(token).flatMap((name) => [
        formatName({ schema: null, name }),
        ...(previous?.text === "." && beforePrevious?.kind === "name"
          ? readings(beforePrevious).map((schema) => formatName({ schema, name }))
          : []),
      ]),
    ),
  );
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
      namesIn(query).flatMap((place) =>
        (byName.get(place.token.name?.toLowerCase() ?? "") ?? [])
          .filter((relation) => isRelation(place, relation))
          .map(formatName),
      ),
    ).sort();
}

/** An expression over a table's row after one of its columns was renamed. */
export function renameColumnIn(expression: string, from: string, to: string): string {
  return rewriteTokens(expression, (place) => (isColumn(place, from) ? spelled(to, place.token) : null));
}

/** SQL text after a table or view that it may read was renamed. */
export function renameRelationIn(sql: string, from: Named, to: string): string {
  return rewriteTokens(sql, (place) => (isRelation(place, from) ? spelled(to, place.token) : null));
}

/** An expression after a type that it may cast to was renamed. */
export function renameTypeIn(expression: string, from: Named, to: string): string {
  return rewriteTokens(expression, (place) => (isType(place, from) ? spelled(to, place.token) : null));
}

/** The text of a trigger after a column of its table was renamed. */
export function renameColumnInTrigger(sql: string, table: string, from: string, to: string): string {
  let inColumnList = false;
  return rewriteTokens(sql, (place) => {
    if (says(place.previous, "of") && says(place.beforePrevious, "update")) inColumnList = true;
    else if (says(place.token, "on")) inColumnList = false;
    const ofRow =
      place.previous?.text === "." && ["new", "old", table].some((row) => says(place.beforePrevious, row));
    return (inColumnList || ofRow) && says(place.token, from) ? spelled(to, place.token) : null;
  });
}

/** A constant after labels of an enumerated type became others; the labels are given as a function. */
export function renameLabelsIn(expression: string, type: Named, rename: (label: string) => string): string {
  return rewriteTokens(expression, (place) => {
    if (place.token.kind !== "string" || place.next?.text !== "::" || place.afterNext === null) return null;
    const namespaced =
      type.schema === null ? says(place.afterNext, type.name) : says(place.afterNext, type.schema);
    return namespaced ? renameLabel(place.token.text, rename) : null;
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
  };
}

/** The view with a function applied to its query and to the statements that follow it. */
export function mapViewText(view: View, change: (sql: string) => string): View {
  return { ...view, query: change(view.query), attachments: view.attachments.map(change) };
}

function isColumn({ token, previous, next }: NameInText, column: string): boolean {
  if (!says(token, column)) return false;
  return next?.text !== "(" && next?.text !== "." && previous?.text !== "::";
}

function isType({ token, previous, beforePrevious }: NameInText, type: Named): boolean {
  if (!says(token, type.name)) return false;
  const cast = previous?.text === "::" || says(previous, "as");
  return type.schema === null ? cast : previous?.text === "." && says(beforePrevious, type.schema);
}

/** Without quotes PostgreSQL reads a name in lower case. */
function readings({ name, quoted }: Token): readonly string[] {
  if (name === null) return [];
  return quoted ? [name] : unique([name, name.toLowerCase()]);
}

const beforeRelation = ["on", "from", "join", "into", "update", "references", "table"];

/** A relation is named after a word that wants one, in a list after a comma, or before a dot. */
function isRelation({ token, previous, beforePrevious, next }: NameInText, relation: Named): boolean {
  if (!says(token, relation.name)) return false;
  if (previous?.text === ".") return relation.schema !== null && says(beforePrevious, relation.schema);
  if (relation.schema !== null) return next?.text === ".";
  if (next?.text === ".") return true;
  return (
    previous?.text === "," || previous?.text === "(" || beforeRelation.some((word) => says(previous, word))
  );
}
