import { applyOperations } from "../operations/apply.ts";
import { make } from "../operations/make.ts";
import type { Operation } from "../operations/operations.ts";
import { movedName, nameOf, renamedName } from "../schema/lookup.ts";
import { formatName } from "../schema/names.ts";
import type { ObjectKind } from "../schema/objects.ts";
import type { Schema } from "../schema/schema.ts";
import { oneAfterAnother } from "./succession.ts";

/**
 * Something that kept what it holds under another name. `from` and `to` are keys of tables, views, types, sequences
 * and roles, or names of namespaces, columns and labels; `inside` is the live key of the table or type that the
 * last two belong to.
 */
export interface Rename {
  readonly kind: ObjectKind | "namespace" | "column" | "enumValue" | "role";
  readonly inside: string | null;
  readonly from: string;
  readonly to: string;
}

/** The live structure under its new names. */
export interface Renamed {
  readonly live: Schema;
  /** What makes room for names, and the renames of views: these have to come before views are dropped. */
  readonly first: readonly Operation[];
  readonly operations: readonly Operation[];
  /** New keys of the tables and views that were renamed, or whose columns were. */
  readonly relations: ReadonlySet<string>;
  /** The live key of a table, from its new one. */
  readonly originalTable: (table: string) => string;
  /** The key of a view after `first`, from its new one. */
  readonly originalView: (view: string) => string;
}

/** Carry out renames: what is inside first, so that every `inside` is a name the database has now. */
export function applyRenames(live: Schema, renames: readonly Rename[]): Renamed {
  const inner = renames.filter(({ inside }) => inside !== null);
  const spaces = renames.filter(({ kind }) => kind === "namespace");
  const outer = renames.filter(({ inside, kind }) => inside === null && kind !== "namespace");
  const former = new Map(spaces.map(({ from, to }) => [to, from]));
  // A namespace takes all that lies in it along, so it is renamed last.
  const before = (key: string): string => inNamespace(key, former);
  const after = (key: string): string => inNamespace(key, new Map(spaces.map(({ from, to }) => [from, to])));
  const moves = outer.map((rename) => ({ ...rename, to: before(rename.to) }));
  const needed = moves.flatMap(({ to }) => nameOf(to).schema ?? []);
  const isView = ({ kind }: Rename): boolean => kind === "view";
  const first = [
    ...[...new Set(needed)]
      .filter((name) => !live.namespaces.includes(name))
      .map((name) => make.createSchema(name)),
    ...successive(moves.filter(isView)),
  ];
  const operations = [
    ...successive(inner),
    ...successive(moves.filter((rename) => !isView(rename))),
    ...spaces.map(({ from, to }) => make.renameSchema(from, to)),
  ];
  const tables = outer.filter(({ kind }) => kind === "table");
  const originals = new Map(tables.map(({ from, to }) => [to, from]));
  const current = new Map(tables.map(({ from, to }) => [from, to]));
  return {
    live: applyOperations(live, [...first, ...operations]),
    first,
    operations,
    relations: new Set([
      ...renames.flatMap(({ kind, inside, to }) =>
        kind === "table" || kind === "view"
          ? [to]
          : kind === "column" && inside !== null
            ? [current.get(inside) ?? after(inside)]
            : [],
      ),
      ...[...live.tables, ...live.views]
        .map(formatName)
        .flatMap((key) => (after(key) === key ? [] : [after(key)])),
    ]),
    originalTable: (table) => originals.get(table) ?? before(table),
    originalView: before,
  };
}

/** A rename as people write it: `users:people`, `users.name:users.full_name`. */
export function formatRename({ inside, from, to }: Rename): string {
  if (inside === null) return `${from}:${to}`;
  const part = (name: string): string => `${inside}.${formatName({ schema: null, name })}`;
  return `${part(from)}:${part(to)}`;
}

/** The renames as operations, each when its new name is free; what is exchanged goes by way of a third name. */
function successive(renames: readonly Rename[]): readonly Operation[] {
  const spare = ({ inside, to }: Rename): string => {
    if (inside !== null) return `mig_${to}`;
    const { schema, name } = nameOf(to);
    return formatName({ schema, name: `mig_${name}` });
  };
  return oneAfterAnother(renames, keyOf, spare).flatMap(renameOperations);
}

/** Tables, views and sequences of a namespace share their names. */
function keyOf({ kind, inside }: Rename, name: string): string {
  const group = kind === "column" || kind === "enumValue" || kind === "enum" ? kind : "relation";
  return JSON.stringify([group, inside, name]);
}

function inNamespace(key: string, others: ReadonlyMap<string, string>): string {
  const { schema } = nameOf(key);
  const other = schema === null ? undefined : others.get(schema);
  return other === undefined ? key : movedName(key, other);
}

/** What goes to another namespace takes its new name first, where it has one. */
function renameOperations({ kind, inside, from, to }: Rename): readonly Operation[] {
  switch (kind) {
    case "role":
      return [make.renameRole(nameOf(from).name, nameOf(to).name)];
    case "namespace":
      return [make.renameSchema(from, to)];
    case "column":
      return [make.renameColumn(inside ?? "", from, to)];
    case "enumValue":
      return [make.renameEnumValue(inside ?? "", from, to)];
    default:
      return relocated(kind, from, to);
  }
}

/** What gives each kind another name, and what puts it into another namespace. */
const relocations: Readonly<
  Record<
    ObjectKind,
    readonly [
      rename: (from: string, to: string) => Operation,
      move: (name: string, namespace: string | null) => Operation,
    ]
  >
> = {
  table: [make.renameTable, make.moveTable],
  view: [make.renameView, make.moveView],
  enum: [make.renameEnum, make.moveEnum],
  sequence: [make.renameSequence, make.moveSequence],
};

function relocated(kind: ObjectKind, from: string, to: string): readonly Operation[] {
  const [rename, move] = relocations[kind];
  const [old, now] = [nameOf(from), nameOf(to)];
  return [
    ...(old.name === now.name ? [] : [rename(from, now.name)]),
    ...(old.schema === now.schema ? [] : [move(renamedName(from, now.name), now.schema)]),
  ];
}
