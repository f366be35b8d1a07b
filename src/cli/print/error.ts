import { MigError } from "../../core/errors.ts";
import type { Style } from "../colour.ts";

/** A failure as people read it: the message, what it is about, a hint. A stack when the fault is ours, or on demand. */
export function printError(
  error: unknown,
  style: Style,
  { withStack = false }: { readonly withStack?: boolean } = {},
): string {
  if (!(error instanceof MigError)) return printBug(error, style);
  const { message, hint, details } = error;
  const place = placeOf(error);
  const blocks = [
    `${style.bad("Error:")} ${message}`,
    ...(place === null || message.includes(place) ? [] : [style.faint(`  at ${place}`)]),
    ...(typeof details["sql"] === "string"
      ? [printStatement(details["sql"], positionOf(details), style)]
      : []),
    ...(hint === "" ? [] : [`${style.mark("Hint:")} ${hint}`]),
    ...(withStack ? [style.faint(stacksOf(error))] : []),
  ];
  return blocks.map((block) => `${block}\n`).join("");
}

/** A failure as programs read it. */
export function errorDocument(error: unknown): {
  readonly error: { readonly code: string; readonly message: string; readonly hint: string };
} {
  if (error instanceof MigError)
    return { error: { code: error.code, message: error.message, hint: error.hint } };
  return { error: { code: "internal", message: messageOf(error), hint: bugHint } };
}

const bugHint = "This is a fault of mig itself. Please report it with the stack that stands on stderr.";

function printBug(error: unknown, style: Style): string {
  return `${style.bad("Error:")} ${stacksOf(error)}\n${style.mark("Hint:")} ${bugHint}\n`;
}

/** The stack of an error and of all that caused it. */
function stacksOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const own = error.stack ?? error.message;
  return error.cause === undefined ? own : `${own}\nCaused by: ${stacksOf(error.cause)}`;
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

function positionOf(details: Readonly<Record<string, unknown>>): number | null {
  return typeof details["position"] === "number" ? details["position"] : null;
}

/** The file and line that a failure is about, from what it says or from where its cause was thrown. */
function placeOf({ details, cause }: MigError): string | null {
  const path = details["path"];
  if (typeof path !== "string") return null;
  if (typeof details["line"] === "number") return `${path}:${details["line"]}`;
  const line = thrownAt(path, cause);
  return line === null ? path : `${path}:${line}`;
}

/** The line of the file at which an error, or what it was caused by, passed. */
function thrownAt(path: string, error: unknown): string | null {
  if (!(error instanceof Error)) return null;
  const file = path.replaceAll("\\", "/").split("/").at(-1) ?? path;
  const frame = (error.stack ?? "").split("\n").find((each) => each.includes(`${file}:`));
  const line = frame?.slice(frame.lastIndexOf(`${file}:`) + file.length + 1).match(/^\d+/u)?.[0];
  return line ?? thrownAt(path, error.cause);
}

/** Lines around the position, with a caret under it; the beginning where there is none. */
function printStatement(sql: string, position: number | null, style: Style): string {
  const lines = sql.replaceAll("\t", " ").split("\n");
  const before = position === null ? [] : sql.slice(0, position).split("\n");
  const at = Math.max(0, before.length - 1);
  const from = position === null ? 0 : Math.max(0, at - 2);
  const to = position === null ? 6 : at + 3;
  const column = before.at(-1)?.length ?? 0;
  const shown = lines.slice(from, to).flatMap((line, index) => {
    const text = `  ${style.faint("|")} ${line}`;
    return position !== null && from + index === at
      ? [text, `  ${style.faint("|")} ${" ".repeat(column)}${style.bad("^")}`]
      : [text];
  });
  const rest = lines.length - to;
  return [
    ...shown,
    ...(rest > 0 ? [style.faint(`  | … ${rest} more line${rest === 1 ? "" : "s"}`)] : []),
  ].join("\n");
}
