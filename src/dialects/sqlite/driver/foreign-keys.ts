import { connectionFailed, foreignKeysBroken } from "../../../core/errors/database.ts";
import { messageOf } from "../../../core/thrown.ts";
import type { Rows } from "../../dialect.ts";
import { sql, type Sql } from "../../sql.ts";
import type { Asking } from "./asking.ts";

/** Watches over a transaction in which foreign keys are not enforced. */
export interface ForeignKeyGuard {
  /** Note, inside the transaction, what is broken already. Throws where they are enforced there all the same. */
  remember(): Asking<void>;
  /** Throw when more is broken than was. */
  check(): Asking<void>;
  /** Enforce foreign keys again as before, once the transaction is over. */
  restore(): Asking<void>;
}

/** Stop enforcing foreign keys; SQLite does so only outside a transaction, and says nothing when it does not. */
export function* foreignKeyGuard(label: string): Asking<ForeignKeyGuard> {
  const enforced = yield* isOn(sql`PRAGMA foreign_keys`);
  const legacy = yield* isOn(sql`PRAGMA legacy_alter_table`);
  yield [sql`PRAGMA foreign_keys = OFF`];
  yield* mustBeOff(label, "inside a transaction");
  let known: ReadonlyMap<string, number> = new Map();
  return {
    *remember() {
      // A client may open its transactions over another session.
      yield* mustBeOff(label, "over this connection");
      known = yield* violations();
    },
    *check() {
      const fresh = [...(yield* violations())].filter(([row, count]) => count > (known.get(row) ?? 0));
      if (fresh.length > 0) throw foreignKeysBroken({ violations: fresh.map(([row]) => row) });
    },
    *restore() {
      yield [enforced ? sql`PRAGMA foreign_keys = ON` : sql`PRAGMA foreign_keys = OFF`];
      // A rebuild that failed half-way may have left this on.
      yield [legacy ? sql`PRAGMA legacy_alter_table = ON` : sql`PRAGMA legacy_alter_table = OFF`];
    },
  };
}

function* mustBeOff(label: string, where: string): Asking<void> {
  if (yield* isOn(sql`PRAGMA foreign_keys`))
    throw connectionFailed(label, new Error(`foreign keys cannot be turned off ${where}`));
}

function* isOn(pragma: Sql): Asking<boolean> {
  const [row] = yield [pragma];
  return Number(Object.values(row ?? {})[0] ?? 0) === 1;
}

/** How often each row points to nothing, by a description of it. Rows of WITHOUT ROWID tables look alike. */
function* violations(): Asking<ReadonlyMap<string, number>> {
  const found = new Map<string, number>();
  const note = (fault: string): void => void found.set(fault, (found.get(fault) ?? 0) + 1);
  const noteAll = (broken: Rows): void => {
    for (const { table, rowid, parent } of broken) {
      const id = rowid === null ? "" : ` (rowid ${String(rowid)})`;
      note(`${String(table)}${id} points to a missing row of ${String(parent)}`);
    }
  };
  const broken = sql`SELECT "table", rowid, parent FROM main.pragma_foreign_key_check`;
  try {
    noteAll(yield [broken]);
  } catch {
    // SQLite cannot check a key whose target is not unique; it says so and goes no further, so that each table is asked for.
    for (const { name } of yield [tables]) {
      try {
        noteAll(yield [sql`${broken}(?)`, [name]]);
      } catch (error) {
        // What it says of the key is what is broken.
        note(messageOf(error));
      }
    }
  }
  return found;
}

const tables: Sql = sql`SELECT name FROM main.sqlite_schema WHERE type = 'table' ORDER BY name`;
