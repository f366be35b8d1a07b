import { sql } from "drizzle-orm";
import { integer, pgPolicy, pgSchema, pgTable, pgView, text, varchar } from "drizzle-orm/pg-core";

export const team = pgSchema("team");
export const members = team.table(
  "members",
  { id: integer().primaryKey(), login: text().notNull(), level: integer() },
  (t) => [
    pgPolicy("self", {
      for: "update",
      using: sql`${t.login} = current_user`,
      withCheck: sql`${t.level} < 5`,
    }),
  ],
);
export const documents = pgTable(
  "documents",
  {
    id: integer().primaryKey(),
    ownerId: integer("owner_id").notNull(),
    state: varchar({ length: 20 }),
    size: integer(),
    secret: text(),
  },
  (t) => [
    pgPolicy("owners only", {
      as: "restrictive",
      for: "all",
      to: ["pg_monitor", "pg_signal_backend"],
      using: sql`exists (select 1 from ${members} where ${members.id} = ${t.ownerId} and ${members.login} = current_user)`,
    }),
    pgPolicy("drafts", { for: "select", to: "public", using: sql`${t.state} <> 'draft'` }),
    pgPolicy("small", { for: "insert", withCheck: sql`${t.size} > 0` }),
    pgPolicy("old name", { using: sql`${t.id} > 0` }),
    pgPolicy("with secret", { using: sql`${t.secret} is null` }),
    pgPolicy("runner", { to: "current_user" }),
  ],
);
export const published = pgView("published").as((q) => q.select().from(documents));
export const open = pgTable("open", { id: integer() });
export const closed = pgTable("closed", { id: integer(), at: integer() }).enableRLS();
export const dropped = pgTable("dropped", { id: integer() }, () => [pgPolicy("any", { using: sql`true` })]);
