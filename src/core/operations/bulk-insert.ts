import { badDataCall } from "../errors/data.ts";
import type { Operations, Row } from "./operations.ts";

/** The arguments of a `bulkInsert` as an operation keeps them. Throws bad-data-call. */
export function checkedInsert(
  table: string,
  rows: Iterable<Row>,
  options?: Operations["bulkInsert"][2],
): Operations["bulkInsert"] {
  const call = `op.bulkInsert into ${table}`;
  const wrong = (problem: string): never => {
    throw badDataCall({ call, problem });
  };
  const given: unknown = rows;
  if (typeof given !== "object" || given === null || !(Symbol.iterator in given))
    return wrong("its second argument must be a list of rows");
  const kept = [...rows];
  for (const [index, row] of kept.entries()) {
    if (typeof row !== "object" || row === null || Array.isArray(row))
      wrong(`row ${index + 1} is no object of values by column`);
    for (const [column, value] of Object.entries(row)) {
      const problem = unwritable(value);
      if (problem !== null) wrong(`${column} of row ${index + 1} is ${problem}, which no column can hold`);
    }
  }
  if (options === undefined) return [table, kept];
  oneOf(call, "conflict", options.conflict, ["fail", "ignore", "update"]);
  if (options.size !== undefined) checkSize(call, options.size);
  return [table, kept, options];
}

/** The bytes that a buffer or a view of one stands for; null for all else. */
export function bytesOf(value: unknown): Uint8Array | null {
  if (value instanceof Uint8Array) return value;
  if (value instanceof ArrayBuffer) return new Uint8Array(value);
  if (!ArrayBuffer.isView(value)) return null;
  return new Uint8Array(value.buffer, value.byteOffset, value.byteLength);
}

/** Throws bad-data-call unless an option is one of those that there are, or is left out. */
export function oneOf(call: string, name: string, value: unknown, known: readonly string[]): void {
  if (value === undefined || known.some((each) => each === value)) return;
  throw badDataCall({
    call,
    problem: `\`${name}\` must be ${known.map((each) => `"${each}"`).join(" or ")}, not ${said(value)}`,
  });
}

/** Throws bad-data-call unless this can be a number of rows. */
export function checkSize(call: string, size: unknown): void {
  if (typeof size === "number" && size >= 1) return;
  throw badDataCall({ call, problem: `\`size\` must be a number of rows from 1 on, not ${said(size)}` });
}

function said(value: unknown): string {
  return typeof value === "string" ? `"${value}"` : String(value);
}

function unwritable(value: unknown): string | null {
  if (typeof value === "function" || typeof value === "symbol") return `a ${typeof value}`;
  if (value instanceof Map || value instanceof Set || value instanceof Promise)
    return `a ${value.constructor.name}`;
  return null;
}
