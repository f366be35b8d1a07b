import { eq, sql } from "drizzle-orm";
import { integer, sqliteTable, sqliteView, text } from "drizzle-orm/sqlite-core";

export const users = sqliteTable("users", {
  id: integer().primaryKey(),
  name: text(),
  age: integer(),
  extra: text(),
});
export const posts = sqliteTable("posts", {
  id: integer().primaryKey(),
  user: integer().references(() => users.id),
  title: text(),
});
export const adults = sqliteView("adults").as((qb) =>
  qb
    .select()
    .from(users)
    .where(sql`${users.age} > 17`),
);
export const titles = sqliteView("titles", { title: text(), name: text() }).as(
  sql`select p.title, u.name from posts p join users u on u.id = p."user"`,
);
export const over = sqliteView("over_adults").as((qb) => qb.select({ id: adults.id }).from(adults));
export const stats = sqliteView("stats").as((qb) =>
  qb
    .select({ name: users.name, n: sql<number>`count(*)`.as("n") })
    .from(users)
    .leftJoin(posts, eq(posts.user, users.id))
    .groupBy(users.name),
);
export const gone = sqliteView("gone").as((qb) => qb.select({ t: posts.title }).from(posts));
