import { sql } from "drizzle-orm";
import { check, index, integer, pgTable, primaryKey, text } from "drizzle-orm/pg-core";

export const userAccounts = pgTable(
  "user_accounts",
  { userId: integer().primaryKey(), firstName: text(), lastHTTPName: text() },
  (t) => [index().on(t.firstName), check("positive", sql`${t.userId} > 0`)],
);
export const links = pgTable(
  "links",
  { userId: integer().references(() => userAccounts.userId), otherId: integer() },
  (t) => [primaryKey({ columns: [t.userId, t.otherId] })],
);
