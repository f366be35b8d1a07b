import type { MigError } from "../errors.ts";

/** The file and line that a failure is about, from what it says or from where its cause was thrown. */
export function placeOf({ details, cause }: Pick<MigError, "details" | "cause">): string | null {
  const { path, places, problems } = details;
  // Of several places, or faults, the first.
  if (typeof path !== "string") {
    if (Array.isArray(places)) return String(places[0]);
    const first: unknown = Array.isArray(problems) ? problems[0] : null;
    if (typeof first !== "object" || first === null) return null;
    return placeOf({
      details: "details" in first ? (first.details as MigError["details"]) : { ...first },
      cause,
    });
  }
  if (typeof details["line"] === "number") return `${path}:${details["line"]}`;
  const line = thrownAt(path, cause);
  return line === null ? path : `${path}:${line}`;
}

/** The statement or source that a failure is about, as people are shown it. */
export interface Excerpt {
  /** Its lines; `caret` is the column that is pointed at. */
  readonly lines: readonly { readonly text: string; readonly caret: number | null }[];
  /** How many lines follow. */
  readonly more: number;
}

/** Lines around the position that the engine or a parser points at; the beginning where there is none. */
export function excerptOf({ details }: MigError): Excerpt | null {
  const { sql, source, position } = details;
  const whole = typeof sql === "string" ? sql : source;
  if (typeof whole !== "string") return null;
  const lines = whole.trimEnd().replaceAll("\r", "").replaceAll("\t", " ").split("\n");
  const before = typeof position === "number" ? whole.slice(0, position).split("\n") : null;
  const at = before === null ? null : before.length - 1;
  const from = at === null ? 0 : Math.max(0, at - 2);
  const to = at === null ? 6 : at + 3;
  return {
    lines: lines
      .slice(from, to)
      .map((text, index) => ({ text, caret: from + index === at ? (before?.at(-1)?.length ?? 0) : null })),
    more: Math.max(0, lines.length - to),
  };
}

/** The line of the file at which an error, or what it was caused by, passed. */
function thrownAt(path: string, error: unknown): string | null {
  if (!(error instanceof Error)) return null;
  const file = path.replaceAll("\\", "/").split("/").at(-1) ?? path;
  const frame = (error.stack ?? "").split("\n").find((each) => each.includes(`${file}:`));
  const line = frame?.slice(frame.lastIndexOf(`${file}:`) + file.length + 1).match(/^\d+/u)?.[0];
  return line ?? thrownAt(path, error.cause);
}
