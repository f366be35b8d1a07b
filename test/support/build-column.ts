import { arraysOf, typeOfEnum, typeOfSql } from "../../src/core/schema/types.ts";
import type { Column, EnumType } from "../../src/core/schema/schema.ts";
import type { ColumnDraft } from "./arbitrary-drafts.ts";
import { identityTypes, quote, serialTypes, type DialectName, type TypeSample } from "./arbitrary-types.ts";

/** A column and what may be said of it. */
export interface BuiltColumn {
  readonly column: Column;
  readonly type: TypeSample;
}

/** A column that is not computed from others. */
export function buildColumn(
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
    type: typeOfSql(type.type),
    nullable: draft.nullable,
    default: chosen,
    generated: null,
    identity: null,
    collation: null,
    autoincrement: false,
    storage: null,
    statistics: null,
    comment: dialect === "postgresql" ? draft.comment : null,
  };
  const enumType = enums[draft.type % Math.max(enums.length, 1)];
  if (draft.special.startsWith("enum") && enumType !== undefined)
    return {
      column: enumColumn(column, draft, enumType),
      type: { ...plainType, type: typeOfEnum(enumType) },
    };
  if (dialect === "postgresql" && draft.special === "serial") {
    const serial = Object.keys(serialTypes)[draft.type % 3]!;
    return {
      column: { ...column, type: typeOfSql(serial), nullable: false, default: null },
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
      column: { ...column, type: typeOfSql(counting), nullable: false, default: null, identity },
      type: { ...plainType, type: counting },
    };
  }
  if (dialect === "sqlite" && draft.special === "collated" && type.type === "text")
    return { column: { ...column, collation: "NOCASE" }, type };
  return { column, type };
}

/** Columns that are computed take their type from the plain column they are computed from. */
export function withGenerated(
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
  return { ...column, type: arraysOf(typeOfEnum(type), array ? 1 : 0), default: value };
}

function text(value: number | null): string | null {
  return value === null ? null : String(value);
}
