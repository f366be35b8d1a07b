import { eq, sql } from "drizzle-orm";
import { bigint, integer, pgMaterializedView, pgTable, pgView, serial, text } from "drizzle-orm/pg-core";

export const users = pgTable("users", {
  id: serial().primaryKey(),
  name: text(),
  age: bigint({ mode: "number" }),
  born: integer(),
});
export const posts = pgTable("posts", {
  id: serial().primaryKey(),
  user: integer().references(() => users.id),
  title: text("heading"),
});
export const adults = pgView("adults").as((qb) =>
  qb
    .select()
    .from(users)
    .where(sql`${users.age} > 20`),
);
export const titles = pgView("titles", { title: text(), name: text() }).as(
  sql`select p.heading as title, u.name from posts p join users u on u.id = p."user"`,
);
export const over = pgView("over_adults").as((qb) =>
  qb.select({ id: adults.id, name: adults.name }).from(adults),
);
export const stats = pgMaterializedView("stats").as((qb) =>
  qb
    .select({ name: users.name, n: sql<number>`count(*)`.as("n") })
    .from(users)
    .leftJoin(posts, eq(posts.user, users.id))
    .groupBy(users.name),
);
export const fresh = pgView("fresh").as((qb) => qb.select({ t: posts.title }).from(posts));
