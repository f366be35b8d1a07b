import { sql } from "drizzle-orm";
import { bigint, integer, pgSchema, pgSequence, pgTable, text } from "drizzle-orm/pg-core";

export const shop = pgSchema("shop");
export const tickets = pgSequence("tickets", { startWith: 100, increment: 5 });
export const orderNumbers = shop.sequence("order_numbers", { startWith: 1000, maxValue: 99999, cache: 3 });
export const gone = pgSequence("gone");
export const renamed = pgSequence("visits", { startWith: 7 });
export const moved = pgSequence("parcels", { increment: 2 });

export const orders = shop.table("orders", {
  id: bigint({ mode: "number" })
    .primaryKey()
    .default(sql`nextval('shop.order_numbers')`),
  parcel: integer().default(sql`nextval('parcels')`),
  visit: integer().default(sql`nextval('visits')`),
  note: text(),
});
export const counted = pgTable("counted", {
  id: integer()
    .primaryKey()
    .generatedAlwaysAsIdentity({ startWith: 10, increment: 5, maxValue: 5000, cache: 2 }),
  other: bigint({ mode: "number" }).generatedByDefaultAsIdentity({
    name: "other_numbers",
    minValue: -5,
    cycle: true,
  }),
  name: text(),
});
