import type { ScriptStatement } from "../dialect.ts";
import { tokens, type Token } from "./tokens.ts";

/** The statements of a script, without the semicolons between them. */
export function split(script: string): readonly ScriptStatement[] {
  const statements: ScriptStatement[] = [];
  let current: Token[] = [];
  let body = notInBody;
  const end = (): void => {
    const first = current.findIndex(({ kind }) => kind !== "blank");
    const last = current.findLastIndex(({ kind }) => kind !== "blank");
    const start = current[first];
    if (start !== undefined) {
      const sql = current
        .slice(first, last + 1)
        .map(({ text }) => text)
        .join("");
      statements.push({ sql, offset: start.offset });
    }
    current = [];
    body = notInBody;
  };
  for (const token of tokens(script)) {
    body = follow(body, token, current);
    if (token.text === ";" && body.depth === 0) end();
    else current.push(token);
  }
  end();
  return statements;
}

/** Parentheses, and blocks of `BEGIN ATOMIC … END`, inside which a semicolon ends nothing. */
interface Body {
  readonly depth: number;
  readonly atomic: number;
  readonly previous: string;
}

const notInBody: Body = { depth: 0, atomic: 0, previous: "" };

function follow(body: Body, token: Token, statement: readonly Token[]): Body {
  if (token.kind === "blank") return body;
  const word = token.kind === "word" ? token.text.toUpperCase() : token.text;
  const next = { ...body, previous: word };
  if (word === "(" || word === "[") return { ...next, depth: body.depth + 1 };
  if (word === ")" || word === "]") return { ...next, depth: Math.max(0, body.depth - 1) };
  if (token.kind !== "word") return next;
  if (word === "ATOMIC" && body.previous === "BEGIN" && createsRoutine(statement)) return deeper(next, 1);
  if (body.atomic === 0) return next;
  if (word === "CASE") return deeper(next, 1);
  return word === "END" ? deeper(next, -1) : next;
}

function deeper(body: Body, by: 1 | -1): Body {
  return { ...body, depth: body.depth + by, atomic: body.atomic + by };
}

function createsRoutine(statement: readonly Token[]): boolean {
  return statement.find(({ kind }) => kind !== "blank")?.text.toUpperCase() === "CREATE";
}
