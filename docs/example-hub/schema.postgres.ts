/** The hub's schema on PostgreSQL; schema.ts is the same for SQLite. */
import { sql } from "drizzle-orm";
import {
  bigint,
  boolean,
  customType,
  index,
  integer,
  jsonb,
  pgTable,
  serial,
  text,
  timestamp,
  uniqueIndex,
  varchar,
} from "drizzle-orm/pg-core";

const bytea = customType<{ data: Uint8Array }>({ dataType: () => "bytea" });
const bytes = (name: string) => bigint(name, { mode: "number" });
const createdAt = () =>
  timestamp("created_at")
    .notNull()
    .default(sql`CURRENT_TIMESTAMP`);
const userId = (name: string) => integer(name).references(() => user.id, { onDelete: "cascade" });
const repositoryId = () =>
  integer("repository_id")
    .notNull()
    .references(() => repository.id, { onDelete: "cascade" });

/** People and organisations: since 008 both are users. */
export const user = pgTable(
  "user",
  {
    id: serial("id").primaryKey(),
    username: varchar("username", { length: 255 }).notNull(),
    email: varchar("email", { length: 255 }),
    isOrg: boolean("is_org").notNull().default(false),
    fullName: varchar("full_name", { length: 255 }),
    bio: text("bio"),
    socialMedia: jsonb("social_media"),
    avatar: bytea("avatar"),
    avatarUpdatedAt: timestamp("avatar_updated_at"),
    privateQuotaBytes: bytes("private_quota_bytes"),
    publicQuotaBytes: bytes("public_quota_bytes"),
    createdAt: createdAt(),
  },
  (table) => [uniqueIndex("user_username").on(table.username)],
);

export const userOrganization = pgTable(
  "userorganization",
  {
    id: serial("id").primaryKey(),
    user: userId("user").notNull(),
    organization: userId("organization").notNull(),
    role: varchar("role", { length: 255 }).notNull(),
  },
  (table) => [uniqueIndex("userorganization_user_organization").on(table.user, table.organization)],
);

export const repository = pgTable(
  "repository",
  {
    id: serial("id").primaryKey(),
    repoType: varchar("repo_type", { length: 255 }).notNull(),
    namespace: varchar("namespace", { length: 255 }).notNull(),
    name: varchar("name", { length: 255 }).notNull(),
    fullId: varchar("full_id", { length: 255 }).notNull(),
    private: boolean("private").notNull().default(false),
    ownerId: userId("owner_id").notNull(),
    quotaBytes: bytes("quota_bytes"),
    usedBytes: bytes("used_bytes").notNull().default(0),
    createdAt: createdAt(),
  },
  (table) => [
    uniqueIndex("repository_repo_type_full_id").on(table.repoType, table.fullId),
    index("repository_owner_id").on(table.ownerId),
  ],
);

export const file = pgTable(
  "file",
  {
    id: serial("id").primaryKey(),
    repositoryId: repositoryId(),
    ownerId: userId("owner_id").notNull(),
    pathInRepo: varchar("path_in_repo", { length: 1024 }).notNull(),
    size: bytes("size").notNull().default(0),
    sha256: varchar("sha256", { length: 64 }).notNull(),
  },
  (table) => [uniqueIndex("file_repository_id_path_in_repo").on(table.repositoryId, table.pathInRepo)],
);

export const commit = pgTable(
  "commit",
  {
    id: serial("id").primaryKey(),
    commitId: varchar("commit_id", { length: 255 }).notNull(),
    repositoryId: repositoryId(),
    ownerId: userId("owner_id").notNull(),
    userId: userId("user_id").notNull(),
    message: text("message").notNull(),
    createdAt: createdAt(),
  },
  (table) => [index("commit_user_id").on(table.userId)],
);

export const invitation = pgTable(
  "invitation",
  {
    id: serial("id").primaryKey(),
    token: varchar("token", { length: 255 }).notNull(),
    organization: userId("organization"),
    createdBy: userId("created_by").notNull(),
    expiresAt: timestamp("expires_at").notNull(),
    usedAt: timestamp("used_at"),
    maxUsage: integer("max_usage"),
    usageCount: integer("usage_count").notNull().default(0),
  },
  (table) => [uniqueIndex("invitation_token").on(table.token)],
);
