import { sql } from "drizzle-orm";
import { check, index, integer, pgTable, primaryKey, text } from "drizzle-orm/pg-core";

export const userAccounts = pgTable(
  "user_accounts",
  { userId: integer().primaryKey(), firstName: text().notNull(), lastHTTPName: text(), addedAt: text() },
  (t) => [index().on(t.firstName, t.addedAt), check("positive", sql`${t.userId} > 1`)],
);
export const links = pgTable(
  "links",
  { userId: integer().references(() => userAccounts.userId, { onDelete: "cascade" }), otherId: integer() },
  (t) => [primaryKey({ columns: [t.otherId, t.userId] })],
);
