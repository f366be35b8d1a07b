import type { Element } from "../../parse/layout.ts";
import { isSymbol } from "../../../../core/sql/tokens.ts";
import { tokenize } from "../../tokens.ts";
import { edited, endOf, startOf, type Edits } from "./edits.ts";

/** The text with all changes made; comments and line breaks go and stay with what they are written at. */
export function assemble(edits: Edits): string {
  const { layout } = edits;
  const all = layout.elements.map((element) => partOf(edits, element));
  const kept = all.filter((_, at) => !edits.gone.has(layout.elements[at] as Element));
  const lead = leadFor(all);
  const isColumn = ({ element }: Part): boolean => element?.column != null;
  const added = (body: string): Part => ({ element: null, lead, body, rest: "", comma: true, trail: "" });
  const parts = kept.toSpliced(kept.findLastIndex(isColumn) + 1, 0, ...edits.columns.map(added));
  parts.push(...edits.constraints.map(added));

  const [firstTrail] = splitSpace(spaceAfter(edits, layout.open));
  const text = parts.reduce(
    (before, part, at) => {
      const joined = parts[at + 1] !== undefined && part.comma;
      const whole = join(before, part.lead) + part.body + part.rest + (joined ? "," : "");
      return whole + part.trail;
    },
    edited(edits, 0, endOf(layout, layout.open)) + firstTrail,
  );
  const last = layout.elements.at(-1);
  const tail = last === undefined ? "" : splitSpace(spaceAfter(edits, last.to - 1))[1];
  return join(text, tail) + edited(edits, startOf(layout, layout.close), layout.source.length);
}

/** An element with the space around it. */
interface Part {
  /** Null for one that is new. */
  readonly element: Element | null;
  /** From the line it begins on; what is on the line before belongs to the part before. */
  readonly lead: string;
  readonly body: string;
  /** From its end to the comma. */
  readonly rest: string;
  /** False where something follows without one, which SQLite allows between constraints. */
  readonly comma: boolean;
  /** A comment behind it on the same line. */
  readonly trail: string;
}

function partOf(edits: Edits, element: Element): Part {
  const { layout } = edits;
  const at = layout.elements.indexOf(element);
  const comma = isSymbol(layout.tokens[element.to], ",");
  const before = at === 0 ? layout.open : element.from - 1;
  const behind = comma ? element.to : element.to - 1;
  return {
    element,
    lead: splitSpace(spaceAfter(edits, before))[1],
    body: edited(edits, startOf(layout, element.from), endOf(layout, element.to - 1)),
    rest: comma ? spaceAfter(edits, element.to - 1) : "",
    comma: comma || at === layout.elements.length - 1,
    trail: splitSpace(spaceAfter(edits, behind))[0],
  };
}

/** What stands between a token and the next. */
function spaceAfter({ layout }: Edits, token: number): string {
  return layout.source.slice(endOf(layout, token), startOf(layout, token + 1));
}

/** A comment that ends its line, and all that comes after it. */
function splitSpace(space: string): readonly [trail: string, rest: string] {
  const trail = /^[ \t]*(?:\/\*[^\n]*?\*\/[ \t]*)*(?:--[^\n]*)?(?=\r?\n|$)/u.exec(space)?.[0] ?? "";
  return trail.trim() === "" ? ["", space] : [trail, space.slice(trail.length)];
}

/** How the parts that are there begin: on a line of their own, or behind a blank. */
function leadFor(parts: readonly Part[]): string {
  return (
    parts.map(({ lead }) => /\r?\n[ \t]*$/u.exec(lead)?.[0]).findLast((lead) => lead !== undefined) ?? " "
  );
}

/** Nothing may end up inside a comment that reaches to the end of its line. */
function join(before: string, after: string): string {
  const line = before.slice(before.lastIndexOf("\n") + 1);
  const swallowed = line.includes("--") && tokenize(`${before};`).at(-1)?.text !== ";";
  return swallowed && !/^\r?\n/u.test(after) ? `${before}\n${after}` : before + after;
}
