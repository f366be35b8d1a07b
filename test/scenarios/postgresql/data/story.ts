export const rows = [
  "INSERT INTO items (title, count, done, price, at, note, gone, list, lost) VALUES ('one', '1', true, 1.5, '2020-01-01 00:00:00+00', 'on', 'x', 'l', 'l'), ('two', '2', false, 2, NULL, 'off', NULL, NULL, 'l')",
  "INSERT INTO items (lost) VALUES ('l')",
  "INSERT INTO dropped (v) VALUES ('x')",
];
export const changed = ["done", "at", "list", "price", "title", "count", "empty.id"];
export const warns = [
  /without a value of required get ''/u,
  /without a value of state get 'on'/u,
  /items\.gone/u,
  /dropped/u,
  /must fit varchar\(10\)/u,
];
// The placeholders are taken as they are.
export const config = { confirmBreaking: true };
