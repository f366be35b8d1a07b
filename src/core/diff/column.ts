import { leaveNote } from "./leavable.ts";
import { make } from "../operations/make.ts";
import type { Operation } from "../operations/operations.ts";
import type { ColumnChange } from "../operations/spec.ts";
import { fillsItself, findColumn, findTable } from "../schema/lookup.ts";
import { formatName } from "../schema/names.ts";
import type { Attachment, Column, EnumType, Schema, Table } from "../schema/schema.ts";
import { sparseColumn, sparseGenerated, sparseIdentity } from "../schema/sparse.ts";
import { sameData } from "../collections.ts";
import { emptyWarning, fill, fillingOf } from "./backfill.ts";
import { change, stepsOf, type Change, type Unit } from "./change.ts";
import { equalityOf, mentionsAny, sameBase } from "./equality.ts";
import { matchByKey } from "./match.ts";
import type { DiffRules } from "./rules.ts";

/** What becomes of the columns of a table. */
export interface ColumnDiff {
  readonly units: readonly Unit[];
  /** Columns that are dropped and added again under the same name: what involves them goes with them. */
  readonly replaced: ReadonlySet<string>;
  /** Columns that stay but whose values become others: of another family of types, or computed otherwise. */
  readonly remade: ReadonlySet<string>;
  /** Columns that policies may not read while they change: they are replaced, or get another type or expression. */
  readonly moving: ReadonlySet<string>;
}

/** What is known of the table that is wanted. */
interface Wanted {
  readonly table: string;
  readonly owner: Table;
  /** The table with the keys that it has in the end. */
  readonly finished: Table;
  readonly enums: readonly EnumType[];
  readonly rules: DiffRules;
  readonly hasRows: boolean;
}

/** Compare the columns of a table, by name. `hasRows` is false only when the table is known to be empty. */
export function diffColumns(
  live: Table,
  wanted: Table,
  enums: readonly EnumType[],
  rules: DiffRules,
  hasRows: boolean,
): ColumnDiff {
  const table = formatName(wanted);
  const known: Wanted = { table, owner: wanted, finished: wanted, enums, rules, hasRows };
  const { both, gone, added } = matchByKey(live.columns, wanted.columns, ({ name }) => name);
  const retyped = retypedColumns(table, both, rules);
  const replaced = replacedColumns(both, retyped, rules);
  const position = (column: Column): number => wanted.columns.indexOf(column);
  const drop = (column: Column): Unit => ({
    changes: dropColumn(table, column.name, live, replaced),
    position: live.columns.indexOf(column),
  });
  const add = (column: Column): Unit => ({
    changes: addColumn(known, column),
    position: position(column),
  });
  const altered = both
    .filter(([, column]) => !replaced.has(column.name))
    .map(([from, to]) => ({ from, to, what: changeOf(from, to, live, wanted, rules, retyped.has(to.name)) }))
    .filter(({ what }) => Object.keys(what).length > 0);

  return {
    replaced,
    moving: new Set([
      ...replaced,
      ...altered
        .filter(({ what }) => [what.type, what.generated, what.collation].some((each) => each !== undefined))
        .map(({ to }) => to.name),
    ]),
    remade: new Set(
      altered
        .filter(({ from, to, what }) => !sameBase(from.type, to.type) || what.generated != null)
        .map(({ to }) => to.name),
    ),
    units: [
      ...gone.map(drop),
      ...added.map(add),
      ...both
        .filter(([, { name }]) => replaced.has(name))
        .flatMap(([from, to]) => [
          drop(from),
          {
            ...add(to),
            changes: [
              ...explain(add(to).changes, from, to),
              ...attachedTo(to.name, live, wanted, replaced).map((each) =>
                change(make.execute(each.sql, each.drop ?? "")),
              ),
            ],
          },
        ]),
      ...altered.map(({ from, to, what }) => ({
        changes: withCastWarned(
          withLengthNoted(alterColumn(known, to, what), from, to, what, rules),
          { table, from, to },
          what,
          known,
        ),
        position: position(to),
      })),
    ],
  };
}

/** The drop of a column, after that of what stands on it; what comes back with the column is not gone. */
function dropColumn(
  table: string,
  column: string,
  live: Table,
  replaced: ReadonlySet<string>,
): readonly Change[] {
  const over = live.attachments.filter(({ columns }) => columns.includes(column));
  const things = over.flatMap(({ what, drop }) => (drop === null || replaced.has(column) ? [] : [what]));
  const drops = over.flatMap(({ drop }) => (drop === null ? [] : [change(make.execute(drop, ""))]));
  const warning =
    things.length === 0
      ? null
      : `${things.join(" and ")} of ${table} cannot be without ${column}: dropped as well`;
  return [...drops, change(make.dropColumn(table, column))].map((each, at) =>
    at === 0 ? { ...each, warning } : each,
  );
}

/** What was attached to columns that are recreated, and can be again once the last of them is there. */
function attachedTo(
  column: string,
  live: Table,
  wanted: Table,
  replaced: ReadonlySet<string>,
): readonly Attachment[] {
  const names = wanted.columns.map(({ name }) => name);
  return live.attachments.filter(({ columns }) => {
    const last = names.findLast((name) => replaced.has(name) && columns.includes(name));
    return last === column && columns.every((name) => names.includes(name));
  });
}

/** The changes with what is left to a person where values cannot become those of the new type. */
function withCastWarned(
  changes: readonly Change[],
  { table, from, to }: { readonly table: string; readonly from: Column; readonly to: Column },
  { type }: ColumnChange,
  { rules, hasRows }: Pick<Wanted, "rules" | "hasRows">,
): readonly Change[] {
  if (type === undefined || !hasRows || !rules.isForeign(from.type, to.type)) return changes;
  const warning = `no value of ${table}.${to.name} (${from.type}) is one of ${to.type}, so that rows which hold one are refused: say in 'using' what becomes of them, or add a new column and drop this one`;
  const at = changes.findIndex(
    ({ operation }) => operation.kind === "alterColumn" && operation.args[2].type !== undefined,
  );
  return changes.map((each, index) =>
    index === at
      ? { ...each, warning: each.warning === null ? warning : `${each.warning}; ${warning}` }
      : each,
  );
}

/** The changes with what their reader should know where SQLite rebuilds a table for a length that means nothing. */
function withLengthNoted(
  changes: readonly Change[],
  from: Column,
  to: Column,
  what: ColumnChange,
  rules: DiffRules,
): readonly Change[] {
  const alone = Object.keys(what).length === 1 && what.type !== undefined;
  if (!alone || !rules.lengthMeansNothing(from.type, to.type)) return changes;
  const cost = "SQLite never looks at it, and the table is rebuilt";
  const note = leaveNote(`the length of ${to.name} (${from.type}, ${to.type})`, cost, "text-length");
  return changes.map((each, at) => (at === 0 ? { ...each, note } : each));
}

/**
 * No engine makes a column generated that was not, or keeps one whose source changes its type. What is
 * generated from a replaced column is replaced too.
 */
function replacedColumns(
  both: readonly (readonly [Column, Column])[],
  retyped: ReadonlySet<string>,
  rules: DiffRules,
): ReadonlySet<string> {
  const alike = equalityOf(rules);
  const replaced = new Set(
    both
      .filter(([from, to]) => !alike.generated(from.generated, to.generated) && !altersGenerated(from, to))
      .map(([, { name }]) => name),
  );
  const moving = new Set([...replaced, ...retyped]);
  for (let known = -1; known !== moving.size;) {
    known = moving.size;
    for (const [from, to] of both) {
      if (from.generated === null || to.generated === null || replaced.has(to.name)) continue;
      const others = new Set([...moving].filter((name) => name !== to.name));
      if (!mentionsAny(from.generated.expression, others) && !mentionsAny(to.generated.expression, others))
        continue;
      replaced.add(to.name);
      moving.add(to.name);
    }
  }
  return replaced;
}

/** The columns whose type is another one, by their names. */
function retypedColumns(
  table: string,
  both: readonly (readonly [Column, Column])[],
  rules: DiffRules,
): ReadonlySet<string> {
  const isRetyped = ([from, to]: readonly [Column, Column]): boolean =>
    rules.typeChanged(table, from, to) ??
    !(
      rules.sameType(from.type, to.type) ||
      (rules.leaves.has("text-length") && rules.lengthMeansNothing(from.type, to.type))
    );
  return new Set(both.filter(isRetyped).map(([, { name }]) => name));
}

/** A stored column keeps its values when it stops being generated, and may be given another expression. */
function altersGenerated(from: Column, to: Column): boolean {
  return from.generated?.stored === true && (to.generated === null || to.generated.stored);
}

function changeOf(
  from: Column,
  to: Column,
  live: Table,
  wanted: Table,
  rules: DiffRules,
  retyped: boolean,
): ColumnChange {
  const inKeys =
    live.primaryKey?.columns.includes(to.name) === true &&
    wanted.primaryKey?.columns.includes(to.name) === true;
  const hasNewDefault =
    rules.defaultChanged(formatName(wanted), from, to) ??
    (from.default !== to.default && !rules.sameDefault(from, to));
  const using = retyped ? rules.castExpression(to.name, from.type, to.type) : null;
  return {
    ...(retyped ? { type: to.type, ...(using === null ? {} : { using }) } : {}),
    ...(from.nullable === to.nullable || (inKeys && rules.primaryKeyImpliesNotNull)
      ? {}
      : { nullable: to.nullable }),
    ...(hasNewDefault ? { default: to.default } : {}),
    ...(equalityOf(rules).generated(from.generated, to.generated)
      ? {}
      : { generated: to.generated === null ? null : sparseGenerated(to.generated) }),
    ...(sameData(from.identity, to.identity)
      ? {}
      : { identity: to.identity === null ? null : sparseIdentity(to.identity) }),
    ...(from.collation === to.collation ? {} : { collation: to.collation }),
    ...(from.comment === to.comment ? {} : { comment: to.comment }),
  };
}

/**
 * An operation on a column as the steps in which it runs on a table with rows: one that demands values fills
 * them in between. It leads from the structure `start` to `target`; `end` is the one after all operations.
 */
export function onRows(
  operation: Operation,
  { start, target, end }: { readonly start: Schema; readonly target: Schema; readonly end: Schema },
  rules: DiffRules,
): Unit["changes"] {
  if (operation.kind !== "addColumn" && operation.kind !== "alterColumn") return [change(operation)];
  const [table, named] = operation.args;
  const owner = findTable(target, table);
  const column = owner === null ? null : findColumn(owner, typeof named === "string" ? named : named.name);
  if (owner === null || column === null) return [change(operation)];
  const finished = findTable(end, table) ?? owner;
  const wanted: Wanted = { table, owner, finished, enums: target.enums, rules, hasRows: true };
  if (operation.kind === "addColumn") return addColumn(wanted, column);
  const [, , what] = operation.args;
  const changes = alterColumn(wanted, column, what);
  const from = findColumn(findTable(start, table) ?? owner, column.name);
  return from === null ? changes : withCastWarned(changes, { table, from, to: column }, what, wanted);
}

/** A column that must have values gets them in between, since the rows that are there have none. */
function addColumn(wanted: Wanted, column: Column): Unit["changes"] {
  const { table, owner, finished, enums, rules, hasRows } = wanted;
  const isKey = owner.primaryKey?.columns.length === 1 && owner.primaryKey.columns[0] === column.name;
  const filled = fillsItself(column) || (isKey && !owner.withoutRowid && rules.keyFillsItself(column.type));
  if (column.nullable || !hasRows || filled) {
    return [change(make.addColumn(table, sparseColumn(column)))];
  }
  return stepsOf(make.addColumn(table, sparseColumn(column)), [
    change(make.addColumn(table, sparseColumn({ ...column, nullable: true }))),
    fill(owner, column, fillingOf(finished, column, enums, rules, true), rules),
    change(make.alterColumn(table, column.name, { nullable: false })),
  ]);
}

/** A column that must have values from now on gets them before, where it has none. */
function alterColumn(wanted: Wanted, column: Column, what: ColumnChange): Unit["changes"] {
  const { table, owner, finished, enums, rules, hasRows } = wanted;
  const said = make.alterColumn(table, column.name, what);
  const whole = [change(said)];
  const computed = column.generated !== null || column.identity !== null || column.autoincrement;
  if (what.nullable !== false || !hasRows || computed) return whole;
  const filling = fillingOf(finished, column, enums, rules, false);
  if (filling.value === null) return [{ ...change(said), warning: emptyWarning(owner, column, filling) }];
  const { nullable, ...rest } = what;
  return stepsOf(said, [
    ...(Object.keys(rest).length === 0 ? [] : [change(make.alterColumn(table, column.name, rest))]),
    fill(owner, column, filling, rules),
    change(make.alterColumn(table, column.name, { nullable })),
  ]);
}

function explain(changes: Unit["changes"], from: Column, to: Column): Unit["changes"] {
  const why =
    from.generated === null
      ? "becomes generated"
      : to.generated === null
        ? "is no longer generated and was never stored"
        : "is computed again";
  const note = `${to.name} ${why}, so it is dropped and added again.`;
  return changes.map((each, index) => (index === 0 ? { ...each, note } : each));
}
