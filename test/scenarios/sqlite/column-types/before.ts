import { sql } from "drizzle-orm";
import { blob, customType, integer, numeric, real, sqliteTable, text } from "drizzle-orm/sqlite-core";

const json2 = customType<{ data: string }>({ dataType: () => "JSONB" });
export const all = sqliteTable("all_types", {
  id: integer().primaryKey({ autoIncrement: true }),
  a: integer({ mode: "boolean" }).default(true),
  b: integer({ mode: "timestamp" }).default(new Date(1_600_000_000_000)),
  c: integer({ mode: "timestamp_ms" }).default(sql`(unixepoch() * 1000)`),
  d: integer().default(-7),
  e: text().default(`it's "quoted" \\ ? $1`),
  f: text({ enum: ["x", "y"] }).default("x"),
  g: text({ mode: "json" }).default({ a: "it's", b: [1, null] }),
  h: text({ length: 20 }).default(sql`CURRENT_TIMESTAMP`),
  i: real().default(1.5),
  j: numeric().default("3.14"),
  k: numeric({ mode: "number" }).default(42),
  l: numeric({ mode: "bigint" }).default(9007199254740993n),
  m: blob().default(Buffer.from([0, 255])),
  n: blob({ mode: "json" }).default({ x: 1 }),
  o: blob({ mode: "bigint" }).default(5n),
  p: json2("p").default(sql`(json('{}'))`),
  q: text().default(sql`(lower(hex(randomblob(8))))`),
  r: integer().default(sql`(1 + 2) * 3`),
  s: text().default("null"),
  t: text().default("CURRENT_TIMESTAMP"),
  u: integer({ mode: "boolean" }).notNull().default(false),
  v: real().default(1e300),
  w: text().default(""),
  x: text().default(sql`'a' || 'b'`),
});
