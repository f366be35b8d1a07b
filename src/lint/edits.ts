import type { Entry, Scene } from "../core/lint/scene.ts";
import type { Operation } from "../core/operations/operations.ts";

/** A piece of text to be put in the place of another one. */
export interface Edit {
  readonly from: number;
  readonly to: number;
  readonly text: string;
}

/** How a revision is changed, in the language that it is written in; null where that would need a guess. */
export interface RevisionText {
  /** Make or drop an index concurrently. */
  concurrently(entry: Entry): readonly Edit[] | null;
  /** Operations in the place of the call or statement that these entries are of. */
  replacement(entries: readonly Entry[], form: readonly Operation[], scene: Scene): Edit | null;
  /** The line of the header that says that the revision runs without a transaction. */
  withoutTransaction(): Edit | null;
}

/** The text after edits, each place once: a call in a loop was made several times. */
export function edited(text: string, edits: readonly Edit[]): string {
  const places = new Map(edits.map((edit) => [`${edit.from} ${edit.to}`, edit]));
  return [...places.values()]
    .sort((one, two) => two.from - one.from)
    .reduce((now, { from, to, text: other }) => now.slice(0, from) + other + now.slice(to), text);
}
