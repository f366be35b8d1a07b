import type { Loss } from "../core/operations/loss.ts";
import { sqlOfCustom } from "../core/operations/custom.ts";
import type { Operation } from "../core/operations/operations.ts";
import type { Copy } from "../core/sql/copies.ts";
import { effectsOf, type Effect } from "../core/sql/effects.ts";
import type { Lexical } from "../core/sql/lexical.ts";
import { statementsOf } from "../core/sql/statements.ts";
import { movedName, nameOf } from "../core/schema/lookup.ts";
import { formatName, sibling } from "../core/schema/names.ts";
import type { Schema } from "../core/schema/schema.ts";

/** Where the tables and columns that operations speak of are in the database as it is now. */
export interface RenameTracking {
  /** The same loss by the names of the live database; null when what is lost is not there yet. */
  origin(loss: Loss): Loss | null;
  /** What a table of this name holds of the live rows; null when that is nothing. */
  held(table: string): Held | null;
  /** Take an operation into account; plain SQL a statement at a time. */
  follow(operation: Operation): void;
  /** The copies of a table, as `held` tells of them. */
  copiesOf(table: string): readonly Held[];
  /** The same tables, followed on their own from here. */
  fork(): RenameTracking;
  /** A step has ended: what took the place of a table that is gone stands for it from now on. */
  endStep(): void;
}

/** Rows of a live table, wherever they are by now. */
export interface Held {
  /** The live table. */
  readonly name: string;
  /** Its columns whose values are there in one form or another. */
  readonly holds: ReadonlySet<string>;
  /** False for a copy of the table. */
  readonly isMain: boolean;
  /** The name that the table had when the step began. */
  readonly known: string;
}

/** The names of a live structure, to be followed through renames, copies, drops and creations. */
export function trackRenames(live: Schema, lexical: Lexical): RenameTracking {
  return follow(originsOf(live), lexical);
}

function originsOf(live: Schema): Map<string, Origin> {
  const tables = new Map<string, Origin>();
  for (const table of live.tables) {
    const name = formatName(table);
    const columns = table.columns.map((column) => column.name);
    tables.set(name, {
      name,
      columns: new Map(columns.map((column) => [column, column])),
      holds: new Set(columns),
      isMain: true,
      known: name,
    });
  }
  return tables;
}

function follow(tables: Map<string, Origin>, lexical: Lexical): RenameTracking {
  const rename = (from: string, to: string): void =>
    move(tables, from, formatName(sibling(nameOf(from), to)));
  const renameColumn = (table: string, from: string, to: string): void =>
    move(find(tables, table)?.columns, from, to);
  const dropColumn = (table: string, column: string): void => {
    const found = find(tables, table);
    found?.holds.delete(find(found.columns, column) ?? column);
    found?.columns.delete(column);
  };
  const renameNamespace = (from: string, to: string): void => {
    const inside = [...tables.keys()].filter((key) => nameOf(key).schema === from);
    for (const key of inside) move(tables, key, movedName(key, to));
  };
  const drop = (table: string): void => void tables.delete(keyOf(tables, table) ?? table);
  const followEffect = (effect: Effect): void => {
    switch (effect.kind) {
      case "dropTable":
        return drop(effect.table);
      case "dropColumn":
        return dropColumn(effect.table, effect.column);
      case "renameTable":
        return move(tables, effect.table, effect.to);
      case "renameColumn":
        return renameColumn(effect.table, effect.from, effect.to);
      case "renameSchema":
        return renameNamespace(effect.from, effect.to);
      case "copy": {
        const source = find(tables, effect.from);
        // What is written into a table with rows of its own is held by no table of its own any more.
        if (source !== undefined && find(tables, effect.to) === undefined)
          tables.set(effect.to, copyOf(source, effect));
        return undefined;
      }
      case "dropSchema":
      case "dropType":
      case "dropOwned":
      case "empty":
        return undefined;
    }
  };
  const followSql = (script: string): void => {
    for (const { sql } of statementsOf(script, lexical)) effectsOf(sql, lexical).forEach(followEffect);
  };
  return {
    origin(loss) {
      const table = find(tables, loss.table);
      const column = loss.column === null ? null : find(table?.columns, loss.column);
      return table === undefined || column === undefined ? null : { ...loss, table: table.name, column };
    },
    held(table) {
      const found = find(tables, table);
      return found === undefined ? null : { ...found, holds: new Set(found.holds) };
    },
    copiesOf(table) {
      const main = find(tables, table);
      return [...tables.values()].filter(({ name, isMain }) => !isMain && name === main?.name);
    },
    fork() {
      const copied = [...tables].map(([key, origin]): [string, Origin] => [
        key,
        { ...origin, columns: new Map(origin.columns), holds: new Set(origin.holds) },
      ]);
      return follow(new Map(copied), lexical);
    },
    follow(operation) {
      switch (operation.kind) {
        case "renameTable":
          return rename(operation.args[0], operation.args[1]);
        case "moveTable":
          return move(tables, operation.args[0], movedName(...operation.args));
        case "renameSchema":
          return renameNamespace(...operation.args);
        case "renameColumn":
          return renameColumn(...operation.args);
        case "dropTable":
          return drop(operation.args[0]);
        case "dropColumn":
          return dropColumn(...operation.args);
        case "execute":
          return followSql(operation.args[0]);
        case "custom":
          return followSql(sqlOfCustom(...operation.args, lexical));
        default:
          return undefined;
      }
    },
    endStep() {
      const mains = new Set([...tables.values()].flatMap(({ isMain, name }) => (isMain ? [name] : [])));
      for (const [key, origin] of tables) {
        origin.isMain ||= key.toLowerCase() === origin.known.toLowerCase() && !mains.has(origin.name);
        if (origin.isMain) origin.known = key;
      }
    },
  };
}

interface Origin extends Held {
  /** The columns of the table, and the live ones whose very values they have. */
  readonly columns: Map<string, string>;
  readonly holds: Set<string>;
  isMain: boolean;
  known: string;
}

function copyOf(source: Origin, { values }: Copy): Origin {
  const columns = new Map<string, string>();
  const holds = new Set<string>();
  for (const { column, of, plain } of values) {
    const names = of === "*" ? [...source.columns.keys()] : of;
    for (const name of names) {
      const live = find(source.columns, name);
      if (live === undefined) continue;
      holds.add(live);
      const target = of === "*" ? name : column;
      if (plain && target !== null) columns.set(target, live);
    }
  }
  return { name: source.name, columns, holds, isMain: false, known: source.known };
}

/** By the very name, else by one that differs in case alone: SQL that is not quoted has none. */
function find<T>(names: ReadonlyMap<string, T> | undefined, name: string): T | undefined {
  const key = names === undefined ? undefined : keyOf(names, name);
  return key === undefined ? undefined : names?.get(key);
}

function keyOf(names: ReadonlyMap<string, unknown>, name: string): string | undefined {
  if (names.has(name)) return name;
  const lower = name.toLowerCase();
  return [...names.keys()].find((each) => each.toLowerCase() === lower);
}

function move<T>(names: Map<string, T> | undefined, from: string, to: string): void {
  const key = names === undefined ? undefined : keyOf(names, from);
  const value = key === undefined ? undefined : names?.get(key);
  if (names === undefined || key === undefined || value === undefined) return;
  names.delete(key);
  names.set(to, value);
}
