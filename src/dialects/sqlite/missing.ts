import type { MigError } from "../../core/errors.ts";
import type { Named } from "../../core/schema/schema.ts";

/** The table that SQLite misses: `no such table: main.users`. */
export function missing({ message }: MigError): Named | null {
  const name = /no such table: (?:main\.)?(.+)$/u.exec(message)?.[1];
  return name === undefined ? null : { schema: null, name };
}
