import { sql } from "drizzle-orm";
import { check, index, integer, sqliteTable, sqliteView, text, unique } from "drizzle-orm/sqlite-core";

export const users = sqliteTable(
  "people",
  {
    id: integer().primaryKey({ autoIncrement: true }),
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
export const posts = sqliteTable("posts", {
  id: integer().primaryKey(),
  user: integer("author").references(() => users.id, { onDelete: "cascade" }),
  title: text("heading"),
  shout: text().generatedAlwaysAs(sql`upper(heading)`),
});
export const named = sqliteView("named").as((qb) =>
  qb.select({ name: users.name, id: users.id }).from(users),
);
export const over = sqliteView("over_named").as((qb) => qb.select({ id: named.id }).from(named));
