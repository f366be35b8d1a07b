import { applyOperations } from "../operations/apply.ts";
import { make } from "../operations/make.ts";
import type { Operation } from "../operations/operations.ts";
import { nameOf } from "../schema/lookup.ts";
import { formatName } from "../schema/names.ts";
import type { Named, Schema } from "../schema/schema.ts";

/**
 * Something that kept what it holds under another name. `from` and `to` are keys of tables, types, sequences and roles, or
 * names of columns and labels; `inside` is the live key of the table or type that these belong to.
 */
export interface Rename {
  readonly kind: "table" | "column" | "enum" | "enumValue" | "sequence" | "role";
  readonly inside: string | null;
  readonly from: string;
  readonly to: string;
}

/** The live structure under its new names. */
export interface Renamed {
  readonly live: Schema;
  readonly operations: readonly Operation[];
  /** New keys of the tables that were renamed, or whose columns were. */
  readonly tables: ReadonlySet<string>;
  /** The live key of a table, from its new one. */
  readonly originalTable: (table: string) => string;
}

/** Carry out renames: what is inside first, so that every `inside` is a name the database has now. */
export function applyRenames(live: Schema, renames: readonly Rename[]): Renamed {
  const inner = renames.filter(({ inside }) => inside !== null);
  const outer = renames.filter(({ inside }) => inside === null);
  const operations = [...inner, ...outer].flatMap(renameOperations);
  const tables = outer.filter(({ kind }) => kind === "table");
  const originals = new Map(tables.map(({ from, to }) => [to, from]));
  const current = new Map(tables.map(({ from, to }) => [from, to]));
  return {
    live: applyOperations(live, operations),
    operations,
    tables: new Set(
      renames.flatMap(({ kind, inside, to }) =>
        kind === "table" ? [to] : kind === "column" && inside !== null ? [current.get(inside) ?? inside] : [],
      ),
    ),
    originalTable: (table) => originals.get(table) ?? table,
  };
}

/** A rename as people write it: `users:people`, `users.name:users.full_name`. */
export function formatRename({ inside, from, to }: Rename): string {
  if (inside === null) return `${from}:${to}`;
  const part = (name: string): string => `${inside}.${formatName({ schema: null, name })}`;
  return `${part(from)}:${part(to)}`;
}

function renameOperations({ kind, inside, from, to }: Rename): readonly Operation[] {
  switch (kind) {
    case "table":
      return [make.renameTable(from, nameOf(to).name)];
    case "enum":
      return [make.renameEnum(from, nameOf(to).name)];
    case "sequence":
      return renameSequence(nameOf(from), nameOf(to));
    case "role":
      return [make.renameRole(nameOf(from).name, nameOf(to).name)];
    case "column":
      return [make.renameColumn(inside ?? "", from, to)];
    case "enumValue":
      return [make.renameEnumValue(inside ?? "", from, to)];
    default:
      return kind satisfies never;
  }
}

/** A sequence may take another name, go to another namespace, or both. */
function renameSequence(from: Named, to: Named): readonly Operation[] {
  const renamed = { ...from, name: to.name };
  return [
    ...(from.name === to.name ? [] : [make.renameSequence(formatName(from), to.name)]),
    ...(from.schema === to.schema ? [] : [make.moveSequence(formatName(renamed), to.schema)]),
  ];
}
