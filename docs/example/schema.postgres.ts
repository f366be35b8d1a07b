/** The hub's schema on PostgreSQL; schema.ts is the same for SQLite. */
import { sql } from "drizzle-orm";
import {
  bigint,
  boolean,
  check,
  index,
  integer,
  pgTable,
  primaryKey,
  text,
  timestamp,
  uniqueIndex,
} from "drizzle-orm/pg-core";

const createdAt = () =>
  timestamp("created_at", { withTimezone: true })
    .notNull()
    .default(sql`CURRENT_TIMESTAMP`);
const bytes = (name: string) => bigint(name, { mode: "number" });

/** People and organisations: since the merge both are users. */
export const users = pgTable(
  "users",
  {
    id: text("id").primaryKey(),
    username: text("username").notNull(),
    email: text("email"),
    isOrg: boolean("is_org").notNull().default(false),
    bio: text("bio"),
    avatarUrl: text("avatar_url"),
    privateQuotaBytes: bytes("private_quota_bytes"),
    publicQuotaBytes: bytes("public_quota_bytes"),
    createdAt: createdAt(),
  },
  (table) => [uniqueIndex("users_username_key").on(table.username)],
);

export const memberships = pgTable(
  "memberships",
  {
    organisationId: text("organisation_id")
      .notNull()
      .references(() => users.id, { onDelete: "cascade" }),
    userId: text("user_id")
      .notNull()
      .references(() => users.id, { onDelete: "cascade" }),
    role: text("role", { enum: ["admin", "member"] })
      .notNull()
      .default("member"),
  },
  (table) => [primaryKey({ columns: [table.organisationId, table.userId] })],
);

export const repositories = pgTable(
  "repositories",
  {
    id: text("id").primaryKey(),
    kind: text("kind", { enum: ["model", "dataset"] }).notNull(),
    ownerId: text("owner_id")
      .notNull()
      .references(() => users.id, { onDelete: "cascade" }),
    name: text("name").notNull(),
    private: boolean("private").notNull().default(false),
    quotaBytes: bytes("quota_bytes"),
    usedBytes: bytes("used_bytes").notNull().default(0),
    createdAt: createdAt(),
  },
  (table) => [
    check("repositories_kind_check", sql`${table.kind} IN ('model', 'dataset')`),
    uniqueIndex("repositories_owner_id_name_key").on(table.ownerId, table.kind, table.name),
  ],
);

export const commits = pgTable(
  "commits",
  {
    id: text("id").primaryKey(),
    repositoryId: text("repository_id")
      .notNull()
      .references(() => repositories.id, { onDelete: "cascade" }),
    authorId: text("author_id").references(() => users.id, { onDelete: "set null" }),
    message: text("message").notNull(),
    sizeBytes: bytes("size_bytes").notNull().default(0),
    createdAt: createdAt(),
  },
  (table) => [index("commits_repository_id_created_at_idx").on(table.repositoryId, table.createdAt)],
);

export const invitations = pgTable("invitations", {
  token: text("token").primaryKey(),
  organisationId: text("organisation_id").references(() => users.id, { onDelete: "cascade" }),
  createdBy: text("created_by")
    .notNull()
    .references(() => users.id, { onDelete: "cascade" }),
  maxUses: integer("max_uses").notNull().default(1),
  uses: integer("uses").notNull().default(0),
  createdAt: createdAt(),
});
