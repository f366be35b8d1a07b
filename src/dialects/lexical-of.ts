import type { Lexical } from "../core/sql/lexical.ts";
import { lexical as postgresql } from "./postgres/lexical.ts";
import { lexical as sqlite } from "./sqlite/lexical.ts";

/** How a database reads SQL, by the name of its dialect; no driver is loaded for it. */
export function lexicalOf(dialect: "postgresql" | "sqlite"): Lexical {
  return { postgresql, sqlite }[dialect];
}
