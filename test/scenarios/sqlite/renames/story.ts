export const rows = [
  "INSERT INTO users (name, mail, boss) VALUES ('a', 'a@b', 1), ('b', NULL, NULL)",
  `INSERT INTO posts ("user", title) VALUES (1, 't')`,
];
export const renames = [
  "users:people",
  "users.name:users.full name",
  "users.mail:people.Email",
  "posts.user:posts.author",
  "posts.title:heading",
];
