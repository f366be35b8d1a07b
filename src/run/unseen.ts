import { isDeepStrictEqual } from "node:util";
import { make } from "../core/operations/make.ts";
import type { Operation } from "../core/operations/operations.ts";
import { formatName } from "../core/schema/names.ts";
import { writes } from "../core/sql/effects.ts";
import { statementsOf } from "../core/sql/statements.ts";
import { namesWrittenTo } from "../core/sql/unsaid.ts";
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
 * Sends the statements of a step. Of those whose own words do not say what they do to tables, a `DO` block, a call of
 * a function or one that fires triggers, the catalogue tells it afterwards: what has lost rows that nobody has agreed to lose is taken back, and
 * the guard stops the step.
 */
export function createSender({ connection, dialect }: StepContext, guard: StepGuard): Sender {
  const query: Sender["query"] = (text, params) => connection.query(saidInSql(text), params);
  const { unseen } = dialect;
  if (unseen === null || !guard.watches)
    return { run: (statements) => connection.run(statements), query, watch: (_sql, send) => send() };
  /** Where writing runs code; null where that may have changed since. */
  let firing: ReadonlySet<string> | null = null;
  /** Why the words of a statement are not all that it does: it runs code itself, or its writing does; null: they are. */
  const more = async (statement: string): Promise<"code" | "firing" | null> => {
    const written = namesWrittenTo(statement, dialect.lexical);
    if (written.length > 0) firing ??= await unseen.firing(connection);
    const fires = written.some((name) => firing?.has(name));
    const runsCode = unseen.maybe(statement) && (await unseen.isUnseen(connection, statement));
    if (runsCode || (written.length === 0 && writes(statement, dialect.lexical))) firing = null;
    return runsCode ? "code" : fires ? "firing" : null;
  };
  const watched = async <T>(text: string, send: () => Promise<T>): Promise<T> => {
    const statements = statementsOf(text, dialect.lexical).map((each) => each.sql);
    const found: (string | null)[] = [];
    for (const each of statements) found.push(await more(each));
    if (found.every((each) => each === null)) return send();
    // What its own words say was looked at before.
    const said = found.includes("code")
      ? []
      : statements.flatMap((each) => namesWrittenTo(each, dialect.lexical));
    const before = await unseen.look(connection);
    const start = await connection.savepoint?.();
    if (start === undefined) return send();
    const result = await send();
    const { lost, others } = await workBetween(connection, before, await unseen.look(connection), said);
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
      const isPlain = ({ sql: text }: Statement): boolean =>
        !unseen.maybe(text) && (firing?.size === 0 || namesWrittenTo(text, dialect.lexical).length === 0);
      if (!pieces.every(isPlain)) {
        for (const piece of pieces) await watched(piece.sql, () => connection.run([piece]));
        return;
      }
      if (pieces.some(({ sql: text }) => namesWrittenTo(text, dialect.lexical).length === 0)) firing = null;
      await connection.run(statements);
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
  /** The tables that may be emptied. */
  said: readonly string[],
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
    const isLess = table.storage !== left.storage || left.deleted > table.deleted;
    if (isLess && !said.includes(table.name) && (await isEmpty(connection, left)))
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
