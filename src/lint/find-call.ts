import { depthChange, nextToken, type Token } from "../core/typescript/tokens.ts";
import { lineCounter, startOfLine } from "./comments.ts";

/** A call in a text: where its name begins, where it ends, and where its arguments stand. */
export interface Call {
  readonly start: number;
  readonly end: number;
  readonly args: readonly { readonly from: number; readonly to: number }[];
}

/** The call of this name that is nearest to a place. */
export function callAt(text: string, name: string, line: number, column: number): Call | null {
  const lineAt = lineCounter(text);
  const start = startOfLine(text, line) + column - 1;
  let nearest: Token | null = null;
  for (let token = nextToken(text, 0, null); token !== null; token = nextToken(text, token.end, token)) {
    if (token.text !== name || token.kind !== "word" || lineAt(token.start) !== line) continue;
    if (nearest === null || Math.abs(token.start - start) < Math.abs(nearest.start - start)) nearest = token;
  }
  return nearest === null ? null : argumentsAfter(text, nearest);
}

function argumentsAfter(text: string, name: Token): Call | null {
  const found: { from: number; to: number }[] = [];
  let depth = 0;
  let from: number | null = null;
  let end = name.end;
  for (
    let token = nextToken(text, name.end, name);
    token !== null;
    token = nextToken(text, token.end, token)
  ) {
    const mark = token.kind === "mark" ? token.text : "";
    if (depth === 0 && mark !== "(") return null;
    if (mark === ")" && depth === 1) {
      if (from !== null) found.push({ from, to: end });
      return { start: name.start, end: token.end, args: found };
    }
    if (depth === 1 && mark === ",") {
      if (from !== null) found.push({ from, to: end });
      from = null;
    } else if (depth >= 1) {
      from ??= token.start;
      end = token.end;
    }
    depth += depthChange(token);
  }
  return null;
}
