import { sql } from "drizzle-orm";
import {
  bigint,
  bigserial,
  check,
  index,
  integer,
  pgTable,
  serial,
  smallint,
  text,
} from "drizzle-orm/pg-core";

export const people = pgTable(
  "people",
  {
    id: serial().primaryKey(),
    first: text().notNull(),
    last: text().notNull(),
    full: text().generatedAlwaysAs(sql`last || ', ' || first`),
    size: integer(),
    plain: integer().generatedAlwaysAs(sql`length(last) * 2`),
    added: text().generatedAlwaysAs(sql`lower(first)`),
  },
  (t) => [index("by_full").on(t.full), check("long", sql`${t.size} < 100`)],
);
export const counters = pgTable("counters", {
  a: integer().primaryKey().generatedByDefaultAsIdentity({ startWith: 1000 }),
  b: integer().generatedByDefaultAsIdentity({ startWith: 100, increment: 1, name: "b_counter" }),
  c: integer().generatedAlwaysAsIdentity(),
  d: integer().notNull().generatedByDefaultAsIdentity(),
  e: bigint({ mode: "number" }).notNull(),
  f: bigint({ mode: "bigint" }).notNull(),
  g: serial(),
});
export const keys = pgTable("keys", { id: bigserial({ mode: "number" }).primaryKey(), v: text() });
export const keys2 = pgTable("keys2", {
  id: bigint({ mode: "number" }).primaryKey().generatedAlwaysAsIdentity(),
  v: text(),
});
export const keys3 = pgTable("keys3", {
  id: integer().primaryKey().generatedAlwaysAsIdentity(),
  keys: bigint({ mode: "number" }).references(() => keys.id),
  keys2: bigint({ mode: "number" }).references(() => keys2.id),
});
void smallint;
