import type { ColumnChange } from "../../../core/operations/spec.ts";
import { changeColumn } from "../../../core/schema/complete.ts";
import { columnOf, tableOf } from "../../../core/schema/lookup.ts";
import type { Column, EnumType, Identity, Schema, Table } from "../../../core/schema/schema.ts";
import { sameData } from "../../../core/collections.ts";
import { castDefault, castSql } from "./cast.ts";
import { canonicalType, isText, serialBase, typeSql } from "../normalize/column-type.ts";
import { identifier, parts, qualified, quote } from "../identifiers.ts";
import { around, triggersAside, viewsAside } from "./dependents.ts";
import { commentOnColumn, defaultSql, identitySql } from "./column.ts";
import { becomePlain, recreate } from "./generated.ts";
import type { Part } from "./part.ts";
import { attachSequence, continueSequence, dropSequence, retypeSequence } from "./owned-sequence.ts";

/** Changes of a column. */
export const alterColumn: Part<"alterColumn"> = {
  alterColumn: (name, column, change) => (context) => {
    const work = needsStructure(change)
      ? changeStructure(context.before, tableOf(context.before, name), column, change)
      : changeSurface(name, column, change);
    return change.comment === undefined
      ? work
      : [...work, commentOnColumn(parts(name), column, change.comment)];
  },
};

/** True when a change cannot be said without knowing what the column is now. */
function needsStructure(change: ColumnChange): boolean {
  return [change.type, change.using, change.identity, change.generated, change.collation].some(
    (part) => part !== undefined,
  );
}

function changeSurface(table: string, column: string, change: ColumnChange): readonly string[] {
  const alter = (what: string): string =>
    `ALTER TABLE ${identifier(table)} ALTER COLUMN ${quote(column)} ${what}`;
  return [...defaultOf(change.default).map(alter), ...nullabilityOf(change.nullable).map(alter)];
}

function changeStructure(
  before: Schema,
  table: Table,
  name: string,
  change: ColumnChange,
): readonly string[] {
  const old = columnOf(table, name);
  const wanted = changeColumn(old, change);
  const touched = [{ table, columns: [name] }];
  if (!sameData(old.generated, wanted.generated)) {
    const work =
      wanted.generated === null
        ? becomePlain(table, old, wanted, before.enums)
        : recreate(table, wanted, before.enums);
    return around([viewsAside(before, touched), triggersAside(touched)], work);
  }
  const work = changeKind(table, old, wanted, change, before.enums);
  const blocked = typeChanges(old, wanted, change, before.enums);
  return blocked ? around([viewsAside(before, touched), triggersAside(touched)], work) : work;
}

/** Type, default, identity and nullability, each when the others let it. */
function changeKind(
  table: Table,
  old: Column,
  wanted: Column,
  change: ColumnChange,
  enums: readonly EnumType[],
): readonly string[] {
  const alter = (what: string): string =>
    `ALTER TABLE ${qualified(table)} ALTER COLUMN ${quote(old.name)} ${what}`;
  const [from, to] = [plainType(old, enums), plainType(wanted, enums)];
  const [wasSerial, isSerial] = [serialBase(old.type) !== null, serialBase(wanted.type) !== null];
  const retyped = typeChanges(old, wanted, change, enums);
  const work: string[] = [];

  if (old.identity !== null && wanted.identity === null) work.push(alter("DROP IDENTITY"));
  if (wasSerial && !isSerial) work.push(alter("DROP DEFAULT"), dropSequence(table, old.name));
  const parked = old.default !== null && (retyped || wanted.identity !== null);
  if (parked) work.push(alter("DROP DEFAULT"));
  if (retyped) work.push(alter(typeClause(old, wanted, change, from, to, enums)));
  if (retyped && wasSerial && isSerial) work.push(retypeSequence(table, old.name, to));

  if (change.default !== undefined)
    work.push(...defaultOf(parked ? (change.default ?? undefined) : change.default).map(alter));
  else if (parked && wanted.identity === null && old.default !== null) {
    work.push(...defaultOf(castDefault(old.default, from, to)).map(alter));
  }
  const filled = wanted.identity !== null || isSerial;
  if (filled && old.nullable) work.push(alter("SET NOT NULL"));
  else if (!filled) work.push(...nullabilityOf(change.nullable).map(alter));
  if (isSerial && !wasSerial) {
    work.push(...attachSequence(table, wanted, to), continueSequence(table, old.name, null));
  }
  if (wanted.identity !== null) work.push(...identityWork(table, old, wanted));
  return work;
}

function identityWork(table: Table, old: Column, wanted: Column): readonly string[] {
  const { identity, name } = wanted;
  if (identity === null || sameData(old.identity, identity)) return [];
  const alter = (what: string): string =>
    `ALTER TABLE ${qualified(table)} ALTER COLUMN ${quote(name)} ${what}`;
  if (old.identity === null)
    return [alter(`ADD ${identitySql(identity, table)}`), continueSequence(table, name, identity)];
  const option = (words: string, value: string | null, otherwise: string): string =>
    `SET ${value === null ? otherwise : `${words} ${value}`}`;
  return [
    alter(
      [
        `SET GENERATED ${identity.always ? "ALWAYS" : "BY DEFAULT"}`,
        option("INCREMENT BY", identity.increment, "INCREMENT BY 1"),
        option("MINVALUE", identity.min, "NO MINVALUE"),
        option("MAXVALUE", identity.max, "NO MAXVALUE"),
        `SET START WITH ${identity.start ?? usualStart(identity)}`,
        option("CACHE", identity.cache, "CACHE 1"),
        identity.cycle ? "SET CYCLE" : "SET NO CYCLE",
      ].join(" "),
    ),
  ];
}

/** Where a sequence starts that is not told. */
function usualStart({ increment, min, max }: Identity): string {
  return increment?.startsWith("-") === true ? (max ?? "-1") : (min ?? "1");
}

function typeClause(
  old: Column,
  wanted: Column,
  change: ColumnChange,
  from: string,
  to: string,
  enums: readonly EnumType[],
): string {
  const type = typeSql(serialBase(wanted.type) ?? wanted.type, enums);
  const collation =
    wanted.collation !== null && (change.collation !== undefined || isText(to)) ? wanted.collation : null;
  const cast = change.using ?? castSql(quote(old.name), typeSql(from, enums), type);
  return [
    `TYPE ${type}`,
    collation === null ? "" : ` COLLATE ${identifier(collation)}`,
    cast === null ? "" : ` USING ${cast}`,
  ].join("");
}

function typeChanges(old: Column, wanted: Column, change: ColumnChange, enums: readonly EnumType[]): boolean {
  return (
    plainType(old, enums) !== plainType(wanted, enums) ||
    old.collation !== wanted.collation ||
    change.using !== undefined
  );
}

/** The type of the values: that of the integer for a serial column. */
function plainType(column: Column, enums: readonly EnumType[]): string {
  const type = canonicalType(column.type, enums);
  return serialBase(type) ?? type;
}

function defaultOf(expression: string | null | undefined): readonly string[] {
  if (expression === undefined) return [];
  return [expression === null ? "DROP DEFAULT" : `SET DEFAULT ${defaultSql(expression)}`];
}

function nullabilityOf(nullable: boolean | undefined): readonly string[] {
  if (nullable === undefined) return [];
  return [nullable ? "DROP NOT NULL" : "SET NOT NULL"];
}
