import type { Column } from "../../../core/schema/schema.ts";

/**
 * The live default for a wanted one that is a word for a moment, as `'now'`: the server takes the moment at which it
 * reads the word, so that no two are ever the same, and any moment that is there is one. null for all others.
 */
export function momentThatIs(live: Column | undefined, wanted: Column): string | null {
  if (live === undefined || live.type !== wanted.type || !/^(?:date|time)/u.test(wanted.type)) return null;
  const isWord = /^'\s*(?:now|today|tomorrow|yesterday)\s*'$/iu.test(wanted.default ?? "");
  return isWord && /^'\d[^']*'(?:::[\w\s().]+)?$/u.test(live.default ?? "") ? live.default : null;
}
