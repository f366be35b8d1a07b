import { eq, sql } from "drizzle-orm";
import { integer, sqliteTable, sqliteView, text } from "drizzle-orm/sqlite-core";

export const users = sqliteTable("users", {
  id: integer().primaryKey(),
  name: text().notNull().default("x"),
  age: text(),
  born: integer(),
});
export const posts = sqliteTable("posts", {
  id: integer().primaryKey({ autoIncrement: true }),
  user: integer().references(() => users.id),
  title: text("heading"),
});
export const adults = sqliteView("adults").as((qb) =>
  qb
    .select()
    .from(users)
    .where(sql`${users.age} > 20`),
);
export const titles = sqliteView("titles", { title: text(), name: text() }).as(
  sql`select p.heading as title, u.name from posts p join users u on u.id = p."user"`,
);
export const over = sqliteView("over_adults").as((qb) =>
  qb.select({ id: adults.id, name: adults.name }).from(adults),
);
export const stats = sqliteView("stats").as((qb) =>
  qb
    .select({ name: users.name, n: sql<number>`count(*)`.as("n") })
    .from(users)
    .leftJoin(posts, eq(posts.user, users.id))
    .groupBy(users.name),
);
export const fresh = sqliteView("fresh").as((qb) => qb.select({ t: posts.title }).from(posts));
