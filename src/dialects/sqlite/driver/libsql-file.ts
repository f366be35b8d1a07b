import { existsSync } from "node:fs";
import { createRequire } from "node:module";
import { adapted, type Wish } from "./adapted-client.ts";
import type { Open } from "./client.ts";

/** The package that a client of libSQL stands on: nearly the face of better-sqlite3. */
interface Libsql {
  readonly inTransaction: boolean;
  exec(sql: string): unknown;
  prepare(sql: string): Statement;
  close(): unknown;
}

interface Statement {
  readonly reader: boolean;
  run(params: readonly unknown[]): { readonly changes: number };
  all(params: readonly unknown[]): readonly unknown[];
  iterate(params: readonly unknown[]): IterableIterator<unknown>;
  safeIntegers(wanted: boolean): Statement;
  raw(wanted: boolean): Statement;
}

/** How `@libsql/client`, whose file is given, opens files. */
export function libsqlFile(place: string): Open {
  const Driver = createRequire(place)("libsql") as new (path: string, options: object) => Libsql;
  return (path, { readonly = false, timeout }) => {
    const inMemory = path === ":memory:";
    // It makes a file also for who only reads.
    if (readonly && !inMemory && !existsSync(path))
      throw Object.assign(new Error("unable to open database file"), { code: "SQLITE_CANTOPEN" });
    const database = new Driver(path, { timeout });
    if (readonly) database.exec("PRAGMA query_only = ON");
    return adapted({
      path: inMemory ? null : path,
      inTransaction: () => database.inTransaction,
      exec: (sql) => database.exec(sql),
      prepare(sql) {
        const statement = database.prepare(sql);
        const as = ({ bigints, lists }: Wish): Statement => statement.safeIntegers(bigints).raw(lists);
        return {
          reader: statement.reader,
          run: (params) => statement.run(params),
          all: (params, wish) => as(wish).all(params),
          iterate: (params, wish) => as(wish).iterate(params),
        };
      },
      close: () => database.close(),
      backup: null,
    });
  };
}
