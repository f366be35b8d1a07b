export const rows = [
  "INSERT INTO users (name, age, extra) VALUES ('a', 30, 'x'), ('b', 3, NULL)",
  `INSERT INTO posts ("user", title) VALUES (1, 't')`,
];
export const renames = ["posts.title:posts.heading"];
export const changed = ["age"];
