/**
 * What to do about what a database refuses, where neither the statement nor the url is at fault and the engine says
 * nothing that helps; null for all else. `code` is the SQLSTATE, SQLite's name of the result, or Node's of a refusal.
 */
export function refusalHint(code: string | null, message: string): string | null {
  const found = refusals.find(
    ({ codes, says }) =>
      codes.some((each) => code?.startsWith(each) === true) && (says?.test(message) ?? true),
  );
  return found?.hint ?? null;
}

interface Refusal {
  /** How its code may begin. */
  readonly codes: readonly string[];
  /** What else the message must say; absent: anything. */
  readonly says?: RegExp;
  readonly hint: string;
}

/** The first that fits counts. */
const refusals: readonly Refusal[] = [
  {
    codes: ["25001"],
    says: /CONCURRENTLY|transaction block/u,
    hint: "Say `export const transaction = false;` in the revision, so that its statements run one by one outside a transaction.",
  },
  {
    codes: ["42501"],
    hint: "The role of the url lacks a right. Grant it, or run mig as the owner of the tables; docs/production.md lists the rights it needs.",
  },
  {
    codes: ["53100", "SQLITE_FULL", "ENOSPC"],
    hint: "The disk is full. Make room, then run the command again.",
  },
  {
    codes: ["53300"],
    says: /for (?:role|database)/u,
    hint: "The role or the database may have only so many connections, which are in use. Close some, or raise its CONNECTION LIMIT by ALTER ROLE or ALTER DATABASE; a run takes one, and one more to see who holds a lock.",
  },
  {
    codes: ["53300"],
    hint: "All connections of the server are in use. Close some, or raise max_connections.",
  },
  {
    codes: ["XX001", "XX002", "SQLITE_CORRUPT"],
    hint: "The database is damaged. Keep a copy of its files, and restore a backup (`mig backups`) or have it repaired.",
  },
  {
    codes: ["SQLITE_NOTADB"],
    hint: "The file is no SQLite database, or is encrypted. Check the path in the url; it was left as it is.",
  },
  {
    codes: ["0A000", "58P01"],
    says: /extension/iu,
    hint: "The extension is not installed on the server: install its package there, or choose a server that has it.",
  },
  {
    codes: ["42704", "42883"],
    says: /operator class|access method|type "(?:citext|vector|halfvec|geometry|geography|hstore|ltree)/u,
    hint: 'It comes with an extension: run `op.execute("CREATE EXTENSION IF NOT EXISTS …")` in a revision before this one, and see that its schema is on the search path.',
  },
  {
    codes: ["42704"],
    hint: 'Make it first. If an extension has it, install that first: op.execute("CREATE EXTENSION …", "DROP EXTENSION …") in a revision.',
  },
  {
    codes: ["SQLITE_BUSY", "SQLITE_LOCKED"],
    hint: "Another connection is writing to the database. Let it finish, then run the command again.",
  },
  {
    codes: ["SQLITE_READONLY"],
    hint: "The database was opened read-only, or this user may not write its file and folder.",
  },
  {
    codes: ["SQLITE_CANTOPEN", "SQLITE_PERM", "SQLITE_AUTH", "EACCES", "EPERM"],
    hint: "This user may not open the file. Give it the right to read and write the file and its folder.",
  },
  {
    codes: ["SQLITE_CONSTRAINT"],
    hint: "Some rows break a rule of the table. Change or remove them before this statement.",
  },
  {
    codes: ["28"],
    hint: "The server does not let this user in. Check user and password of the url, and pg_hba.conf.",
  },
  { codes: ["3D000"], hint: "Make the database first: createdb, or CREATE DATABASE." },
];
