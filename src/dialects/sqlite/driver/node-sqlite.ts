import { driverMissing } from "../../../core/errors/database.ts";
import { codeOf } from "../../../core/thrown.ts";
import type { Connection, ConnectTarget } from "../../dialect.ts";
import { adapted, type Wish } from "./adapted-client.ts";
import { openOwnConnection } from "./own-connection.ts";
import type { Client, Open } from "./client.ts";

/** What is used of Node's own module, which older versions do not have. */
interface NodeSqlite {
  readonly DatabaseSync: new (path: string, options: object) => Database;
  backup(source: Database, path: string): Promise<number>;
}

interface Database {
  readonly isTransaction: boolean;
  location(): string | null;
  exec(sql: string): void;
  prepare(sql: string): Statement;
  close(): void;
}

interface Statement {
  /** The text of this statement alone, where more was given. */
  readonly sourceSQL: string;
  columns(): readonly unknown[];
  run(...params: readonly unknown[]): { readonly changes: number | bigint };
  all(...params: readonly unknown[]): readonly unknown[];
  iterate(...params: readonly unknown[]): IterableIterator<unknown>;
  setReadBigInts(wanted: boolean): void;
  setReturnArrays(wanted: boolean): void;
}

/** How Node itself opens databases, since 22.16; null where it cannot. */
export async function engine(): Promise<Open | null> {
  const module = nodeModule();
  return module === null ? null : openBy(module);
}

/** A connection of our own to the file of an application's DatabaseSync. */
export async function overClient(database: Database, target: ConnectTarget): Promise<Connection> {
  const module = nodeModule();
  if (module === null) throw driverMissing({ drivers: ["node:sqlite"], dialect: "sqlite" }, null);
  const client = clientOver(module, database);
  const readOnly = target.readOnly === true || cannotWrite(database);
  return openOwnConnection(client, { ...target, readOnly }, async () => openBy(module));
}

function openBy(module: NodeSqlite): Open {
  return (path, { readonly = false, timeout }) =>
    clientOver(
      module,
      spoken(() => new module.DatabaseSync(path, { readOnly: readonly, timeout })),
    );
}

function nodeModule(): NodeSqlite | null {
  const module = process.getBuiltinModule?.("node:sqlite") as unknown as NodeSqlite | undefined;
  return module !== undefined && "columns" in statementOf(module) ? module : null;
}

/** Whether the application opened its file to read only, which nothing but the engine can tell. */
function cannotWrite(database: Database): boolean {
  if (database.isTransaction) return false;
  try {
    spoken(() => database.exec("BEGIN IMMEDIATE"));
  } catch (error) {
    return codeOf(error) === "SQLITE_READONLY";
  }
  database.exec("ROLLBACK");
  return false;
}

function clientOver(module: NodeSqlite, database: Database): Client {
  return adapted({
    path: database.location(),
    inTransaction: () => database.isTransaction,
    exec: (sql) => spoken(() => database.exec(sql)),
    prepare(sql) {
      const statement = spoken(() => database.prepare(sql));
      if (/[^\s;]/u.test(sql.slice(statement.sourceSQL.length)))
        throw new RangeError("The supplied SQL string contains more than one statement");
      const as = ({ bigints, lists }: Wish): Statement => {
        statement.setReadBigInts(bigints);
        statement.setReturnArrays(lists);
        return statement;
      };
      return {
        reader: statement.columns().length > 0,
        run: (params) => spoken(() => statement.run(...params)),
        all: (params, wish) => spoken(() => as(wish).all(...params)),
        iterate: (params, wish) => spokenEach(as(wish).iterate(...params)),
      };
    },
    close: () => database.close(),
    backup: async (to) => ({ totalPages: await module.backup(database, to) }),
  });
}

function statementOf({ DatabaseSync }: NodeSqlite): object {
  const database = new DatabaseSync(":memory:", {});
  try {
    return database.prepare("SELECT 1");
  } finally {
    database.close();
  }
}

/** Node gives the engine's code as a number; the other drivers by its name. */
function spoken<T>(work: () => T): T {
  try {
    return work();
  } catch (error) {
    const number = (error as { readonly errcode?: unknown }).errcode;
    if (error instanceof Error && typeof number === "number")
      Object.assign(error, { code: names[number] ?? names[number & 0xff] ?? "SQLITE_ERROR" });
    throw error;
  }
}

function* spokenEach(rows: IterableIterator<unknown>): IterableIterator<unknown> {
  try {
    for (;;) {
      const next = spoken(() => rows.next());
      if (next.done === true) return;
      yield next.value;
    }
  } finally {
    rows.return?.();
  }
}

const names: Readonly<Record<number, string>> = {
  5: "SQLITE_BUSY",
  6: "SQLITE_LOCKED",
  8: "SQLITE_READONLY",
  10: "SQLITE_IOERR",
  11: "SQLITE_CORRUPT",
  13: "SQLITE_FULL",
  14: "SQLITE_CANTOPEN",
  19: "SQLITE_CONSTRAINT",
  26: "SQLITE_NOTADB",
  275: "SQLITE_CONSTRAINT_CHECK",
  776: "SQLITE_READONLY_ROLLBACK",
  787: "SQLITE_CONSTRAINT_FOREIGNKEY",
  1299: "SQLITE_CONSTRAINT_NOTNULL",
  1555: "SQLITE_CONSTRAINT_PRIMARYKEY",
  2067: "SQLITE_CONSTRAINT_UNIQUE",
};
