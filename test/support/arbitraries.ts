import * as fc from "fast-check";
import { formatName } from "../../src/core/schema/names.ts";
import type {
  Column,
  EnumType,
  ForeignKey,
  Index,
  IndexKey,
  Named,
  Schema,
  Table,
  View,
} from "../../src/core/schema/schema.ts";
import {
  ginTypes,
  identityTypes,
  names,
  postgresTypes,
  serialTypes,
  quote,
  sqliteTypes,
  strictTypes,
  type DialectName,
  type TypeSample,
} from "./arbitrary-types.ts";
import { arbitraryMutations, mutate } from "./mutations.ts";

export type { DialectName } from "./arbitrary-types.ts";

export interface SchemaOptions {
  /** Also views over the tables; false unless said. */
  readonly views?: boolean;
  /** The most tables; 4 unless said. */
  readonly maxTables?: number;
}

/** Two schemas with a common past. */
export interface SchemaPair {
  readonly before: Schema;
  readonly after: Schema;
}

/** A schema that the engine creates without complaint. Constraint names are explicit or null. */
export function arbitrarySchema(dialect: DialectName, options: SchemaOptions = {}): fc.Arbitrary<Schema> {
  return fc
    .record({
      namespaces:
        dialect === "sqlite"
          ? fc.constant([])
          : sometimes(fc.uniqueArray(fc.constantFrom(...names.namespaces), { maxLength: 2 }), []),
      enums: dialect === "sqlite" ? fc.constant([]) : fc.array(arbitraryEnum(), { maxLength: 2 }),
      tables: fc.uniqueArray(arbitraryTableDraft(), {
        minLength: 1,
        maxLength: options.maxTables ?? 4,
        selector: (draft) => draft.name.toLowerCase(),
      }),
      views:
        options.views === true
          ? fc.array(fc.record({ table: fc.nat(), materialized: fc.boolean() }), { maxLength: 2 })
          : fc.constant([]),
    })
    .map((draft) => build(dialect, draft));
}

/** A schema and a neighbour: both are creatable, and each lacks or changes some of what the other has. */
export function arbitraryPair(dialect: DialectName, options: SchemaOptions = {}): fc.Arbitrary<SchemaPair> {
  return fc
    .tuple(arbitrarySchema(dialect, options), arbitraryMutations(), arbitraryMutations())
    .map(([base, left, right]) => ({
      before: mutate(dialect, base, left),
      after: mutate(dialect, base, right),
    }));
}

interface Draft {
  readonly namespaces: readonly string[];
  readonly enums: readonly EnumDraft[];
  readonly tables: readonly TableDraft[];
  readonly views: readonly { readonly table: number; readonly materialized: boolean }[];
}
interface EnumDraft {
  readonly name: string;
  readonly values: readonly string[];
  readonly place: number;
}
type TableDraft = ReturnType<typeof arbitraryTableDraft> extends fc.Arbitrary<infer T> ? T : never;
type ColumnDraft = ReturnType<typeof arbitraryColumnDraft> extends fc.Arbitrary<infer T> ? T : never;

function sometimes<T>(arbitrary: fc.Arbitrary<T>, otherwise: T): fc.Arbitrary<T> {
  return fc.oneof({ weight: 3, arbitrary: fc.constant(otherwise) }, { weight: 1, arbitrary });
}

function arbitraryName(usual: readonly string[]): fc.Arbitrary<string> {
  return fc.oneof(
    { weight: 3, arbitrary: fc.constantFrom(...usual) },
    { weight: 1, arbitrary: fc.constantFrom(...names.nasty) },
  );
}

function arbitraryEnum(): fc.Arbitrary<EnumDraft> {
  return fc.record({
    name: fc.constantFrom(...names.enums),
    values: fc.uniqueArray(fc.constantFrom(...names.labels), { minLength: 1, maxLength: 4 }),
    place: fc.nat(),
  });
}

function arbitraryColumnDraft() {
  return fc.record({
    name: arbitraryName(names.columns),
    type: fc.nat(),
    nullable: fc.boolean(),
    default: fc.option(fc.nat()),
    special: sometimes(
      fc.constantFrom("generated", "virtual", "identity", "serial", "enum", "enum[]", "collated"),
      "none",
    ),
    identity: fc.record({
      always: fc.boolean(),
      start: fc.option(fc.integer({ min: 1, max: 90 })),
      increment: fc.option(fc.integer({ min: 1, max: 9 })),
      cycle: fc.boolean(),
      max: sometimes<number | null>(fc.integer({ min: 1000, max: 30000 }), null),
      cache: sometimes<number | null>(fc.integer({ min: 2, max: 9 }), null),
    }),
    comment: sometimes<string | null>(fc.constantFrom("a comment", "it's"), null),
  });
}

function arbitraryTableDraft() {
  const key = fc.record({
    picks: fc.uniqueArray(fc.nat(9), { minLength: 1, maxLength: 3 }),
    name: arbitraryConstraintName(),
  });
  return fc.record({
    name: arbitraryName(names.tables),
    place: fc.nat(),
    columns: fc.uniqueArray(arbitraryColumnDraft(), {
      minLength: 1,
      maxLength: 6,
      selector: (draft) => draft.name.toLowerCase(),
    }),
    primaryKey: fc.option(key, { freq: 4 }),
    autoincrement: fc.boolean(),
    flavour: sometimes(fc.constantFrom("strict", "without rowid"), "plain"),
    uniques: fc.array(fc.tuple(key, fc.boolean()), { maxLength: 2 }),
    checks: fc.array(fc.record({ column: fc.nat(), condition: fc.nat(), name: arbitraryConstraintName() }), {
      maxLength: 2,
    }),
    indexes: fc.array(
      fc.record({
        picks: key,
        unique: fc.boolean(),
        where: sometimes<number | null>(fc.nat(), null),
        expression: sometimes<number | null>(fc.nat(), null),
        descending: fc.boolean(),
        nulls: fc.constantFrom(null, null, "first" as const, "last" as const),
        include: sometimes<number | null>(fc.nat(), null),
        fillfactor: sometimes<number | null>(fc.integer({ min: 50, max: 99 }), null),
        method: sometimes(fc.constantFrom("hash", "gin"), "btree"),
        opclass: fc.boolean(),
      }),
      { maxLength: 3 },
    ),
    foreignKeys: fc.array(
      fc.record({
        table: fc.nat(),
        key: fc.nat(),
        reversed: fc.boolean(),
        name: arbitraryConstraintName(),
        onDelete: fc.constantFrom(
          null,
          "cascade" as const,
          "restrict" as const,
          "set null" as const,
          "set default" as const,
        ),
        onUpdate: fc.constantFrom(null, null, "cascade" as const),
      }),
      { maxLength: 2 },
    ),
    comment: sometimes<string | null>(fc.constantFrom("a table", "it's"), null),
  });
}

/** Makes a name from a number, so that no two are the same; null leaves it to the engine. */
type NameMaker = ((n: number) => string) | null;

function arbitraryConstraintName(): fc.Arbitrary<NameMaker> {
  return fc.constantFrom<NameMaker>(
    null,
    null,
    (n) => `rule_${n}`,
    (n) => `Rule "${n}"`,
    (n) => `ünique.${n}`,
    (n) => `${"long".repeat(14)}_${String(n).padStart(3, "0")}`,
  );
}

function build(dialect: DialectName, draft: Draft): Schema {
  const place = (pick: number): string | null =>
    [null, ...draft.namespaces][pick % (draft.namespaces.length + 1)] ?? null;
  const enums = distinct(
    draft.enums.map(({ name, values, place: pick }): EnumType => ({ schema: place(pick), name, values })),
    formatName,
  );
  const counter = { next: 1 };
  const bare = draft.tables.map((table) => buildTable(dialect, table, place(table.place), enums, counter));
  const tables = bare.map((table, position) =>
    withForeignKeys(table, draft.tables[position]!, bare, counter),
  );
  const views = draft.views.map(({ table, materialized }, position): View => {
    const read = tables[table % tables.length]!;
    const columns = read.columns
      .filter((column) => column.type !== "json")
      .map((column) => quote(column.name));
    return {
      schema: null,
      name: `view_${position}`,
      query: `select ${columns.length === 0 ? "1 as one" : columns.join(", ")} from ${qualified(read)}`,
      materialized: materialized && dialect === "postgresql",
      columns: null,
      with: [],
      attachments: [],
      reads: [formatName(read)],
    };
  });
  return { namespaces: [...draft.namespaces], enums, tables, views };
}

function buildTable(
  dialect: DialectName,
  draft: TableDraft,
  schema: string | null,
  enums: readonly EnumType[],
  counter: { next: number },
): Table {
  const explicit = (make: NameMaker): { name: string | null; nameExplicit: boolean } =>
    make === null ? { name: null, nameExplicit: false } : { name: make(counter.next++), nameExplicit: true };
  const strict = dialect === "sqlite" && draft.flavour === "strict";
  const types =
    dialect === "postgresql"
      ? postgresTypes
      : strict
        ? sqliteTypes.filter(({ type }) => strictTypes.has(type))
        : sqliteTypes;
  const columns = withGenerated(
    dialect,
    draft.columns,
    draft.columns.map((column) => buildColumn(dialect, column, types, enums)),
  );
  const pick = <T>(list: readonly T[], picks: readonly number[]): T[] =>
    list.length === 0 ? [] : [...new Set(picks.map((n) => list[n % list.length]!))];

  const plain = columns.filter(({ column, type }) => type.ordered && column.generated === null);
  const ordered = columns.filter(
    ({ type, column }) =>
      type.ordered && (dialect === "sqlite" || column.generated === null || column.generated.stored),
  );
  const keyColumns =
    draft.primaryKey === null ? [] : pick(plain, draft.primaryKey.picks).map(({ column }) => column.name);
  const primaryKey =
    keyColumns.length === 0 || draft.primaryKey === null
      ? null
      : { ...explicit(draft.primaryKey.name), columns: keyColumns, onConflict: null };
  const onlyKey = keyColumns.length === 1 ? keyColumns[0] : undefined;
  const autoincrement =
    dialect === "sqlite" &&
    draft.autoincrement &&
    columns.find(({ column }) => column.name === onlyKey)?.column.type === "integer";

  const taken = new Set<string>([keyColumns.join("\0")]);
  const free = (list: readonly string[]): boolean => {
    const known = list.length === 0 || taken.has(list.join("\0"));
    taken.add(list.join("\0"));
    return !known;
  };
  const uniques = draft.uniques
    .map(([{ picks, name }, nulls]) => ({
      columns: pick(ordered, picks).map(({ column }) => column.name),
      name,
      nulls,
    }))
    .filter(({ columns: list }) => free(list))
    .map(({ columns: list, name, nulls }) => ({
      ...explicit(name),
      columns: list,
      nullsNotDistinct: nulls && dialect === "postgresql",
      deferrable: null,
      onConflict: null,
    }));
  const conditional = columns.filter(({ type }) => type.conditions.length > 0);
  const checks = distinct(
    draft.checks.flatMap(({ column, condition, name }) => {
      const chosen = conditional[column % Math.max(conditional.length, 1)];
      if (chosen === undefined) return [];
      const expression = chosen.type.conditions[condition % chosen.type.conditions.length]!(
        quote(chosen.column.name),
      );
      return [{ ...explicit(name), expression, validated: true }];
    }),
    (check) => check.expression,
  );

  const indexes = draft.indexes.flatMap((wanted): Index[] => {
    const gin = dialect === "postgresql" && wanted.method === "gin";
    const chosen = pick(
      gin ? columns.filter(({ type }) => ginTypes.has(type.type)) : ordered,
      wanted.picks.picks,
    );
    const [first] = chosen;
    const list = chosen.map(({ column }) => column.name);
    if (first === undefined || !free(list)) return [];
    const hash =
      dialect === "postgresql" &&
      wanted.method === "hash" &&
      chosen.length === 1 &&
      first.type.family === "plain";
    const btree = !gin && !hash;
    const { expressions } = first.type;
    const expression =
      wanted.expression === null || !btree
        ? undefined
        : expressions[wanted.expression % Math.max(expressions.length, 1)];
    const plainKey: IndexKey = {
      column: null,
      expression: null,
      descending: false,
      nulls: null,
      opclass: null,
      collation: null,
    };
    const descending = btree && wanted.descending;
    const nulls =
      dialect === "sqlite" || !btree || wanted.nulls === (descending ? "first" : "last")
        ? null
        : wanted.nulls;
    const patterned = dialect === "postgresql" && btree && wanted.opclass && first.type.type === "text";
    const keys = list.map((column, position): IndexKey => {
      if (position > 0) return { ...plainKey, column };
      if (expression !== undefined)
        return { ...plainKey, expression: expression(quote(column)), descending, nulls };
      return { ...plainKey, column, descending, nulls, opclass: patterned ? "text_pattern_ops" : null };
    });
    const condition =
      wanted.where === null ? undefined : conditional[wanted.where % Math.max(conditional.length, 1)];
    const stored =
      wanted.include === null || dialect === "sqlite" || !btree ? [] : pick(ordered, [wanted.include]);
    return [
      {
        name: (wanted.picks.name ?? ((n: number) => `idx_${n}`))(counter.next++),
        nameExplicit: true,
        unique: wanted.unique && btree,
        nullsNotDistinct: false,
        method: gin ? "gin" : hash ? "hash" : "btree",
        keys,
        include: stored.map(({ column }) => column.name).filter((name) => !list.includes(name)),
        with:
          wanted.fillfactor === null || dialect === "sqlite" || gin
            ? []
            : [["fillfactor", String(wanted.fillfactor)]],
        where: condition === undefined ? null : condition.type.conditions[0]!(quote(condition.column.name)),
        comment: null,
      },
    ];
  });

  return {
    schema,
    name: draft.name,
    columns: columns.map(({ column }) => ({
      ...column,
      nullable:
        column.nullable &&
        !(dialect === "postgresql" && keyColumns.includes(column.name)) &&
        !(draft.flavour === "without rowid" && keyColumns.includes(column.name)),
      autoincrement: autoincrement && column.name === onlyKey,
      // An integer key counts by itself, and AUTOINCREMENT takes no default.
      default: autoincrement && column.name === onlyKey ? null : column.default,
    })),
    primaryKey,
    uniques,
    checks,
    foreignKeys: [],
    indexes,
    triggers: [],
    strict,
    withoutRowid:
      dialect === "sqlite" && draft.flavour === "without rowid" && primaryKey !== null && !autoincrement,
    comment: dialect === "postgresql" ? draft.comment : null,
  };
}

interface BuiltColumn {
  readonly column: Column;
  readonly type: TypeSample;
}

function buildColumn(
  dialect: DialectName,
  draft: ColumnDraft,
  types: readonly TypeSample[],
  enums: readonly EnumType[],
): BuiltColumn {
  const type = types[draft.type % types.length]!;
  const chosen =
    draft.default === null || type.defaults.length === 0
      ? null
      : type.defaults[draft.default % type.defaults.length]!;
  const column: Column = {
    name: draft.name,
    type: type.type,
    nullable: draft.nullable,
    default: chosen,
    generated: null,
    identity: null,
    collation: null,
    autoincrement: false,
    comment: dialect === "postgresql" ? draft.comment : null,
  };
  const enumType = enums[draft.type % Math.max(enums.length, 1)];
  if (draft.special.startsWith("enum") && enumType !== undefined)
    return {
      column: enumColumn(column, draft, enumType),
      type: { ...plainType, type: formatName(enumType) },
    };
  if (dialect === "postgresql" && draft.special === "serial") {
    const serial = Object.keys(serialTypes)[draft.type % 3]!;
    return {
      column: { ...column, type: serial, nullable: false, default: null },
      type: { ...plainType, type: serial },
    };
  }
  if (dialect === "postgresql" && draft.special === "identity") {
    const { always, cycle, start, increment, max, cache } = draft.identity;
    const counting = identityTypes[draft.type % identityTypes.length]!;
    const identity = {
      always,
      sequence: null,
      start: text(start),
      increment: text(increment),
      min: null,
      max: text(max),
      cache: text(cache),
      cycle,
    };
    return {
      column: { ...column, type: counting, nullable: false, default: null, identity },
      type: { ...plainType, type: counting },
    };
  }
  if (dialect === "sqlite" && draft.special === "collated" && type.type === "text")
    return { column: { ...column, collation: "NOCASE" }, type };
  return { column, type };
}

/** Columns that are computed take their type from the plain column they are computed from. */
function withGenerated(
  dialect: DialectName,
  drafts: readonly ColumnDraft[],
  built: readonly BuiltColumn[],
): BuiltColumn[] {
  const wanted = (position: number): boolean => ["generated", "virtual"].includes(drafts[position]!.special);
  const source = built.find(
    ({ type, column }, position) =>
      !wanted(position) && type.generated.length > 0 && column.identity === null,
  );
  return built.map((each, position) => {
    if (source === undefined || !wanted(position)) return each;
    const { generated } = source.type;
    const expression = generated[drafts[position]!.type % generated.length]!(quote(source.column.name));
    const stored = dialect === "postgresql" || drafts[position]!.special === "generated";
    return {
      type: source.type,
      column: {
        ...each.column,
        type: source.column.type,
        default: null,
        collation: null,
        generated: { expression, stored },
      },
    };
  });
}

const plainType: TypeSample = {
  type: "",
  defaults: [],
  conditions: [],
  expressions: [],
  generated: [],
  ordered: true,
  family: null,
};

function enumColumn(column: Column, draft: ColumnDraft, type: EnumType): Column {
  const array = draft.special === "enum[]";
  const label = draft.default === null ? null : type.values[draft.default % type.values.length]!;
  const value = label === null ? null : array ? "'{}'" : `'${label.replaceAll("'", "''")}'`;
  return { ...column, type: `${formatName(type)}${array ? "[]" : ""}`, default: value };
}

/** Foreign keys get columns of their own, shaped like the key they point to, so that they always fit. */
function withForeignKeys(
  table: Table,
  draft: TableDraft,
  tables: readonly Table[],
  counter: { next: number },
): Table {
  const columns = [...table.columns];
  const foreignKeys = draft.foreignKeys.flatMap((wanted): ForeignKey[] => {
    const target = tables[wanted.table % tables.length]!;
    const keys = [target.primaryKey?.columns ?? [], ...target.uniques.map((unique) => unique.columns)].filter(
      (list) => list.length > 0,
    );
    const key = keys[wanted.key % Math.max(keys.length, 1)];
    const fits = (name: string): boolean => {
      const type = target.columns.find((column) => column.name === name)?.type ?? "";
      // PostgreSQL cannot always compare arrays for a foreign key.
      return !type.endsWith("[]") && (!table.strict || strictTypes.has(type));
    };
    if (key === undefined || !key.every(fits)) return [];
    const referenced = wanted.reversed ? [...key].reverse() : key;
    const added = referenced.map((name, position): Column => {
      const column = target.columns.find((candidate) => candidate.name === name)!;
      const type = serialTypes[column.type] ?? column.type;
      return {
        ...column,
        name: `ref_${counter.next}_${position}`,
        type,
        nullable: true,
        default: null,
        generated: null,
        identity: null,
        autoincrement: false,
        comment: null,
      };
    });
    columns.push(...added);
    const name = (wanted.name ?? (() => null))(counter.next++);
    return [
      {
        name,
        nameExplicit: name !== null,
        columns: added.map((column) => column.name),
        references: { schema: target.schema, table: target.name, columns: [...referenced] },
        onUpdate: wanted.onUpdate,
        onDelete: wanted.onDelete,
        onDeleteColumns: null,
        matchFull: false,
        deferrable: null,
        validated: true,
      },
    ];
  });
  return { ...table, columns, foreignKeys };
}

function distinct<T>(list: readonly T[], key: (item: T) => string): T[] {
  return [...new Map(list.map((item) => [key(item), item])).values()];
}

function text(value: number | null): string | null {
  return value === null ? null : String(value);
}

function qualified({ schema, name }: Named): string {
  return schema === null ? quote(name) : `${quote(schema)}.${quote(name)}`;
}
