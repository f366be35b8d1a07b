import { sql } from "drizzle-orm";
import { check, index, integer, pgTable, pgView, serial, text, unique } from "drizzle-orm/pg-core";

export const users = pgTable(
  "users",
  { id: serial().primaryKey(), name: text().notNull(), mail: text().unique(), boss: integer() },
  (t) => [
    index("by_name")
      .on(t.name)
      .where(sql`${t.name} <> ''`),
    check("named", sql`length(${t.name}) > 0`),
    unique().on(t.name, t.mail),
  ],
);
export const posts = pgTable("posts", {
  id: serial().primaryKey(),
  user: integer().references(() => users.id),
  title: text(),
  shout: text().generatedAlwaysAs(sql`upper(title)`),
});
export const named = pgView("named").as((qb) => qb.select({ name: users.name, id: users.id }).from(users));
