import { eq, sql } from "drizzle-orm";
import { integer, pgMaterializedView, pgTable, pgView, serial, text, varchar } from "drizzle-orm/pg-core";

export const users = pgTable("users", {
  id: serial().primaryKey(),
  name: varchar({ length: 20 }),
  age: integer(),
  extra: text(),
});
export const posts = pgTable("posts", {
  id: serial().primaryKey(),
  user: integer().references(() => users.id),
  title: text(),
});
export const adults = pgView("adults")
  .with({ securityBarrier: true })
  .as((qb) =>
    qb
      .select()
      .from(users)
      .where(sql`${users.age} > 17`),
  );
export const titles = pgView("titles", { title: text(), name: text() }).as(
  sql`select p.title, u.name from posts p join users u on u.id = p."user"`,
);
export const over = pgView("over_adults").as((qb) => qb.select({ id: adults.id }).from(adults));
export const stats = pgMaterializedView("stats").as((qb) =>
  qb
    .select({ name: users.name, n: sql<number>`count(*)`.as("n") })
    .from(users)
    .leftJoin(posts, eq(posts.user, users.id))
    .groupBy(users.name),
);
export const gone = pgView("gone").as((qb) => qb.select({ t: posts.title }).from(posts));
