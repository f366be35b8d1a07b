import { connectionFailed, foreignKeysBroken } from "../../core/errors/database.ts";
import type { Client } from "./client.ts";

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

const checkQuery = 'SELECT "table", rowid, parent FROM main.pragma_foreign_key_check';

/** How often each row points to nothing, by a description of it. Rows of WITHOUT ROWID tables look alike. */
function violations(client: Client): ReadonlyMap<string, number> {
  const found = new Map<string, number>();
  const rows = client.prepare(checkQuery).iterate([]) as Iterable<Violation>;
  for (const { table, rowid, parent } of rows) {
    const row = `${table}${rowid === null ? "" : ` (rowid ${rowid})`} points to a missing row of ${parent}`;
    found.set(row, (found.get(row) ?? 0) + 1);
  }
  return found;
}

interface Violation {
  readonly table: string;
  readonly rowid: number | null;
  readonly parent: string;
}
