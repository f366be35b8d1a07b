import { flatLiteral, isHuggable, lineWidth, literal } from "./literal.ts";

/** A call as an argument of another call. */
export interface Call {
  readonly callee: string;
  readonly args: readonly unknown[];
}

/** How the arguments are written. */
export interface CallOptions {
  readonly indent: number;
  /** Leave out keys whose value is null. */
  readonly omitNull?: boolean;
}

/** A statement `callee(args);`, broken as oxfmt would: on one line, with the last argument opened, or one argument a line. */
export function callStatement(
  callee: string,
  args: readonly unknown[],
  { indent, omitNull = false }: CallOptions,
): string {
  return `${" ".repeat(indent)}${layOut({ callee, args }, indent, 1, omitNull)};`;
}

/** A nested call to `callStatement`'s arguments. */
export function call(callee: string, args: readonly unknown[]): Call {
  return Object.assign(Object.create(nested) as Call, { callee, args });
}

/** Tells calls from plain data. */
const nested = Object.freeze({});

function isCall(value: unknown): value is Call {
  return typeof value === "object" && value !== null && Object.getPrototypeOf(value) === nested;
}

function layOut(written: Call, indent: number, after: number, omitNull: boolean): string {
  const { callee, args } = written;
  const flat = flatCall(written, omitNull);
  if (flat !== null && indent + flat.length + after <= lineWidth) return flat;
  return opened(written, indent, omitNull) ?? brokenOut(callee, args, indent, omitNull);
}

function flatCall({ callee, args }: Call, omitNull: boolean): string | null {
  const parts = args.map((each) => (isCall(each) ? flatCall(each, omitNull) : flatLiteral(each, omitNull)));
  return parts.includes(null) ? null : `${callee}(${parts.join(", ")})`;
}

/** The last argument opens on the line of the call; null where the others leave no room or are of its sort. */
function opened({ callee, args }: Call, indent: number, omitNull: boolean): string | null {
  const last = args.at(-1);
  const others = args.slice(0, -1);
  if (args.length === 1 && typeof last === "string" && last.includes("\n"))
    return `${callee}(${literal(last)})`;
  if (isCall(last) || !isHuggable(last, omitNull)) return null;
  if (others.length > 0 && sort(others.at(-1)) === sort(last)) return null;
  const parts = others.map((each) => (isCall(each) ? flatCall(each, omitNull) : flatLiteral(each, omitNull)));
  if (parts.includes(null)) return null;
  const head = `${callee}(${parts.map((part) => `${part}, `).join("")}`;
  if (indent + head.length + 1 > lineWidth) return null;
  // No room on the first line: whatever can be opened is opened.
  return `${head}${literal(last, { indent, used: lineWidth, omitNull })})`;
}

function brokenOut(callee: string, args: readonly unknown[], indent: number, omitNull: boolean): string {
  const inner = indent + 2;
  const lines = args.map((each) => {
    const text = isCall(each)
      ? layOut(each, inner, 1, omitNull)
      : literal(each, { indent: inner, used: inner, after: 1, omitNull });
    return `${" ".repeat(inner)}${text},\n`;
  });
  return `${callee}(\n${lines.join("")}${" ".repeat(indent)})`;
}

function sort(value: unknown): string {
  return Array.isArray(value) ? "array" : typeof value;
}
