import { isOfEnum, typeOfSql } from "../../src/core/schema/types.ts";
import * as fc from "fast-check";
import { formatName } from "../../src/core/schema/names.ts";
import type {
  Column,
  ForeignKey,
  Index,
  Policy,
  ReferentialAction,
  Schema,
  Table,
} from "../../src/core/schema/schema.ts";
import {
  postgresTypes,
  quote,
  serialTypes,
  sqliteTypes,
  strictTypes,
  type DialectName,
} from "./arbitrary-types.ts";

/** One change of a schema; the numbers pick what it falls on. */
export interface Mutation {
  readonly kind: MutationKind;
  readonly table: number;
  readonly item: number;
  readonly value: number;
}

type MutationKind = keyof typeof mutators;

/** A few changes. */
export function arbitraryMutations(): fc.Arbitrary<Mutation[]> {
  const kinds = Object.keys(mutators) as MutationKind[];
  return fc.array(
    fc.record({ kind: fc.constantFrom(...kinds), table: fc.nat(), item: fc.nat(), value: fc.nat() }),
    { maxLength: 4 },
  );
}

/** Apply changes in turn; one that would leave what the engine refuses changes nothing. */
export function mutate(dialect: DialectName, schema: Schema, mutations: readonly Mutation[]): Schema {
  return mutations.reduce((current, mutation) => mutators[mutation.kind](current, mutation, dialect), schema);
}

type Mutator = (schema: Schema, mutation: Mutation, dialect: DialectName) => Schema;

const actions: readonly (ReferentialAction | null)[] = [
  null,
  "cascade",
  "restrict",
  "set null",
  "set default",
];

const mutators = {
  dropTable: (schema, { table: pick }) => {
    const table = at(schema.tables, pick);
    if (table === undefined || schema.tables.length === 1) return schema;
    const rest = schema.tables.filter((other) => other !== table);
    return withoutReaders(
      {
        ...schema,
        tables: rest.map((other) => ({
          ...other,
          policies: other.policies.filter((policy) => !policyUses(policy, table.name)),
          foreignKeys: other.foreignKeys.filter((key) => !pointsTo(key, table)),
        })),
      },
      table,
    );
  },
  renameTable: (schema, { table: pick, value }) => {
    const table = at(schema.tables, pick);
    if (table === undefined) return schema;
    const name = `renamed_${value % 1000}`;
    if (schema.tables.some((other) => other.name === name)) return schema;
    const tables = schema.tables.map((other) => ({
      ...other,
      name: other === table ? name : other.name,
      policies: other.policies.filter((policy) => !policyUses(policy, table.name)),
      foreignKeys: other.foreignKeys.map((key) =>
        pointsTo(key, table) ? { ...key, references: { ...key.references, table: name } } : key,
      ),
    }));
    return withoutReaders({ ...schema, tables }, table);
  },
  dropColumn: onColumn((schema, table, column) => {
    const rest = table.columns.filter((other) => other !== column);
    const { name } = column;
    if (rest.every((other) => other.generated !== null)) return schema;
    if (rest.some((other) => other.generated !== null && uses(other.generated.expression, name)))
      return schema;
    if (table.withoutRowid && table.primaryKey?.columns.includes(name) === true) return schema;
    const dropped: Table = {
      ...table,
      columns: rest,
      primaryKey: table.primaryKey?.columns.includes(name) === true ? null : table.primaryKey,
      uniques: table.uniques.filter((unique) => !unique.columns.includes(name)),
      checks: table.checks.filter((check) => !uses(check.expression, name)),
      foreignKeys: table.foreignKeys.filter((key) => !key.columns.includes(name)),
      indexes: table.indexes.filter((index) => !indexUses(index, name)),
      policies: table.policies.filter((policy) => !policyUses(policy, name)),
    };
    return withoutPointers(replace(schema, table, dropped), dropped, (columns) => columns.includes(name));
  }),
  renameColumn: onColumn((schema, table, column, { value }) => {
    const from = column.name;
    const to = `renamed_${value % 1000}`;
    if (table.columns.some((other) => other.name === to)) return schema;
    const one = (name: string): string => (name === from ? to : name);
    const text = (expression: string): string => expression.replaceAll(quote(from), () => quote(to));
    const renamed: Table = {
      ...table,
      columns: table.columns.map((other) => ({
        ...other,
        name: one(other.name),
        generated:
          other.generated === null
            ? null
            : { ...other.generated, expression: text(other.generated.expression) },
      })),
      primaryKey:
        table.primaryKey === null
          ? null
          : { ...table.primaryKey, columns: table.primaryKey.columns.map(one) },
      uniques: table.uniques.map((unique) => ({ ...unique, columns: unique.columns.map(one) })),
      checks: table.checks.map((check) => ({ ...check, expression: text(check.expression) })),
      policies: table.policies.map((policy) => ({
        ...policy,
        using: policy.using === null ? null : text(policy.using),
        check: policy.check === null ? null : text(policy.check),
      })),
      foreignKeys: table.foreignKeys.map((key) => ({ ...key, columns: key.columns.map(one) })),
      indexes: table.indexes.map((index) => ({
        ...index,
        keys: index.keys.map((key) => ({
          ...key,
          column: key.column === null ? null : one(key.column),
          expression: key.expression === null ? null : text(key.expression),
        })),
        include: index.include.map(one),
        where: index.where === null ? null : text(index.where),
      })),
    };
    const tables = replace(schema, table, renamed).tables.map((other) => ({
      ...other,
      foreignKeys: other.foreignKeys.map((key) =>
        pointsTo(key, table)
          ? { ...key, references: { ...key.references, columns: key.references.columns.map(one) } }
          : key,
      ),
    }));
    return { ...schema, tables };
  }),
  changeType: onColumn((schema, table, column, { value }, dialect) => {
    const types = dialect === "postgresql" ? postgresTypes : sqliteTypes;
    const family = types.find(({ type }) => type === column.type)?.family ?? null;
    if (
      family === null ||
      !isPlain(column) ||
      column.collation !== null ||
      isUsed(schema, table, column.name)
    )
      return schema;
    const choices = types.filter(
      (type) =>
        type.family === family && type.type !== column.type && (!table.strict || strictTypes.has(type.type)),
    );
    const chosen = at(choices, value);
    if (chosen === undefined) return schema;
    return replaceColumn(schema, table, column, {
      ...column,
      type: typeOfSql(chosen.type),
      default: at([null, ...chosen.defaults], value) ?? null,
    });
  }),
  changeNullable: onColumn((schema, table, column) =>
    isPlain(column) && table.primaryKey?.columns.includes(column.name) !== true
      ? replaceColumn(schema, table, column, { ...column, nullable: !column.nullable })
      : schema,
  ),
  changeDefault: onColumn((schema, table, column, { value }, dialect) => {
    const types = dialect === "postgresql" ? postgresTypes : sqliteTypes;
    const chosen = at([null, ...(types.find(({ type }) => type === column.type)?.defaults ?? [])], value);
    return isPlain(column) && chosen !== undefined
      ? replaceColumn(schema, table, column, { ...column, default: chosen })
      : schema;
  }),
  changeIdentity: onColumn((schema, table, column, { value }) => {
    if (column.identity === null) return schema;
    const identity =
      value % 3 === 0
        ? null
        : { ...column.identity, always: !column.identity.always, increment: String((value % 5) + 1) };
    return replaceColumn(schema, table, column, { ...column, identity });
  }),
  dropPrimaryKey: onTable((schema, table) => {
    const key = table.primaryKey;
    if (key === null || table.withoutRowid) return schema;
    const columns = table.columns.map((column) => ({ ...column, autoincrement: false }));
    const dropped = { ...table, columns, primaryKey: null };
    return withoutPointers(replace(schema, table, dropped), dropped, (pointedAt) =>
      sameSet(pointedAt, key.columns),
    );
  }),
  dropUnique: onTable((schema, table, { item }) => {
    const unique = at(table.uniques, item);
    if (unique === undefined) return schema;
    const dropped = { ...table, uniques: table.uniques.filter((other) => other !== unique) };
    return withoutPointers(replace(schema, table, dropped), dropped, (columns) =>
      sameSet(columns, unique.columns),
    );
  }),
  dropCheck: onTable((schema, table, { item }) =>
    replace(schema, table, { ...table, checks: without(table.checks, item) }),
  ),
  dropForeignKey: onTable((schema, table, { item }) =>
    replace(schema, table, { ...table, foreignKeys: without(table.foreignKeys, item) }),
  ),
  changeForeignKey: onTable((schema, table, { item, value }) => {
    const chosen = at(table.foreignKeys, item);
    return replace(schema, table, {
      ...table,
      foreignKeys: table.foreignKeys.map((key) =>
        key === chosen ? { ...key, onDelete: at(actions, value) ?? null } : key,
      ),
    });
  }),
  dropIndex: onTable((schema, table, { item }) =>
    replace(schema, table, { ...table, indexes: without(table.indexes, item) }),
  ),
  changeIndex: onTable((schema, table, { item, value }) => {
    const chosen = at(table.indexes, item);
    const change = (index: Index): Index => {
      if (value % 2 === 0) return { ...index, where: null };
      return index.method === "btree" ? { ...index, unique: !index.unique } : index;
    };
    return replace(schema, table, {
      ...table,
      indexes: table.indexes.map((index) => (index === chosen ? change(index) : index)),
    });
  }),
  dropEnum: (schema, { item }) => {
    const chosen = at(schema.enums, item);
    if (
      chosen === undefined ||
      schema.tables.some((table) => table.columns.some((column) => isOfEnum(column.type, chosen)))
    )
      return schema;
    return { ...schema, enums: schema.enums.filter((other) => other !== chosen) };
  },
  dropLabel: (schema, { item, value }) => {
    const chosen = at(schema.enums, item);
    const label = at(chosen?.values ?? [], value);
    if (chosen === undefined || label === undefined || chosen.values.length === 1) return schema;
    const literal = `'${label.replaceAll("'", "''")}'`;
    const used = schema.tables.some((table) =>
      table.columns.some((column) => isOfEnum(column.type, chosen) && column.default === literal),
    );
    if (used) return schema;
    return {
      ...schema,
      enums: schema.enums.map((other) =>
        other === chosen ? { ...other, values: other.values.filter((each) => each !== label) } : other,
      ),
    };
  },
  dropSequence: (schema, { item }) => {
    const chosen = at(schema.sequences, item);
    const used = schema.tables.some(({ columns }) =>
      columns.some(({ default: value }) => value !== null && value.includes(quoted(chosen?.name))),
    );
    return used ? schema : { ...schema, sequences: schema.sequences.filter((other) => other !== chosen) };
  },
  changeSequence: (schema, { item, value }) => {
    const chosen = at(schema.sequences, item);
    return {
      ...schema,
      sequences: schema.sequences.map((other) =>
        other === chosen
          ? {
              ...other,
              cycle: !other.cycle,
              cache: String((value % 7) + 1),
              min: other.min === null ? "-7" : null,
            }
          : other,
      ),
    };
  },
  dropPolicy: onTable((schema, table, { item }) =>
    replace(schema, table, { ...table, policies: without(table.policies, item) }),
  ),
  changePolicy: onTable((schema, table, { item, value }) => {
    const chosen = at(table.policies, item);
    const change = (policy: Policy): Policy => {
      if (value % 4 === 0) return { ...policy, permissive: !policy.permissive };
      if (value % 4 === 1) return { ...policy, roles: ["pg_signal_backend"] };
      if (value % 4 === 2) return { ...policy, name: `renamed ${value % 1000}` };
      return { ...policy, using: policy.using === null ? null : `not (${policy.using})` };
    };
    return replace(schema, table, {
      ...table,
      policies: table.policies.map((policy) => (policy === chosen ? change(policy) : policy)),
    });
  }),
  changeRowSecurity: onTable((schema, table, _mutation, dialect) =>
    dialect === "sqlite" ? schema : replace(schema, table, { ...table, rowSecurity: !table.rowSecurity }),
  ),
  reorderLabels: (schema, { item }) => {
    const chosen = at(schema.enums, item);
    return {
      ...schema,
      enums: schema.enums.map((other) =>
        other === chosen ? { ...other, values: [...other.values].reverse() } : other,
      ),
    };
  },
} satisfies Record<string, Mutator>;

function onTable(
  change: (schema: Schema, table: Table, mutation: Mutation, dialect: DialectName) => Schema,
): Mutator {
  return (schema, mutation, dialect) => {
    const table = at(schema.tables, mutation.table);
    return table === undefined ? schema : change(schema, table, mutation, dialect);
  };
}

/** Views keep a table as it is: their text is not rewritten here, so they go first. */
function onColumn(
  change: (schema: Schema, table: Table, column: Column, mutation: Mutation, dialect: DialectName) => Schema,
): Mutator {
  return onTable((schema, table, mutation, dialect) => {
    const column = at(table.columns, mutation.item);
    return column === undefined
      ? schema
      : change(withoutReaders(schema, table), table, column, mutation, dialect);
  });
}

function at<T>(list: readonly T[], pick: number): T | undefined {
  return list.length === 0 ? undefined : list[pick % list.length];
}

function without<T>(list: readonly T[], pick: number): T[] {
  const chosen = at(list, pick);
  return list.filter((item) => item !== chosen);
}

function replace(schema: Schema, table: Table, by: Table): Schema {
  return { ...schema, tables: schema.tables.map((other) => (other === table ? by : other)) };
}

function replaceColumn(schema: Schema, table: Table, column: Column, by: Column): Schema {
  return replace(schema, table, {
    ...table,
    columns: table.columns.map((other) => (other === column ? by : other)),
  });
}

/** A key must point to something unique: foreign keys whose target columns match go. */
function withoutPointers(
  schema: Schema,
  table: Table,
  matches: (columns: readonly string[]) => boolean,
): Schema {
  const keep = (key: ForeignKey): boolean => !(pointsTo(key, table) && matches(key.references.columns));
  return {
    ...schema,
    tables: schema.tables.map((other) => ({ ...other, foreignKeys: other.foreignKeys.filter(keep) })),
  };
}

function withoutReaders(schema: Schema, table: Table): Schema {
  return { ...schema, views: schema.views.filter((view) => !view.reads.includes(formatName(table))) };
}

function pointsTo(key: ForeignKey, table: Table): boolean {
  return key.references.schema === table.schema && key.references.table === table.name;
}

/** Counts by itself or is computed: its type, default and nullability are not free. */
function isPlain(column: Column): boolean {
  return (
    column.generated === null &&
    column.identity === null &&
    !column.autoincrement &&
    serialTypes[column.type] === undefined
  );
}

function isUsed(schema: Schema, table: Table, name: string): boolean {
  return (
    table.foreignKeys.some((key) => key.columns.includes(name)) ||
    schema.tables.some((other) =>
      other.foreignKeys.some((key) => pointsTo(key, table) && key.references.columns.includes(name)),
    ) ||
    table.checks.some((check) => uses(check.expression, name)) ||
    table.columns.some((column) => column.generated !== null && uses(column.generated.expression, name)) ||
    table.indexes.some((index) => index.where !== null && uses(index.where, name)) ||
    table.indexes.some((index) => index.method === "gin" && index.keys.some((key) => key.column === name)) ||
    table.indexes.some((index) => index.keys.some((key) => key.column === name && key.opclass !== null)) ||
    table.indexes.some((index) =>
      index.keys.some((key) => key.expression !== null && uses(key.expression, name)),
    )
  );
}

function indexUses(index: Index, name: string): boolean {
  return (
    index.include.includes(name) ||
    (index.where !== null && uses(index.where, name)) ||
    index.keys.some((key) => key.column === name || (key.expression !== null && uses(key.expression, name)))
  );
}

function uses(expression: string, name: string): boolean {
  return expression.includes(quote(name));
}

function policyUses({ using, check }: Policy, name: string): boolean {
  return [using, check].some((expression) => expression !== null && uses(expression, name));
}

/** The name as it stands in the text of a default. */
function quoted(name: string | undefined): string {
  return quote(name ?? "").replaceAll("'", "''");
}

function sameSet(left: readonly string[], right: readonly string[]): boolean {
  return left.length === right.length && left.every((item) => right.includes(item));
}
