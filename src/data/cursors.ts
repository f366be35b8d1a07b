import { createHash } from "node:crypto";
import type { Rows } from "../dialects/dialect.ts";
import { readDetails } from "../records/details.ts";

/** How far a data call of a step has come. */
export interface Cursor {
  /** Where to go on: the key of the last row, or the number of rows taken from a file; null: at the start. */
  readonly at: unknown;
  /** Rows that are done. */
  readonly done: number;
  readonly finished: boolean;
}

/** A cursor as the journal keeps it, under the call's place in the step. */
export interface KeptCursor extends Cursor {
  readonly kind: string;
  /** A hash of the call's arguments: a cursor of other arguments means nothing. */
  readonly arguments: string;
}

/** The cursor of a call that has not begun. */
export const atStart: Cursor = { at: null, done: 0, finished: false };

/** A hash of plain data. */
export function hashOf(data: unknown): string {
  return createHash("sha256").update(JSON.stringify(data, encode)).digest("hex").slice(0, 16);
}

/** The cursors in the `details` of a journal entry, by the place of their call. */
export function readCursors(details: string | null): ReadonlyMap<string, KeptCursor> {
  const { cursors = {} } = readDetails(details, decode);
  return new Map(Object.entries(cursors as Readonly<Record<string, KeptCursor>>));
}

/** The `details` of a journal entry with these cursors; whatever else is kept there stays. */
export function withCursors(details: string | null, cursors: ReadonlyMap<string, KeptCursor>): string | null {
  if (cursors.size === 0) return details;
  return JSON.stringify({ ...readDetails(details), cursors: Object.fromEntries(cursors) }, encode);
}

/** Rows of a statement that wrote, which a body was given. */
export interface Answer {
  /** A hash of the statement and its parameters. */
  readonly asked: string;
  readonly rows: Rows;
}

/** The answers in the `details` of a journal entry, by the place of their statement among the operations of the step. */
export function readAnswers(details: string | null): ReadonlyMap<number, Answer> {
  const { answers = {} } = readDetails(details, decode);
  return new Map(
    Object.entries(answers as Readonly<Record<string, Answer>>).map(([place, answer]) => [
      Number(place),
      answer,
    ]),
  );
}

/** The `details` of a journal entry with one more answer; whatever else is kept there stays. */
export function withAnswer(details: string | null, place: number, answer: Answer): string {
  const { answers = {}, ...others } = readDetails(details);
  // A Date knows how to write itself before `encode` sees it.
  const rows = answer.rows.map((row) =>
    Object.fromEntries(
      Object.entries(row).map(([name, value]) => [
        name,
        value instanceof Date ? { $date: value.toISOString() } : value,
      ]),
    ),
  );
  return JSON.stringify(
    { ...others, answers: { ...(answers as object), [place]: { ...answer, rows } } },
    encode,
  );
}

// Keys and values of rows may be what JSON has no word for.
function encode(_key: string, value: unknown): unknown {
  if (typeof value === "bigint") return { $bigint: value.toString() };
  if (isBufferJson(value)) return { $bytes: Buffer.from(value.data).toString("hex") };
  return value;
}

function decode(_key: string, value: unknown): unknown {
  if (typeof value !== "object" || value === null) return value;
  const [[name, text] = [], second] = Object.entries(value);
  // What a column of JSON holds may look like it.
  if (typeof text !== "string" || second !== undefined) return value;
  if (name === "$bigint" && /^-?\d+$/u.test(text)) return BigInt(text);
  if (name === "$date") return new Date(text);
  return name === "$bytes" ? Buffer.from(text, "hex") : value;
}

/** What a Buffer makes of itself before it is seen here. */
function isBufferJson(value: unknown): value is { readonly data: readonly number[] } {
  return (
    typeof value === "object" &&
    value !== null &&
    "type" in value &&
    value.type === "Buffer" &&
    "data" in value &&
    Array.isArray(value.data)
  );
}
