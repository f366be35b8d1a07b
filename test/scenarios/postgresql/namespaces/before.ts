import { sql } from "drizzle-orm";
import { integer, pgSchema, pgTable, text, uuid } from "drizzle-orm/pg-core";

export const auth = pgSchema("auth");
export const old = pgSchema("old things");
export const role = auth.enum("role", ["admin", "user"]);
export const users = auth.table("users", {
  id: uuid().defaultRandom().primaryKey(),
  role: role().default("user").notNull(),
  name: text(),
});
export const sessions = auth.table("sessions", {
  id: integer().primaryKey().generatedAlwaysAsIdentity(),
  user: uuid()
    .notNull()
    .references(() => users.id, { onDelete: "cascade" }),
});
export const names = auth.view("names").as((qb) => qb.select({ name: users.name }).from(users));
export const posts = pgTable("posts", {
  id: integer().primaryKey(),
  author: uuid().references(() => users.id),
});
export const junk = old.table("Junk", {
  id: integer().primaryKey(),
  post: integer().references(() => posts.id),
  role: role()
    .array()
    .default(sql`'{}'`),
});
