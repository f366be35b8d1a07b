/**
 * merge organisations into users
 *
 * Revision: b72d5f6a830c
 * Revises: a61c4e5972fb
 * Created: 2026-04-01T09:00:00Z
 */
import type { Op } from "drizzle-mig";

export const revision = "b72d5f6a830c";
export const downRevision = "a61c4e5972fb";
export const breaking = {
  tables: ["organisations", "members", "memberships"],
  columns: [
    "repositories.owner_user_id",
    "repositories.owner_organisation_id",
    "repositories.owner_id",
    "users.is_org",
  ],
};

const time = (op: Op): string => (op.dialect === "sqlite" ? "text" : "timestamp with time zone");
const flag = (op: Op): { type: string; default: string } =>
  op.dialect === "sqlite" ? { type: "integer", default: "0" } : { type: "boolean", default: "false" };
const profile = "bio, avatar_url, private_quota_bytes, public_quota_bytes, created_at";

export async function upgrade(op: Op): Promise<void> {
  const yes = op.dialect === "sqlite" ? "1" : "true";
  await op.addColumn("users", { name: "is_org", ...flag(op), nullable: false });
  await op.execute(
    `INSERT INTO users (id, username, is_org, ${profile}) SELECT id, name, ${yes}, ${profile} FROM organisations`,
  );

  await op.createTable({
    name: "memberships",
    columns: [
      { name: "organisation_id", type: "text", nullable: false },
      { name: "user_id", type: "text", nullable: false },
      { name: "role", type: "text", nullable: false, default: "'member'" },
    ],
    primaryKey: { columns: ["organisation_id", "user_id"] },
    foreignKeys: [
      { columns: ["organisation_id"], references: { table: "users", columns: ["id"] }, onDelete: "cascade" },
      { columns: ["user_id"], references: { table: "users", columns: ["id"] }, onDelete: "cascade" },
    ],
  });
  await op.execute("INSERT INTO memberships SELECT organisation_id, user_id, role FROM members");

  await op.addColumn("repositories", { name: "owner_id", type: "text" });
  await op.execute("UPDATE repositories SET owner_id = coalesce(owner_user_id, owner_organisation_id)");
  await op.alterColumn("repositories", "owner_id", { nullable: false });
  await op.createForeignKey("repositories", {
    columns: ["owner_id"],
    references: { table: "users", columns: ["id"] },
    onDelete: "cascade",
  });
  await op.dropConstraint("repositories", { foreignKey: ["owner_organisation_id"] });
  await op.dropConstraint("repositories", { foreignKey: ["owner_user_id"] });
  await op.dropColumn("repositories", "owner_organisation_id");
  await op.dropColumn("repositories", "owner_user_id");
  await op.createIndex("repositories", {
    name: "repositories_owner_id_name_key",
    columns: ["owner_id", "kind", "name"],
    unique: true,
  });

  await op.dropConstraint("invitations", { foreignKey: ["organisation_id"] });
  await op.createForeignKey("invitations", {
    columns: ["organisation_id"],
    references: { table: "users", columns: ["id"] },
    onDelete: "cascade",
  });
  await op.dropTable("members");
  await op.dropTable("organisations");
}

export async function downgrade(op: Op): Promise<void> {
  const yes = op.dialect === "sqlite" ? "1" : "true";
  await op.createTable({
    name: "organisations",
    columns: [
      { name: "id", type: "text", nullable: false, primaryKey: true },
      { name: "name", type: "text", nullable: false },
      { name: "created_at", type: time(op), nullable: false, default: "CURRENT_TIMESTAMP" },
      { name: "private_quota_bytes", type: op.dialect === "sqlite" ? "integer" : "bigint" },
      { name: "public_quota_bytes", type: op.dialect === "sqlite" ? "integer" : "bigint" },
      { name: "bio", type: "text" },
      { name: "avatar_url", type: "text" },
    ],
  });
  await op.createIndex("organisations", { name: "organisations_name_key", columns: ["name"], unique: true });
  await op.execute(
    `INSERT INTO organisations (id, name, ${profile}) SELECT id, username, ${profile} FROM users WHERE is_org = ${yes}`,
  );

  await op.createTable({
    name: "members",
    columns: [
      { name: "organisation_id", type: "text", nullable: false },
      { name: "user_id", type: "text", nullable: false },
      { name: "role", type: "text", nullable: false, default: "'member'" },
    ],
    primaryKey: { columns: ["organisation_id", "user_id"] },
    foreignKeys: [
      {
        columns: ["organisation_id"],
        references: { table: "organisations", columns: ["id"] },
        onDelete: "cascade",
      },
      { columns: ["user_id"], references: { table: "users", columns: ["id"] }, onDelete: "cascade" },
    ],
  });
  await op.execute("INSERT INTO members SELECT organisation_id, user_id, role FROM memberships");
  await op.dropTable("memberships");

  await op.dropIndex("repositories", "repositories_owner_id_name_key");
  await op.addColumn("repositories", { name: "owner_user_id", type: "text" });
  await op.addColumn("repositories", { name: "owner_organisation_id", type: "text" });
  await op.execute(`UPDATE repositories SET
  owner_user_id = (SELECT id FROM users WHERE id = owner_id AND is_org <> ${yes}),
  owner_organisation_id = (SELECT id FROM users WHERE id = owner_id AND is_org = ${yes})`);
  await op.dropConstraint("repositories", { foreignKey: ["owner_id"] });
  await op.dropColumn("repositories", "owner_id");
  await op.createForeignKey("repositories", {
    columns: ["owner_user_id"],
    references: { table: "users", columns: ["id"] },
    onDelete: "cascade",
  });
  await op.createForeignKey("repositories", {
    columns: ["owner_organisation_id"],
    references: { table: "organisations", columns: ["id"] },
    onDelete: "cascade",
  });

  await op.dropConstraint("invitations", { foreignKey: ["organisation_id"] });
  await op.createForeignKey("invitations", {
    columns: ["organisation_id"],
    references: { table: "organisations", columns: ["id"] },
    onDelete: "cascade",
  });
  await op.execute(`DELETE FROM users WHERE is_org = ${yes}`);
  await op.dropColumn("users", "is_org");
}
