import { integer, pgSchema, pgTable, text, uuid } from "drizzle-orm/pg-core";

export const auth = pgSchema("auth");
export const billing = pgSchema("billing");
export const role = auth.enum("role", ["owner", "admin", "user"]);
export const plan = billing.enum("plan", ["free", "pro"]);
export const users = auth.table("users", {
  id: uuid().defaultRandom().primaryKey(),
  role: role().default("owner").notNull(),
  name: text(),
  plan: plan().default("free").notNull(),
});
export const sessions = auth.table("sessions", {
  id: integer().primaryKey().generatedAlwaysAsIdentity(),
  user: uuid()
    .notNull()
    .references(() => users.id),
});
export const names = auth
  .view("names")
  .as((qb) => qb.select({ name: users.name, role: users.role }).from(users));
export const posts = billing.table("posts", {
  id: integer().primaryKey(),
  author: uuid().references(() => users.id),
  session: integer().references(() => sessions.id),
});
export const other = pgTable("other", {
  id: integer().primaryKey(),
  post: integer().references(() => posts.id),
});
