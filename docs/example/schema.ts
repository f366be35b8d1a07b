/** The hub's schema on SQLite; schema.postgres.ts is the same for PostgreSQL. */
import { sql } from "drizzle-orm";
import { check, index, integer, primaryKey, sqliteTable, text, uniqueIndex } from "drizzle-orm/sqlite-core";

const createdAt = () =>
  text("created_at")
    .notNull()
    .default(sql`CURRENT_TIMESTAMP`);

/** People and organisations: since the merge both are users. */
export const users = sqliteTable(
  "users",
  {
    id: text("id").primaryKey(),
    username: text("username").notNull(),
    email: text("email"),
    isOrg: integer("is_org", { mode: "boolean" }).notNull().default(false),
    bio: text("bio"),
    avatarUrl: text("avatar_url"),
    privateQuotaBytes: integer("private_quota_bytes"),
    publicQuotaBytes: integer("public_quota_bytes"),
    createdAt: createdAt(),
  },
  (table) => [uniqueIndex("users_username_key").on(table.username)],
);

export const memberships = sqliteTable(
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

export const repositories = sqliteTable(
  "repositories",
  {
    id: text("id").primaryKey(),
    kind: text("kind", { enum: ["model", "dataset"] }).notNull(),
    ownerId: text("owner_id")
      .notNull()
      .references(() => users.id, { onDelete: "cascade" }),
    name: text("name").notNull(),
    private: integer("private", { mode: "boolean" }).notNull().default(false),
    quotaBytes: integer("quota_bytes"),
    usedBytes: integer("used_bytes").notNull().default(0),
    createdAt: createdAt(),
  },
  (table) => [
    check("repositories_kind_check", sql`${table.kind} IN ('model', 'dataset')`),
    uniqueIndex("repositories_owner_id_name_key").on(table.ownerId, table.kind, table.name),
  ],
);

export const commits = sqliteTable(
  "commits",
  {
    id: text("id").primaryKey(),
    repositoryId: text("repository_id")
      .notNull()
      .references(() => repositories.id, { onDelete: "cascade" }),
    authorId: text("author_id").references(() => users.id, { onDelete: "set null" }),
    message: text("message").notNull(),
    sizeBytes: integer("size_bytes").notNull().default(0),
    createdAt: createdAt(),
  },
  (table) => [index("commits_repository_id_created_at_idx").on(table.repositoryId, table.createdAt)],
);

export const invitations = sqliteTable("invitations", {
  token: text("token").primaryKey(),
  organisationId: text("organisation_id").references(() => users.id, { onDelete: "cascade" }),
  createdBy: text("created_by")
    .notNull()
    .references(() => users.id, { onDelete: "cascade" }),
  maxUses: integer("max_uses").notNull().default(1),
  uses: integer("uses").notNull().default(0),
  createdAt: createdAt(),
});
