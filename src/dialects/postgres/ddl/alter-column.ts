import { joined, saidInSql, sql, type Sql } from "../../sql.ts";
import type { ColumnChange } from "../../../core/operations/spec.ts";
import { changeColumn } from "../../../core/schema/complete.ts";
import { columnOf, tableOf } from "../../../core/schema/lookup.ts";
import type {
  Column,
  EnumType,
  Identity,
  Schema,
  SequenceOptions,
  Table,
  TypeText,
} from "../../../core/schema/schema.ts";
import { typeOfSql } from "../../../core/schema/types.ts";
import { sameData } from "../../../core/collections.ts";
import { castDefault, castSql } from "./cast.ts";
import { canonicalType, canonicalTypeSql, isText, serialBase, typeSql } from "../normalize/column-type.ts";
import { defaultName, identifier, parts, qualified, quote } from "../identifiers.ts";
import { around, recreatePolicies, recreateTriggers, recreateViews } from "./dependents.ts";
import { commentOnColumn, defaultSql, identitySql, setStatistics, setStorage } from "./column.ts";
import { becomePlain, recreate } from "./generated.ts";
import type { CompilersOf } from "./part.ts";
import {
  attachSequence,
  continueSequence,
  dropSequence,
  retypeSequence,
  sequenceName,
} from "./owned-sequence.ts";
import { counted } from "./sequence.ts";

/** Changes of a column. */
export const alterColumn: CompilersOf<"alterColumn"> = {
  alterColumn: (name, column, change) => (context) => {
    const work = needsStructure(change)
      ? changeStructure(context.before, tableOf(context.before, name), column, change)
      : changeSurface(name, column, change);
    const { type, storage, statistics, comment } = change;
    const place = parts(name);
    return [
      ...work,
      // With another type it was set, or is as that has it.
      ...(storage === undefined || type !== undefined ? [] : [setStorage(place, column, storage)]),
      ...(statistics === undefined ? [] : [setStatistics(place, column, statistics)]),
      ...(comment === undefined ? [] : [commentOnColumn(place, column, comment)]),
    ];
  },
};

/** True when a change cannot be written without knowing what the column is now. */
function needsStructure(change: ColumnChange): boolean {
  return [change.type, change.using, change.identity, change.generated, change.collation].some(
    (part) => part !== undefined,
  );
}

function changeSurface(table: string, column: string, change: ColumnChange): readonly Sql[] {
  const alter = (what: Sql): Sql =>
    sql`ALTER TABLE ${identifier(table)} ALTER COLUMN ${quote(column)} ${what}`;
  return [...defaultOf(change.default).map(alter), ...nullabilityOf(change.nullable).map(alter)];
}

function changeStructure(before: Schema, table: Table, name: string, change: ColumnChange): readonly Sql[] {
  const old = columnOf(table, name);
  const wanted = changeColumn(old, change);
  const touched = [{ table, columns: [name] }];
  if (!sameData(old.generated, wanted.generated)) {
    const work =
      wanted.generated === null
        ? becomePlain(table, old, wanted, before.enums)
        : recreate(table, wanted, before.enums);
    return around(
      [recreatePolicies(before, touched), recreateViews(before, touched), recreateTriggers(touched)],
      work,
    );
  }
  const work = changeKind(table, old, wanted, change, before.enums);
  const blocked = typeChanges(old, wanted, change, before.enums);
  return blocked
    ? around(
        [recreatePolicies(before, touched), recreateViews(before, touched), recreateTriggers(touched)],
        work,
      )
    : work;
}

/** Type, default, identity and nullability, each when the others let it. */
function changeKind(
  table: Table,
  old: Column,
  wanted: Column,
  change: ColumnChange,
  enums: readonly EnumType[],
): readonly Sql[] {
  const alter = (what: Sql): Sql =>
    sql`ALTER TABLE ${qualified(table)} ALTER COLUMN ${quote(old.name)} ${what}`;
  const [from, to] = [plainType(old, enums), plainType(wanted, enums)];
  const [wasSerial, isSerial] = [serialBase(old.type) !== null, serialBase(wanted.type) !== null];
  const retyped = typeChanges(old, wanted, change, enums);
  const work: Sql[] = [];

  if (old.identity !== null && wanted.identity === null) work.push(alter(sql`DROP IDENTITY`));
  if (wasSerial && !isSerial) work.push(alter(sql`DROP DEFAULT`), dropSequence(table, old.name));
  const parked = old.default !== null && (retyped || wanted.identity !== null);
  if (parked) work.push(alter(sql`DROP DEFAULT`));
  if (retyped) work.push(alter(typeClause(old, wanted, change, from, to, enums)));
  // A change of the type forgets how values were stored.
  if (retyped && wanted.storage !== null) work.push(setStorage(table, old.name, wanted.storage));
  if (retyped && wasSerial && isSerial) work.push(retypeSequence(table, old.name, canonicalTypeSql(to)));

  if (change.default !== undefined)
    work.push(...defaultOf(parked ? (change.default ?? undefined) : change.default).map(alter));
  else if (parked && wanted.identity === null && old.default !== null) {
    work.push(...defaultOf(castDefault(old.default, from, to)).map(alter));
  }
  const filled = wanted.identity !== null || isSerial;
  if (filled && old.nullable) work.push(alter(sql`SET NOT NULL`));
  else if (!filled) work.push(...nullabilityOf(change.nullable).map(alter));
  if (isSerial && !wasSerial) {
    work.push(
      ...attachSequence(table, wanted, canonicalTypeSql(to)),
      continueSequence(table, old.name, null),
    );
  }
  if (wanted.identity !== null) work.push(...identityWork(table, old, wanted));
  return work;
}

function identityWork(table: Table, old: Column, wanted: Column): readonly Sql[] {
  const { identity, name } = wanted;
  if (identity === null || sameData(old.identity, identity)) return [];
  const alter = (what: Sql): Sql => sql`ALTER TABLE ${qualified(table)} ALTER COLUMN ${quote(name)} ${what}`;
  if (old.identity === null)
    return [alter(sql`ADD ${identitySql(identity, table)}`), continueSequence(table, name, identity)];
  const [from, to] = [old.identity, identity].map(
    ({ sequence }) => sequence ?? defaultName(table.name, name, "seq"),
  ) as [string, string];
  const renamed =
    from === to
      ? []
      : [sql`ALTER SEQUENCE ${qualified({ schema: table.schema, name: from })} RENAME TO ${quote(to)}`];
  const always = alter(sql`SET GENERATED ${identity.always ? "ALWAYS" : "BY DEFAULT"}`);
  const counts = ({ always: _always, sequence: _sequence, ...options }: Identity): SequenceOptions => options;
  if (!sameData(counts(old.identity), counts(identity)))
    return [counted(always, sequenceName(table, name), identity, sql`SET `), ...renamed];
  return old.identity.always === identity.always ? renamed : [always, ...renamed];
}

function typeClause(
  old: Column,
  wanted: Column,
  change: ColumnChange,
  from: TypeText,
  to: TypeText,
  enums: readonly EnumType[],
): Sql {
  const type = typeSql(serialBase(wanted.type) ?? wanted.type, enums);
  const collation =
    wanted.collation !== null && (change.collation !== undefined || isText(to)) ? wanted.collation : null;
  const using =
    change.using === undefined
      ? castSql(quote(old.name), typeSql(from, enums), type)
      : saidInSql(change.using);
  return joined(
    [
      sql`TYPE ${type}`,
      collation === null ? "" : sql` COLLATE ${identifier(collation)}`,
      using === null ? "" : sql` USING ${using}`,
    ],
    "",
  );
}

function typeChanges(old: Column, wanted: Column, change: ColumnChange, enums: readonly EnumType[]): boolean {
  return (
    plainType(old, enums) !== plainType(wanted, enums) ||
    old.collation !== wanted.collation ||
    change.using !== undefined
  );
}

/** The type of the values: that of the integer for a serial column. */
function plainType(column: Column, enums: readonly EnumType[]): TypeText {
  const type = canonicalType(column.type, enums);
  const base = serialBase(type);
  return base === null ? type : typeOfSql(base);
}

function defaultOf(expression: string | null | undefined): readonly Sql[] {
  if (expression === undefined) return [];
  return [expression === null ? sql`DROP DEFAULT` : sql`SET DEFAULT ${defaultSql(expression)}`];
}

function nullabilityOf(nullable: boolean | undefined): readonly Sql[] {
  if (nullable === undefined) return [];
  return [nullable ? sql`DROP NOT NULL` : sql`SET NOT NULL`];
}
