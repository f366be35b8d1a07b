import { sql } from "drizzle-orm";
import { check, index, integer, pgEnum, pgTable, pgView, serial, text } from "drizzle-orm/pg-core";

export const mood = pgEnum("mood", ["awful", "sad", "so-so", "ok", "happy", "great"]);
export const status = pgEnum("Order Status", ["paid", "new", "it's shipped"]);
export const level = pgEnum("level", ["high", "low", "mid"]);
export const added = pgEnum("added", ["x", "y,z", 'q"uote', "{}"]);

export const people = pgTable("people", {
  id: serial().primaryKey(),
  mood: mood().notNull().default("so-so"),
  moods: mood().array().notNull().default(["awful", "great"]),
  level: level().default("high"),
  added: added().array().default(["y,z", 'q"uote', "{}"]),
});
export const orders = pgTable(
  "orders",
  {
    id: serial().primaryKey(),
    status: status("Status").notNull().default("paid"),
    note: text(),
    people: integer().references(() => people.id),
  },
  (t) => [
    index("open_orders")
      .on(t.id)
      .where(sql`${t.status} <> 'paid'`),
    index("by_status").on(t.status),
    check("paid_has_note", sql`${t.status} <> 'paid' or ${t.note} is not null`),
  ],
);
export const open = pgView("open_orders_view").as((qb) =>
  qb
    .select({ id: orders.id, status: orders.status })
    .from(orders)
    .where(sql`${orders.status} = 'new'`),
);
