export const rows = [
  "INSERT INTO items (title, count, done, price, gone) VALUES ('one', '1', 1, 1.5, 'x'), ('two', '2', 0, 2, NULL)",
  "INSERT INTO items DEFAULT VALUES",
  "INSERT INTO dropped (item) VALUES (1)",
];
export const changed = ["done", "price", "title", "count"];
export const warns = [/without a value of required get ''/u, /items\.gone/u, /dropped/u];
