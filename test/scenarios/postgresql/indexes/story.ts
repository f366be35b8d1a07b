export const rows = [
  `INSERT INTO docs (id, title, tags, data, code) VALUES (1, 'a', '{x}', '{"k": 1}', 'c1'), (2, 'b', NULL, NULL, NULL)`,
];
