import { sql } from "drizzle-orm";
import { check, index, integer, pgTable, pgView, serial, text, unique } from "drizzle-orm/pg-core";

export const users = pgTable(
  "people",
  {
    id: serial().primaryKey(),
    name: text("full name").notNull(),
    mail: text("Email").unique(),
    boss: integer(),
  },
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
  user: integer("author").references(() => users.id, { onDelete: "cascade" }),
  title: text("heading"),
  shout: text().generatedAlwaysAs(sql`upper(heading)`),
});
export const named = pgView("named").as((qb) => qb.select({ name: users.name, id: users.id }).from(users));
