import { sql } from "drizzle-orm";
import {
  check,
  foreignKey,
  index,
  integer,
  primaryKey,
  sqliteTable,
  text,
  unique,
} from "drizzle-orm/sqlite-core";

export const order = sqliteTable(
  "order",
  {
    id: integer().primaryKey(),
    user: text("user"),
    select: text("SELECT").notNull().default("FROM"),
    q: text('with "quote"'),
    apostrophe: text("it's"),
    dot: text("a.b"),
    colon: text("a:b"),
    space: text(" lead"),
    uni: text("größe"),
    dollar: text("$1"),
    back: text("a\\b"),
    tick: text("a`b"),
    bracket: text("a]b"),
  },
  (t) => [
    index('odd "index"').on(t.dot, t.q),
    unique("it's unique").on(t.apostrophe, t.uni),
    check("$check$", sql`${t.dollar} <> '$2' and ${t.q} is not ''`),
  ],
);
export const other = sqliteTable(
  "another long name with spaces and (parens), commas",
  { key: integer("check"), second: integer("primary") },
  (t) => [
    primaryKey({ columns: [t.key, t.second] }),
    foreignKey({ columns: [t.key], foreignColumns: [order.id] }).onDelete("cascade"),
  ],
);
export const upper = sqliteTable("Users", {
  id: integer("ID").primaryKey(),
  firstName: text("firstName").default("it's").notNull(),
});
export const group = sqliteTable("group", {
  id: integer().primaryKey(),
  upper: integer().references(() => upper.id),
});
