import { effectsOf, type Effect } from "../sql/effects.ts";
import type { Lexical } from "../sql/lexical.ts";
import { statementsOf } from "../sql/statements.ts";
import { nameOf } from "../schema/lookup.ts";
import { isOfEnum } from "../schema/types.ts";
import { formatName } from "../schema/names.ts";
import type { Schema } from "../schema/schema.ts";
import { none } from "./facets.ts";
import { replacedValues, wholeColumn, wholeTable, type Loss } from "./loss.ts";

/** What a script of plain SQL takes away: dropped or emptied tables, dropped columns. */
export function lossesOfSql(script: string, before: Schema, lexical: Lexical): readonly Loss[] {
  return statementsOf(script, lexical).flatMap(({ sql }) => lossesOfStatement(sql, before, lexical));
}

function lossesOfStatement(sql: string, before: Schema, lexical: Lexical): readonly Loss[] {
  const effects = effectsOf(sql, lexical);
  const emptied = effects.filter((effect): effect is Emptied => effect.kind === "empty");
  return [
    ...effects.flatMap((effect) => lossesBy(effect, before)),
    ...takenAlong(
      before,
      emptied.map(({ table }) => table),
      emptied[0]?.how ?? "truncate",
    ),
  ];
}

type Emptied = Extract<Effect, { kind: "empty" }>;

function lossesBy(effect: Effect, before: Schema): readonly Loss[] {
  return (byEffect[effect.kind] as (effect: Effect, before: Schema) => readonly Loss[])(effect, before);
}

const byEffect: {
  readonly [K in Effect["kind"]]: (effect: Extract<Effect, { kind: K }>, before: Schema) => readonly Loss[];
} = {
  dropTable: ({ table }) => [wholeTable(`drops table ${table}`, table)],
  dropColumn: ({ table, column }) => [wholeColumn(`drops column ${table}.${column}`, table, column)],
  dropSchema: (effect, { tables }) =>
    tables
      .filter(({ schema }) => formatName({ schema: null, name: schema ?? "public" }) === effect.schema)
      .map(formatName)
      .map((table) => wholeTable(`drops table ${table} with its schema`, table)),
  dropType: (effect, { tables }) =>
    tables.flatMap((table) =>
      table.columns
        .filter(({ type }) => isOfEnum(type, nameOf(effect.type)))
        .map(({ name }) =>
          wholeColumn(`drops column ${formatName(table)}.${name} with its type`, formatName(table), name),
        ),
    ),
  dropOwned: (_effect, { tables }) =>
    tables
      .map(formatName)
      .map((table) => wholeTable(`may drop table ${table} with all that a role owns`, table)),
  empty: ({ table }) => [wholeTable(`empties table ${table}`, table, "empty-table")],
  retype: ({ table, column, ...how }) => [replacedValues(table, column, how)],
  renameTable: none,
  renameColumn: none,
  renameSchema: none,
  copy: none,
};

/** What refers to rows that go, and goes with them or loses its values, as the foreign keys say. */
function takenAlong(before: Schema, emptied: readonly string[], how: Emptied["how"]): readonly Loss[] {
  if (how === "truncate") return [];
  const gone = new Set(emptied);
  const losses: Loss[] = [];
  // A set gives what is added while it is walked.
  for (const parent of gone) {
    for (const table of before.tables) {
      const child = formatName(table);
      for (const { columns, references, onDelete, onDeleteColumns } of table.foreignKeys) {
        const target = formatName({ schema: references.schema, name: references.table });
        if (target !== parent || gone.has(child)) continue;
        if (how === "truncate cascade" || onDelete === "cascade") {
          gone.add(child);
          losses.push(wholeTable(`takes rows of ${child} along, which refer to ${parent}`, child));
        } else if (onDelete === "set null" || onDelete === "set default") {
          for (const column of onDeleteColumns ?? columns)
            losses.push(
              wholeColumn(
                `takes values of ${child}.${column} along, which refer to ${parent}`,
                child,
                column,
              ),
            );
        }
      }
    }
  }
  return losses;
}
