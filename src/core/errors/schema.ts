import { failure, type Failure } from "../errors.ts";

/** A text that should name a table, type or view is no name. */
export const badName: Failure<[text: string]> = failure(
  "bad-name",
  2,
  "A text that should name a table, type or view cannot be read as a name.",
  (text) => ({
    message: `${JSON.stringify(text)} is no name.`,
    hint: 'Write users, auth.users, or "odd.name" where a part holds a dot or a quote.',
    details: { text },
  }),
);

/** A call gives an operation what it does not take. */
export const badCall: Failure<[kind: string, problem: string]> = failure(
  "bad-call",
  2,
  "A call of `op` gives an operation what it does not take: a key that is misspelled or missing, a value of another kind, a column that the new table has not.",
  (kind, problem) => ({
    message: `op.${kind}: ${problem}.`,
    hint: "Correct the call. In TypeScript, `op: Op` has the compiler say so while you write; docs/revisions.md lists what operations take.",
    details: { operation: kind },
  }),
);

/** A table is given several primary keys. */
export const twoPrimaryKeys: Failure<[table: string]> = failure(
  "two-primary-keys",
  2,
  "A call of `op.createTable` gives a table several primary keys.",
  (table) => ({
    message: `The table ${table} is given several primary keys.`,
    hint: 'Say `primaryKey: true` on one column, or `primaryKey: { columns: ["a", "b"] }` once for the table.',
    details: { table },
  }),
);

/** An operation creates what is there already. */
export const objectExists: Failure<[kind: string, name: string, inside: string | null]> = failure(
  "object-exists",
  1,
  "An operation creates or renames to something that is there already.",
  (kind, name, inside) => ({
    message: `The ${kind} ${name}${inside === null ? "" : ` in ${inside}`} is there already.`,
    hint: "Choose another name, or drop what is there first; mig diff shows what the database has.",
    details: { kind, name, inside },
  }),
);

/** A rename is not written as one. */
export const badRename: Failure<[text: string, why: string]> = failure(
  "bad-rename",
  2,
  "The value of --rename cannot be read, or means something the database cannot do.",
  (text, why) => ({
    message: `Cannot read the rename ${JSON.stringify(text)}: ${why}.`,
    hint: "Write old:new, as in users:people, users.name:users.full_name or mood.sad:mood.unhappy.",
    details: { text },
  }),
);

/** One side of a rename is not there. */
export const unknownRename: Failure<[text: string, name: string, side: "database" | "schema"]> = failure(
  "unknown-rename",
  2,
  "The old name of a rename is not in the database, or the new one is not in the Drizzle schema.",
  (text, name, side) => ({
    message: `The rename ${JSON.stringify(text)} names ${name}, which is not in the ${side}.`,
    hint: "The left side is a name the database has now, the right side one of the Drizzle schema.",
    details: { text, name, side },
  }),
);
