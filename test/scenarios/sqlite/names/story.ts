export const rows = [
  `INSERT INTO "order" (id, "user", "SELECT", "it's", "a\`b") VALUES (1, 'u', 's', 'i', 't'), (2, NULL, 'NULL', NULL, NULL)`,
  `INSERT INTO "another long name with spaces and (parens), commas" VALUES (1, 2)`,
  `INSERT INTO "Users" VALUES (1, 'n')`,
  `INSERT INTO "group" VALUES (1, 1)`,
];
