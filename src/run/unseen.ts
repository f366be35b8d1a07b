import { isDeepStrictEqual } from "node:util";
import { make } from "../core/operations/make.ts";
import type { Operation } from "../core/operations/operations.ts";
import { formatName } from "../core/schema/names.ts";
import { statementsOf } from "../core/sql/statements.ts";
import type { Connection, Rows, Statement } from "../dialects/dialect.ts";
import { saidInSql, sql } from "../dialects/sql.ts";
import type { SeenTable } from "../dialects/unseen.ts";
import { statementPieces } from "./statement-pieces.ts";
import type { StepGuard } from "./loss-guard.ts";
import type { StepContext } from "./step-entry.ts";

/** Sends what a step asks for; inside its transaction. */
export interface Sender {
  run(statements: readonly Statement[]): Promise<void>;
  query(sql: string, params: readonly unknown[]): Promise<Rows>;
  /** The same for a statement that somebody else sends. */
  watch<T>(sql: string, send: () => Promise<T>): Promise<T>;
}

/**
 * Sends the statements of a step. Of those whose own words do not say what they do to tables, a `DO` block or a call of
 * a function, the catalogue tells it afterwards: what has lost rows that nobody has agreed to lose is taken back, and
 * the guard stops the step.
 */
export function createSender({ connection, dialect }: StepContext, guard: StepGuard): Sender {
  const query: Sender["query"] = (text, params) => connection.query(saidInSql(text), params);
  const { unseen } = dialect;
  if (unseen === null || !guard.watches)
    return { run: (statements) => connection.run(statements), query, watch: (_sql, send) => send() };
  const watched = async <T>(text: string, send: () => Promise<T>): Promise<T> => {
    const parts = statementsOf(text, dialect.lexical).filter(({ sql: part }) => unseen.maybe(part));
    const found = await Promise.all(parts.map(({ sql: part }) => unseen.isUnseen(connection, part)));
    if (!found.includes(true)) return send();
    const before = await unseen.look(connection);
    const start = await connection.savepoint?.();
    if (start === undefined) return send();
    const result = await send();
    const { lost, others } = await workBetween(connection, before, await unseen.look(connection));
    const pass = (): void => [...lost, ...others].forEach((operation) => guard.passed(operation));
    if (lost.length === 0) {
      await start.release();
      pass();
      return result;
    }
    // The rows can be counted only where they still are.
    await start.goBack();
    await guard.judge(lost);
    const again = await send();
    await start.release();
    pass();
    return again;
  };
  return {
    async run(statements) {
      const pieces = statements.flatMap((each) => statementPieces(each, dialect.lexical));
      if (!pieces.some(({ sql: text }) => unseen.maybe(text))) return connection.run(statements);
      for (const piece of pieces) await watched(piece.sql, () => connection.run([piece]));
    },
    query: (text, params) => watched(text, () => query(text, params)),
    watch: watched,
  };
}

/** What was done to tables between two looks, as operations; those that may have lost rows by the names before. */
async function workBetween(
  connection: Connection,
  before: readonly SeenTable[],
  after: readonly SeenTable[],
): Promise<Readonly<Record<"lost" | "others", readonly Operation[]>>> {
  const [lost, others]: [Operation[], Operation[]] = [[], []];
  const now = new Map(after.map((table) => [table.id, table]));
  const then = new Set(before.map(({ id }) => id));
  for (const table of before) {
    const left = now.get(table.id);
    if (left === undefined) {
      lost.push(make.dropTable(formatName(table)));
      continue;
    }
    if (isDeepStrictEqual(table, left)) continue;
    const gone = [...table.columns].filter(([place]) => !left.columns.has(place));
    lost.push(...gone.map(([, column]) => make.dropColumn(formatName(table), column)));
    if (table.storage !== left.storage && (await isEmpty(connection, left)))
      lost.push(make.execute(sql`DELETE FROM ${left.sql}`));
  }
  for (const table of after)
    if (!then.has(table.id)) others.push(make.createTable({ name: formatName(table), columns: [] }));
  return { lost, others };
}

async function isEmpty(connection: Connection, table: SeenTable): Promise<boolean> {
  const rows = await connection.query(sql`SELECT 1 AS one FROM ${table.sql} LIMIT 1`);
  return rows.length === 0;
}
