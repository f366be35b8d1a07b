import type { Relay } from "../../relay.ts";

/** What carries statements out: a client of libSQL, or a transaction of it. */
export interface Executor {
  execute(statement: Asked): Promise<ResultSet>;
  executeMultiple(sql: string): Promise<void>;
  batch(statements: readonly Asked[]): Promise<readonly ResultSet[]>;
}

interface Asked {
  readonly sql: string;
  readonly args: unknown[];
}

/** What libSQL gives for a statement. */
export interface ResultSet {
  readonly columns: readonly string[];
  readonly rows: readonly Readonly<Record<string, unknown>>[];
  readonly rowsAffected: number;
  readonly lastInsertRowid?: unknown;
}

/** The session of a connection, as Drizzle comes to it. */
interface Session {
  readonly protocol: string;
  /** What statements go to at this moment, when all that was sent before has ended. */
  readonly current: () => Promise<Executor>;
  readonly inTransaction: () => Promise<boolean>;
  readonly begin: () => Promise<void>;
  readonly commit: () => Promise<void>;
  readonly rollback: () => Promise<void>;
}

/** The client of libSQL that Drizzle gets, whose statements go by way of a relay; a transaction within the step's is a savepoint. */
export function relayedLibsql(session: Session, relay: Relay): object {
  let depth = 0;
  const executor = (nested: boolean): Executor => ({
    execute: (asked) =>
      relay.later(
        { sql: asked.sql, params: asked.args, nested, keep: plain, revive: (kept) => revived(kept as Kept) },
        async () => (await session.current()).execute(asked),
      ),
    executeMultiple: (sql) =>
      relay.later({ sql, params: [], nested, keep: () => null, revive: () => undefined }, async () =>
        (await session.current()).executeMultiple(sql),
      ),
    batch: (all) =>
      relay.later(
        {
          sql: all.map(({ sql }) => sql).join(";\n"),
          params: all.flatMap(({ args }) => args),
          nested,
          keep: (results) => results.map(plain),
          revive: (kept) => (kept as readonly Kept[]).map(revived),
        },
        async () => (await session.current()).batch(all),
      ),
  });
  const savepoint = async (): Promise<object> => {
    const name = `mig_nested_${++depth}`;
    const command = async (sql: string): Promise<void> => {
      await (await session.current()).execute({ sql, args: [] });
    };
    await command(`SAVEPOINT ${name}`);
    return {
      ...executor(true),
      commit: () => command(`RELEASE ${name}`),
      rollback: () => command(`ROLLBACK TO ${name}`),
    };
  };
  return {
    ...executor(false),
    protocol: session.protocol,
    async transaction() {
      if (await session.inTransaction()) return savepoint();
      await session.begin();
      return { ...executor(true), commit: session.commit, rollback: session.rollback };
    },
  };
}

interface Kept extends Omit<ResultSet, "rows"> {
  readonly rows: readonly (readonly unknown[])[];
}

/** Rows as lists, since two columns may have one name. */
function plain({ columns, rows, rowsAffected, lastInsertRowid }: ResultSet): Kept {
  const values = rows.map((row) =>
    Array.from(row as unknown as ArrayLike<unknown>, (value) =>
      value instanceof ArrayBuffer ? Buffer.from(value) : value,
    ),
  );
  return { columns, rows: values, rowsAffected, lastInsertRowid };
}

function revived({ rows, ...others }: Kept): ResultSet {
  return { ...others, rows: rows.map((values) => rowOf(others.columns, values)) };
}

/** A row has its values by their places, of which nobody is told, and by the names of their columns. */
function rowOf(columns: readonly string[], values: readonly unknown[]): Readonly<Record<string, unknown>> {
  const named = Object.fromEntries(columns.map((name, at) => [name, values[at]]));
  const hidden = Object.fromEntries(
    [...values, values.length].map((value, at) => [at === values.length ? "length" : at, { value }]),
  );
  return Object.defineProperties(named, hidden);
}
