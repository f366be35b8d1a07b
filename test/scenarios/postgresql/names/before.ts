import { sql } from "drizzle-orm";
import { check, foreignKey, index, integer, pgTable, primaryKey, text, unique } from "drizzle-orm/pg-core";

export const order = pgTable(
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
    pct: text("%s"),
    back: text("a\\b"),
  },
  (t) => [
    index('odd "index"').on(t.q, t.dot),
    unique("it's unique").on(t.apostrophe),
    check("$check$", sql`${t.dollar} <> '$1' and ${t.q} is distinct from ''`),
  ],
);
export const long = pgTable(
  "a_table_with_a_name_that_is_longer_than_what_postgresql_keeps_of_it_x",
  {
    id: integer().primaryKey(),
    a_column_with_a_name_that_is_longer_than_what_postgresql_keeps_of_it_x: integer().references(
      () => order.id,
    ),
    b: integer(),
  },
  (t) => [
    unique().on(t.a_column_with_a_name_that_is_longer_than_what_postgresql_keeps_of_it_x, t.b),
    index("an_index_with_a_name_that_is_longer_than_what_postgresql_keeps_of_it_x").on(t.b),
  ],
);
export const other = pgTable(
  "another_quite_long_table_name_for_foreign_keys",
  { quite_a_long_column_name_too: integer(), second_long_column_name: integer() },
  (t) => [
    primaryKey({ columns: [t.quite_a_long_column_name_too, t.second_long_column_name] }),
    foreignKey({ columns: [t.quite_a_long_column_name_too], foreignColumns: [order.id] }),
  ],
);
export const upper = pgTable("Users", {
  id: integer("ID").primaryKey(),
  firstName: text("firstName").default("x"),
});
export const lower = pgTable("users", {
  id: integer().primaryKey(),
  upper: integer().references(() => upper.id),
});
