import { isName, nameOf } from "../../../core/sql/tokens.ts";
import type {
  Check,
  Column,
  ForeignKey,
  Index,
  IndexKey,
  Schema,
  Table,
  Unique,
  View,
} from "../../../core/schema/schema.ts";
import { canonicalType } from "./column-type.ts";
import { bareExpression, constants } from "../parse/expression.ts";
import { foldName, tokenize } from "../tokens.ts";

/** Types, names and defaults in one spelling; what SQLite has not (comments, namespaces) is left out. */
export function canonical(schema: Schema): Schema {
  const tables = schema.tables.map(canonicalTable);
  const byName = new Map(tables.map((table) => [foldName(table.name), table]));
  return {
    ...schema,
    tables: tables.map((table) => (table.foreignKeys.length === 0 ? table : withTargets(table, byName))),
    views: schema.views.map(canonicalView),
  };
}

/** A table in canonical form, but for what its foreign keys say of other tables. */
export function canonicalTable(table: Table): Table {
  const known = canonicalForms.get(table);
  if (known !== undefined) return known;
  const form = inCanonicalForm(table);
  canonicalForms.set(table, form);
  canonicalForms.set(form, form);
  return form;
}

/** A table is read once and compared often. */
const canonicalForms = new WeakMap<Table, Table>();

function inCanonicalForm(table: Table): Table {
  const spell = speller(table.columns.map((column) => column.name));
  const key = table.primaryKey;
  return {
    ...table,
    columns: table.columns.map((column) => canonicalColumn(column, table)),
    primaryKey: key === null ? null : { ...key, columns: key.columns.map(spell) },
    uniques: table.uniques.map((unique) => canonicalUnique(unique, spell)),
    checks: table.checks.map(canonicalCheck),
    indexes: table.indexes.map((index) => canonicalIndex(index, table, spell)),
    comment: null,
  };
}

function canonicalColumn(column: Column, table: Table): Column {
  const type = canonicalType(column.type);
  const inKey = table.primaryKey?.columns.some((name) => foldName(name) === foldName(column.name)) === true;
  // The id of a row is never null, and WITHOUT ROWID keeps its whole key so.
  const neverNull =
    inKey && (table.withoutRowid || (type === "integer" && table.primaryKey?.columns.length === 1));
  return {
    ...column,
    type,
    nullable: column.nullable && !neverNull,
    default: column.default === null ? null : canonicalDefault(column.default),
    generated:
      column.generated === null
        ? null
        : { ...column.generated, expression: bareExpression(column.generated.expression) },
    collation: canonicalCollation(column.collation),
    comment: null,
  };
}

/** `DEFAULT NULL` says nothing. */
function canonicalDefault(text: string): string | null {
  const bare = bareExpression(text);
  const word = bare.toUpperCase();
  if (word === "NULL") return null;
  if (constants.has(word)) return word;
  const number = /^([+-]?)\s*(\d+(?:\.\d+)?)$/u.exec(bare);
  return number === null ? bare : `${number[1] === "-" ? "-" : ""}${number[2] ?? ""}`;
}

/** The built-in collations in SQLite's spelling; BINARY is what there is anyway. */
function canonicalCollation(given: string | null): string | null {
  // Drizzle's SQL may quote it.
  const [quoted] = given?.startsWith('"') === true ? tokenize(given) : [];
  const collation = quoted === undefined ? given : nameOf(quoted);
  const known = collation?.toUpperCase() ?? "BINARY";
  if (known === "BINARY") return null;
  return known === "NOCASE" || known === "RTRIM" ? known : collation;
}

function canonicalUnique(unique: Unique, spell: Speller): Unique {
  return { ...unique, columns: unique.columns.map(spell), nullsNotDistinct: false };
}

function canonicalCheck(check: Check): Check {
  return { ...check, expression: bareExpression(check.expression), validated: true };
}

function canonicalIndex(index: Index, table: Table, spell: Speller): Index {
  return {
    ...index,
    nullsNotDistinct: false,
    method: "btree",
    keys: index.keys.map((key) => canonicalKey(key, table, spell)),
    where: index.where === null ? null : bareExpression(index.where),
    comment: null,
  };
}

/** An expression that is no more than a column is that column, as it is to SQLite. */
function canonicalKey(given: IndexKey, table: Table, spell: Speller): IndexKey {
  const [token, ...rest] = tokenize(bareExpression(given.expression ?? ""));
  const named = isName(token) && rest.length === 0 ? spell(nameOf(token)) : null;
  const isColumn = given.column === null && table.columns.some(({ name }) => name === named);
  const key = isColumn ? { ...given, column: named, expression: null } : given;
  const usual = key.descending ? "last" : "first";
  return {
    ...key,
    column: key.column === null ? null : spell(key.column),
    expression: key.expression === null ? null : bareExpression(key.expression),
    nulls: key.nulls === usual ? null : key.nulls,
    collation: canonicalCollation(key.collation),
  };
}

function canonicalView(view: View): View {
  return { ...view, query: view.query.trim().replace(/\s*;$/u, "") };
}

/** The table whose foreign keys say what they point to as that table does. */
function withTargets(table: Table, byName: ReadonlyMap<string, Table>): Table {
  const targets = table.foreignKeys.map((key) => byName.get(foldName(key.references.table)) ?? null);
  const known = tablesWithTargets.get(table);
  if (known?.targets.every((target, at) => target === targets[at]) === true) return known.made;
  const made = {
    ...table,
    foreignKeys: table.foreignKeys.map((key, at) => resolved(key, table, targets[at] ?? null)),
  };
  tablesWithTargets.set(table, { targets, made });
  return made;
}

/** What was made last of a table and of those that it points to. */
const tablesWithTargets = new WeakMap<
  Table,
  { readonly targets: readonly (Table | null)[]; readonly made: Table }
>();

/** Names of the other table as it spells them; no columns are its primary key. */
function resolved(key: ForeignKey, table: Table, target: Table | null): ForeignKey {
  const given = key.references.columns;
  const columns = given.length === 0 ? (target?.primaryKey?.columns ?? given) : given;
  return {
    ...key,
    columns: key.columns.map(speller(table.columns.map((column) => column.name))),
    references: {
      schema: null,
      table: target?.name ?? key.references.table,
      columns: target === null ? columns : columns.map(speller(target.columns.map((column) => column.name))),
    },
    onDeleteColumns: null,
    validated: true,
  };
}

type Speller = (name: string) => string;

/** Gives names the spelling of this list. */
function speller(names: readonly string[]): Speller {
  const known = new Map(names.map((name) => [foldName(name), name]));
  return (name) => known.get(foldName(name)) ?? name;
}
