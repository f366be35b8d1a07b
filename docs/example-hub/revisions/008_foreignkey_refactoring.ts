/**
 * merge organisations into users, with foreign keys
 *
 * Revision: 008
 * Revises: 007
 * Created: 2025-05-12T09:00:00Z
 */
import type { Op, Probe } from "drizzle-mig";

export const revision = "008";
export const downRevision = "007";
export const breaking =
  "organisations become users, older hubs cannot read the database; there is no way back but a backup";

export const isApplied = (probe: Probe): Promise<boolean> => probe.column("user", "is_org");

export const upgrade = {
  async postgresql(op: Op): Promise<void> {
    await organisationsToUsers(op, { type: "boolean", default: "false" }, "true");
    await op.execute(`SELECT setval(pg_get_serial_sequence('"user"', 'id'), (SELECT max(id) FROM "user"))`);
    await referencesToKeys(op);
  },
  async sqlite(op: Op): Promise<void> {
    await organisationsToUsers(op, { type: "integer", default: "0" }, "1");
    await referencesToKeys(op);
  },
};

const profile = "bio, avatar, avatar_updated_at, private_quota_bytes, public_quota_bytes, created_at";

/** Organisations get the ids that follow those of the users; `organization` knows which until it is dropped. */
async function organisationsToUsers(
  op: Op,
  flag: { readonly type: string; readonly default: string },
  yes: string,
): Promise<void> {
  await op.addColumn("user", { name: "is_org", ...flag, nullable: false });
  await op.addColumn("organization", { name: "user_id", type: "integer" });
  await op.execute(`UPDATE organization SET user_id = id + (SELECT coalesce(max(id), 0) FROM "user")`);
  await op.execute(`INSERT INTO "user" (id, username, is_org, full_name, ${profile})
SELECT user_id, name, ${yes}, description, ${profile} FROM organization`);
}

async function referencesToKeys(op: Op): Promise<void> {
  await op.execute(`UPDATE userorganization SET organization =
  (SELECT user_id FROM organization o WHERE o.id = userorganization.organization)`);
  await op.execute(`UPDATE invitation SET organization =
  (SELECT user_id FROM organization o WHERE o.id = invitation.organization) WHERE organization IS NOT NULL`);
  // A repository belonged to who made it; from now on to the user or organisation of its namespace.
  await op.execute(`UPDATE repository SET owner_id =
  coalesce((SELECT id FROM "user" u WHERE u.username = repository.namespace), owner_id)`);

  await keep(op, "userorganization", "user");
  await keep(op, "userorganization", "organization");
  await keep(op, "invitation", "organization");
  await keep(op, "invitation", "created_by");
  await keep(op, "repository", "owner_id");
  await op.createIndex("repository", { name: "repository_owner_id", columns: ["owner_id"] });

  await op.addColumn("commit", { name: "repository_id", type: "integer" });
  await op.addColumn("commit", { name: "owner_id", type: "integer" });
  await op.execute(`UPDATE "commit" SET
  repository_id = (SELECT r.id FROM repository r WHERE r.full_id = repo_full_id AND r.repo_type = "commit".repo_type),
  owner_id = (SELECT r.owner_id FROM repository r WHERE r.full_id = repo_full_id AND r.repo_type = "commit".repo_type)`);
  await keep(op, "commit", "user_id");
  await bind(op, "commit");
  await op.dropColumn("commit", "repo_type");

  await op.addColumn("file", { name: "repository_id", type: "integer" });
  await op.addColumn("file", { name: "owner_id", type: "integer" });
  await op.execute(`UPDATE file SET
  repository_id = (SELECT min(r.id) FROM repository r WHERE r.full_id = repo_full_id),
  owner_id = (SELECT min(r.owner_id) FROM repository r WHERE r.full_id = repo_full_id)`);
  await op.dropIndex("file", "file_repo_full_id_path_in_repo");
  await bind(op, "file");
  await op.createIndex("file", {
    name: "file_repository_id_path_in_repo",
    columns: ["repository_id", "path_in_repo"],
    unique: true,
  });
  await op.dropTable("organization");
}

/** Rows of repositories that are gone go with them; the others are bound to theirs. */
async function bind(op: Op, table: string): Promise<void> {
  await op.execute(`DELETE FROM "${table}" WHERE repository_id IS NULL`);
  await op.alterColumn(table, "repository_id", { nullable: false });
  await op.alterColumn(table, "owner_id", { nullable: false });
  await op.createForeignKey(table, {
    columns: ["repository_id"],
    references: { table: "repository", columns: ["id"] },
    onDelete: "cascade",
  });
  await keep(op, table, "owner_id");
  await op.dropColumn(table, "repo_full_id");
}

/** A column with the id of a user becomes a foreign key. */
async function keep(op: Op, table: string, column: string): Promise<void> {
  await op.createForeignKey(table, {
    columns: [column],
    references: { table: "user", columns: ["id"] },
    onDelete: "cascade",
  });
}
