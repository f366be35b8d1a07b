import { connectionFailed, foreignKeysBroken } from "../../../core/errors/database.ts";
import type { Client } from "./client.ts";
import { messageOf } from "../../../core/thrown.ts";

/** Watches over a transaction in which foreign keys are not enforced. */
export interface ForeignKeyGuard {
  /** Note, inside the transaction, what is broken already. */
  remember(): void;
  /** Throw when more is broken than was. */
  check(): void;
  /** Enforce foreign keys again as before, once the transaction is over. */
  restore(): void;
}

/** Stop enforcing foreign keys; SQLite does so only outside a transaction, and says nothing when it does not. */
export function foreignKeyGuard(client: Client): ForeignKeyGuard {
  const enforced = isOn(client, "foreign_keys");
  const legacy = isOn(client, "legacy_alter_table");
  client.pragma("foreign_keys = OFF");
  if (isOn(client, "foreign_keys")) {
    throw connectionFailed(client.name, new Error("foreign keys cannot be turned off inside a transaction"));
  }
  let known: ReadonlyMap<string, number> = new Map();
  return {
    remember() {
      known = violations(client);
    },
    check() {
      const fresh = [...violations(client)].filter(([row, count]) => count > (known.get(row) ?? 0));
      if (fresh.length > 0) throw foreignKeysBroken(fresh.map(([row]) => row));
    },
    restore() {
      client.pragma(`foreign_keys = ${enforced ? "ON" : "OFF"}`);
      // A rebuild that failed half-way may have left this on.
      client.pragma(`legacy_alter_table = ${legacy ? "ON" : "OFF"}`);
    },
  };
}

function isOn(client: Client, pragma: string): boolean {
  return client.pragma(pragma, { simple: true }) === 1;
}

/** How often each row points to nothing, by a description of it. Rows of WITHOUT ROWID tables look alike. */
function violations(client: Client): ReadonlyMap<string, number> {
  const found = new Map<string, number>();
  const note = (fault: string): void => void found.set(fault, (found.get(fault) ?? 0) + 1);
  const check = client.prepare('SELECT "table", rowid, parent FROM main.pragma_foreign_key_check(?)');
  for (const table of tablesWithKeys(client)) {
    try {
      for (const row of check.iterate([table]) as Iterable<Violation>) {
        const id = row.rowid === null ? "" : ` (rowid ${row.rowid})`;
        note(`${row.table}${id} points to a missing row of ${row.parent}`);
      }
    } catch (error) {
      // SQLite cannot check a key whose target is not unique; it says so and goes no further.
      note(messageOf(error));
    }
  }
  return found;
}

/** The word is looked for first, since to ask for the keys of each of many tables takes long. */
function tablesWithKeys(client: Client): readonly string[] {
  const rows = client
    .prepare(
      `SELECT name FROM main.sqlite_schema m
        WHERE type = 'table' AND instr(upper(sql), 'REFERENCES') > 0
          AND EXISTS (SELECT 1 FROM pragma_foreign_key_list(m.name)) ORDER BY name`,
    )
    .all([]) as readonly { readonly name: string }[];
  return rows.map(({ name }) => name);
}

interface Violation {
  readonly table: string;
  readonly rowid: number | null;
  readonly parent: string;
}
