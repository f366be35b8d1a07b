import { sql } from "drizzle-orm";
import { bigint, integer, numeric, pgPolicy, pgSchema, pgTable, pgView, text } from "drizzle-orm/pg-core";

export const team = pgSchema("team");
export const members = team.table(
  "members",
  { id: bigint({ mode: "number" }).primaryKey(), login: text().notNull(), level: numeric() },
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
    ownerId: bigint("owner_id", { mode: "number" }).notNull(),
    state: text(),
    size: numeric(),
  },
  (t) => [
    pgPolicy("owners only", {
      as: "restrictive",
      for: "all",
      to: "pg_monitor",
      using: sql`exists (select 1 from ${members} where ${members.id} = ${t.ownerId} and ${members.login} = current_user)`,
    }),
    pgPolicy("drafts", { for: "select", to: "public", using: sql`${t.state} <> 'draft'` }),
    pgPolicy("small", { for: "insert", withCheck: sql`${t.size} > 0` }),
    pgPolicy("new name", { using: sql`${t.id} > 0` }),
    pgPolicy("with secret", { using: sql`${t.ownerId} > 1` }),
    pgPolicy("new", {
      as: "permissive",
      for: "delete",
      to: "public",
      using: sql`${t.id} in (select ${open.id} from ${open})`,
    }),
  ],
);
export const published = pgView("published").as((q) => q.select().from(documents));
export const open = pgTable("open", { id: integer() }).enableRLS();
export const closed = pgTable("closed", { id: integer(), at: integer() });
export const made = pgTable("made", { id: integer() }, () => [pgPolicy("any", { using: sql`true` })]);
