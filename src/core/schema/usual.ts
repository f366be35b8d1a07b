import { sameData } from "../collections.ts";
import {
  plainIndex,
  type Check,
  type Column,
  type ForeignKey,
  type Generated,
  type Identity,
  type Index,
  type IndexKey,
  type Policy,
  type PrimaryKey,
  type Role,
  type Sequence,
  type SequenceOptions,
  type Table,
  type Unique,
  type View,
} from "./schema.ts";

type But<T, K extends keyof T> = Readonly<Omit<T, K>>;
type Constraint<T> = Readonly<Omit<T, "name" | "nameExplicit" | "columns" | "keys" | "expression">>;

/** A table as SQL makes it by default; likewise what follows. */
export const usualTable: Readonly<
  Pick<Table, "strict" | "withoutRowid" | "comment" | "rowSecurity" | "forcedRowSecurity">
> = { strict: false, withoutRowid: false, comment: null, rowSecurity: false, forcedRowSecurity: false };

export const usualColumn: But<Column, "name" | "type"> = {
  nullable: true,
  default: null,
  generated: null,
  identity: null,
  collation: null,
  autoincrement: false,
  storage: null,
  statistics: null,
  comment: null,
};

/** Computed on reading. */
export const usualGenerated: But<Generated, "expression"> = { stored: false };

const usualOptions: SequenceOptions = {
  start: null,
  increment: null,
  min: null,
  max: null,
  cache: null,
  cycle: false,
};

/** `BY DEFAULT`, with the name that PostgreSQL picks. */
export const usualIdentity: Identity = { always: false, sequence: null, ...usualOptions };

export const usualSequence: But<Sequence, "schema" | "name" | "ownedBy"> = {
  type: "bigint",
  ...usualOptions,
};

export const usualPrimaryKey: Constraint<PrimaryKey> = {
  comment: null,
  ...plainIndex,
  deferrable: null,
  onConflict: null,
};

export const usualUnique: Constraint<Unique> = {
  comment: null,
  ...plainIndex,
  nullsNotDistinct: false,
  deferrable: null,
  onConflict: null,
};

export const usualCheck: Constraint<Check> = { comment: null, validated: true, noInherit: false };

export const usualForeignKey: Omit<Constraint<ForeignKey>, "references"> = {
  comment: null,
  onUpdate: null,
  onDelete: null,
  onDeleteColumns: null,
  matchFull: false,
  deferrable: null,
  validated: true,
};

export const usualIndex: Constraint<Index> = {
  comment: null,
  ...plainIndex,
  unique: false,
  nullsNotDistinct: false,
  method: "btree",
  where: null,
};

export const usualIndexKey: IndexKey = {
  column: null,
  expression: null,
  descending: false,
  nulls: null,
  opclass: null,
  collation: null,
};

/** For everybody and all commands. */
export const usualPolicy: But<Policy, "name"> = {
  permissive: true,
  command: "all",
  roles: ["public"],
  using: null,
  check: null,
};

/** A role that inherits, and may make neither databases nor roles. */
export const usualRole: But<Role, "name"> = { createDb: false, createRole: false, inherit: true };

export const usualView: But<View, "schema" | "name" | "query" | "reads" | "outputs" | "outputTypes"> = {
  materialized: false,
  columns: null,
  with: [],
  accessMethod: null,
  tablespace: null,
  populated: true,
  attachments: [],
};

/** The defaults, but for what is given. */
export function filled<T extends object>(usual: T, said: { readonly [K in keyof T]?: T[K] | null }): T {
  const whole = { ...usual };
  for (const key of Object.keys(usual) as (keyof T)[]) whole[key] = said[key] ?? usual[key];
  return whole;
}

/** What is not as usual. */
export function unusual<T extends object>(usual: T, whole: T): Partial<T> {
  const kept = (Object.keys(whole) as (keyof T)[])
    .filter((key) => Object.hasOwn(usual, key) && !sameData(whole[key], usual[key]))
    .map((key) => [key, whole[key]]);
  return Object.fromEntries(kept) as Partial<T>;
}
