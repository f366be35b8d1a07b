/** Where a value is written in the source, so that lines are broken where they must be. */
export interface Layout {
  /** Columns by which the lines of the surrounding statement are indented. */
  readonly indent?: number;
  /** Columns taken on the first line before the value. */
  readonly used?: number;
  /** Columns needed on the last line after the value. */
  readonly after?: number;
  /** Leave out keys whose value is null, as well as those that are undefined. */
  readonly omitNull?: boolean;
}

/** The longest line that is written. */
export const lineWidth = 110;

/**
 * Plain data as TypeScript source, laid out as oxfmt would. Evaluating it gives the value back. Knows null,
 * booleans, numbers, bigints, strings, dates, bytes, arrays and plain objects; keys of undefined are left out.
 */
export function literal(value: unknown, layout: Layout = {}): string {
  const indent = layout.indent ?? 0;
  const omitNull = layout.omitNull ?? false;
  const flat = flatLiteral(value, omitNull);
  if (flat !== null && (layout.used ?? indent) + flat.length + (layout.after ?? 0) <= lineWidth) return flat;
  if (Array.isArray(value) && value.length > 0) return brokenArray(value, indent, omitNull);
  if (isPlainObject(value)) return brokenObject(entriesOf(value, omitNull), indent, omitNull);
  return flat ?? scalar(value);
}

/** The value on one line, or null where it has to take several. */
export function flatLiteral(value: unknown, omitNull: boolean = false): string | null {
  if (Array.isArray(value)) {
    if (mustBreak(value, omitNull)) return null;
    const parts = flatParts(value, omitNull);
    return parts === null ? null : `[${parts.join(", ")}]`;
  }
  if (isPlainObject(value)) {
    const entries = entriesOf(value, omitNull);
    const parts = flatParts(
      entries.map(([, each]) => each),
      omitNull,
    );
    if (parts === null) return null;
    if (parts.length === 0) return "{}";
    return `{ ${parts.map((part, index) => `${propertyKey(entries[index]?.[0] ?? "")}: ${part}`).join(", ")} }`;
  }
  const text = scalar(value);
  return text.includes("\n") ? null : text;
}

/** True for a value that may open on the line of the call it is the last argument of. */
export function isHuggable(value: unknown, omitNull: boolean): boolean {
  if (Array.isArray(value)) return value.length > 0 && !isNumbers(value);
  return isPlainObject(value) && entriesOf(value, omitNull).length > 0;
}

function flatParts(values: readonly unknown[], omitNull: boolean): string[] | null {
  const parts: string[] = [];
  for (const value of values) {
    const part = flatLiteral(value, omitNull);
    if (part === null) return null;
    parts.push(part);
  }
  return parts;
}

/** A list of records, or of lists, reads as a table: one a line, however short. */
function mustBreak(values: readonly unknown[], omitNull: boolean): boolean {
  if (values.length < 2) return false;
  if (values.every(Array.isArray)) return values.every((each) => (each as readonly unknown[]).length > 1);
  return values.every((each) => isPlainObject(each) && entriesOf(each, omitNull).length > 1);
}

function brokenArray(values: readonly unknown[], indent: number, omitNull: boolean): string {
  const inner = indent + 2;
  const pad = " ".repeat(inner);
  const lines = isNumbers(values)
    ? packed(values, inner)
    : values.map((each) => `${literal(each, { indent: inner, used: inner, after: 1, omitNull })},`);
  return `[\n${lines.map((line) => `${pad}${line}\n`).join("")}${" ".repeat(indent)}]`;
}

/** Numbers fill their lines. */
function packed(values: readonly unknown[], indent: number): string[] {
  const lines: string[] = [];
  let line = "";
  for (const value of values) {
    const next = `${scalar(value)},`;
    if (line !== "" && indent + line.length + 1 + next.length > lineWidth) {
      lines.push(line);
      line = next;
    } else line = line === "" ? next : `${line} ${next}`;
  }
  return [...lines, line];
}

function brokenObject(entries: readonly Entry[], indent: number, omitNull: boolean): string {
  if (entries.length === 0) return "{}";
  const inner = indent + 2;
  const lines = entries.map(([name, value]) => {
    const key = `${" ".repeat(inner)}${propertyKey(name)}:`;
    const text = literal(value, { indent: inner, used: key.length + 1, after: 1, omitNull });
    const tooLong =
      typeof value === "string" && !text.includes("\n") && key.length + text.length + 2 > lineWidth;
    // A text that does not fit goes below its key, unless the key is too short to win anything by it.
    return tooLong && key.length - inner > 5
      ? `${key}\n${" ".repeat(inner + 2)}${text},\n`
      : `${key} ${text},\n`;
  });
  return `{\n${lines.join("")}${" ".repeat(indent)}}`;
}

type Entry = readonly [name: string, value: unknown];

function entriesOf(value: object, omitNull: boolean): readonly Entry[] {
  return Object.entries(value).filter(([, each]) => each !== undefined && !(omitNull && each === null));
}

function isPlainObject(value: unknown): value is object {
  if (typeof value !== "object" || value === null) return false;
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === Object.prototype || prototype === null;
}

function isNumbers(values: readonly unknown[]): boolean {
  return values.length > 1 && values.every((each) => typeof each === "number" && Number.isFinite(each));
}

function propertyKey(name: string): string {
  // `__proto__: …` would set the prototype instead of a key.
  if (name === "__proto__") return `["__proto__"]`;
  return /^[A-Za-z_$][\w$]*$/u.test(name) ? name : quoted(name);
}

function scalar(value: unknown): string {
  if (typeof value === "string") return value.includes("\n") ? template(value) : quoted(value);
  if (typeof value === "number") return Object.is(value, -0) ? "-0" : String(value).replace("e+", "e");
  if (typeof value === "bigint") return `${value}n`;
  if (value instanceof Date) return `new Date(${quoted(value.toISOString())})`;
  if (value instanceof Uint8Array) return `new Uint8Array([${[...value].join(", ")}])`;
  if (value === null || value === undefined || typeof value === "boolean") return String(value);
  if (Array.isArray(value)) return "[]";
  throw new TypeError(
    `${Object.prototype.toString.call(value)} is no plain data and cannot be written as source.`,
  );
}

/** In double quotes, unless single ones save escapes. */
function quoted(text: string): string {
  const json = escapeRare(JSON.stringify(text));
  const doubles = text.split('"').length;
  if (doubles <= text.split("'").length) return json;
  return `'${json
    .slice(1, -1)
    .replaceAll('\\"', '"')
    .replaceAll("'", String.raw`\'`)}'`;
}

/** Several lines as a template, in which nothing is substituted. */
function template(text: string): string {
  const escaped = text
    .replaceAll("\\", "\\\\")
    .replaceAll("`", "\\`")
    .replaceAll("${", "\\${")
    .replaceAll("\r", String.raw`\r`);
  return `\`${escapeRare(escaped)}\``;
}

/** The text with escapes for what editors hide, or take for the end of a line. */
export function escapeRare(text: string): string {
  return text.replaceAll(
    /(?![\t\n])\p{Control}|[\u2028\u2029\ufeff]|\p{Surrogate}/gu,
    (character) => `\\u${(character.codePointAt(0) ?? 0).toString(16).padStart(4, "0")}`,
  );
}
