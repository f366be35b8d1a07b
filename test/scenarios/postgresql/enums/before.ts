import { sql } from "drizzle-orm";
import { check, index, integer, pgEnum, pgTable, pgView, serial, text } from "drizzle-orm/pg-core";

export const mood = pgEnum("mood", ["sad", "ok", "happy"]);
export const status = pgEnum("Order Status", ["new", "paid", "it's shipped", "gone"]);
export const level = pgEnum("level", ["low", "mid", "high"]);
export const unused = pgEnum("unused", ["a", "b"]);

export const people = pgTable("people", {
  id: serial().primaryKey(),
  mood: mood().notNull().default("ok"),
  moods: mood().array().notNull().default(["sad", "ok"]),
  level: level().default("mid"),
});
export const orders = pgTable(
  "orders",
  {
    id: serial().primaryKey(),
    status: status("Status").notNull().default("new"),
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
