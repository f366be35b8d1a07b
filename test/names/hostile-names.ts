/** What a name that reaches SQL or a revision file would do, if it were taken for more than a name. */
export const canaryRole = "mig_canary_role";

/**
 * Names that somebody could give to anything in a database. None holds NUL, which neither engine keeps in a
 * name; each is at most 63 bytes, the most that PostgreSQL keeps, and no two differ in case alone.
 */
export const hostileNames: readonly string[] = [
  // Quotes.
  "it's",
  'say "hi"',
  '"',
  "`tick`",
  "back\\slash",
  "\\'; SELECT 1; --",
  "$$",
  "$mig$ END; $mig$",
  "$1",
  // What ends a statement, a comment or a call.
  "'); DROP TABLE canary; --",
  "]; DROP TABLE canary; --",
  "x\n; DROP TABLE canary; --",
  "x\r; DROP TABLE canary; --",
  `int); CREATE ROLE ${canaryRole}; --`,
  "-- comment",
  "/* open",
  "*/ close",
  // What JavaScript and templates read.
  "${globalThis.canary = 1}",
  "*/ globalThis.canary = 1; /*",
  "x\u2028globalThis.canary = 1; //",
  "x\rglobalThis.canary = 1; //",
  "<%= globalThis.canary = 1 %>",
  "__proto__",
  // Placeholders and patterns.
  "%s %I %%",
  "?",
  ":name",
  "a*b?[c]{d,e}",
  "!not",
  // Brackets, and names that look like types or like several names.
  "[brackets]",
  "int[]",
  "varchar(10)",
  "integer",
  "serial",
  "timestamp with time zone",
  "a.b",
  '"a"."b"',
  "a, b",
  // Blanks and what cannot be seen.
  "new\nline",
  "tab\tbed",
  "cr\r\nlf",
  "bell\u0007\u001b[31m",
  " both ends ",
  " ",
  "\u200b",
  "\u202eright to left",
  // Words, letters and lengths.
  "null",
  "Upper",
  "1digit",
  "👩‍👩‍👧",
  "x".repeat(63),
  "é".repeat(31),
];

/** A name in double quotes, which both engines read; the tests' own, so that it shares no fault with ours. */
export function q(...parts: readonly string[]): string {
  return parts.map((part) => `"${part.split('"').join('""')}"`).join(".");
}

/** Text as a string of the engine's; the tests' own as well. */
export function s(text: string): string {
  return `'${text.split("'").join("''")}'`;
}

/** A kind of thing that has a name: the statements that make one called so; on PostgreSQL in a namespace that is called as the kind. */
export interface Kind {
  /** What is made once, before all names. */
  readonly first?: readonly string[];
  readonly make: (name: string, number: number) => readonly string[];
}
