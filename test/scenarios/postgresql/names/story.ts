export const rows = [
  `INSERT INTO "order" (id, "user", "SELECT", "it's") VALUES (1, 'u', 's', 'i'), (2, NULL, 'NULL', NULL)`,
  `INSERT INTO a_table_with_a_name_that_is_longer_than_what_postgresql_keeps_of_it_x VALUES (1, 1, 2)`,
  `INSERT INTO "Users" VALUES (1, 'n')`,
  `INSERT INTO users VALUES (1, 1)`,
];
