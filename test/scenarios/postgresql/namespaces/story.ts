export const rows = [
  "INSERT INTO auth.users (name) VALUES ('ada'), (NULL)",
  'INSERT INTO auth.sessions ("user") SELECT id FROM auth.users',
  "INSERT INTO posts VALUES (1, NULL)",
  `INSERT INTO "old things"."Junk" VALUES (1, 1)`,
];

/** One of them leaves the schema: it is dropped since the filter names it. */
export const config = { schemaFilter: ["public", "auth", "billing", "old things"] };
