/** The hub's schema on SQLite; schema.postgres.ts is the same for PostgreSQL. */
import { sql } from "drizzle-orm";
import { blob, customType, index, integer, sqliteTable, text, uniqueIndex } from "drizzle-orm/sqlite-core";

// The types that the hub's first databases were made with; to SQLite they are text all the same.
const varchar = customType<{ data: string; config: { readonly length: number }; configRequired: true }>({
  dataType: ({ length }) => `varchar(${length})`,
});
const datetime = customType<{ data: string }>({ dataType: () => "datetime" });
const createdAt = () =>
  datetime("created_at")
    .notNull()
    .default(sql`CURRENT_TIMESTAMP`);
const userId = (name: string) => integer(name).references(() => user.id, { onDelete: "cascade" });
const repositoryId = () =>
  integer("repository_id")
    .notNull()
    .references(() => repository.id, { onDelete: "cascade" });

/** People and organisations: since 008 both are users. */
export const user = sqliteTable(
  "user",
  {
    id: integer("id").primaryKey(),
    username: varchar("username", { length: 255 }).notNull(),
    email: varchar("email", { length: 255 }),
    isOrg: integer("is_org", { mode: "boolean" }).notNull().default(false),
    fullName: varchar("full_name", { length: 255 }),
    bio: text("bio"),
    socialMedia: text("social_media", { mode: "json" }),
    avatar: blob("avatar"),
    avatarUpdatedAt: datetime("avatar_updated_at"),
    privateQuotaBytes: integer("private_quota_bytes"),
    publicQuotaBytes: integer("public_quota_bytes"),
    createdAt: createdAt(),
  },
  (table) => [uniqueIndex("user_username").on(table.username)],
);

export const userOrganization = sqliteTable(
  "userorganization",
  {
    id: integer("id").primaryKey(),
    user: userId("user").notNull(),
    organization: userId("organization").notNull(),
    role: varchar("role", { length: 255 }).notNull(),
  },
  (table) => [uniqueIndex("userorganization_user_organization").on(table.user, table.organization)],
);

export const repository = sqliteTable(
  "repository",
  {
    id: integer("id").primaryKey(),
    repoType: varchar("repo_type", { length: 255 }).notNull(),
    namespace: varchar("namespace", { length: 255 }).notNull(),
    name: varchar("name", { length: 255 }).notNull(),
    fullId: varchar("full_id", { length: 255 }).notNull(),
    private: integer("private", { mode: "boolean" }).notNull().default(false),
    ownerId: userId("owner_id").notNull(),
    quotaBytes: integer("quota_bytes"),
    usedBytes: integer("used_bytes").notNull().default(0),
    createdAt: createdAt(),
  },
  (table) => [
    uniqueIndex("repository_repo_type_full_id").on(table.repoType, table.fullId),
    index("repository_owner_id").on(table.ownerId),
  ],
);

export const file = sqliteTable(
  "file",
  {
    id: integer("id").primaryKey(),
    repositoryId: repositoryId(),
    ownerId: userId("owner_id").notNull(),
    pathInRepo: varchar("path_in_repo", { length: 1024 }).notNull(),
    size: integer("size").notNull().default(0),
    sha256: varchar("sha256", { length: 64 }).notNull(),
  },
  (table) => [uniqueIndex("file_repository_id_path_in_repo").on(table.repositoryId, table.pathInRepo)],
);

export const commit = sqliteTable(
  "commit",
  {
    id: integer("id").primaryKey(),
    commitId: varchar("commit_id", { length: 255 }).notNull(),
    repositoryId: repositoryId(),
    ownerId: userId("owner_id").notNull(),
    userId: userId("user_id").notNull(),
    message: text("message").notNull(),
    createdAt: createdAt(),
  },
  (table) => [index("commit_user_id").on(table.userId)],
);

export const invitation = sqliteTable(
  "invitation",
  {
    id: integer("id").primaryKey(),
    token: varchar("token", { length: 255 }).notNull(),
    organization: userId("organization"),
    createdBy: userId("created_by").notNull(),
    expiresAt: datetime("expires_at").notNull(),
    usedAt: datetime("used_at"),
    maxUsage: integer("max_usage"),
    usageCount: integer("usage_count").notNull().default(0),
  },
  (table) => [uniqueIndex("invitation_token").on(table.token)],
);
