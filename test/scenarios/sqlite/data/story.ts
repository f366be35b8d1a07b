export const rows = [
  "INSERT INTO items (title, count, done, price, gone, lost) VALUES ('one', '1', 1, 1.5, 'x', 'l'), ('two', '2', 0, 2, NULL, 'l')",
  "INSERT INTO items (lost) VALUES ('l')",
  "INSERT INTO dropped (item) VALUES (1)",
];
export const changed = ["done", "price", "title", "count"];
export const warns = [/without a value of required get ''/u, /items\.gone/u, /dropped/u];
// The placeholders are taken as they are.
export const config = { confirmBreaking: true };
