import { Buffer } from "node:buffer";
import type { AnySQLiteColumn } from "drizzle-orm/sqlite-core";
import type { Generation } from "./generations.ts";

/** A file of tables that has something of everything SQLite and Drizzle agree on. */
export function sqliteFixture({ orm, sqlite }: Generation): Record<string, unknown> {
  const { sql, eq, gt, and } = orm;
  const { sqliteTable, integer, text, blob, real, numeric } = sqlite;
  const vector = sqlite.customType<{ data: number[]; driverData: string; config: { dimensions: number } }>({
    dataType: (config) => `F32_BLOB(${config?.dimensions ?? 3})`,
    toDriver: (value) => JSON.stringify(value),
  });

  const users = sqliteTable(
    "users",
    {
      id: integer("id").primaryKey({ autoIncrement: true }),
      email: text("email").notNull().unique(),
      handle: text("handle", { length: 20 }).unique("one_handle"),
      boss: integer("boss").references((): AnySQLiteColumn => users.id, { onDelete: "set null" }),
      active: integer("active", { mode: "boolean" }).default(true).notNull(),
      createdAt: integer("created_at", { mode: "timestamp" }).default(new Date("2020-02-29T12:00:00.500Z")),
      createdMs: integer("created_ms", { mode: "timestamp_ms" }).default(
        new Date("2020-02-29T12:00:00.500Z"),
      ),
      now: integer("now", { mode: "timestamp_ms" }).default(sql`(unixepoch() * 1000)`),
      stamp: text("stamp").default(sql`CURRENT_TIMESTAMP`),
      settings: text("settings", { mode: "json" }).default({ a: "it's" }),
      kind: text("kind", { enum: ["a", "b"] }).default("a"),
      raw: blob("raw", { mode: "buffer" }).default(Buffer.from("ab")),
      json: blob("json", { mode: "json" }).default({ a: 1 }),
      huge: blob("huge", { mode: "bigint" }).default(12345678901234567890n),
      ratio: real("ratio").default(0.25),
      amount: numeric("amount").default("1.50"),
      amountNumber: numeric("amount_number", { mode: "number" }).default(2.5),
      amountBig: numeric("amount_big", { mode: "bigint" }).default(12345678901234567890n),
      place: vector("place", { dimensions: 2 }).default([1, 2]),
      nick: text("nick").$default(() => "random"),
      lower: text("lower").generatedAlwaysAs(sql`lower("email")`),
      kept: text("kept").generatedAlwaysAs((): ReturnType<typeof sql> => sql`upper(${users.email})`, {
        mode: "stored",
      }),
    },
    (t) => [
      sqlite.check("email_long", gt(sql`length(${t.email})`, 3)),
      sqlite
        .index("users_kind")
        .on(t.kind, sql`lower(${t.email}) desc`)
        .where(and(eq(t.active, true), eq(t.kind, "it's" as never))!),
      sqlite.index("users_nocase").on(sql`${t.email} collate nocase`),
      sqlite.uniqueIndex("users_handle_kind").on(t.handle, t.kind),
    ],
  );
  const memberships = sqliteTable(
    "memberships",
    {
      user: integer("user").references(() => users.id, { onDelete: "cascade", onUpdate: "no action" }),
      team: text("team"),
      place: integer("place"),
    },
    (t) => [
      sqlite.primaryKey({ columns: [t.user, t.team] }),
      sqlite.unique().on(t.team, t.place),
      sqlite.unique("one place").on(t.place),
      sqlite.foreignKey({
        name: "self by hand",
        columns: [t.user, t.team],
        foreignColumns: [t.user, t.team],
      }),
    ],
  );
  return {
    users,
    memberships,
    active: sqlite
      .sqliteView("active")
      .as((q) => q.select({ id: users.id, email: users.email }).from(users).where(eq(users.active, true))),
    counted: sqlite
      .sqliteView("counted", { kind: text("kind"), many: integer("many") })
      .as(sql`select ${users.kind}, count(*) as many from ${users} group by 1`),
    foreign: sqlite.sqliteView("foreign", { id: integer("id") }).existing(),
  };
}
