import type { Loss } from "../core/operations/loss.ts";
import type { Operation } from "../core/operations/operations.ts";
import { movedName, nameOf } from "../core/schema/lookup.ts";
import { formatName, sibling } from "../core/schema/names.ts";
import type { Schema } from "../core/schema/schema.ts";
import { creationOf } from "../core/sql/creations.ts";
import { effectsOf } from "../core/sql/effects.ts";
import type { Lexical } from "../core/sql/lexical.ts";
import { trackRenames, type RenameTracking } from "./rename-tracking.ts";

/** What a run knows of the tables that it works on: which it made itself, and where the rows of the others are. */
export interface KnownTables {
  /** Follow the rows from this structure on, unless that is done already; what the run has made is not looked at. */
  start(live: Schema): Started;
  /** Whether what is lost was made by the run itself. */
  isOwn(loss: Loss): boolean;
  /** Take an operation into account; plain SQL a statement at a time. */
  follow(operation: Operation): void;
  /** The same, followed on its own from here. */
  fork(): KnownTables;
  /** A step has ended. */
  endStep(): void;
}

/** Rows that are followed, and the structure from which on. */
export interface Started {
  readonly tracking: RenameTracking;
  readonly live: Schema;
}

/** Nothing is known yet. */
export function createKnownTables(lexical: Lexical): KnownTables {
  return known(lexical, new Map(), true, null);
}

/** What of a table is the run's own: all of it, or columns. Names are in lower case. */
interface Own {
  readonly whole: boolean;
  readonly columns: ReadonlySet<string>;
}

function known(
  lexical: Lexical,
  own: Map<string, Own>,
  namesAreSure: boolean,
  followed: Started | null,
): KnownTables {
  let [sure, started] = [namesAreSure, followed];
  const ownOf = (table: string): Own => own.get(table.toLowerCase()) ?? { whole: false, columns: new Set() };
  const set = (table: string, value: Partial<Own>): void => {
    if (sure) own.set(table.toLowerCase(), { ...ownOf(table), ...value });
  };
  const rename = (from: string, to: string): void => {
    const value = own.get(from.toLowerCase());
    own.delete(from.toLowerCase());
    if (value !== undefined) set(to, value);
  };
  const withoutColumn = (table: string, column: string): void => {
    const { columns } = ownOf(table);
    if (columns.has(column.toLowerCase()))
      set(table, { columns: new Set([...columns].filter((each) => each !== column.toLowerCase())) });
  };
  const addColumn = (table: string, column: string): void =>
    set(table, { columns: new Set([...ownOf(table).columns, column.toLowerCase()]) });
  const followSql = (sql: string): void => {
    for (const effect of effectsOf(sql, lexical)) {
      if (effect.kind === "dropTable") own.delete(effect.table.toLowerCase());
      if (effect.kind === "renameTable") rename(effect.table, effect.to);
      if (effect.kind === "renameSchema" || effect.kind === "dropSchema") own.clear();
      if (effect.kind === "dropColumn") withoutColumn(effect.table, effect.column);
      if (effect.kind === "renameColumn" && ownOf(effect.table).columns.has(effect.from)) {
        withoutColumn(effect.table, effect.from);
        addColumn(effect.table, effect.to);
      }
    }
    const made = creationOf(sql, lexical);
    // A copy is as much to be lost as what it is of; where it is followed to is known by the rows.
    if (made?.kind === "table" && !effectsOf(sql, lexical).some(({ kind }) => kind === "copy"))
      set(made.table, { whole: true });
    if (made?.kind === "column") addColumn(made.table, made.column);
    if (made?.kind === "search path") {
      sure = false;
      own.clear();
    }
  };
  return {
    start(live) {
      const tables = live.tables.filter((table) => !ownOf(formatName(table)).whole);
      started ??= { tracking: trackRenames({ ...live, tables }, lexical), live };
      return started;
    },
    isOwn({ table, column }) {
      const { whole, columns } = ownOf(table);
      return whole || (column !== null && columns.has(column.toLowerCase()));
    },
    follow(operation) {
      started?.tracking.follow(operation);
      switch (operation.kind) {
        case "createTable":
          return set(operation.args[0].name, { whole: true });
        case "addColumn":
          return addColumn(operation.args[0], operation.args[1].name);
        case "dropTable":
          return void own.delete(operation.args[0].toLowerCase());
        case "dropColumn":
          return withoutColumn(operation.args[0], operation.args[1]);
        case "renameTable": {
          const [old, to] = operation.args;
          return rename(old, formatName(sibling(nameOf(old), to)));
        }
        case "moveTable":
          return rename(operation.args[0], movedName(...operation.args));
        case "renameSchema":
          return own.clear();
        case "renameColumn": {
          const [table, old, to] = operation.args;
          if (!ownOf(table).columns.has(old.toLowerCase())) return undefined;
          withoutColumn(table, old);
          return addColumn(table, to);
        }
        case "execute":
          return followSql(operation.args[0]);
        default:
          return undefined;
      }
    },
    fork: () =>
      known(
        lexical,
        new Map(own),
        sure,
        started === null ? null : { ...started, tracking: started.tracking.fork() },
      ),
    endStep: () => started?.tracking.endStep(),
  };
}
