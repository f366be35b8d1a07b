import { dependentBroken, statementFailed } from "../../../core/errors/database.ts";
import type { FailedStatement } from "../../../core/errors/failed-statement.ts";
import type { Client } from "./client.ts";
import { temporaryPrefix } from "../identifiers.ts";
import { nameOf, type Token } from "../../../core/sql/tokens.ts";
import { foldName, tokenize } from "../tokens.ts";
import { messageOf } from "../../../core/thrown.ts";

/** The failure for a statement that SQLite refused, by what it says and what is known of the statement. */
export function refused(message: string, failed: FailedStatement, cause: unknown): Error {
  const [, kind, name, why] =
    /^error in (view|trigger|index) (.+?)(?: after [a-z ]+)?: ([^]+)$/u.exec(message) ?? [];
  return kind === undefined || name === undefined || why === undefined
    ? statementFailed(message, failed, cause)
    : dependentBroken(kind, name, why, failed, cause);
}

/** What is known of a statement that SQLite refused. */
export function failedStatement(client: Client, sql: string, index: number, error: unknown): FailedStatement {
  const message = error instanceof Error ? error.message : "";
  const code = (error as { readonly code?: unknown } | null)?.code;
  const engineCode = typeof code === "string" ? code : null;
  return {
    sql,
    index,
    position: positionOf(client, sql, message),
    engineCode,
    engineHint: null,
  };
}

/** What SQLite says, about the table that people know where it speaks of one that is being rebuilt. */
export function refusalOf(error: unknown): string {
  return messageOf(error).replaceAll(temporaryPrefix, "");
}

/** Where the message points at, for the messages that quote a token or name something. */
function positionOf(client: Client, sql: string, message: string): number | null {
  const near = /^near "([^]+)": syntax error$/u.exec(message)?.[1];
  if (near !== undefined) {
    const places = tokenize(sql).filter((token) => token.text === near);
    return (
      (places.length > 1 ? places.find(({ end }) => failsAt(client, sql.slice(0, end), message)) : places[0])
        ?.start ?? null
    );
  }
  const named = /^no such (?:table|column|function|index|view|trigger|collation sequence): ([^]+)$/u.exec(
    message,
  )?.[1];
  if (named === undefined) return null;
  const parts = tokenize(named);
  return firstMention(tokenize(sql), parts.at(-1))?.start ?? null;
}

/** The parser stops at the first token it cannot take, so a text cut before it fails in another way. */
function failsAt(client: Client, prefix: string, message: string): boolean {
  try {
    client.prepare(prefix);
    return false;
  } catch (error) {
    return error instanceof Error && error.message === message;
  }
}

function firstMention(tokens: readonly Token[], wanted: Token | undefined): Token | undefined {
  if (wanted === undefined) return undefined;
  return tokens.find((token) => foldName(nameOf(token)) === foldName(nameOf(wanted)));
}
