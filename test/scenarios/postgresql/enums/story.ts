export const rows = [
  `INSERT INTO people (mood, moods, level) VALUES ('happy', '{happy,sad}', 'low'), ('ok', '{}', NULL)`,
  `INSERT INTO orders ("Status", note, people) VALUES ('new', NULL, 1), ('paid', 'x', 2), ('it''s shipped', NULL, NULL)`,
];
export const warns = [/gone/u];
