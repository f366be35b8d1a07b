import { sql } from "drizzle-orm";
import {
  bigint,
  integer,
  pgTable,
  serial,
  text,
  smallint,
  bigserial,
  index,
  check,
} from "drizzle-orm/pg-core";

export const people = pgTable(
  "people",
  {
    id: serial().primaryKey(),
    first: text().notNull(),
    last: text().notNull(),
    full: text().generatedAlwaysAs(sql`first || ' ' || last`),
    size: integer().generatedAlwaysAs(sql`length(first)`),
    plain: integer().default(3),
    gone: text().generatedAlwaysAs(sql`upper(first)`),
  },
  (t) => [index("by_full").on(t.full), check("long", sql`${t.size} < 100`)],
);
export const counters = pgTable("counters", {
  a: integer().primaryKey().generatedAlwaysAsIdentity(),
  b: integer().generatedByDefaultAsIdentity({
    startWith: 100,
    increment: 10,
    minValue: 1,
    maxValue: 100000,
    cache: 5,
    cycle: true,
    name: "b_counter",
  }),
  c: serial(),
  d: integer().notNull(),
  e: bigint({ mode: "number" }).generatedAlwaysAsIdentity(),
  f: bigserial({ mode: "bigint" }),
  g: smallint().notNull(),
});
export const keys = pgTable("keys", { id: serial().primaryKey(), v: text() });
export const keys2 = pgTable("keys2", { id: integer().primaryKey().generatedAlwaysAsIdentity(), v: text() });
export const keys3 = pgTable("keys3", {
  id: serial().primaryKey(),
  keys: integer().references(() => keys.id),
  keys2: integer().references(() => keys2.id),
});
