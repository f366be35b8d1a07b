import { failure, plainFailure, type Failure, type PlainFailure } from "../errors.ts";

export const badName: PlainFailure<"bad-name"> = plainFailure("bad-name", {
  exitCode: 2,
  meaning: "A text that should name a table, type or view cannot be read as a name.",
  message: ({ text }) => `${JSON.stringify(text)} is not a name.`,
  hint: 'Write users, auth.users, or "odd.name" where a part holds a dot or a quote.',
});

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

export const twoPrimaryKeys: PlainFailure<"two-primary-keys"> = plainFailure("two-primary-keys", {
  exitCode: 2,
  meaning: "A call of `op.createTable` gives a table several primary keys.",
  message: ({ table }) => `The table ${table} is given several primary keys.`,
  hint: 'Say `primaryKey: true` on one column, or `primaryKey: { columns: ["a", "b"] }` once for the table.',
});

export const objectExists: PlainFailure<"object-exists"> = plainFailure("object-exists", {
  exitCode: 1,
  meaning: "An operation creates or renames to something that is there already.",
  message: ({ kind, name, inside }) =>
    `The ${kind} ${name}${inside === null ? "" : ` in ${inside}`} is there already.`,
  hint: "Choose another name, or drop what is there first; mig diff shows what the database has.",
});

export const badRename: PlainFailure<"bad-rename"> = plainFailure("bad-rename", {
  exitCode: 2,
  meaning: "The value of --rename cannot be read, or means something the database cannot do.",
  message: ({ text, why }) => `Cannot read the rename ${JSON.stringify(text)}: ${why}.`,
  hint: "Write old:new, as in users:people, users.name:users.full_name or mood.sad:mood.unhappy.",
});

export const unknownRename: PlainFailure<"unknown-rename"> = plainFailure("unknown-rename", {
  exitCode: 2,
  meaning: "The old name of a rename is not in the database, or the new one is not in the Drizzle schema.",
  message: ({ text, name, side }) =>
    `The rename ${JSON.stringify(text)} names ${name}, which is not in the ${side}.`,
  hint: "The left side is a name the database has now, the right side one of the Drizzle schema.",
});
