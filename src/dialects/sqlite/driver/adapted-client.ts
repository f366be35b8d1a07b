import { transactionVerb } from "../../../core/sql/effects.ts";
import { lexical } from "../lexical.ts";
import type { Client, Prepared } from "./client.ts";

/** A database of another driver, in the few words in which `adapted` speaks to it. */
export interface Raw {
  /** The path of its file, or null when it is kept in memory. */
  readonly path: string | null;
  inTransaction(): boolean;
  exec(sql: string): unknown;
  prepare(sql: string): RawStatement;
  close(): unknown;
  /** The engine's online backup; null where the driver has none. */
  readonly backup: ((path: string) => Promise<{ readonly totalPages: number }>) | null;
}

export interface RawStatement {
  readonly reader: boolean;
  run(params: readonly unknown[]): { readonly changes: number | bigint };
  all(params: readonly unknown[], as: Wish): readonly unknown[];
  iterate(params: readonly unknown[], as: Wish): IterableIterator<unknown>;
}

/** How rows are wanted. */
export interface Wish {
  readonly bigints: boolean;
  /** Lists of values instead of objects. */
  readonly lists: boolean;
}

/** What drizzle-orm/sqlite-proxy asks of a client. */
export type Proxy = (
  sql: string,
  params: readonly unknown[],
  method: "run" | "all" | "values" | "get",
) => Promise<{ readonly rows: readonly unknown[] | undefined }>;

/** The client over another driver, with the face of better-sqlite3, and one for Drizzle's proxy. */
export function adapted(raw: Raw): Client & { readonly proxy: Proxy } {
  return {
    name: raw.path ?? "",
    memory: raw.path === null,
    get inTransaction() {
      return raw.inTransaction();
    },
    prepare: (sql) => prepared(raw.prepare(sql)),
    exec: (sql) => raw.exec(sql),
    pragma(sql, { simple = false } = {}) {
      const statement = raw.prepare(`PRAGMA ${sql}`);
      if (!statement.reader) return void statement.run([]);
      const rows = statement.all([], { bigints: false, lists: simple });
      return simple ? (rows[0] as readonly unknown[] | undefined)?.[0] : rows.map(plain);
    },
    close: () => raw.close(),
    ...(raw.backup === null ? {} : { backup: raw.backup }),
    proxy: proxyOver(raw),
  };
}

function prepared(statement: RawStatement): Prepared {
  let bigints = false;
  const ready: Prepared = {
    reader: statement.reader,
    run: (params) => ({ changes: Number(statement.run(params).changes) }),
    all: (params) => statement.all(params, { bigints, lists: false }).map(plain),
    *iterate(params) {
      for (const row of statement.iterate(params, { bigints, lists: false })) yield plain(row);
    },
    safeIntegers() {
      bigints = true;
      return ready;
    },
  };
  return ready;
}

/** A transaction within the step's is a savepoint. */
function proxyOver(raw: Raw): Proxy {
  let depth = 0;
  const nested = (sql: string): string => {
    const verb = transactionVerb(sql, lexical);
    if (verb === "BEGIN") return `SAVEPOINT mig_nested_${++depth}`;
    if (verb === "COMMIT") return `RELEASE mig_nested_${depth--}`;
    return verb === "ROLLBACK" ? `ROLLBACK TO mig_nested_${depth}; RELEASE mig_nested_${depth--}` : sql;
  };
  return async (given, params, method) => {
    const sql = nested(given);
    if (sql !== given) {
      raw.exec(sql);
      return { rows: [] };
    }
    const statement = raw.prepare(sql);
    if (!statement.reader) {
      statement.run(params);
      return { rows: [] };
    }
    const rows = statement
      .all(params, { bigints: false, lists: true })
      .map((row) => (row as unknown[]).map(value));
    return { rows: method === "get" ? rows[0] : rows };
  };
}

function plain(row: unknown): unknown {
  return Object.fromEntries(Object.entries(row as object).map(([name, each]) => [name, value(each)]));
}

/** Bytes are buffers, as every other driver gives them. */
function value(each: unknown): unknown {
  if (each instanceof ArrayBuffer) return Buffer.from(each);
  return each instanceof Uint8Array && !Buffer.isBuffer(each)
    ? Buffer.from(each.buffer, each.byteOffset, each.byteLength)
    : each;
}
