export const rows = ["INSERT INTO docs (id, title, at, code) VALUES (1, 'a', 10, 'c1'), (2, 'b', 20, NULL)"];
