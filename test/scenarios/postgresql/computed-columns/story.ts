export const rows = [
  "INSERT INTO people (first, last) VALUES ('Ada', 'Lovelace'), ('Alan', 'Turing')",
  "INSERT INTO counters (d, g) VALUES (7, 8), (9, 10)",
  "INSERT INTO keys (v) VALUES ('x'), ('y')",
  "INSERT INTO keys2 (v) VALUES ('x'), ('y')",
  "INSERT INTO keys3 (keys, keys2) VALUES (1, 2), (2, 1)",
];
export const changed = ["full", "plain"];
