import { counted } from "../../core/counted.ts";
import { MigError } from "../../core/errors.ts";
import { excerptOf, placeOf, type Excerpt } from "../../core/errors/context.ts";
import { messageOf } from "../../core/thrown.ts";
import { visibleIn } from "../../core/visible.ts";
import type { Style } from "../colour.ts";
import { textOf } from "./lines.ts";

/** A failure as people read it: the message, what it is about, a hint. A stack when the fault is ours, or on demand. */
export function printError(
  error: unknown,
  style: Style,
  { withStack = false }: { readonly withStack?: boolean } = {},
): string {
  if (!(error instanceof MigError)) return printBug(error, style);
  const { message, hint } = visibleIn({ message: error.message, hint: error.hint });
  const [place, excerpt] = visibleIn([placeOf(error), excerptOf(error)] as const);
  const blocks = [
    `${style.bad("Error:")} ${message}`,
    ...(place === null || message.includes(place) ? [] : [style.faint(`  at ${place}`)]),
    ...(excerpt === null ? [] : [printStatement(excerpt, style)]),
    ...(hint === "" ? [] : [`${style.mark("Hint:")} ${hint}`]),
    ...(withStack ? [style.faint(stacksOf(error))] : []),
  ];
  return textOf(blocks);
}

/** What programs are told of a failure: what it is, and where as far as that is known. */
interface ErrorDocument {
  readonly error: {
    readonly code: string;
    readonly message: string;
    readonly hint: string;
    readonly file?: string;
    readonly line?: number;
    readonly statement?: string;
    /** Offset in characters into the statement, or into the file. */
    readonly position?: number;
  };
}

/** A failure as programs read it. */
export function errorDocument(error: unknown): ErrorDocument {
  if (error instanceof MigError) {
    const { code, message, hint, details } = error;
    const [, file, line] = /^([^]*?)(?::(\d+))?$/u.exec(placeOf(error) ?? "") ?? [];
    const { sql, position } = details;
    return {
      error: {
        code,
        message,
        hint,
        ...(file === undefined || file === "" ? {} : { file }),
        ...(line === undefined ? {} : { line: Number(line) }),
        ...(typeof sql === "string" ? { statement: sql } : {}),
        ...(typeof position === "number" ? { position } : {}),
      },
    };
  }
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

function printStatement({ lines, more }: Excerpt, style: Style): string {
  const shown = lines.flatMap(({ text, caret }) => [
    `  ${style.faint("|")} ${text}`,
    ...(caret === null ? [] : [`  ${style.faint("|")} ${" ".repeat(caret)}${style.bad("^")}`]),
  ]);
  return [...shown, ...(more > 0 ? [style.faint(`  | … ${counted(more, "more line")}`)] : [])].join("\n");
}
