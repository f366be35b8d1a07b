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
    select: text("SELECT"),
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
    index('odd "index"').on(t.q, t.dot),
    unique("it's unique").on(t.apostrophe),
    check("$check$", sql`${t.dollar} <> '$1' and ${t.q} is not ''`),
  ],
);
export const other = sqliteTable(
  "another long name with spaces and (parens), commas",
  { key: integer("check"), second: integer("primary") },
  (t) => [
    primaryKey({ columns: [t.key, t.second] }),
    foreignKey({ columns: [t.key], foreignColumns: [order.id] }),
  ],
);
export const upper = sqliteTable("Users", {
  id: integer("ID").primaryKey(),
  firstName: text("firstName").default("x"),
});
export const group = sqliteTable("group", {
  id: integer().primaryKey(),
  upper: integer().references(() => upper.id),
});
