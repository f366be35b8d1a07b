import { typeOfSql } from "../../src/core/schema/types.ts";
import { formatName } from "../../src/core/schema/names.ts";
import {
  plainIndex,
  type Column,
  type EnumType,
  type ForeignKey,
  type Index,
  type IndexKey,
  type Named,
  type Policy,
  type Schema,
  type Sequence,
  type Table,
  type View,
} from "../../src/core/schema/schema.ts";
import type { Draft, NameMaker, SequenceDraft, TableDraft } from "./arbitrary-drafts.ts";
import {
  ginTypes,
  postgresTypes,
  quote,
  serialTypes,
  sqliteTypes,
  strictTypes,
  type DialectName,
} from "./arbitrary-types.ts";
import { buildColumn, withGenerated } from "./build-column.ts";

/** The schema that a draft stands for: picks become columns, and what would clash is left out. */
export function buildSchema(dialect: DialectName, draft: Draft): Schema {
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
      accessMethod: null,
      tablespace: null,
      populated: true,
      outputs: null,
      outputTypes: null,
      attachments: [],
      reads: [formatName(read)],
    };
  });
  const sequences = distinct(
    draft.sequences.map((sequence) => buildSequence(sequence, place(sequence.place))),
    formatName,
  ).filter((sequence) => !tables.some((table) => formatName(table) === formatName(sequence)));
  return {
    namespaces: [...draft.namespaces],
    enums,
    roles: [],
    sequences,
    tables:
      dialect === "sqlite"
        ? tables
        : withPolicies(withNumbers(tables, sequences, draft.sequences), draft.tables),
    views,
    linkedPolicies: [],
  };
}

function buildSequence(draft: SequenceDraft, schema: string | null): Sequence {
  const text = (value: number | null): string | null => (value === null ? null : String(value));
  const { down } = draft;
  return {
    schema,
    name: draft.name,
    type: draft.type,
    increment: down ? String(-(draft.increment ?? 1)) : text(draft.increment),
    min: down && draft.max === null ? null : text(draft.min),
    max: text(draft.max),
    // A sequence that counts down begins at its end, which may be below what is picked here.
    start: down ? null : text(draft.start),
    cache: text(draft.cache),
    cycle: draft.cycle,
    ownedBy: null,
  };
}

/** Plain columns of integers take their numbers from sequences. */
function withNumbers(
  tables: readonly Table[],
  sequences: readonly Sequence[],
  drafts: readonly SequenceDraft[],
): Table[] {
  return tables.map((table, position) => {
    const at = drafts.findIndex(({ usedBy }) => usedBy !== null && usedBy % tables.length === position);
    const sequence = sequences.find(({ name }) => name === drafts[at]?.name);
    const column = table.columns.find(
      ({ type, generated, identity }) => type === "bigint" && generated === null && identity === null,
    );
    if (sequence === undefined || column === undefined) return table;
    const name = qualified(sequence).replaceAll("'", "''");
    const numbered = { ...column, default: `nextval('${name}'::regclass)` };
    return { ...table, columns: table.columns.map((each) => (each === column ? numbered : each)) };
  });
}

function withPolicies(tables: readonly Table[], drafts: readonly TableDraft[]): Table[] {
  return tables.map((table, position) => {
    const draft = drafts[position]!;
    const conditions = table.columns.flatMap((column) => {
      const type = postgresTypes.find((each) => each.type === column.type);
      return (type?.conditions ?? []).map((condition) => condition(quote(column.name)));
    });
    const policies = draft.policies.flatMap((policy): Policy[] => {
      if (conditions.length === 0) return [];
      const own = conditions[policy.condition % conditions.length]!;
      const other = policy.other === null ? null : tables[policy.other % tables.length]!;
      const read = other === null ? own : `${own} or exists (select 1 from ${qualified(other)} x)`;
      return [
        {
          name: policy.name,
          permissive: policy.permissive,
          command: policy.command,
          roles: policy.roles,
          using: policy.command === "insert" ? null : read,
          check: ["insert", "update"].includes(policy.command) ? own : null,
        },
      ];
    });
    return {
      ...table,
      rowSecurity: draft.security !== "off" || policies.length > 0,
      forcedRowSecurity: draft.security === "forced",
      policies,
    };
  });
}

function buildTable(
  dialect: DialectName,
  draft: TableDraft,
  schema: string | null,
  enums: readonly EnumType[],
  counter: { next: number },
): Table {
  const explicit = (make: NameMaker): { name: string | null; nameExplicit: boolean; comment: null } =>
    make === null
      ? { name: null, nameExplicit: false, comment: null }
      : { name: make(counter.next++), nameExplicit: true, comment: null };
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
      : {
          ...plainIndex,
          ...explicit(draft.primaryKey.name),
          columns: keyColumns,
          deferrable: null,
          onConflict: null,
        };
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
      ...plainIndex,
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
      return [{ ...explicit(name), expression, validated: true, noInherit: false }];
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
        ...plainIndex,
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
    attachments: [],
    rowSecurity: false,
    forcedRowSecurity: false,
    policies: [],
    strict,
    withoutRowid:
      dialect === "sqlite" && draft.flavour === "without rowid" && primaryKey !== null && !autoincrement,
    comment: dialect === "postgresql" ? draft.comment : null,
  };
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
      const type = typeOfSql(serialTypes[column.type] ?? column.type);
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
        comment: null,
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

function qualified({ schema, name }: Named): string {
  return schema === null ? quote(name) : `${quote(schema)}.${quote(name)}`;
}
