export const rows = [
  "INSERT INTO teams (lead, parent) VALUES (NULL, NULL), (NULL, 1)",
  "INSERT INTO users (team, email) VALUES (1, 'a'), (2, 'b')",
  "UPDATE teams SET lead = id",
  "INSERT INTO members VALUES (1, 1, 'x'), (1, 2, 'y')",
  "INSERT INTO notes VALUES (1, 1, 'n'), (NULL, 2, 'm')",
  "INSERT INTO a VALUES (1, NULL)",
  "INSERT INTO b VALUES (1, 1)",
  "UPDATE a SET b = 1",
  "INSERT INTO tags VALUES ('t', 's')",
  "INSERT INTO tagged VALUES ('t', 's')",
  "INSERT INTO counted (v) VALUES ('x'), ('y')",
  "INSERT INTO plain (v) VALUES ('x'), ('y')",
  "INSERT INTO pair (v) VALUES (3), (4)",
];
export const warns = [/drops table a;/u, /drops table b$/mu];
