export const rows = [
  "INSERT INTO teams (lead, parent) VALUES (NULL, NULL), (NULL, 1)",
  "INSERT INTO users (team, email) VALUES (1, 'a'), (2, 'b')",
  "UPDATE teams SET lead = id",
  "INSERT INTO members VALUES (1, 1, 'x'), (1, 2, 'y')",
  "INSERT INTO notes VALUES (1, 1, 'n'), (NULL, 2, 'm')",
  "INSERT INTO a VALUES (1, NULL)",
  "INSERT INTO b VALUES (1, 1)",
  "INSERT INTO tags VALUES ('00000000-0000-0000-0000-000000000001', 's')",
  "INSERT INTO tagged VALUES ('00000000-0000-0000-0000-000000000001', 's')",
];
export const warns = [/drops table a$/mu, /drops table b$/mu];
