import { sql } from "drizzle-orm";
import { bigint, integer, pgSchema, pgSequence, pgTable, text } from "drizzle-orm/pg-core";

export const shop = pgSchema("shop");
export const tickets = pgSequence("tickets", {
  startWith: 200,
  increment: -5,
  minValue: -900,
  maxValue: 900,
  cycle: true,
});
export const orderNumbers = shop.sequence("order_numbers", { startWith: 500, maxValue: 88888 });
export const seats = shop.sequence("seats", { minValue: "20", cache: 10 });
export const renamed = pgSequence("visitors", { startWith: 7 });
export const moved = shop.sequence("parcels", { increment: 2 });

export const orders = shop.table("orders", {
  id: bigint({ mode: "number" })
    .primaryKey()
    .default(sql`nextval('shop.order_numbers')`),
  parcel: integer().default(sql`nextval('shop.parcels')`),
  visit: integer().default(sql`nextval('visitors')`),
  note: text(),
  seat: integer().default(sql`nextval('shop.seats')`),
});
export const counted = pgTable("counted", {
  id: integer()
    .primaryKey()
    .generatedByDefaultAsIdentity({ startWith: 100, minValue: 100, increment: 3, cycle: true }),
  other: bigint({ mode: "number" }).generatedByDefaultAsIdentity({ name: "other_numbers" }),
  name: text(),
});
