export const rows = [
  "INSERT INTO all_types DEFAULT VALUES",
  "INSERT INTO all_types (id, d, e) VALUES (100, 3, 'kept')",
  "DELETE FROM all_types WHERE id = 100",
  "INSERT INTO all_types (e) VALUES ('last')",
];
export const changed = ["a", "b", "c", "d", "j", "l", "m", "n", "o", "p", "w", "i", "v"];
