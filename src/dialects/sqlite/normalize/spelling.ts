import { formatName, parseName } from "../../../core/schema/names.ts";
import type { ConstraintName, ForeignKey, Schema, Table, View } from "../../../core/schema/schema.ts";
import { foldName } from "../tokens.ts";

/**
 * The wanted schema with the live names where both differ in the case of ASCII letters alone: to SQLite
 * `Users` is `users`, and neither a new table nor a rename.
 */
export function inLiveSpelling(wanted: Schema, live: Schema): Schema {
  const relation = spelling([...live.tables, ...live.views], [...wanted.tables, ...wanted.views]);
  const liveTables = new Map(live.tables.map((table) => [table.name, table]));
  const columns = new Map(
    wanted.tables.map((table) => {
      const name = relation(table.name);
      return [name, spelling(liveTables.get(name)?.columns ?? [], table.columns)];
    }),
  );
  const views = new Map(live.views.map((view) => [view.name, view]));
  const columnOf = (table: string): Spelling => columns.get(table) ?? same;
  return {
    ...wanted,
    tables: wanted.tables.map((table) => {
      const name = relation(table.name);
      return spellTable({ ...table, name }, liveTables.get(name), relation, columnOf);
    }),
    views: wanted.views.map((view) => {
      const name = relation(view.name);
      return spellView({ ...view, name }, views.get(name), relation);
    }),
  };
}

type Spelling = (name: string) => string;

const same: Spelling = (name) => name;

function spellTable(
  table: Table,
  live: Table | undefined,
  relation: Spelling,
  columnOf: (table: string) => Spelling,
): Table {
  const column = columnOf(table.name);
  const named = <T extends ConstraintName>(items: readonly T[], others: readonly T[] = []): readonly T[] => {
    const spell = spelling(others, items);
    return items.map((item) => (item.name === null ? item : { ...item, name: spell(item.name) }));
  };
  const alone = <T>(item: T | null | undefined): readonly T[] => (item == null ? [] : [item]);
  const [key] = named(alone(table.primaryKey), alone(live?.primaryKey));
  return {
    ...table,
    columns: table.columns.map((each) => ({ ...each, name: column(each.name) })),
    primaryKey: key === undefined ? null : { ...key, columns: key.columns.map(column) },
    uniques: named(table.uniques, live?.uniques).map((unique) => ({
      ...unique,
      columns: unique.columns.map(column),
    })),
    checks: named(table.checks, live?.checks),
    foreignKeys: named(table.foreignKeys, live?.foreignKeys).map((each) =>
      spellKey(each, column, relation, columnOf),
    ),
    indexes: named(table.indexes, live?.indexes).map((index) => ({
      ...index,
      keys: index.keys.map((each) => ({
        ...each,
        column: each.column === null ? null : column(each.column),
      })),
    })),
  };
}

function spellKey(
  key: ForeignKey,
  column: Spelling,
  relation: Spelling,
  columnOf: (table: string) => Spelling,
): ForeignKey {
  const table = relation(key.references.table);
  const columns = key.references.columns.map(columnOf(table));
  return { ...key, columns: key.columns.map(column), references: { ...key.references, table, columns } };
}

function spellView(view: View, live: View | undefined, relation: Spelling): View {
  const names = (columns: readonly string[] | null | undefined): readonly { readonly name: string }[] =>
    (columns ?? []).map((name) => ({ name }));
  const column = spelling(names(live?.columns), names(view.columns));
  return {
    ...view,
    columns: view.columns?.map(column) ?? null,
    reads: view.reads.map((key) => {
      const named = parseName(key);
      return named === null ? key : formatName({ ...named, name: relation(named.name) });
    }),
  };
}

interface MaybeNamed {
  readonly name: string | null;
}

/** The live name of each wanted one, unless that is the exact name of another. */
function spelling(live: readonly MaybeNamed[], wanted: readonly MaybeNamed[]): Spelling {
  const exact = new Set(wanted.map(({ name }) => name));
  const known = new Map(
    live.flatMap(({ name }) => (name === null || exact.has(name) ? [] : [[foldName(name), name]])),
  );
  return (name) => known.get(foldName(name)) ?? name;
}
