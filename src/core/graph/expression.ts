import { badExpression, badRange } from "../errors/target.ts";

/** A text that names revisions, taken apart: `branch@symbol+2`. */
export interface Expression {
  readonly text: string;
  /** A label or a revision; what is meant lies on its line. */
  readonly branch: string | null;
  /** An id, the start of one, a label, or a reserved word; null: where the database is. */
  readonly symbol: string | null;
  /** Steps up, or down when negative; 0 when none are given. */
  readonly offset: number;
}

/** Take a text apart. The whole of it must make sense. */
export function parseExpression(text: string): Expression {
  if (text.includes(":"))
    throw badExpression({ text, why: "it is a range, which only history and --sql take" });
  const match = /^(?:([^@]*)@)?([^@+-]*)([+-]\d+)?$/u.exec(text);
  if (match === null) throw badExpression({ text, why: reason(text) });
  const [, branch, symbol = "", offset] = match;
  if (branch === "") throw badExpression({ text, why: "there is nothing before the @" });
  if (symbol === "" && offset === undefined) {
    throw badExpression({ text, why: branch === undefined ? "it is empty" : "there is nothing after the @" });
  }
  if (offset !== undefined && Number(offset) === 0)
    throw badExpression({ text, why: "a step of 0 leads nowhere" });
  return {
    text,
    branch: branch ?? null,
    symbol: symbol === "" ? null : symbol,
    offset: offset === undefined ? 0 : Number(offset),
  };
}

/** The two sides of `start:end`, an empty one being null; null when there is no colon. */
export function parseRange(
  text: string,
): { readonly start: string | null; readonly end: string | null } | null {
  const [start = "", end, ...more] = text.trim().split(":");
  if (end === undefined) return null;
  if (more.length > 0) throw badRange({ text, why: "it has more than one colon" });
  return { start: start === "" ? null : start, end: end === "" ? null : end };
}

function reason(text: string): string {
  if (text.split("@").length > 2) return "it has more than one @";
  return "after an id only +N or -N may follow";
}
