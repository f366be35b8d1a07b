import { formatName } from "../../../core/schema/names.ts";
import type { Index, Named, Trigger, View } from "../../../core/schema/schema.ts";
import { qualified, quote } from "../identifiers.ts";
import { textLiteral } from "../literal.ts";
import { optionsOf } from "./constraints.ts";
import type { ViewRow } from "./queries.ts";

/** What belongs to a view besides its query. */
export interface ViewParts {
  readonly comment: string | null;
  readonly indexes: readonly { readonly index: Index; readonly definition: string }[];
  readonly triggers: readonly Trigger[];
}

/** A view as the catalogue has it, with the statements that make its company again. */
export function viewOf(named: Named, materialized: boolean, row: ViewRow, own: ViewParts): View {
  return {
    ...named,
    query: row.query,
    materialized,
    columns: null,
    with: optionsOf(row.options),
    attachments: attachmentsOf(qualified(named), materialized, row, own),
    reads: (row.reads ?? []).map(formatName),
  };
}

function attachmentsOf(name: string, materialized: boolean, row: ViewRow, own: ViewParts): readonly string[] {
  const kind = materialized ? "MATERIALIZED VIEW" : "VIEW";
  const columns = row.columns ?? [];
  const comment = (what: string, text: string | null): string[] =>
    text === null ? [] : [`COMMENT ON ${what} IS ${textLiteral(text)}`];
  return [
    ...columns.flatMap(({ column, default: value }) =>
      value === null ? [] : [`ALTER VIEW ${name} ALTER COLUMN ${quote(column)} SET DEFAULT ${value}`],
    ),
    ...own.indexes.map(({ definition }) => definition),
    ...own.indexes.flatMap(({ index }) =>
      index.name === null ? [] : comment(`INDEX ${quote(index.name)}`, index.comment),
    ),
    ...(row.rules ?? []).map((rule) => rule.replace(/;\s*$/u, "")),
    ...own.triggers.map(({ sql }) => sql),
    ...comment(`${kind} ${name}`, own.comment),
    ...columns.flatMap(({ column, comment: text }) => comment(`COLUMN ${name}.${quote(column)}`, text)),
    ...(row.grants ?? []).map(
      ({ privilege, column, to, grantable }) =>
        `GRANT ${privilege}${column === null ? "" : ` (${quote(column)})`} ON ${name} TO ${to === null ? "PUBLIC" : quote(to)}${grantable ? " WITH GRANT OPTION" : ""}`,
    ),
  ];
}
