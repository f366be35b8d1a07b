import { createHash } from "node:crypto";
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

/** What a statement that wrote has given, and a body was told. */
export interface Answer {
  /** A hash of the statement and its parameters. */
  readonly asked: string;
  /** The rows of `op.query`; of a statement of Drizzle what is kept of its driver's result. */
  readonly rows: unknown;
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
  return JSON.stringify({ ...others, answers: { ...(answers as object), [place]: answer } }, encodeDates);
}

/** Hashes of the statements in the `details` of a journal entry that have failed, and a body went on after, by the same places. */
export function readFailures(details: string | null): Readonly<Record<string, readonly string[]>> {
  return (readDetails(details)["failures"] ?? {}) as Readonly<Record<string, readonly string[]>>;
}

/** The `details` of a journal entry with one more failure; whatever else is kept there stays. */
export function withFailure(details: string | null, place: number, asked: string): string {
  const failures = readFailures(details);
  const here = new Set([...(failures[place] ?? []), asked]);
  return JSON.stringify({ ...readDetails(details), failures: { ...failures, [place]: [...here] } });
}

/** A Date has written itself before anybody sees it as a value. */
function encodeDates(this: unknown, key: string, value: unknown): unknown {
  const own: unknown = Reflect.get(this as object, key);
  return own instanceof Date ? { $date: own.toISOString() } : encode(key, value);
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
