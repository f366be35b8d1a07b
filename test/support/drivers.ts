/** Every way to a database: its dialect, and the driver or the client that leads there. */
export const drivers = [
  ["postgresql", "postgres"],
  ["postgresql", "pg"],
  ["postgresql", "pglite"],
  ["sqlite", "better-sqlite3"],
  ["sqlite", "node:sqlite"],
  ["sqlite", "libsql"],
  ["sqlite", "a client of libSQL"],
] as const;
