import type { ExportedLiterals, Literal } from "./literal.ts";

const preamble =
  /(?:\s+|\/\*[\s\S]*?\*\/|\/\/[^\n]*\n|import type \{[\w\s,]*\} from (?:"[\w@/.-]+"|'[\w@/.-]+');)*/y;
const constant =
  /export const (\w+) = (null|"[^"\\\n]*"|'[^'\\\n]*'|\[(?:"[^"\\\n]*"(?:, )?)*\]);(?:[ \t]*\/\/[^\n]*)?\s+/y;
const body = /export (?:async )?(?:function|const) (\w+)/y;

/**
 * The exported constants of a module that is written as most revisions are: a comment, type imports, constants
 * on lines of their own, and then the functions. Quick; null where anything is written in another way, which
 * must be read token by token.
 */
export function plainConstants(source: string, wanted: ReadonlySet<string>): ExportedLiterals | null {
  const values = new Map<string, Literal>();
  const lines = new Map<string, number>();
  const count = lineCounter(source);
  preamble.lastIndex = 0;
  preamble.test(source);
  let at = preamble.lastIndex;
  for (;;) {
    constant.lastIndex = at;
    const match = constant.exec(source);
    if (match === null) break;
    const [, name = "", text = ""] = match;
    lines.set(name, count(at));
    if (wanted.has(name)) values.set(name, valueOf(text));
    at = constant.lastIndex;
  }
  body.lastIndex = at;
  const name = body.exec(source)?.[1];
  if (name === undefined || wanted.has(name) || declaredLater(source, body.lastIndex, wanted)) return null;
  lines.set(name, count(at));
  return { values, lines };
}

/** Whether one of the names may be exported as a constant after an offset. */
export function declaredLater(source: string, offset: number, wanted: ReadonlySet<string>): boolean {
  for (let at = source.indexOf("export", offset); at !== -1; at = source.indexOf("export", at + 1)) {
    declaration.lastIndex = at;
    if (wanted.has(declaration.exec(source)?.[1] ?? "")) return true;
  }
  return false;
}

const declaration = /export\s+(?:const|let|var)\s+([\w$]+)/y;

function valueOf(text: string): Literal {
  if (text === "null") return null;
  if (text === "[]") return [];
  if (!text.startsWith("[")) return text.slice(1, -1);
  return Array.from(text.matchAll(/"([^"]*)"/gu), (match) => match[1] ?? "");
}

/** The line of offsets that are asked for in order. */
function lineCounter(source: string): (offset: number) => number {
  let line = 1;
  let from = 0;
  return (offset) => {
    for (let end = source.indexOf("\n", from); end !== -1 && end < offset; end = source.indexOf("\n", from)) {
      line += 1;
      from = end + 1;
    }
    return line;
  };
}
